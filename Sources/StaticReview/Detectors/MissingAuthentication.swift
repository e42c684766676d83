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
    let silent = routes.filter {
      !$0.body.isEmpty && (!asks($0, in: source) || readsNobody($0, amid: routes, in: source))
    }
    let isUnguarded = asking.isEmpty && !PrivateRoutes.speaksOfGuards(source)
    return silent.compactMap { route in
      let isHook = isUnsignedHook(route, in: source)
      guard
        isHook || isSuspect(route, amid: asking, in: source) || readsNobody(route, amid: routes, in: source)
          || isUnguarded && PrivateRoutes.isPrivate(route, in: source)
      else {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: places(of: route, in: source),
        message: isHook
          ? "anybody can call this hook: nothing checks a signature or secret"
          : "\(route.method.uppercased()) \(route.path) does not ask who calls")
    }
  }

  /// The head of a route; of a long one that decorators open, the declaration at its end.
  private static func places(of route: Route, in source: Source) -> ClosedRange<Int> {
    let head = source.trimmed(route.head)
    let lines = source.lines(of: head)
    guard lines.count > 5, source.code[head.lowerBound] == UInt8(ascii: "@") else { return lines }
    return (lines.upperBound - 5)...lines.upperBound
  }

  private static func isSuspect(_ route: Route, amid asking: [Route], in source: Source) -> Bool {
    let path = Array(route.path.utf8)
    if RoutePaths.isOpen(route.path) || route.path.split(separator: "/").isEmpty && !route.isMutating { return false }
    let isRestricted = RoutePaths.restricted.matches(path)
    if !asking.isEmpty || guardedGroup.matches(source.text) {
      if source.has(handsOutFile, in: route.body), !RoutePaths.isOpen(route.path) { return true }
      return route.isMutating || isRestricted || RoutePaths.people.matches(path)
    }
    return isRestricted && buildsApplication.matches(source.code) && !speaksOfCallers.matches(source.text)
  }

  /// Vapor and Hummingbird put the check on a group of routes.
  private static let guardedGroup = Pattern.fixed(
    #"\.group(?:ed)?\([^)\n]*(?:[aA]uthenticat|[gG]uard|JWT|Bearer|Session)|\.add\(middleware:\s*\w*Authenticat"#)

  /// What shows that a handler, its decorators or its middleware look at the caller.
  private static let evidence = Pattern.fixed(
    #"(?i)auth|jwt|passport|login|permission|role|scope|guard|protect|current_?user|\b(?:req|request|ctx|g|context)\.(?:state\.)?user\b|principal|identity|token|api_?key|signature|hmac|session|cookie|csrf|credential|verify|require_?[a-z]*(?:user|admin|caller|staff|member|owner|tenant|scope)|is_?(?:admin|staff|owner)|(?:admin|staff|user|member|owner|manager|seller|doctor|teacher)_?(?:required|only)\b|ensure[A-Z]|Depends\(\s*(?:get_current|current|require|verify)|tenant|owner|\buser\s*:"#
  )

  /// The same in a body, where a table of tokens, or a role that is written down, proves nothing.
  private static let look = Pattern.fixed(
    #"(?i)auth|jwt|passport|login|permission|(?:has|check|get|my|user|caller)_?roles?\b|\brole\w*\s*(?:[!=]==?\s*(?!undefined|null)|\.includes)|\.includes\([^()\n]*role|scope|guardMiddleware|protect|current_?user|\b(?:req|request|ctx|g|context|c)\.(?:state\.)?user\b|principal|identity|(?-i:\btoken\b|\w*token\w*\s*[!=]=|[Tt]oken\()|api_?key|signature|hmac|(?:req|request|ctx|flask|user|auth|login|server|get\w*)[._]?session|\bsession\s*(?:[.\[(?!=)]|&&)|cookie|csrf|credential|verify|require_?[a-z]*(?:user|admin|caller|staff|member|owner|tenant|scope)|is_?(?:admin|staff|owner)|tenant|owner|\buser\s*:"#
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

  /// `res.download(join(FOLDER, req.params.name))`
  private static let handsOutFile = Pattern.fixed(
    #"(?s)\breq\.params\b.{0,400}?\bres\.(?:download|sendFile)\s*\(|\bres\.(?:download|sendFile)\s*\([^;\n]*\breq\.params\b"#
  )

  // MARK: Callers whom nothing sets

  private static let caller = Pattern.fixed(#"\breq\.user\.\w+"#)
  private static let checked = Pattern.fixed(
    #"\breq\.user\?\.|!\s*req\.user\b|\breq\.user\s*(?:&&|\)|[!=]==?)|\bif\s*\(\s*req\.user"#)
  private static let guardInHead = Pattern.fixed(
    #"(?i)\b(?:auth\w*|verify\w*|protect\w*|\w*guard\w*|\w*jwt\w*|requires?[A-Z]\w*|is_?(?:auth|logged)\w*|check_?(?:auth|token|user|login)\w*|\w*auth(?:enticate\w*|orize\w*|Middleware)?)\b"#
  )

  /// A handler that reads `req.user`, registered without the guard that its neighbours have.
  private static func readsNobody(_ route: Route, amid routes: [Route], in source: Source) -> Bool {
    guard [.javascript, .typescript].contains(source.language), source.has(caller, in: route.body),
      !source.has(checked, in: route.body), !source.has(guardInHead, in: withoutPath(route, in: source)),
      route.router.map({ !isGuarded($0, in: source, depth: 0, before: route.head.lowerBound) }) ?? false
    else { return false }
    let others = routes.filter { $0.head != route.head && source.has(caller, in: $0.body) }
    return others.contains { source.has(guardInHead, in: withoutPath($0, in: source)) }
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
