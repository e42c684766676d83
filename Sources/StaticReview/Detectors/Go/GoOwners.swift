internal import JudgeTypes

/// Handlers of Go that change what somebody else made: the one that makes it knows its caller, and this one asks for nobody.
enum GoOwners {
  static let detector = Detector.file("go_owners") { source, rule in
    guard !source.isTest, !administers.matches(Array(source.path.utf8)) else { return [] }
    return changedByAnybody(in: source, rule) + namedByRequest(in: source, rule)
  }

  private static func changedByAnybody(in source: Source, _ rule: Rule) -> [Hit] {
    let handlers = source.flow.functions.compactMap { handler($0, in: source) }
    let makers = handlers.filter { $0.verb == .makes && source.has(caller, in: $0.function.body) }
    return handlers.filter { handler in
      handler.verb == .changes && makers.contains { $0.noun == handler.noun && $0.receiver == handler.receiver }
        && !source.has(asks, in: handler.function.body) && source.has(fromPath, in: handler.function.body)
        && source.has(changes, in: handler.function.body)
    }.map { handler in
      Hit(
        rule, in: source.path,
        lines: source.lines(
          of: source.trimmed(handler.function.range.lowerBound..<handler.function.body.lowerBound)),
        message: "who makes such a record is known, and this handler changes the record of anybody")
    }
  }

  private static let named = Pattern.fixed(
    #"\b(?:c|ctx|r|ec|gc)\.(?:Param|Params|Query|QueryParam|FormValue|PathValue)\(\s*"(?i:user_?id|customer_?id|account_?id|member_?id|patient_?id)"|\.URL\.Query\(\)\.Get\(\s*"(?i:user_?id|customer_?id|account_?id)"|(?:mux\.Vars\(\w+\)|vars|params)\[\s*"(?i:user_?id|customer_?id)"\s*\]|chi\.URLParam\(\s*r\s*,\s*"(?i:user_?id|customer_?id)""#
  )
  private static let ofOnePerson = Pattern.fixed(
    #"(?i)\bfunc[^{\n]*?(?:orders?|bookings?|cart|wallet|payments?|transactions?|notifications?|messages?|appointments?|address(?:es)?|invoices?|subscriptions?|expenses?|budgets?|balance|reservations?|loans?|histor(?:y|ies)|prescriptions?)\w*\("#
  )

  /// Handlers that show what belongs to the person whom the request names, in a file that knows its caller.
  private static func namedByRequest(in source: Source, _ rule: Rule) -> [Hit] {
    guard caller.matches(source.text) else { return [] }
    return source.flow.functions.compactMap { function in
      let head = function.block.range.lowerBound..<function.block.body.lowerBound
      guard source.has(GoHandlers.parameters, in: head), source.has(ofOnePerson, in: head),
        !source.has(administers, in: head),
        !source.has(caller, in: function.block.body), !source.has(checksRole, in: function.block.body),
        let read = named.allMatches(in: source.text, range: function.block.body, limit: 1).first
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: read.range),
        message: "whose records these are is taken from the request, although the caller is known")
    }
  }
  private static let checksRole = Pattern.fixed(#"(?i)role|admin|permission|forbidden|authori[sz]|claims|owner"#)

  private enum Verb { case makes, changes }

  private struct Handler {
    let function: Block
    let receiver: String
    let verb: Verb
    /// `Booking` of `CreateBooking`; empty where the receiver alone says it.
    let noun: String
  }

  private static let declaration = Pattern.fixed(
    #"\Afunc[ \t]*(?:\([ \t]*\w*[ \t]*\*?(\w+)[ \t]*\)[ \t]*)?(?:(Create|Add|New|Store|Make|Post|Place|Submit)|(Update|Delete|Remove|Edit|Patch|Cancel|Complete))(\w*?)(?:Handler|Gin|ByID|ById)?\("#
  )
  private static let administers = Pattern.fixed(#"(?i)admin|staff|internal/(?:backoffice|ops)"#)
  private static let catalogue = Pattern.fixed(
    #"(?i)product|categor|role|permission|setting|config|tag|brand|country|city|department|room|course|menu|plan|tenant|\buser"#
  )

  private static func handler(_ function: Flow.Function, in source: Source) -> Handler? {
    let block = function.block
    let head = block.range.lowerBound..<block.body.lowerBound
    guard source.has(GoHandlers.parameters, in: head),
      let match = declaration.allMatches(in: source.code, range: head, limit: 1).first, match.groups.count > 3
    else { return nil }
    let noun = match.groups[3].map { source.string($0) } ?? ""
    let receiver = match.groups[0].map { source.string($0) } ?? ""
    guard !noun.isEmpty || !receiver.isEmpty, !administers.matches(Array((receiver + noun).utf8)),
      !catalogue.matches(Array((receiver + noun).utf8))
    else { return nil }
    return Handler(function: block, receiver: receiver, verb: match.groups[1] != nil ? .makes : .changes, noun: noun)
  }

  private static let caller = Pattern.fixed(
    #"\b(?:c|ctx|gc|ec)\.(?:(?:Must)?Get\w*|Locals|Keys)\s*[(\[]\s*"(?i:user_?id|uid|user|current_?user|claims|account_?id|member_?id|customer_?id|owner_?id)"|Context\(\)\.Value\(|(?i:user_?id|current_?user|user|claims)From\w*\(|\b(?:\w+\.)?(?i:get|extract|must|require)(?i:current)?(?i:user_?id|user|claims|auth\w*)\w*\("#
  )
  private static let asks = Pattern.fixed(
    #"(?i)user_?id|\buser\b|owner|claims|author|role|admin|permission|\bauth|Context\(\)\.Value|tenant|account_?id|customer_?id|member_?id|uid\b|current_?user|forbidden|token|created_?by|getUser|\.Locals\("#
  )
  private static let fromPath = Pattern.fixed(
    #"\.Param\(|\.Params\w*\(|PathValue\(|URLParam\w*\(|mux\.Vars\(|ByName\(|\.Query(?:Param)?\(\s*"id""#)
  private static let changes = Pattern.fixed(
    #"\.(?:Delete|Update|Save|Remove|Exec|Cancel|Complete|Patch|Edit|FindOneAnd|FindByIdAnd|ReplaceOne|DeleteOne|UpdateOne)\w*\("#
  )
}
