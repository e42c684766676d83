internal import JudgeTypes

/// Endpoints of Go, Java, Kotlin and C# that do not ask who calls, or not whether that one may.
enum CompiledAuthorization {
  static let authentication = Detector.file("route_authentication") { source, rule in
    guard !source.isTest else { return [] }
    let routes = source.routes.filter { !$0.body.isEmpty || source.language == .go }
    guard !routes.isEmpty, !isGuardedAsAWhole(source) else { return [] }
    let asking = routes.filter { isGuarded($0, in: source) }
    let isByRole =
      (source.language == .java || source.language == .kotlin) && !asking.contains { asksWho($0, in: source) }
    return routes.compactMap { route in
      let isHook = UnsignedHooks.has(route, in: source)
      if !isHook, isGuarded(route, in: source) { return nil }
      guard
        isHook
          || (isByRole || !takesRecord(route, in: source))
            && isSuspect(route, hasAskingNeighbours: !asking.isEmpty, isByRole: isByRole, in: source)
      else { return nil }
      let head = source.trimmed(route.head)
      return Hit(
        rule, in: source.path, lines: source.lines(of: head),
        message: isHook
          ? "anybody can call this hook: nothing checks a signature or secret"
          : "\(route.method.uppercased()) \(route.path) does not ask who calls")
    }
  }

  // MARK: Who calls

  private static let check = Pattern.fixed(
    #"(?i)authenticat|authoriz|\bauth\w*\(|\.auth\w*\b|\bauth\b|\w+auth\(|jwt|protect|PreAuthorize|PostAuthorize|Secured|RolesAllowed|permission|require\w*(?:user|admin|role|login|session|scope|auth|token|key)|(?:with|must|ensure|check|only)\w*(?:user|admin|role|login|session|auth|token|key)|\bguard|isLoggedIn|SignedIn|principal|apiKey|api_key|basicAuth|hasRole|hasAuthority|bearer"#
  )
  private static let look = Pattern.fixed(
    #"(?i)authenticat|authoriz|\bauth\w*[.(]|jwt|claims|current_?user|session|principal|bearer|token\b|api_?key|UserFromContext|userID|user_id|FromContext|\.Value\(|hasRole|permission|\.Locals\(|c\.(?:Must)?Get\(|SecurityContext|HttpContext\.User|\bUser\.(?:Identity|Find|IsInRole|Claims)|signature|hmac|isAdmin|secret|cookie|credential|verify"#
  )

  private static func isGuarded(_ route: Route, in source: Source) -> Bool {
    if source.has(check, in: withoutPath(route, in: source)) || source.has(look, in: route.body) { return true }
    return source.language == .go && isInGuardedGroup(route, in: source)
      || source.language == .csharp && route.router.map { isGuardedGroup($0, in: source) } ?? false
      || source.language == .kotlin && isInAuthenticatedBlock(route, in: source)
  }

  private static func withoutPath(_ route: Route, in source: Source) -> Range<Int> {
    guard let path = source.strings(in: route.head).first else { return route.head }
    let behind = path.range.upperBound..<max(path.range.upperBound, route.head.upperBound)
    // Annotations above a mapping belong to it as well.
    return source.language == .go ? behind : route.head
  }

