internal import JudgeTypes

/// An endpoint that a web framework serves, as far as one file tells.
struct Route: Sendable {
  /// In small letters; `all` where the registration names none.
  let method: String
  /// As it is registered, without what a router puts before it.
  let path: String
  /// Decorators, registration, middleware and the handler's parameters.
  let head: Range<Int>
  /// What the handler does; empty when it stands in another file.
  let body: Range<Int>
  /// The router that it is registered with, where one is named.
  let router: String?

  var isMutating: Bool { !["get", "head", "options"].contains(method) }
}

extension Source {
  /// The endpoints that this file registers with Flask, FastAPI, Express and their like, NestJS, Vapor or Hummingbird.
  var routes: [Route] { cache.reading("routes") { foundRoutes } }

  private var foundRoutes: [Route] {
    switch language {
    case .python: decoratedRoutes(Self.pythonDecorator)
    case .javascript, .typescript: registeredRoutes(Self.registration) + decoratedRoutes(Self.nestDecorator)
    case .swift: registeredRoutes(Self.swiftRegistration)
    default: compiledRoutes
    }
  }

  private static let pythonDecorator = Pattern.fixed(
    #"(?m)^[ \t]*@(?:\w+\.)*(\w+)\.(route|get|post|put|patch|delete|api_route)\s*\("#)
  private static let nestDecorator = Pattern.fixed(#"(?m)^[ \t]*@()(Get|Post|Put|Patch|Delete|All)\s*\("#)
  private static let registration = Pattern.fixed(
    #"(?<![\w.])(\w+)\.(get|post|put|patch|delete|all)\s*(?:<[^()\n]*>)?\s*\("#)
  private static let swiftRegistration = Pattern.fixed(#"(?<![\w.])(\w+)\.(get|post|put|patch|delete)\s*\("#)

  private static let methodsArgument = Pattern.fixed(#"\bmethods\s*=\s*[\[(]([^\])]*)[\])]"#)
  private static let declaration = Pattern.fixed(
    #"\A(?:\s|@[^\n]*|#[^\n]*)*(?:(?:async|public|private)\s+)*(?:def\s+)?\w+\s*\("#)

  // MARK: Decorators

  private func decoratedRoutes(_ decorator: Pattern) -> [Route] {
    decorator.allMatches(in: code).compactMap { match -> Route? in
      let open = match.range.upperBound - 1
      guard let close = closing(of: open), let method = match.groups[1] else { return nil }
      let start = endOfDecorators(from: close + 1)
      let after = start..<min(code.count, start + 3_000)
      guard let found = Self.declaration.allMatches(in: code, range: slice(after), limit: 1).first,
        let handler = handlerBlock(found.range)
      else { return nil }
      let first = startOfDecorators(above: match.range.lowerBound)
      return Route(
        method: declaredMethod(string(method).lowercased(), in: (open + 1)..<close),
        path: firstString(in: (open + 1)..<close), head: first..<handler.body.lowerBound, body: handler.body,
        router: match.groups[0].map { string($0) })
    }
  }

  private func slice(_ range: Range<Int>) -> Range<Int> { range.lowerBound..<max(range.lowerBound, range.upperBound) }

  /// The function that a declaration, found behind its decorators, begins.
  private func handlerBlock(_ found: Range<Int>) -> Block? {
    if language != .python { return block(declaredAt: found) }
    // The header's own line, not the decorators', says how deep the body is indented.
    var start = found.upperBound
    while start > found.lowerBound, code[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return block(declaredAt: start..<found.upperBound)
  }

  /// `methods=["POST"]` of Flask and Starlette; `route` alone answers GET.
  private func declaredMethod(_ name: String, in arguments: Range<Int>) -> String {
    guard name == "route" || name == "api_route" else { return name }
    guard let list = Self.methodsArgument.allMatches(in: text, range: arguments, limit: 1).first?.groups[0] else {
      return "get"
    }
    let methods = string(list).lowercased()
    return ["delete", "put", "patch", "post"].first { methods.contains($0) } ?? "get"
  }

  private static let decorator = Pattern.fixed(#"\A\s*@[\w.]+\s*"#)

  /// Behind the decorators that follow, with their arguments over however many lines.
  private func endOfDecorators(from offset: Int) -> Int {
    var offset = offset
    while let next = Self.decorator.allMatches(in: code, range: offset..<min(code.count, offset + 400), limit: 1).first
    {
      offset = next.range.upperBound
      if offset < code.count, code[offset] == UInt8(ascii: "("), let close = closing(of: offset) { offset = close + 1 }
    }
    return offset
  }

  private func startOfDecorators(above offset: Int) -> Int {
    var first = line(at: offset)
    while first > firstLine {
      let above = trimmed(range(ofLines: (first - 1)...(first - 1)))
      guard !above.isEmpty, code[above.lowerBound] == UInt8(ascii: "@") else { break }
      first -= 1
    }
    return range(ofLines: first...first).lowerBound
  }

  // MARK: Registrations

  private func registeredRoutes(_ registration: Pattern) -> [Route] {
    registration.allMatches(in: code).compactMap { match -> Route? in
      let open = match.range.upperBound - 1
      guard let close = closing(of: open), let router = match.groups[0], let method = match.groups[1] else {
        return nil
      }
      let arguments = self.arguments(in: (open + 1)..<close)
      let trailing = language == .swift ? trailingClosure(after: close) : nil
      guard isRoute(arguments, hasTrailingClosure: trailing != nil) else { return nil }
      let body = trailing ?? arguments.last.flatMap { handlerBody(of: $0) } ?? close..<close
      // A handler that stands elsewhere leaves the whole registration as the head.
      let isInside = (open..<close).contains(body.lowerBound)
      return Route(
        method: string(method).lowercased(), path: path(of: arguments),
        head: match.range.lowerBound..<(isInside ? body.lowerBound : trailing?.lowerBound ?? close), body: body,
        router: string(router))
    }
  }

  /// A path and something that answers: `map.get("x")` has no path, `client.get("/x")` nothing that answers.
  private func isRoute(_ arguments: [Range<Int>], hasTrailingClosure: Bool) -> Bool {
    if language == .swift {
      return hasTrailingClosure && arguments.allSatisfy { isString($0) }
        || arguments.contains { has(Self.useArgument, in: $0) }
    }
    guard arguments.count >= 2, let first = arguments.first, isString(first) else { return false }
    return firstString(in: first).hasPrefix("/") && (arguments.last.map { has(Self.answers, in: $0) } ?? false)
  }

  private static let useArgument = Pattern.fixed(#"\A\s*use:\s*"#)
  /// A function, or the name of one.
  private static let answers = Pattern.fixed(#"=>|\A(?:async\s+)?function\b|\A[A-Za-z_][\w.]*(?:\([^(){}]*\))?\z"#)

  private func isString(_ range: Range<Int>) -> Bool {
    span(startingAt: range.lowerBound).map { $0.kind == .string && $0.range == range } ?? false
  }

  private func path(of arguments: [Range<Int>]) -> String {
    arguments.filter { isString($0) }.map { firstString(in: $0) }.joined(separator: "/")
  }

  private func firstString(in range: Range<Int>) -> String {
    strings(in: range).first.map { string($0.content) } ?? ""
  }

  private func trailingClosure(after close: Int) -> Range<Int>? {
    var index = close + 1
    while index < code.count, isBlank(code[index]) { index += 1 }
    guard index < code.count, code[index] == UInt8(ascii: "{"), let end = closing(of: index) else { return nil }
    return index..<(end + 1)
  }

  /// What a handler does: its own body, or that of the function of this file that it names.
  private func handlerBody(of argument: Range<Int>) -> Range<Int>? {
    if has(Self.function, in: argument) { return argument }
    let name = string(argument).split(whereSeparator: { ".: ".contains($0) }).last.map(String.init) ?? ""
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
      let named = try? Pattern(#"\b(?:func|function|const|async)\s+"# + name + #"\b"#),
      let match = named.allMatches(in: code, limit: 1).first
    else { return nil }
    return functions.first { $0.range.lowerBound >= match.range.lowerBound }?.body
  }

  private static let function = Pattern.fixed(#"=>|\bfunction\b"#)
}

/// What the path of an endpoint says of who may call it.
enum RoutePaths {
  /// Whether a path is meant for everybody, or for somebody who has no session yet.
  static func isOpen(_ path: String) -> Bool {
    let path = Array(path.utf8)
    return entrance.matches(path) || general.matches(path) && !restricted.matches(path)
  }

  private static let entrance = Pattern.fixed(
    #"(?i)(?:^|/|[._-])(?:health\w*|ready|readyz|live|livez|liveness|ping|login|log-in|logout|log-out|signin|sign-in|signup|sign-up|register|registration|refresh|auth|token|oauth|password|reset|forgot|verify|confirm|activate|activation|otp|webhook|callback|hook|public|openapi|swagger|\.well-known|jwks)(?:s|$|[/._{-])"#
  )
  private static let general = Pattern.fixed(
    #"(?i)(?:^|/|[._-])(?:status|version|session|docs|metrics|terms|catalog|catalogue|search|timetable|departures|stops|lookup|forecast|menu|news|feed|contact|subscribe|newsletter)(?:s|$|[/._{-])"#
  )
  /// Records of persons: their names in paths, tables and models.
  static let people = Pattern.fixed(
    #"(?i)(?:patient|appointment|prescription|diagnos|medical|customer|client|student|pupil|teacher|employee|staff|member|user|account|buyer|seller|farmer|doctor|nurse|practitioner|driver|tenant|guest|resident|volunteer|donor|applicant|candidate|subscriber|contact|booking|reservation|order|invoice|payment|salar|payroll|chats?(?!/completions)|conversation|message(?!s?/stream)|loan|claim|visit)s?(?![a-z])"#
  )
  /// Whose data it is, or what only an operator may do.
  static let restricted = Pattern.fixed(
    #"(?i)(?:admin|internal|export|backup|users?\b|patients?\b|accounts?\b|payments?\b|invoices?\b|orders?\b|customers?\b|employees?\b|members?\b|records?\b|transactions?\b|visits?\b|appointments?\b|claims?\b|prescriptions?\b|bookings?\b|reservations?\b|statements?\b|messages?\b|profiles?\b|payroll|salar)"#
  )
}
