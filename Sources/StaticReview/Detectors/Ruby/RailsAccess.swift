internal import JudgeTypes

/// Who may do what in controllers of Rails and routes of Sinatra.
enum RailsAccess {
  static let controller = Pattern.fixed(#"(?m)^[ \t]*class[ \t]+([\w:]*Controller)[ \t]*<[ \t]*([\w:]+)"#)
  private static let action = Pattern.fixed(
    #"(?m)^[ \t]*def[ \t]+(index|show|edit|update|create|destroy|new|\w+)\b(?![?!=.])"#)
  private static let hidden = Pattern.fixed(#"(?m)^[ \t]*(?:private|protected)[ \t]*$"#)
  static let asking = Pattern.fixed(
    #"(?m)^[ \t]*(?:prepend_)?before_(?:action|filter)[ \t(]+(?::\w+[ \t]*,[ \t]*)*:?(?:\w*(?:auth|login|log_in|signed|require|admin|verify|current_user|doorkeeper|ensure|check|restrict|permission|token)\w*)[^\n]*|^[ \t]*(?:authenticate_\w+|http_basic_authenticate_with|load_and_authorize_resource|authorize_resource|doorkeeper_\w+)[^\n]*"#
  )
  static let skipping = Pattern.fixed(
    #"(?m)^[ \t]*skip_before_(?:action|filter)[ \t(]+:(?!verify_authenticity_token\b)(?:\w*(?:auth|login|log_in|signed|require_user|require_admin|current_user|doorkeeper)\w*)[^\n]*"#
  )
  private static let limits = Pattern.fixed(#"\b(only|except):?\s*(?:=>)?\s*(?:%i\[([^\]]*)\]|\[([^\]]*)\]|:(\w+))"#)
  static let asks = Pattern.fixed(
    #"(?i)current_user|authenticate|authorize|signed_in|logged_in|session\[|signature|hmac|secure_compare|verify|head\s+:(?:unauthorized|forbidden)|require_\w+|token|policy|can\?|api_?key|webhook_secret|User\.current|render_40[13]|deny_access|_by\?|40[13]\b"#
  )
  static let changes = Pattern.fixed(
    #"\.(?:destroy|delete|update|update!|update_attributes?|save!?|create!?|destroy!|update_all|delete_all|update_columns?|increment!|toggle!)\b|\b[A-Z]\w+\.(?:find|where|all|find_by)\b"#
  )
  static let openAction = Pattern.fixed(
    #"(?i)\A(?:login|logout|signup|sign_in|sign_out|register|health\w*|status|ping|up|new|create_session|forgot\w*|reset\w*|confirm\w*|callback|webhook\w*|verify\w*|show_login|about|home|contact|terms|privacy|search|feed|landing)\z"#
  )
  static let openController = Pattern.fixed(
    #"(?i)(?:Session|Registration|Password|Confirmation|Health|Status|Home|Pages?|Static|Public|Login|Auth|OmniauthCallbacks|Errors|Webhooks?|Callbacks?)s?Controller\z|\ADevise"#
  )

  // MARK: Actions that ask nobody

  static let authentication = Detector.file("rails_authentication") { source, rule in
    guard source.language == .ruby, !source.isTest else { return [] }
    return skipped(source, rule) + leftOut(source, rule) + sinatra(source, rule) + hooks(source, rule)
  }

  struct Filter {
    let lines: Range<Int>
    let only: Set<String>?
    let except: Set<String>

    func covers(_ action: String) -> Bool { only.map { $0.contains(action) } ?? !except.contains(action) }
  }

  static func filters(_ pattern: Pattern, in source: Source) -> [Filter] {
    pattern.allMatches(in: source.text).map { match in
      let statement = match.range.lowerBound..<source.statementEnd(from: match.range.lowerBound + 1)
      var only: Set<String>?
      var except: Set<String> = []
      for limit in limits.allMatches(in: source.text, range: statement) {
        guard let kind = limit.groups[0], let list = limit.groups.dropFirst().compactMap({ $0 }).first else { continue }
        let names = Set(source.string(list).split(whereSeparator: { " :,\n".contains($0) }).map(String.init))
        if source.string(kind) == "only" { only = names } else { except = names }
      }
      return Filter(lines: source.trimmed(statement), only: only, except: except)
    }
  }

  static func actions(of source: Source) -> [(name: String, block: Block)] {
    let privateFrom = hidden.allMatches(in: source.code, limit: 1).first?.range.lowerBound ?? Int.max
    return action.allMatches(in: source.code).compactMap { match in
      guard match.range.lowerBound < privateFrom, let name = match.groups[0],
        let block = source.function(around: match.range.upperBound)
      else { return nil }
      return (source.string(name), block)
    }
  }

  private static func isController(_ source: Source) -> Bool {
    guard let match = controller.allMatches(in: source.code, limit: 1).first, let name = match.groups[0] else {
      return false
    }
    return !openController.matches(Array(source.string(name).utf8))
  }

  /// `skip_before_action :authenticate_user!, only: [:destroy]` before what changes records.
  private static func skipped(_ source: Source, _ rule: Rule) -> [Hit] {
    guard isController(source) else { return [] }
    let served = actions(of: source)
    let guards = filters(asking, in: source)
    return filters(skipping, in: source).compactMap { filter in
      let harmed = served.contains { action in
        filter.covers(action.name) && !openAction.matches(Array(action.name.utf8))
          && !["index", "show", "create"].contains(action.name)
          && !guards.contains { $0.covers(action.name) } && source.has(changes, in: action.block.body)
          && !source.has(asks, in: action.block.body)
      }
      guard harmed else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: filter.lines),
        message: "the check of the caller is skipped for actions that change records")
    }
  }

  /// Actions that the file's own filters leave out.
  private static func leftOut(_ source: Source, _ rule: Rule) -> [Hit] {
    guard isController(source) else { return [] }
    let guards = filters(asking, in: source)
    guard (1...2).contains(guards.count), guards.allSatisfy({ $0.only != nil || !$0.except.isEmpty }) else { return [] }
    return actions(of: source).compactMap { name, block in
      guard !guards.contains(where: { $0.covers(name) }), !openAction.matches(Array(name.utf8)),
        name == "destroy" || name == "update" || source.has(destroys, in: block.body),
        source.has(changes, in: block.body), !source.has(asks, in: block.body)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: block.range),
        message: "the filters that ask who calls leave \(name) out")
    }
  }
  private static let destroys = Pattern.fixed(#"\.(?:destroy|delete|update|destroy_all|delete_all|update_all)!?\b"#)

  private static let sinatraRoute = Pattern.fixed(
    #"(?m)^[ \t]*(get|post|put|patch|delete)[ \t(]+['"]([^'"\n]*)['"][^\n]*\bdo\b"#)
  static let builds = Pattern.fixed(#"(?i)require\s+['"]sinatra|Sinatra::(?:Base|Application)|Grape::API|Roda"#)
  private static let guardsAll = Pattern.fixed(
    #"(?m)^[ \t]*before\b(?!_)[^\n]*|\buse\s+Rack::Auth|\buse\s+\w*(?:Auth|JWT|Warden)\w*|http_basic|register\s+Sinatra::\w*Auth"#
  )
  private static let speaks = Pattern.fixed(
    #"(?i)authenticat|authoriz|protected!|require_login|login_required|current_user|api_?key|halt\s*\(?\s*40[13]|bearer|session\["#
  )

  private static func sinatra(_ source: Source, _ rule: Rule) -> [Hit] {
    guard builds.matches(source.text), !guardsAll.matches(source.text) else { return [] }
    let isAsking = speaks.matches(source.text)
    return sinatraRoute.allMatches(in: source.text).compactMap { match in
      guard let method = match.groups[0], let path = match.groups[1],
        let block = source.function(around: match.range.upperBound),
        !RoutePaths.isOpen(source.string(path)), !source.has(asks, in: block.range),
        !source.has(speaks, in: block.range)
      else { return nil }
      let isChanging = source.string(method) != "get"
      let isRestricted = RoutePaths.restricted.matches(Array(source.string(path).utf8))
      guard isAsking ? isChanging || isRestricted : isRestricted else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: block.range),
        message: "\(source.string(method).uppercased()) \(source.string(path)) does not ask who calls")
    }
  }

  private static let hookController = Pattern.fixed(#"\bclass\s+[\w:]*(?:Webhook|Callback|Hook)s?Controller\b"#)
  private static let checksSender = Pattern.fixed(
    #"(?i)signature|hmac|construct_event|verif(?:y|ied)_|secure_compare|secret|authenticat|authoriz|token_valid|X-Hub|token"#
  )

  private static func hooks(_ source: Source, _ rule: Rule) -> [Hit] {
    guard hookController.matches(source.code), !checksSender.matches(withoutForgery(source)) else { return [] }
    return actions(of: source).prefix(3).compactMap { name, block in
      guard source.has(changes, in: block.body) || source.has(later, in: block.body) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: block.range),
        message: "anybody can call this hook: nothing checks a signature or secret")
    }
  }
  private static let later = Pattern.fixed(#"\.(?:perform_async|perform_later|call|mark_\w+!?)\b"#)
  private static let forgery = Pattern.fixed(#"verify_authenticity_token"#)

  private static func withoutForgery(_ source: Source) -> [UInt8] {
    var text = source.text
    for match in forgery.allMatches(in: text) { for index in match.range { text[index] = UInt8(ascii: " ") } }
    return text
  }
}
