internal import JudgeTypes

/// Sessions of Rails that are opened for whoever is named, and controllers that stand outside of the application's own checks.
enum RailsSessions {
  static let detector = Detector.file("rails_sessions") { source, rule in
    guard source.language == .ruby, !source.isTest, RailsAccess.controller.matches(source.code) else { return [] }
    return opened(source, rule) + skipped(source, rule) + bare(source, rule)
  }

  // MARK: Sessions without a password

  private static let opens = Pattern.fixed(
    #"\bsession\[\s*:?['"]?(?:user|user_id|uid|current_user(?:_id)?|account_id|member_id|customer_id|admin_id)['"]?\s*\]\s*=(?!=)\s*@?\w+|(?m)^[ \t]*(?:sign_in|log_in|login|auto_login)[ (]\s*@?\w+"#
  )
  private static let found = Pattern.fixed(#"\b[A-Z]\w*\.(?:find\w*!?|where)(?:[ (]|$)"#)
  private static let named = Pattern.fixed(#"\bparams\b"#)
  private static let proven = Pattern.fixed(
    #"(?i)authenticate|passw|pwd|omniauth|auth_hash|request\.env|token|\botp|code|\bpin\b|verif|bcrypt|signed|digest|secret|saml|ldap|\bsave\b|\bcreate[!( ]|\.new[( ]|impersonat|\badmin|current_user|true_user|masquerade|Rails\.env|google|oauth|response|valid"#
  )

  private static func opened(_ source: Source, _ rule: Rule) -> [Hit] {
    RailsAccess.actions(of: source).compactMap { name, block in
      guard source.has(opens, in: block.body), source.has(found, in: block.body), source.has(named, in: block.body),
        !source.has(proven, in: block.body)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: block.range),
        message: "\(name) opens a session for whoever is named; no password or token is asked for")
    }
  }

  // MARK: Filters that are switched off for a whole controller

  private static let whole = Pattern.fixed(
    #"(?m)^[ \t]*skip_before_(?:action|filter)[ \t(]+:(?:\w*(?:auth|login|log_in|signed|current_user|require_user)\w*)(?![^\n]*(?:only|except|if|unless))[^\n]*"#
  )
  private static let change = Pattern.fixed(
    #"\.(?:update|update_attributes?|create|save|destroy|delete|update_all|increment|toggle)!?\b"#)
  private static let entering = Pattern.fixed(#"(?i)\bsession\b|sign_in|log_in|sign_up|password|User\.(?:new|create)"#)

  /// Actions of a controller for signing in that also change records of whoever is named.
  private static func skipped(_ source: Source, _ rule: Rule) -> [Hit] {
    guard whole.matches(source.text), isOpen(source) else { return [] }
    return RailsAccess.actions(of: source).compactMap { name, block in
      guard !RailsAccess.openAction.matches(Array(name.utf8)), name != "create", name != "new",
        source.has(change, in: block.body), source.has(found, in: block.body), source.has(named, in: block.body),
        !source.has(entering, in: block.body), !source.has(RailsAccess.asks, in: block.body)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: block.range),
        message: "\(name) changes records, and the check of the caller is skipped for the whole controller")
    }
  }

  private static func isOpen(_ source: Source) -> Bool {
    guard let match = RailsAccess.controller.allMatches(in: source.code, limit: 1).first, let name = match.groups[0]
    else { return false }
    return source.has(RailsAccess.openController, in: name)
  }

  // MARK: Controllers with a base of their own

  private static let base = Pattern.fixed(
    #"(?m)^[ \t]*class[ \t]+(?!Application|Base|Api)[\w:]*Controller[ \t]*<[ \t]*ActionController::(?:Base|API|Metal)\b"#
  )
  private static let speaks = Pattern.fixed(
    #"(?i)authenticat|authoriz|current_user|api_?key|token|bearer|session|signature|secret|http_basic|\binclude\s+\w*(?:Auth|Secur|Protect)|before_action[^\n]*(?:user|login|admin|check|verify|require)"#
  )

  /// A controller that inherits no filter and names none.
  private static func bare(_ source: Source, _ rule: Rule) -> [Hit] {
    guard base.matches(source.code), !speaks.matches(source.text), !isOpen(source) else { return [] }
    return RailsAccess.actions(of: source).compactMap { name, block in
      guard ["update", "destroy", "create"].contains(name), source.has(change, in: block.body) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: block.range),
        message: "\(name) does not ask who calls, and this controller inherits no filter that would")
    }
  }
}
