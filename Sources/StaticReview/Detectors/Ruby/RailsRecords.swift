internal import JudgeTypes

/// Records of Rails that are taken by an id of the request, without a look at whose they are.
enum RailsRecords {
  static let detector = Detector.file("rails_records") { source, rule in
    guard source.language == .ruby, !source.isTest, !adminController.matches(source.text),
      RailsAccess.controller.matches(source.code) || RailsAccess.builds.matches(source.text)
    else { return [] }
    let isKnown = knowsCaller.matches(source.text)
    return lookup.allMatches(in: source.text).compactMap { match in
      guard let model = match.groups[0], source.has(owned, in: model) || isCallers(model, in: source),
        let method = method(around: match.range.lowerBound, in: source), !source.has(checked, in: method),
        !isCheckedInActions(servedBy: method, in: source),
        isKnown || isOfOnePerson(model, changedBy: method, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "the record is taken by an id of the request, and nobody looks whether it is the caller's")
    }
  }

  private static let lookup = Pattern.fixed(
    #"(?<![\w.:])([A-Z]\w*)(?:\.(?:includes|with_attached_\w+|preload|unscoped)(?:\([^()\n]*\))?)?\.(?:find|find_by!?|find_by_id!?|destroy|delete|update)[ (]\s*(?:\w+:\s*)?params(?:\[[^\]\n]*\]|\.(?:require|fetch)\([^()\n]*\))"#
  )
  private static let owned = Pattern.fixed(
    #"(?:Order|Invoice|Payment|Document|Address|Account|Message|Note|File|Card|Booking|Reservation|Appointment|Profile|Subscription|Transaction|Ticket|Prescription|Patient|Record|Report|Attachment|Comment|Wallet|Cart|Upload|Project|Task|Statement|Claim|Contract|Loan|Transfer|Conversation|Shipment|Expense|ApiKey|ApiToken|Webhook|Receipt|Letter|Visit|Bill)\z"#
  )
  private static let knowsCaller = Pattern.fixed(
    #"current_user|authenticate_user|require_login|current_account|current_customer|signed_in"#)
  private static let checked = Pattern.fixed(
    #"(?i)authorize|policy|can\?|cannot\?|user_id|owner|\.user\b|belongs|\badmin|tenant|account_id|==\s*current_user|current_user\.(?!id\b)\w+\.(?:find|where)|permission|allowed|accessible_by|visible|editable|check_|verify_|ensure_|require_(?!login)|created_by|author|customer_id|team_id|organization"#
  )
  static let adminController = Pattern.fixed(
    #"(?i)class\s+Admin\w*(?:::|Controller)|module\s+Admin|load_and_authorize_resource|authorize_resource|verify_authorized|before_action[ (]+:(?:\w*(?:admin|authoriz|owner|permission|policy|role|ensure_|check_|verify_|require_(?!login|user\b))\w*)|<\s*Admin"#
  )

  /// Whether the class takes such records from its caller elsewhere, or gives them to it.
  private static func isCallers(_ model: Range<Int>, in source: Source) -> Bool {
    let name = source.string(model)
    let table = name.enumerated().map { $0.offset > 0 && $0.element.isUppercase ? "_\($0.element)" : "\($0.element)" }
      .joined().lowercased()
    guard
      let owned = try? Pattern(
        #"\bcurrent_(?:user|account|customer|member)\.(?:"# + table + "|" + table.dropLast()
          + #")(?:s|es|ies|zes)\b|\b"#
          + name + #"\.(?:new|create!?|where)\([^\n]*\b(?:user|user_id|owner|author):\s*current_|@"# + table
          + #"\.(?:user|user_id|owner|author)\s*=\s*current_"#)
    else { return false }
    return owned.matches(source.text) && knowsCaller.matches(source.text)
  }

  private static let declared = Pattern.fixed(#"(?m)^[ \t]*def[ \t]+(?:self\.)?(\w+[?!]?)"#)

  /// The method around `offset`; where its end is not to be told, what stands up to the next one.
  private static func method(around offset: Int, in source: Source) -> Range<Int>? {
    if let function = source.function(around: offset) { return function.range }
    guard let start = declared.allMatches(in: source.code, range: 0..<offset).last else { return nil }
    let next = declared.allMatches(in: source.code, range: offset..<source.code.count, limit: 1).first
    return start.range.lowerBound..<(next?.range.lowerBound ?? source.code.count)
  }

  private static let asksWhether = Pattern.fixed(
    #"(?m)^\s*authorize\b|\bauthorize[!(]|\bpolicy\(|\bcan\?|\bcannot\?|\.(?:user|owner|author|customer)(?:_id)?\s*[!=]=|[!=]=\s*current_user|allowed|permitted_to|current_user\.admin|head\s+:forbidden|accessible_by|_policy\b"#
  )

  /// Whether the actions that a finder serves as a filter ask it themselves, as they do with Pundit.
  private static func isCheckedInActions(servedBy method: Range<Int>, in source: Source) -> Bool {
    served(by: method, in: source).contains { source.has(asksWhether, in: $0.body) }
  }

  private static func served(by method: Range<Int>, in source: Source) -> [Block] {
    guard let match = declared.allMatches(in: source.code, range: method, limit: 1).first, let name = match.groups[0],
      let filter = try? Pattern(
        #"(?m)^[ \t]*(?:prepend_)?before_(?:action|filter)\b[^\n]*:"# + source.string(name) + #"\b[^\n]*"#)
    else { return [] }
    let filters = RailsAccess.filters(filter, in: source)
    return RailsAccess.actions(of: source).filter { action in filters.contains { $0.covers(action.name) } }.map(\.block)
  }

  private static let personal = Pattern.fixed(
    #"\A(?:Order|Invoice|Payment|Address|Account|Card|Booking|Reservation|Appointment|Subscription|Transaction|Prescription|Patient|Wallet|Cart|Message|Conversation|Loan|Claim|Shipment)\z"#
  )
  private static let plain = Pattern.fixed(#"(?m)^[ \t]*class[ \t]+\w+Controller[ \t]*<[ \t]*ApplicationController\b"#)
  private static let elsewhere = Pattern.fixed(
    #"(?i)skip_before|token|webhook|signature|api_key|guest|public|before_(?:action|filter)[^\n]*(?:user|login|auth)"#)
  private static let changed = Pattern.fixed(
    #"\.(?:update|update!|update_attributes?|destroy!?|delete|save!?|charge|pay|cancel|refund)\b|(?:Charge|PaymentIntent|Session|Refund)\.create\b"#
  )

  /// A file that speaks of no caller at all: only of what belongs to one person by its nature, and is changed.
  private static func isOfOnePerson(_ model: Range<Int>, changedBy method: Range<Int>, in source: Source) -> Bool {
    source.has(personal, in: model) && plain.matches(source.code) && !elsewhere.matches(source.text)
      && ([method] + served(by: method, in: source).map(\.body)).contains { source.has(changed, in: $0) }
  }
}
