internal import JudgeTypes

/// Records of Rails that are saved or destroyed as a statement, and of which success is told whatever came of it.
enum RailsResults {
  static let detector = Detector.file("rails_results") { source, rule in
    guard source.language == .ruby, !source.isTest, RailsAccess.controller.matches(source.code) else { return [] }
    return change.allMatches(in: source.code).compactMap { match in
      guard let receiver = match.groups[0], !source.has(noRecord, in: receiver),
        let function = source.function(around: match.range.upperBound - 1)
      else { return nil }
      let start = match.range.upperBound
      let rest = start..<max(start, min(function.range.upperBound, start + 600))
      let isOfRequest = isMadeOfRequest(match, in: function.range, of: source)
      guard let success = (isOfRequest ? answered : told).allMatches(in: source.text, range: rest, limit: 1).first,
        !source.has(looks, in: start..<success.range.lowerBound),
        !source.has(looksLater, in: success.range),
        match.groups[1].map({ !source.has(destroys, in: $0) }) ?? true || source.has(spelled, in: success.range)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
        message: "whether this was done is not looked at, and success is told", severity: .medium)
    }
  }

  private static let change = Pattern.fixed(
    #"(?m)^[ \t]*(@?\w+(?:&?\.\w+)?)&?\.(destroy|save|update|update_attributes|update_attribute)(?:\((?:[^()\n]|\([^()\n]*\))*\)|[ \t]+(?!if\b|unless\b|&&|and\b|or\b)[^\n{|]+)?[ \t]*$"#
  )
  private static let destroys = Pattern.fixed(#"destroy"#)
  /// What is told in so many words; where the texts are translated, callbacks that stop a deletion are rare.
  private static let spelled = Pattern.fixed(#"[\x27"][^\x27"\n]*[\w.!][\x27"]"#)
  private static let noRecord = Pattern.fixed(
    #"(?i)\b(?:session|cookies|params|flash|hash|options|attributes|redis|config|headers|file|client|uploader|warden|digest|progress\w*|\w*token)\b"#
  )
  private static let told = Pattern.fixed(
    #"(?i)\b(?:notice|success):?\s*(?:=>)?\s*[\x27"(\w][^\n]*|flash(?:\.now)?\[:(?:notice|success)\][^\n]*|\bmessage:?\s*(?:=>)?\s*[^\n]*(?:success|deleted|removed|destroyed|updated|saved|created|cancel)[^\n]*|\bstatus:\s*[\x27"](?:ok|success)[\x27"]|success:\s*true"#
  )
  private static let answered = Pattern.fixed(
    #"(?m)^[ \t]*(?:redirect_to\b[^\n]*|render[ (]+(?:json:|@)[^\n]*|head[ (]+:(?:ok|created|no_content)[^\n]*|respond_with[^\n]*)"#
  )
  private static let request = Pattern.fixed(#"params\b"#)

  /// Whether what the request holds is written, so that a validation may refuse it.
  private static func isMadeOfRequest(_ match: Pattern.Match, in function: Range<Int>, of source: Source) -> Bool {
    if match.groups[1].map({ source.has(destroys, in: $0) }) ?? true { return false }
    if source.has(request, in: match.range) { return true }
    guard let receiver = match.groups[0],
      let made = try? Pattern(
        source.string(receiver).replacing("&.", with: ".")
          + #"(?:\s*=\s*[^\n]*\.?(?:new|build)\b[^\n]*params\b|\.(?:assign_attributes|attributes)[ (=][^\n]*params\b)"#)
    else { return false }
    return source.has(made, in: function.lowerBound..<match.range.lowerBound)
  }

  private static let looks = Pattern.fixed(
    #"(?m)\b(?:if|unless|case|elsif|else|rescue)\b|\.errors|destroyed\?|persisted\?|valid\?|saved_changes|previous_changes|changed\?|&&|\bdef\b|\braise\b"#
  )
  private static let looksLater = Pattern.fixed(#"\bif\b|\bunless\b|\?[^\n]*:|errors"#)
}