  private static let uses = Pattern.fixed(#"\b([\w.]+)\.(?:Use|With|UseMiddleware)\s*\(([^\n]*)"#)
  private static let grouped = Pattern.fixed(
    #"(?m)\b(\w+)\s*:?=\s*([\w.]+)\.(?:Group|With|PathPrefix|NewRoute|Subrouter)\(([^\n]*)"#)
  private static let closureParameter = Pattern.fixed(#"\.(?:Group|Route)\([^\n]*func\(\s*(\w+)\s+[\w.*]+\s*\)\s*\{"#)
  private static let guarding = Pattern.fixed(
    #"(?i)auth|jwt|guard|protect|session|token|require|login|permission|role|verif|admin|apikey|api_key|secure|identity|claims|acl|rbac"#
  )

  /// Whether the router of a route, or a group that it stands in, was given a check of callers before.
  private static func isInGuardedGroup(_ route: Route, in source: Source) -> Bool {
    guard var router = route.router else { return false }
    let offset = route.head.lowerBound
    let blocks = closureParameter.allMatches(in: source.code, range: 0..<offset).filter {
      source.closing(of: $0.range.upperBound - 1).map { $0 > offset } ?? false
    }
    let groups = grouped.allMatches(in: source.code, range: 0..<offset)
    let used = uses.allMatches(in: source.code, range: 0..<offset)
    for _ in 0..<4 {
      let inner = blocks.last { source.string($0.groups[0] ?? 0..<0) == router }
      let start = inner?.range.upperBound ?? 0
      if used.contains(where: {
        $0.range.lowerBound >= start && source.string($0.groups[0] ?? 0..<0) == router
          && source.has(guarding, in: $0.groups[1] ?? 0..<0) && isSameBlock($0.range.lowerBound, offset, in: source)
      }) {
        return true
      }
      guard let group = groups.last(where: { source.string($0.groups[0] ?? 0..<0) == router }) else {
        // Outer closures with a parameter of the same name are asked as well.
        return blocks.contains { block in
          used.contains {
            $0.range.lowerBound > block.range.lowerBound && source.has(guarding, in: $0.groups[1] ?? 0..<0)
              && isSameBlock($0.range.lowerBound, offset, in: source)
          }
        }
      }
      if source.has(guarding, in: group.groups[2] ?? 0..<0) { return true }
      router = source.string(group.groups[1] ?? 0..<0)
    }
    return false
  }

  /// Whether the block in which `first` stands also holds `second`.
  private static func isSameBlock(_ first: Int, _ second: Int, in source: Source) -> Bool {
    var depth = 0
    var index = first
    while index < second {
      if source.code[index] == UInt8(ascii: "{") { depth += 1 }
      if source.code[index] == UInt8(ascii: "}") {
        depth -= 1
        if depth < 0 { return false }
      }
      index += 1
    }
    return true
  }

  private static func isGuardedGroup(_ router: String, in source: Source) -> Bool {
    guard
      let group = try? Pattern(
        #"\b"# + router + #"\s*=\s*[^;]*RequireAuthorization|\b"# + router + #"\.RequireAuthorization|\b"# + router
          + #"\s*=\s*\w+\.MapGroup\([^;]*Require"#)
    else { return false }
    return group.matches(source.code)
  }

  private static let authenticated = Pattern.fixed(#"\bauthenticate\s*(?:\([^()]*\))?\s*\{"#)

  private static func isInAuthenticatedBlock(_ route: Route, in source: Source) -> Bool {
    authenticated.allMatches(in: source.code, range: 0..<route.head.lowerBound).contains {
      source.closing(of: $0.range.upperBound - 1).map { $0 > route.head.lowerBound } ?? false
    }
  }

  private static let guardsAll = Pattern.fixed(
    #"@(?:PreAuthorize|Secured|RolesAllowed|Authenticated|DenyAll)\b[^\n]*\s+(?:@[^\n]*\s+)*(?:(?:public|final|abstract|open|internal)\s+)*class\b|ListenAndServe(?:TLS)?\([^\n]*(?i:auth|session|protect|jwt)\w*[.(]|Handler:\s*(?i:[\w.]*(?:auth|protect|session|jwt)\w*)\(|\[Authorize\b[^\n]*\s+(?:\[[^\n]*\s+)*(?:(?:public|sealed|partial|internal|abstract)\s+)*class\b|FallbackPolicy|anyRequest\(\)\s*\.\s*authenticated|FilterRegistrationBean|MapControllers\(\)\.RequireAuthorization|AddPolicy|HandlerInterceptor"#
  )

  private static func isGuardedAsAWhole(_ source: Source) -> Bool { guardsAll.matches(source.code) }

  private static let builds = Pattern.fixed(
    #"\bListenAndServe|\bgin\.(?:Default|New)\(|\becho\.New\(|\bfiber\.New\(|WebApplication\.Create|\bembeddedServer\(|\.Run\(\s*":"#
  )
  private static let speaks = Pattern.fixed(
    #"(?i)authoriz|authentic|jwt|\bauth\w*\(|requireLogin|current_?user|api[-_]?key|permission|bearer|session|middleware\.\w*Auth|claims"#
  )

  private static let ofPath = Pattern.fixed(#"@PathVariable\b"#)

  /// With Spring the chain of filters says who may come in; what a handler leaves open is whose record it takes.
  private static func takesRecord(_ route: Route, in source: Source) -> Bool {
    (source.language == .java || source.language == .kotlin) && source.has(ofPath, in: route.head)
  }

  private static let identity = Pattern.fixed(
    #"\bAuthentication\b|Principal\b|isAuthenticated|@Authenticated|SecurityContextHolder|getSession|HttpSession|currentUser"#
  )

  /// Whether it looks who calls. An annotation that names a role only narrows down whom the chain of filters let in.
  private static func asksWho(_ route: Route, in source: Source) -> Bool {
    source.has(identity, in: route.head) || source.has(look, in: route.body)
  }

  private static func isSuspect(
    _ route: Route, hasAskingNeighbours: Bool, isByRole: Bool, in source: Source
  ) -> Bool {
    let path = Array(route.path.utf8)
    if RoutePaths.isOpen(route.path) || assets.matches(path) { return false }
    if route.path.split(separator: "/").isEmpty && !route.isMutating { return false }
    let isRestricted = RoutePaths.restricted.matches(path)
    if hasAskingNeighbours, isByRole { return route.method == "delete" || isRestricted && route.isMutating }
    if hasAskingNeighbours { return route.isMutating && route.method != "all" || isRestricted }
    let isTaking = source.language == .go && route.isMutating && source.has(takes, in: route.body)
    return (isRestricted || isTaking) && builds.matches(source.text) && !speaks.matches(source.text)
  }

  /// What leaves files on this machine, takes them away or runs something.
  private static let takes = Pattern.fixed(
    #"\.FormFile\(|MultipartReader\(|SaveUploadedFile\(|\bos\.(?:Create|WriteFile|OpenFile|Remove|RemoveAll|Rename)\(|exec\.Command"#
  )
  private static let assets = Pattern.fixed(
    #"(?i)static|assets|favicon|/css|/js\b|robots|\*filepath|debug/pprof|/\*\z"#)
  // MARK: Whether they may

  static let authorization = Detector.file("record_authorization") { source, rule in
    guard !source.isTest else { return [] }
    let routes = source.routes.filter { !$0.body.isEmpty }
    // Where a neighbour asks for the owner, records have owners, and the caller is known.
    let scoped = routes.filter {
      source.hasBesidesLogs(owner, in: $0.body) && (source.has(caller, in: $0.body) || source.has(caller, in: $0.head))
    }
    let isKnown =
      !scoped.isEmpty || routes.contains { source.has(caller, in: $0.head) || source.has(caller, in: $0.body) }
    guard isKnown else { return [] }
    return unscoped(routes, in: source, rule)
      + routes.compactMap { route in
        guard !source.hasBesidesLogs(owner, in: route.body), !source.has(administers, in: route.head),
          !RoutePaths.isOpen(route.path),
          !administers.matches(Array(route.path.utf8)),
          RoutePaths.restricted.matches(Array(route.path.utf8)) || !scoped.isEmpty
        else { return nil }
        let knowsCaller = source.has(caller, in: route.head) || source.has(caller, in: route.body)
        guard knowsCaller || !scoped.isEmpty else { return nil }
        let calls = source.calls(lookup).filter { route.body.contains($0.range.lowerBound) }
        guard
          let call = calls.first(where: { call in
            call.arguments.contains {
              source.flow.origin(of: $0, in: source) == .request || isIdOfPath($0, route, in: source)
            }
              && !call.arguments.contains { source.has(caller, in: $0) || source.has(ownerArgument, in: $0) }
          })
        else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: call.range),
          message: "the record is taken by an id of the request, and nobody looks whether it is the caller's")
      }
  }

  /// Handlers of Spring that take a record of the path and do not look at the caller, beside others that do.
  private static func unscoped(_ routes: [Route], in source: Source, _ rule: Rule) -> [Hit] {
    guard source.language == .java || source.language == .kotlin, !isGuardedAsAWhole(source),
      routes.contains(where: { asksWho($0, in: source) })
    else { return [] }
    return routes.filter { route in
      takesRecord(route, in: source) && !isGuarded(route, in: source)
        && !source.hasBesidesLogs(owner, in: route.body) && !administers.matches(Array(route.path.utf8))
        && isSuspect(route, hasAskingNeighbours: true, isByRole: false, in: source)
    }.map { route in
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(route.head)),
        message: "the record is taken by an id of the path, and nobody looks whether it is the caller's")
    }
  }

  private static let owner = Pattern.fixed(
    #"(?i)owner|\.(?:get)?(?:User|Account|Customer|Member|Tenant|Patient|Org|Organization|Author|Creator)_?(?:Id|ID)?(?:\(\))?\s*(?:\)|[!=]=|\.equals)|CreatedBy|author|findBy\w*And(?:User|Owner|Customer|Account|Tenant|Patient)|(?:For|By)(?:User|Owner|Tenant|Customer|Account|Caller)\w*\(|user_?id\s*=|forbidden|canAccess|hasAccess|hasRole|isAdmin|IsInRole|permission|authoriz|\.Role\b|role\b|tenant|(?:ensure|check|verify|assert|may|can)\w*(?:Access|Owner|Allowed|Permission|Belongs|Mine)?\w*\(\s*\w*(?:user|principal|caller|claims|auth)"#
  )
  private static let caller = Pattern.fixed(
    #"(?i)principal|AuthenticationPrincipal|\bAuthentication\b|current_?user|SecurityContextHolder|claims|\buserID\b|\bcallerID\b|UserFromContext|UserIDFromContext|FromContext\(|c\.(?:Must)?Get\(|\.Locals\(|session\.|User\.(?:Find|Identity|Get)|\[Authorize|jwt\b|call\.principal"#
  )
  private static let ownerArgument = Pattern.fixed(
    #"(?i)user|owner|caller|principal|tenant|customerId|accountId|\bme\b|claims|auth"#)
  private static let administers = Pattern.fixed(
    #"(?i)admin|PreAuthorize|RolesAllowed|Secured|hasRole|Roles\s*=|Policy\s*=|staff|support|internal|PostAuthorize"#)
  private static let lookup = Pattern.fixed(
    #"(?i)\b\w*(?:repo|repository|store|service|svc|dao|db|queries|storage|context|orders|invoices|documents|accounts|messages)\b(?:\.\w+)?\.(?:get|find|fetch|load|delete|remove|update|cancel|download|read|archive|close|first\w*|single\w*)\w*\s*\("#
  )

  private static func isIdOfPath(_ argument: Range<Int>, _ route: Route, in source: Source) -> Bool {
    guard
      let name = try? Pattern(
        #"@PathVariable\b[^,()]*(?:\([^()]*\))?[^,()]*\b"#
          + source.string(source.trimmed(argument)).filter { $0.isLetter || $0.isNumber || $0 == "_" } + #"\s*[,)]"#)
    else { return false }
    let text = source.string(source.trimmed(argument))
    if text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), source.has(name, in: route.head) { return true }
    // Go's ids that were read from the path and made a number.
    guard source.language == .go, let made = FlowAddress.definition(of: argument, in: source) else { return false }
    return source.has(fromPath, in: made)
      || source.strings(in: made).isEmpty && givenFromPath(made, in: source)
  }

  private static let fromPath = Pattern.fixed(#"PathValue|URLParam|\.Param\(|\.Params\(|mux\.Vars|\.ByName\(|vars\["#)
  private static let converted = Pattern.fixed(#"(?:Atoi|Parse\w*|ObjectIDFromHex)\(\s*(\w+)"#)

  private static func givenFromPath(_ made: Range<Int>, in source: Source) -> Bool {
    guard let name = converted.allMatches(in: source.code, range: made, limit: 1).first?.groups[0],
      let origin = FlowAddress.definition(of: name, in: source)
    else { return false }
    return source.has(fromPath, in: origin)
  }
}
