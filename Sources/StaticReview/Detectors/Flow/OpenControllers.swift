internal import JudgeTypes

/// Controllers of ASP.NET over accounts, people or money that name no right for any of their actions, and handlers that take
/// whose records they show or change from the request of somebody who is known.
enum OpenControllers {
  static let authentication = Detector.file("open_controllers") { source, rule in
    guard !source.isTest, source.language == .csharp, controller.matches(source.code), !speaks.matches(source.text)
    else { return [] }
    let isOfPeople = sensitive.matches(source.code)
    return source.routes.compactMap { route in
      guard !RoutePaths.isOpen(route.path), !entrance.matches(source.code, in: route.head), !route.body.isEmpty,
        isOfPeople || RoutePaths.restricted.matches(Array(route.path.utf8)),
        route.isMutating ? source.has(changes, in: route.body) : source.has(shows, in: route.body)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(route.head)),
        message: "nothing in this controller asks who calls")
    }
  }

  /// Only what derives from the framework's own types: a base of the project's may carry the attribute.
  private static let controller = Pattern.fixed(
    #"\bclass\s+\w+Controller\b[^{;]*?:\s*(?:Controller|ControllerBase|ApiController)\b"#)
  private static let sensitive = Pattern.fixed(
    #"\bclass\s+\w*(?:Admin|User|Account|Customer|Client|Employee|Member|Patient|Student|Payment|Invoice|Salar|Payroll|Role|Order|Booking|Appointment|Reservation)s?\w*Controller\b"#
  )
  private static let speaks = Pattern.fixed(
    #"(?i)authori[sz]|authenti|\bUser\.(?:Find|Identity|Is|Claims|Get)|HttpContext\.(?:User|Session)|\bSession\b|claims?\b|current_?user|api_?key|x-api|permission|\[(?:\w*Auth\w*|\w*Login\w*|\w*Admin\w*|\w*Role\w*|ServiceFilter|TypeFilter)\b|\btoken|bearer|userManager|signInManager|cookies"#
  )
  private static let entrance = Pattern.fixed(
    #"(?i)\b(?:login|sign_?in|sign_?up|register|registration|logout|forgot\w*|reset\w*|verify\w*|confirm\w*|authenticate)\w*\s*\("#
  )
  private static let changes = Pattern.fixed(
    #"(?i)SaveChanges|\.(?:add|create|insert|update|delete|remove|edit|save|put|post|set|change|assign|register|cancel|approve|pay|refund)\w*\s*\(|execute(?:NonQuery|Async)?\("#
  )
  private static let shows = Pattern.fixed(
    #"(?i)\.(?:ToList|First|Single|Find|Get|Query|Load|Fetch|Execute|All)\w*\s*\("#)

  // MARK: Whose

  static let authorization = Detector.file("named_owners") { source, rule in
    guard !source.isTest, known.matches(source.text), !administers.matches(source.code) else { return [] }
    let looksAtCallers = identity.matches(source.text)
    return source.routes.compactMap { route in
      guard !route.body.isEmpty,
        source.has(user, in: route.head) || looksAtCallers && source.has(owner, in: route.head),
        !source.has(right, in: route.head),
        !RoutePaths.isOpen(route.path), !source.hasBesidesLogs(looks, in: route.body),
        !source.localFunctions.bodies(calledIn: route.body, of: source).contains(where: {
          source.hasBesidesLogs(looks, in: $0)
        })
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(route.head)),
        message: "whose records these are says the request, and nobody looks whether they are the caller's")
    }
  }

  private static let known = Pattern.fixed(
    #"\[Authorize\]|\[Authorize\((?![^)]*Roles)|\bPrincipal\b|@AuthenticationPrincipal|\bAuthentication\s+\w+|SecurityContextHolder|isAuthenticated\(\)"#
  )
  /// Besides accounts, whose ids say who it is, members of staff name customers and members too.
  private static let user = Pattern.fixed(
    #"\b(?:string|int|long|Guid|String|Long|Integer|UUID)\??\s+userId\b|\buserId\s*:\s*(?:String|Long|Int|UUID)\b"#)
  private static let identity = Pattern.fixed(
    #"\bUser\.(?:Find|Identity|Claims|Get)|ClaimTypes|Principal\b|SecurityContextHolder|\bAuthentication\s+\w+"#)
  private static let administers = Pattern.fixed(
    #"\bclass\s+\w*(?:Admin|Manage|Staff|Internal|BackOffice)\w*|\[Authorize\([^)\n]*(?:Roles|Policy)[^\n]*\s+(?:\[[^\n]*\s+)*(?:public\s+)?(?:\w+\s+)*class\b"#
  )
  private static let owner = Pattern.fixed(
    #"\b(?:string|int|long|Guid|String|Long|Integer|UUID)\??\s+(?:user|customer|account|owner|member|patient|student)Id\b|\b(?:user|customer|account|owner|member|patient|student)Id\s*:\s*(?:String|Long|Int|UUID)\b"#
  )
  private static let right = Pattern.fixed(
    #"(?i)Roles|Policy|PreAuthorize|PostAuthorize|Secured|RolesAllowed|hasRole|AllowAnonymous|Principal|Authentication\b|admin|permission|\[(?:Is|Must|Require|Own|Check|Same)\w*"#
  )
  private static let looks = Pattern.fixed(
    #"(?i)\bUser\.|claim|principal|current_?user|SecurityContext|authentication|identity|forbid|access|owner|permission|isAdmin|role|HttpContext|getUserId\(|session|authoriz"#
  )
}
