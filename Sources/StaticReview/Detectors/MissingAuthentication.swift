internal import JudgeTypes

/// Endpoints that change or show what is not everybody's, without a look at who asks.
///
/// Who may call can be settled elsewhere, in a gateway or in the file that mounts a router. So an endpoint alone proves
/// nothing: it speaks against itself where its neighbours in the same file do ask, or where the file builds the whole
/// application and nothing in it asks anybody.
enum MissingAuthentication {
  static let detector = Detector.file("missing_authentication") { source, rule in
    guard !source.isTest, !isGuardedAsAWhole(source) else { return [] }
    let routes = source.routes
    let asking = routes.filter { asks($0, in: source) }
    let silent = routes.filter { !asks($0, in: source) && !$0.body.isEmpty }
    let isUnguarded = asking.isEmpty && !speaksOfGuards(source)
    return silent.compactMap { route in
      let isHook = isUnsignedHook(route, in: source)
      guard isHook || isSuspect(route, amid: asking, in: source) || isUnguarded && isPrivate(route, in: source) else {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(route.head)),
        message: isHook
          ? "anybody can call this hook: nothing checks a signature or secret"
          : "\(route.method.uppercased()) \(route.path) does not ask who calls")
    }
  }

  private static func isSuspect(_ route: Route, amid asking: [Route], in source: Source) -> Bool {
    let path = Array(route.path.utf8)
    if RoutePaths.isOpen(route.path) || route.path.split(separator: "/").isEmpty && !route.isMutating { return false }
    let isRestricted = RoutePaths.restricted.matches(path)
    if !asking.isEmpty || guardedGroup.matches(source.text) { return route.isMutating || isRestricted }
    return isRestricted && buildsApplication.matches(source.code) && !speaksOfCallers.matches(source.text)
  }

  /// Whether anything in the file, comments included, says that callers are looked at here or before they come here.
  private static func speaksOfGuards(_ source: Source) -> Bool {
    guard [.python, .javascript, .typescript].contains(source.language) else { return true }
    return speaksOfCallers.matches(source.text) || saysGuarded.matches(source.bytes(in: .comments))
  }

  private static let saysGuarded = Pattern.fixed(
    #"(?i)authori[sz]|authentic|gateway|behind|internal only|vpn|protected|mounted|logged[- ]in|\badmins? only|middleware|public"#
  )

  /// Whether an endpoint hands out people's records, or changes what is kept, in a file that never asks anybody.
  private static func isPrivate(_ route: Route, in source: Source) -> Bool {
    if RoutePaths.isOpen(route.path) { return false }
    let isAboutPeople =
      RoutePaths.people.matches(Array(route.path.utf8))
      || RoutePaths.people.matches(Array((source.reviewedPath.split(separator: "/").last ?? "").utf8))
      || personal.matches(source.text, in: route.body)
    let isForOperators = operators.matches(Array(source.reviewedPath.utf8)) || operators.matches(source.code)
    if route.isMutating { return (isAboutPeople || isForOperators) && keeps.matches(source.text, in: route.body) }
    return isAboutPeople && reads.matches(source.text, in: route.body)
  }

  /// Columns and fields that only records of persons have, and their tables.
  private static let personal = Pattern.fixed(
    #"(?i)\b(?:\w+_)?(?:phone|mobile|contact_?num\w*|e_?mail|date_of_birth|birth_?date|dob|ssn|passport|home_address|diagnosis|salary)\b|\b(?:from|into|update|join)\s+["`\[]?(?:patients?|customers?|users?|students?|employees?|members?|messages?|appointments?|bookings?|orders?|payments?|accounts?)\b"#
  )

  private static let operators = Pattern.fixed(
    #"(?i:(?:^|[/_.-])admin)\w*|\badminRoutes?\b|\bAdmin(?:Router|Controller)\b"#)
  /// What changes a store.
  private static let keeps = Pattern.fixed(
    #"(?i)\b(?:insert\s+into|update\s+\w+\s+set|delete\s+from)\b|\.(?:save|create|insert\w*|update\w*|delete\w*|destroy|remove\w*|upsert|findByIdAnd\w+|findOneAnd\w+|add|commit|upload\w*|push)\s*\("#
  )
  private static let reads = Pattern.fixed(
    #"(?i)\bselect\b[^;]{1,400}?\bfrom\b|\.(?:find\w*|query|filter\w*|all|get\w*|select|aggregate|download\w*|list\w*|fetch\w*)\s*\("#
  )

  /// Vapor and Hummingbird put the check on a group of routes.
  private static let guardedGroup = Pattern.fixed(
    #"\.group(?:ed)?\([^)\n]*(?:[aA]uthenticat|[gG]uard|JWT|Bearer|Session)|\.add\(middleware:\s*\w*Authenticat"#)

  /// What shows that a handler, its decorators or its middleware look at the caller.
  private static let evidence = Pattern.fixed(
    #"(?i)auth|jwt|passport|login|permission|role|scope|guard|protect|current_?user|\b(?:req|request|ctx|g|context)\.(?:state\.)?user\b|principal|identity|token|api_?key|signature|hmac|session|cookie|csrf|credential|verify|require_?[a-z]*(?:user|admin|caller|staff|member|owner|tenant|scope)|is_?(?:admin|staff|owner)|(?:admin|staff|user|member|owner|manager|seller|doctor|teacher)_?(?:required|only)\b|ensure[A-Z]|Depends\(\s*(?:get_current|current|require|verify)|tenant|owner|\buser\s*:"#
  )

  /// The same in a body, where a type or table of tokens proves nothing.
  private static let look = Pattern.fixed(
    #"(?i)auth|jwt|passport|login|permission|role|scope|guardMiddleware|protect|current_?user|\b(?:req|request|ctx|g|context|c)\.(?:state\.)?user\b|principal|identity|(?-i:\btoken\b|\w*token\w*\s*[!=]=|[Tt]oken\()|api_?key|signature|hmac|session|cookie|csrf|credential|verify|require_?[a-z]*(?:user|admin|caller|staff|member|owner|tenant|scope)|is_?(?:admin|staff|owner)|tenant|owner|\buser\s*:"#
  )

  private static func asks(_ route: Route, in source: Source) -> Bool {
    if source.has(evidence, in: withoutPath(route, in: source)) || source.has(look, in: route.body) { return true }
    return route.router.map { isGuarded($0, in: source, depth: 0, before: route.head.lowerBound) } ?? false
  }

  /// The head behind the path, so that a route called `/tokens` is no evidence of a check.
  private static func withoutPath(_ route: Route, in source: Source) -> Range<Int> {
    guard !route.path.isEmpty, let path = source.strings(in: route.head).first else { return route.head }
    return path.range.upperBound..<max(path.range.upperBound, route.head.upperBound)
  }

  private static let grouped = Pattern.fixed(#"\A\s*(\w+)\s*\.\s*(?:grouped|group|router)\b"#)
  private static let guardingGroup = Pattern.fixed(
    #"(?i)authenticat|guard|middleware|jwt|session|bearer|require|depends|protect"#)

  /// Whether a router was made with a check of callers, or from one that was.
  private static func isGuarded(_ router: String, in source: Source, depth: Int, before offset: Int) -> Bool {
    guard depth < 4 else { return false }
    if let parent = group(namedBy: router, before: offset, in: source) {
      return isGuarded(parent, in: source, depth: depth + 1, before: offset)
    }
    guard let value = source.assignment(of: router, before: offset) else { return false }
    if source.has(guardingGroup, in: value) { return true }
    guard let parent = grouped.allMatches(in: source.code, range: value, limit: 1).first?.groups[0] else {
      return false
    }
    return isGuarded(source.string(parent), in: source, depth: depth + 1, before: value.lowerBound)
  }

  /// `guarded.group(":id") { member in …`: the group that the closure's parameter is a part of.
  private static func group(namedBy router: String, before offset: Int, in source: Source) -> String? {
    guard source.language == .swift,
      let closure = try? Pattern(#"(\w+)\.group\([^(){}]*\)\s*\{\s*"# + router + #"\s+in\b"#)
    else { return nil }
    return closure.allMatches(in: source.code, range: 0..<offset).last?.groups[0].map { source.string($0) }
  }

  private static let guardsAll = Pattern.fixed(
    #"(?i)before_request|dependencies\s*=\s*\[|permission_classes|LoginRequiredMixin|DEFAULT_PERMISSION|add_middleware\(\s*\w*auth|\.use\([^)\n]*(?:auth|jwt|passport|guard|protect|session|token|clerk|keycloak|require)|addHook\(\s*["'`](?:onRequest|preHandler|preValidation)|@UseGuards\([^)\n]*\)\s*(?:@\w+[^\n]*\s+)*(?:export\s+)?class\b|@Public\(|APP_GUARD|useGlobalGuards|\.(?:add|use)\([^)\n]*(?:Authenticat|Guard)"#
  )

  private static func isGuardedAsAWhole(_ source: Source) -> Bool {
    source.language == .swift ? false : guardsAll.matches(source.text)
  }

  private static let buildsApplication = Pattern.fixed(
    #"\b(?:Flask|FastAPI|Sanic|Quart|Starlette|express|fastify|Fastify|Koa|Hono)\s*\("#)
  private static let speaksOfCallers = Pattern.fixed(
    #"(?i)authoriz|authentic|jwt|passport|login|current_?user|api[-_]?key|permission|bearer|session"#)

  private static let hookPath = Pattern.fixed(#"(?i)webhook|(?:^|/)hooks?(?:$|/)"#)
  private static let checksSender = Pattern.fixed(
    #"(?i)signature|hmac|constructEvent|construct_event|verif|secret|compare_digest|timingSafe|authori[sz]|authentic|token|x-hub|svix"#
  )

  /// A hook that takes what it is sent from whoever sends it.
  private static func isUnsignedHook(_ route: Route, in source: Source) -> Bool {
    route.isMutating && hookPath.matches(Array(route.path.utf8)) && !checksSender.matches(source.text)
  }
}
