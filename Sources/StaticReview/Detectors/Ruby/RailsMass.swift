internal import JudgeTypes

/// Whatever a request holds, written into a record of Rails.
enum RailsMass {
  static let detector = Detector.file("rails_mass_assignment") { source, rule in
    guard source.language == .ruby, !source.isTest else { return [] }
    return massAssigned.allMatches(in: source.text).compactMap { match in
      let line = source.range(ofLines: source.lines(of: match.range))
      guard !source.has(queries, in: line),
        !source.has(RailsRecords.adminController, in: 0..<source.text.count) || source.has(anything, in: match.range)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
        message: "whatever the request holds is written into the record, a role or an owner too")
    }
  }

  private static let massAssigned = Pattern.fixed(
    #"(?m)\bparams(?:\[[^\]\n]*\]|\.(?:require|fetch)\([^()\n]*\))?\.permit!|\.(?:create|update|new|update_attributes|assign_attributes|insert|build)!?[ (]\s*params\[:?['"]?\w+['"]?\]\s*(?:\.to_unsafe_h\w*)?\s*(?:\)|$|\s(?:if|unless))|\.(?:create|update|update_attributes|assign_attributes)!?[ (]\s*params\s*(?:\.to_unsafe_h\w*)?\s*(?:\)|$)|\.permit\([^()\n]*:(?:admin|is_admin|role|role_id|superuser|is_superuser|user_id|account_id|balance|owner_id|price|price_cents)\b[^()\n]*\)"#
  )
  private static let queries = Pattern.fixed(
    #"\.(?:where|find_by)\b|\bfilter|\bService|Query\.new|Search\.new|::Form\.new|redirect|\w+_path|_url\("#)
  private static let anything = Pattern.fixed(#"permit!|unsafe"#)
}
