internal import JudgeTypes
internal import YAMLFiles

/// What an API description leaves open: credentials, error answers, secrets and personal data in addresses.
enum OpenAPIRules {
  @Sendable private static func isDescription(_ source: Source, _ artifact: Artifact) -> Bool {
    source.kind == .openapi || source.isPartial && described.matches(source.bytes) || OpenAPIDocument(source) != nil
  }

  static let security = Detector.file("api_no_security", reading: isDescription) { source, rule in
    guard let document = OpenAPIDocument(source) else {
      guard source.kind == .openapi, !source.isPartial else { return partiallyOpened(source, rule) }
      return [
        Hit(
          rule, in: source.path, lines: 1...1,
          message: "the description does not parse, so nothing in it can be checked")
      ]
    }
    guard !document.operations.isEmpty else { return [] }
    if let global = document.root["security"] {
      let line = document.root.entries.first { $0.key == "security" }?.line ?? 1
      if global.list.isEmpty || global.list.contains(where: { $0.isMap && $0.entries.isEmpty }) {
        let guarded = document.operations.filter { !($0.value["security"]?.list.isEmpty ?? true) }
        if guarded.isEmpty {
          return [
            Hit(
              rule, in: source.path, lines: line...line,
              message: "the description lets every operation be called without credentials")
          ]
        }
      }
      return opened(document, source, rule)
    }
    let open = document.operations.filter {
      $0.value["security"] == nil && !isPublic($0) && !(isSecured(document) && isCatalogue($0))
    }
    guard !open.isEmpty else { return opened(document, source, rule) }
    if document.operations.allSatisfy({ $0.value["security"] == nil }) {
      if document.isForEverybody { return [] }
      let terms = ["securitySchemes", "securityDefinitions"]
      let isAbsent = !terms.contains { term in source.has(term) }
      return [
        Hit(
          rule, in: source.path, lines: 1...1, message: "no operation asks for credentials",
          absentTerms: isAbsent ? terms : nil)
      ]
    }
    return open.map {
      Hit(
        rule, in: source.path, lines: $0.line...$0.line,
        message: "\($0.method.uppercased()) \($0.path) asks for no credentials")
    } + opened(document, source, rule)
  }

  /// Whether others of its operations do ask for credentials, so that one without was left open on purpose or forgotten.
  private static func isSecured(_ document: OpenAPIDocument) -> Bool {
    document.operations.contains { !($0.value["security"]?.list.isEmpty ?? true) }
  }

  /// What may be read by everybody in many services: goods, places, offers.
  private static func isCatalogue(_ operation: OpenAPIDocument.Operation) -> Bool {
    ["get", "head"].contains(operation.method)
      && catalogue.matches(Array((operation.path.split(separator: "/").last { !$0.hasPrefix("{") } ?? "").utf8))
  }

  private static let catalogue = Pattern.fixed(
    #"(?i)\A(?:products?|categor(?:y|ies)|items?|providers?|services?|events?|movies?|books?|articles?|posts?|news|stations?|stops?|cities|countries|locations?|offers?|courses?|menus?|recipes?|tags?|shops?|stores?|hotels?|rooms?|plans?|prices?|pricing|catalog(?:ue)?|search|faqs?|banners?|reviews?|rates?|currencies|languages?)\z"#
  )

  private static func isPublic(_ operation: OpenAPIDocument.Operation) -> Bool {
    RoutePaths.isOpen(operation.path)
  }

  /// An empty list, or one alternative that asks for nothing.
  private static func isOptional(_ security: YAMLValue) -> Bool {
    security.list.isEmpty || security.list.contains { $0.isMap && $0.entries.isEmpty }
  }

  /// Operations that switch the security off which the rest of the description asks for.
  private static func opened(_ document: OpenAPIDocument, _ source: Source, _ rule: Rule) -> [Hit] {
    document.operations.compactMap { operation in
      guard let security = operation.value["security"], isOptional(security),
        !isPublic(operation)
      else {
        return nil
      }
      let changes = !["get", "head", "options"].contains(operation.method)
      guard changes || RoutePaths.restricted.matches(Array(operation.path.utf8)) else { return nil }
      return Hit(
        rule, in: source.path, lines: operation.lines(to: "security"),
        message: "\(operation.method.uppercased()) \(operation.path) is open to anyone")
    }
  }

  static let errorResponses = Detector.file("api_no_error_responses", reading: isDescription) { source, rule in
    guard let document = OpenAPIDocument(source) else { return [] }
    let silent = document.operations.filter { operation in
      let codes = operation.value["responses"]?.entries.map(\.key) ?? []
      return !codes.contains { $0.hasPrefix("4") || $0.hasPrefix("5") || $0 == "default" } && !isTrivial(operation)
    }
    return silent.map {
      Hit(
        rule, in: source.path, lines: $0.lines(to: "responses"),
        message: "\($0.method.uppercased()) \($0.path) has no error response")
    }
  }

