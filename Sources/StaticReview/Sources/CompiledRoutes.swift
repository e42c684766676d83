internal import JudgeTypes

/// Endpoints of Go's routers, of Spring, JAX-RS and Ktor, and of ASP.NET.
extension Source {
  var compiledRoutes: [Route] {
    switch language {
    case .go: goRoutes
    case .java: annotatedRoutes(Self.springMapping)
    case .kotlin: annotatedRoutes(Self.springMapping) + ktorRoutes
    case .csharp: annotatedRoutes(Self.aspMapping) + minimalRoutes
    default: []
    }
  }

  // MARK: Go

  private static let goRegistration = Pattern.fixed(
    #"(?<![\w])([\w.]+)\.(HandleFunc|Handle|Get|Post|Put|Patch|Delete|GET|POST|PUT|PATCH|DELETE|Any|All)\s*\("#)
  private static let goMethod = Pattern.fixed(#"\A\)\s*\.Methods\(\s*(?:http\.Method|")(\w+)"#)
  private static let goCallee = Pattern.fixed(#"(?:\A|[.\s(])(\w+)\s*(?:\(\s*\))?\s*\)*\z"#)

  private var goRoutes: [Route] {
    calls(Self.goRegistration).compactMap { call in
      let arguments = call.arguments
      guard arguments.count >= 2, let first = strings(in: arguments[0]).first,
        first.range.lowerBound == arguments[0].lowerBound,
        let match = Self.goRegistration.allMatches(in: code, range: call.name, limit: 1).first,
        let router = match.groups[0], let verb = match.groups[1]
      else { return nil }
      var path = string(first.content)
      var method = ["HandleFunc", "Handle", "Any", "All"].contains(string(verb)) ? "all" : string(verb).lowercased()
      // `"POST /orders"` since Go 1.22.
      let parts = path.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { (method, path) = (parts[0].lowercased(), String(parts[1])) }
      if let named = Self.goMethod.allMatches(
        in: text, range: (call.range.upperBound - 1)..<min(text.count, call.range.upperBound + 80), limit: 1
      ).first?.groups[0] {
        method = string(named).lowercased()
      }
      guard path.hasPrefix("/") || path.isEmpty else { return nil }
      // With echo the handler comes before its middleware, with the others last.
      let body =
        arguments.dropFirst().reversed().lazy.compactMap { self.goHandler($0) }.first ?? call.range
        .upperBound..<call.range.upperBound
      let isInside = call.range.contains(body.lowerBound)
      return Route(
        method: method, path: path, head: call.range.lowerBound..<(isInside ? body.lowerBound : call.range.upperBound),
        body: body, router: string(router))
    }
  }

  private func goHandler(_ argument: Range<Int>) -> Range<Int>? {
    if let closure = functions.first(where: { argument.contains($0.range.lowerBound) }) { return closure.body }
    guard let name = Self.goCallee.allMatches(in: code, range: argument, limit: 1).first?.groups[0],
      let declared = try? Pattern(#"(?m)^func\s*(?:\([^()\n]*\)\s*)?"# + string(name) + #"\("#),
      let match = declared.allMatches(in: code, limit: 1).first
    else { return nil }
    return functions.first { $0.range.lowerBound == match.range.lowerBound }?.body
  }

  // MARK: Annotations and attributes

  private static let springMapping = Pattern.fixed(
    #"@(?:(Get|Post|Put|Patch|Delete|Request)Mapping|(GET|POST|PUT|PATCH|DELETE))\b"#)
  private static let aspMapping = Pattern.fixed(#"\[Http(Get|Post|Put|Patch|Delete)\b"#)
  private static let typeDeclaration = Pattern.fixed(#"\b(?:class|interface|record)\s+\w+"#)
  private static let methodNamed = Pattern.fixed(#"RequestMethod\.(\w+)"#)

  /// The mapping of each handler method, with what stands above it as its head.
  private func annotatedRoutes(_ mapping: Pattern) -> [Route] {
    let handlers = functions
    var prefix = ""
    var used: Set<Int> = []
    var next = 0
    var heads: [Int: Int] = [:]
    return mapping.allMatches(in: code).compactMap { match in
      // The first behind the mapping; none before it is the first behind a later one.
      let opening = lineStart(of: match.range.lowerBound)
      while next < handlers.count, handlers[next].range.lowerBound < opening { next += 1 }
      guard let verb = match.groups.compactMap({ $0 }).first, next < handlers.count else { return nil }
      let handler = handlers[next]
      let end = closing(of: match.range.upperBound) ?? match.range.upperBound
      let path =
        strings(in: match.range.upperBound..<max(end, match.range.upperBound)).first.map { string($0.content) } ?? ""
      let between = match.range.upperBound..<max(match.range.upperBound, handler.range.lowerBound)
      if has(Self.typeDeclaration, in: between) {
        prefix = path
        return nil
      }
      guard used.insert(handler.body.lowerBound).inserted else { return nil }
      var method = string(verb).lowercased()
      if method == "request" {
        method =
          Self.methodNamed.allMatches(
            in: text, range: match.range.upperBound..<max(end, match.range.upperBound), limit: 1
          )
          .first?.groups[0].map { string($0).lowercased() } ?? "all"
      }
      var start = opening
      // Annotations may stand above the mapping too.
      while start > 0 {
        if let known = heads[start] {
          start = known
          break
        }
        let above = trimmed(range(ofLines: line(at: start - 1)...line(at: start - 1)))
        guard let byte = above.isEmpty ? nil : code[above.lowerBound],
          byte == UInt8(ascii: "@") || byte == UInt8(ascii: "[")
        else { break }
        start = lineStart(of: above.lowerBound)
      }
      heads[opening] = start
      return Route(
        method: method, path: prefix + "/" + path, head: start..<handler.body.lowerBound, body: handler.body,
        router: nil)
    }
  }

  // MARK: Registrations with a closure

  private static let ktor = Pattern.fixed(#"(?<![\w.])(get|post|put|patch|delete)(?:<\w+>)?\s*\("#)
  private static let minimal = Pattern.fixed(#"\b(\w+)\.Map(Get|Post|Put|Patch|Delete)\s*\("#)

  private var ktorRoutes: [Route] {
    guard occursRouting else { return [] }
    return calls(Self.ktor).compactMap { call in
      guard call.arguments.count <= 1, let open = brace(after: call.range.upperBound), let close = closing(of: open)
      else { return nil }
      return Route(
        method: string(call.name).lowercased().filter(\.isLetter),
        path: strings(in: call.range).first.map { string($0.content) } ?? "",
        head: call.range, body: (open + 1)..<close, router: nil)
    }
  }

  private static let routing = Pattern.fixed(#"io\.ktor\.server|\brouting\s*\{|\bRoute\.\w+\("#)
  private var occursRouting: Bool { Self.routing.matches(code) }

  private func brace(after offset: Int) -> Int? {
    var index = offset
    while index < code.count, isBlank(code[index]) { index += 1 }
    return index < code.count && code[index] == UInt8(ascii: "{") ? index : nil
  }

  private var minimalRoutes: [Route] {
    calls(Self.minimal).compactMap { call in
      guard call.arguments.count >= 2, let handler = call.arguments.last,
        let match = Self.minimal.allMatches(in: code, range: call.name, limit: 1).first, let verb = match.groups[1]
      else { return nil }
      // `.RequireAuthorization()` stands behind the registration.
      let end = statementEnd(from: call.range.upperBound)
      return Route(
        method: string(verb).lowercased(), path: strings(in: call.arguments[0]).first.map { string($0.content) } ?? "",
        head: call.range.lowerBound..<end, body: handler, router: match.groups[0].map { string($0) })
    }
  }
}