  private static let trivialPath = Pattern.fixed(
    #"(?i)(?:^|/)(?:health\w*|ready\w*|live|livez|liveness|ping|version|status|metrics|openapi|docs)(?:$|[/.])"#)

  private static func isTrivial(_ operation: OpenAPIDocument.Operation) -> Bool {
    operation.method == "options" || operation.method == "head" || trivialPath.matches(Array(operation.path.utf8))
  }

  private static let credential = Pattern.fixed(
    #"(?i)\A(?:x[-_])?(?:api[-_]?key|apikey|access[-_]?token|auth[-_]?token|session[-_]?token|refresh[-_]?token|token|key|secret|client[-_]?secret|password|passwd|pwd|pin|pass[-_]?code|auth|session[-_]?id|jwt|signature[-_]?key|credential)\z|(?i)\A(?:\w+[-_])?(?:secret|token|password|passwd|api[-_]?key|access[-_]?key)\z|\A\w+(?:Secret|Token|Password|ApiKey|AccessKey)\z"#
  )
  private static let notCredential = Pattern.fixed(
    #"(?i)page[-_]?token|paging|next[-_]?token|continuation|cursor|idempotency"#)

  static let credentials = Detector.file("api_credential_in_query", reading: isDescription) { source, rule in
    guard let document = OpenAPIDocument(source) else {
      return partialParameters(of: source, matching: [credential], except: notCredential).map {
        Hit(
          rule, in: source.path, lines: $0.line...$0.line,
          message: "the parameter '\($0.name)' carries a credential in the URL")
      }
    }
    var hits = parameters(of: document, matching: credential, except: notCredential).map {
      Hit(
        rule, in: source.path, lines: $0.line...$0.line,
        message: "the parameter '\($0.name)' carries a credential in the URL")
    }
    let schemes =
      document.root["components"]?["securitySchemes"]?.entries ?? document.root["securityDefinitions"]?.entries ?? []
    for scheme in schemes where scheme.value["in"]?.string == "query" {
      let line = scheme.value.entries.first { $0.key == "in" }?.line ?? scheme.line
      hits.append(
        Hit(
          rule, in: source.path, lines: line...line, message: "the scheme '\(scheme.key)' takes its key from the query")
      )
    }
    return hits
  }

  private static let personal = Pattern.fixed(
    #"(?i)(?:\A|[-_.])(?:e[-_]?mail(?:[-_]?address)?|ssn|social[-_]?(?:security|insurance)(?:[-_]?n(?:umbe)?r)?|ahv(?:[-_]?n(?:umbe)?r)?|svnr|bsn|nino|national[-_]?id|tax[-_]?id|passport(?:[-_]?n(?:umbe)?r|[-_]?no)?|diagnosis(?:[-_]?code)?|icd(?:[-_]?10)?(?:[-_]?code)?|mrn|medical[-_]?record(?:[-_]?n(?:umbe)?r)?|card[-_]?number|pan|iban|date[-_]?of[-_]?birth|birth[-_]?date|dob|phone(?:[-_]?number)?|nhs[-_]?number|insurance[-_]?number|health[-_]?card|patient[-_]?name|(?:first|last|full|family|given|holder|passenger)[-_]?name|medication|condition[-_]?code|licen[cs]e[-_]?plate|credit[-_]?card|bank[-_]?account)\z"#
  )
  private static let camelPersonal = Pattern.fixed(
    #"(?:e?[mM]ail(?:Address)?|[sS]sn|social(?:Security|Insurance)(?:Number|No)?|ahv(?:Number|No|Nr)?|insurance(?:No|Nr)|nationalId|taxId|passport(?:Number|No)|diagnosis(?:Code)?|[dD]ateOfBirth|birth[dD]ate|phone(?:Number)?|cardNumber|medicalRecordNumber|patientName|(?:first|last|full|family|given)Name|nhsNumber|insuranceNumber)\z"#
  )
  private static let impersonal = Pattern.fixed(#"(?i)(?:verified|enabled|template|type|hash|domain|opt|has_|is_)"#)

  static let sensitive = Detector.file("api_sensitive_url", reading: isDescription) { source, rule in
    guard let document = OpenAPIDocument(source) else {
      return partialParameters(of: source, matching: [personal, camelPersonal], except: impersonal).map {
        Hit(
          rule, in: source.path, lines: $0.line...$0.line,
          message: "the parameter '\($0.name)' puts personal data into URLs, and so into logs")
      }
    }
    let found =
      parameters(of: document, matching: personal, except: impersonal)
      + parameters(of: document, matching: camelPersonal, except: impersonal)
    return found.map {
      Hit(
        rule, in: source.path, lines: $0.line...$0.line,
        message: "the parameter '\($0.name)' puts personal data into URLs, and so into logs")
    }
  }

  /// The query and path parameters whose names match, with the line of their name.
  private static func parameters(
    of document: OpenAPIDocument, matching pattern: Pattern, except other: Pattern
  ) -> [(name: String, line: Int)] {
    let shared = document.root["components"]?["parameters"]?.entries ?? document.root["parameters"]?.entries ?? []
    let all = document.operations.flatMap(\.parameters).filter { $0["$ref"] == nil } + shared.map(\.value)
    var seen: Set<Int> = []
    return all.compactMap { parameter in
      guard let name = parameter["name"]?.string, let place = parameter["in"]?.string,
        ["query", "path"].contains(place),
        pattern.matches(Array(name.utf8)), !other.matches(Array(name.utf8))
      else { return nil }
      // In a path a "key" names an object; only in a query it opens a door.
      guard name != "key" || place == "query" else { return nil }
      let line = parameter.entries.first { $0.key == "name" }?.line ?? parameter.line
      return seen.insert(line).inserted ? (name, line) : nil
    }
  }

  private static let parameterLines = Pattern.fixed(
    #"(?m)^[ \t]*-?[ \t]*["']?name["']?:[ \t]*["']?([\w.-]+)["']?,?[ \t]*\n[ \t]*["']?in["']?:[ \t]*["']?(?:query|path)\b"#
  )
  private static let described = Pattern.fixed(#"(?m)^[ \t]*["']?(?:operationId|responses|openapi|swagger)["']?:"#)

  /// The parameters that a diff of a description shows; the whole of it is not there to be parsed.
  private static func partialParameters(
    of source: Source, matching patterns: [Pattern], except other: Pattern
  ) -> [(name: String, line: Int)] {
    guard source.isPartial, described.matches(source.bytes) else { return [] }
    return parameterLines.allMatches(in: source.bytes).compactMap { match in
      guard let group = match.groups.first.flatMap({ $0 }) else { return nil }
      let name = Array(source.bytes[group])
      guard patterns.contains(where: { $0.matches(name) }), !other.matches(name) else { return nil }
      return (String(decoding: name, as: UTF8.self), source.line(at: group.lowerBound))
    }
  }

  private static let openedOperation = Pattern.fixed(#"(?m)^[ \t]*["']?security["']?:[ \t]*\[[ \t]*\]"#)
  private static let pathLine = Pattern.fixed(#"(?m)^[ \t]*["']?(/[^\s"':]*)["']?:[ \t]*$"#)

  /// Operations that a diff of a description opens to anyone.
  private static func partiallyOpened(_ source: Source, _ rule: Rule) -> [Hit] {
    guard source.isPartial, described.matches(source.bytes) else { return [] }
    return openedOperation.allMatches(in: source.bytes).compactMap { match in
      guard
        let path = pathLine.allMatches(in: source.bytes, range: 0..<match.range.lowerBound).last?.groups.first.flatMap({
          $0
        }),
        !RoutePaths.isOpen(source.string(path))
      else { return nil }
      let line = source.line(at: source.trimmed(match.range).lowerBound)
      return Hit(rule, in: source.path, lines: line...line, message: "\(source.string(path)) is open to anyone")
    }
  }

  private static let plain = Pattern.fixed(
    #"\Ahttp://(?!localhost\b|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal|[\w-]+(?::\d+)?(?:/|\z)|[\w.-]+\.(?:local|localhost|internal|test|svc|cluster\.local)\b|\{)"#
  )
  private static let localHost = Pattern.fixed(#"\A(?:localhost|127\.|0\.0\.0\.0)"#)

  static let plainHTTP = Detector.file("api_plain_http", reading: isDescription) { source, rule in
    guard let document = OpenAPIDocument(source) else { return [] }
    var hits = (document.root["servers"]?.list ?? []).compactMap { server -> Hit? in
      guard let url = server["url"], let text = url.string, plain.matches(Array(text.utf8)) else { return nil }
      return Hit(rule, in: source.path, lines: url.line...url.line)
    }
    // Without a host the addresses are those from which the description itself comes.
    if let host = document.root["host"]?.string,
      let scheme = document.root["schemes"]?.list.first(where: { $0.string == "http" }),
      !localHost.matches(Array(host.utf8))
    {
      hits.append(Hit(rule, in: source.path, lines: scheme.line...scheme.line))
    }
    return hits
  }
}
