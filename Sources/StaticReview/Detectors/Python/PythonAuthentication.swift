internal import JudgeTypes

/// Endpoints and views of Python frameworks that change or show what is not everybody's, without a look at who asks.
///
/// What settles the matter can stand in another file, so an endpoint speaks against itself only where its neighbours ask, where
/// the file builds the whole application and nothing in it asks, or where a check is switched off in so many words.
enum PythonAuthentication {
  static let detector = Detector.file("python_missing_authentication") { source, rule in
    guard !source.isTest else { return [] }
    return routes(in: source, rule) + functionViews(in: source, rule) + classViews(in: source, rule)
  }

  // MARK: Routes of Flask, FastAPI and their like

  /// What shows in decorators or parameters that the caller is looked at; a database's session does not.
  private static let headEvidence = Pattern.fixed(
    #"(?i)(?<![\w/])(?:\w*_)?auth(?!or)\w*|jwt|login|permission|\brole|guard|protect|current_?\w*user|principal|identity|(?<!get_)token|api_?key|signature|hmac|credential|Security\(|(?:Depends|Annotated)\([^()\n]*(?:current|require|verify|auth|check|admin|user|owner|member|principal|guard)|:\s*(?:\w+\.)?Current\w+|:\s*\w*User(?:Dep)?\b|require[sd]?_|_required|is_?(?:admin|staff|owner)|dependencies\s*=|@\w*(?:access|security|permission|remote)\w*_?policy\w*|\b\w*AccessPolicy\b"#
  )
  /// The same in a body.
  private static let look = Pattern.fixed(
    #"(?i)auth(?!or\b|ors\b|or_)\w*|jwt|login|permission|current_?\w*user|\b(?:request|g|ctx|context|state|self)\.(?:state\.)?user\b|(?<![\w.])(?:flask\.)?session(?:\[|\.get\(\s*["']|\.pop\()|principal|identity|\w*token\w*\s*[!=]=|[tT]oken\(|api_?key|signature|hmac|csrf|credential|verify|require_\w+\(|is_?(?:admin|staff|owner)|owner|tenant|abort\(\s*40[13]|40[13]\b|HTTP_40[13]|PermissionDenied|Unauthorized|Forbidden|check_\w*(?:access|admin|user|perm)"#
  )
  private static let guardsAll = Pattern.fixed(
    #"before_request|APIRouter\([^)]*dependencies|FastAPI\([^)]*dependencies|add_middleware\(\s*\w*(?:[aA]uth|JWT|Token|Session)|app\.middleware|@\w+\.middleware|method_decorators|decorators\s*=\s*\[|LoginManager\(\)[^#]*login_required\s*\(\s*bp"#
  )
  private static let buildsApplication = Pattern.fixed(#"\b(?:Flask|FastAPI|Sanic|Quart|Starlette|Bottle)\s*\("#)
  private static let speaksOfCallers = Pattern.fixed(
    #"(?i)authoriz|authentic|jwt|login|current_?user|api[-_]?key|permission|bearer|HTTPBasic|is_admin"#)

  /// Decorators that look like routes: `@mock.patch("…")`.
  private static let notServing: Set<String> = [
    "mock", "mocker", "patch", "responses", "requests_mock", "respx", "client",
  ]

  /// A handler that does nothing but say that it is not there yet.
  private static let unbuilt = Pattern.fixed(
    #"\A\s*(?:(?:"{3}|'{3})[^"']*(?:"{3}|'{3})\s*)?(?:raise\s+(?:\w*NotImplemented\w*|\w+\([^\n]*\b501\b|\w+\([^\n]*NOT_IMPLEMENTED)[^\n]*|abort\(\s*501[^\n]*|return\s+[^\n]*\b501\b[^\n]*)\s*\z"#
  )

  private static func routes(in source: Source, _ rule: Rule) -> [Hit] {
    guard !guardsAll.matches(source.code) else { return [] }
    let routes = source.routes.filter { !$0.body.isEmpty && !($0.router.map(notServing.contains) ?? false) }
    let silent = routes.filter { !asks($0, in: source) && !source.has(unbuilt, in: $0.body) }
    let probes = routes.filter {
      PythonOpenRoutes.worksWhenProbed($0, in: source) && !headEvidence.matches(source.code, in: $0.head)
    }.map {
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed($0.head)),
        message: "whoever asks whether the service is up sets work going")
    }
    guard !silent.isEmpty else { return probes }
    let asking = routes.count - silent.count
    let isWhole = asking == 0 && buildsApplication.matches(source.code) && !speaksOfCallers.matches(source.text)
    let isUnguarded = asking == 0 && !PrivateRoutes.speaksOfGuards(source)
    return probes
      + silent.compactMap { route in
        let isHook = isUnsignedHook(route, in: source)
        let isSuspect =
          isSuspect(route, hasAskingNeighbour: asking * 3 >= routes.count && asking > 0, isWhole: isWhole)
          && !(isWhole && PythonOpenRoutes.onlyShowsPage(route, in: source))
          || isWhole && !RoutePaths.isOpen(route.path) && PythonOpenRoutes.changesStore(route, in: source)
        guard isHook || isSuspect || isUnguarded && PrivateRoutes.isPrivate(route, in: source) else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: source.trimmed(route.head)),
          message: isHook
            ? "anybody can call this hook: nothing checks a signature or secret"
            : "\(route.method.uppercased()) \(route.path) does not ask who calls")
      }
  }

  private static func isSuspect(_ route: Route, hasAskingNeighbour: Bool, isWhole: Bool) -> Bool {
    let path = Array(route.path.utf8)
    if RoutePaths.isOpen(route.path) || route.path.split(separator: "/").isEmpty && !route.isMutating { return false }
    let isRestricted = RoutePaths.restricted.matches(path)
    if hasAskingNeighbour { return route.isMutating || isRestricted }
    return isWhole && (isRestricted || ["delete", "put", "patch"].contains(route.method))
  }

  private static func asks(_ route: Route, in source: Source) -> Bool {
    let path = source.strings(in: route.head).first
    let head = (path?.range.upperBound ?? route.head.lowerBound)..<route.head.upperBound
    if source.has(headEvidence, in: head) || source.has(look, in: route.body) { return true }
    guard let router = route.router, let value = source.assignment(of: router, before: route.head.lowerBound) else {
      return false
    }
    return source.has(headEvidence, in: value)
  }

  private static let hookPath = Pattern.fixed(#"(?i)webhook|(?:^|/)hooks?(?:$|/)"#)
  private static let checksSender = Pattern.fixed(
    #"(?i)signature|hmac|construct_event|verif|compare_digest|authori[sz]|authentic|token|x-hub|svix|secret"#)

  private static func isUnsignedHook(_ route: Route, in source: Source) -> Bool {
    route.isMutating && hookPath.matches(Array(route.path.utf8)) && !checksSender.matches(source.text)
  }

  // MARK: Function views of Django

  private static let guardedView = Pattern.fixed(
    #"@(?:[\w.]*\.)?(?:login_required|permission_required|user_passes_test|staff_member_required|superuser_required|\w*_required\b|\w*permission\w*|\w*auth\w*|method_decorator)"#
  )
  private static let requestView = Pattern.fixed(#"\bdef\s+\w+\s*\(\s*request\b"#)
  private static let shows = Pattern.fixed(
    #"\b(?:render|JsonResponse|HttpResponse\w*|redirect|Response|FileResponse|StreamingHttpResponse)\s*\("#)
  private static let changes = Pattern.fixed(
    #"\.(?:save|delete|create|update|bulk_create|update_or_create|get_or_create|add|remove|set)\(|\.delay\(|send_mail\("#
  )
  private static let openName = Pattern.fixed(
    #"(?i)(?:^|_)(?:login|log_in|logout|signin|sign_in|signup|sign_up|register|registration|password|reset|forgot|verify|confirm|activate|health\w*|ping|status|webhook|callback|hook|public|home|index|about|contact|landing|faq|terms|privacy|subscribe|unsubscribe|newsletter|search|robots|sitemap|oauth|token|auth|handler\d+|error|page_not_found|server_error|track|feed|join|invitation|invite|otp|resend|send_code)(?:_|\z|s\z)"#
  )
  private static let exempt = Pattern.fixed(#"@(?:[\w.]*\.)?csrf_exempt\b"#)
  private static let allowAny = Pattern.fixed(
    #"@permission_classes\s*\(\s*(?:\[\s*(?:permissions\.)?AllowAny[\s,]*\]|\[\s*\]|\(\s*(?:permissions\.)?AllowAny\s*,?\s*\))"#
  )
  private static let apiView = Pattern.fixed(#"@api_view\b"#)
  private static let signedIn = Pattern.fixed(#"\bIsAuthenticated\b|\bLoginRequiredMixin\b"#)

  /// Whether another function of the file calls it with the request, as one does with what is no view itself.
  private static func isCalled(_ view: PythonFunction, in source: Source) -> Bool {
    (try? Pattern(#"(?<!def )(?<![\w.])"# + view.name + #"\(\s*request\b"#))?.matches(source.code) ?? false
  }

  private static func functionViews(in source: Source, _ rule: Rule) -> [Hit] {
    guard requestView.matches(source.code) else { return [] }
    let views = PythonFile(source).functions.filter {
      source.has(requestView, in: $0.head) && source.has(shows, in: $0.block.body)
        && !source.has(routed, in: $0.decorators)
    }
    let guarded = views.filter { source.has(guardedView, in: $0.decorators) }
    let closed = views.count { !openName.matches(Array($0.name.utf8)) }
    return views.compactMap { view in
      guard !source.has(guardedView, in: view.decorators), !openName.matches(Array(view.name.utf8)),
        !source.has(look, in: view.block.body), !isCalled(view, in: source)
      else { return nil }
      let isSwitchedOff = source.has(allowAny, in: view.decorators)
      let isExempt = source.has(exempt, in: view.decorators)
      let isChanging = source.has(changes, in: view.block.body)
      let isPrivate = RoutePaths.restricted.matches(Array(view.name.utf8))
      let isApart = guarded.count * 2 >= closed && !guarded.isEmpty && view.name.first != "_"
      let isNaming =
        (!guarded.isEmpty || signedIn.matches(source.code))
        && PythonOpenRoutes.givesNamedPersonsData(view.block.body, in: source)
      guard
        isNaming && (isSwitchedOff || !source.has(apiView, in: view.decorators))
          || isChanging && (isSwitchedOff || isExempt || isApart) || isPrivate && (isSwitchedOff || isApart)
      else {
        return nil
      }
      return Hit(
        rule, in: source.path,
        lines: source.lines(of: source.trimmed(view.decorators.lowerBound..<view.block.body.lowerBound)),
        message: "the view \(view.name) does not ask who calls")
    }
  }

  private static let routed = Pattern.fixed(
    #"@[\w.]+\.(?:route|get|post|put|patch|delete|register|filter|simple_tag|receiver|action)\b"#)

  // MARK: Class views of Django and its REST framework

  private static let viewClass = Pattern.fixed(
    #"(?m)^class[ \t]+(\w+)[ \t]*\(([^)]*(?:View|ViewSet|Mixin)\b[^)]*)\)[ \t]*:"#)
  private static let noPermission = Pattern.fixed(
    #"(?m)^[ \t]+(permission_classes\s*(?::[^=\n]+)?=\s*(?:[\[(]\s*(?:permissions\.)?AllowAny\s*,?\s*[\])]|\[\s*\]|\(\s*\)))"#
  )
  private static let noAuthentication = Pattern.fixed(
    #"(?m)^[ \t]+(authentication_classes\s*(?::[^=\n]+)?=\s*(?:\[\s*\]|\(\s*\)))"#)
  private static let somePermission = Pattern.fixed(
    #"permission_classes\s*=\s*[\[(]\s*(?!(?:permissions\.)?AllowAny\b|[\])])\w"#)
  private static let changingView = Pattern.fixed(
    #"(?<!ReadOnly)ModelViewSet|(?:Create|Update|Destroy|Delete|Form)\w*(?:View|Mixin)|\bdef\s+(?:post|put|patch|delete|create|update|destroy|perform_\w+)\s*\("#
  )
  private static let mixin = Pattern.fixed(
    #"(?i)login_?required|PermissionRequired|UserPassesTest|AccessMixin|\bStaff\w*|\bAdmin\w*|Superuser|\w*Auth\w*|\w*Permission\w*|\w*Required\w*Mixin|Owner\w*Mixin|ReadOnly"#
  )
  private static let openClass = Pattern.fixed(
    #"(?i)log_?in|log_?out|sign_?in|sign_?up|regist|password|reset|verif|confirm|activat|health|ping|status|webhook|callback|hook|public|home|index|about|contact|landing|faq|token|oauth|auth|subscri|newsletter|search|otp|social|config|version|invit|feedback|track"#
  )

  private static func classViews(in source: Source, _ rule: Rule) -> [Hit] {
    let classes = viewClass.allMatches(in: source.code)
    guard !classes.isEmpty, !source.isPartial else { return [] }
    let guarded = classes.count { $0.groups[1].map { source.has(loginMixin, in: $0) } ?? false }
    return classes.compactMap { match -> Hit? in
      guard let name = match.groups[0], let bases = match.groups[1],
        let block = source.block(declaredAt: match.range), !openClass.matches(source.bytes, in: name)
      else { return nil }
      let isChanging = source.has(changingView, in: block.range)
      let isPrivate = RoutePaths.restricted.matches(source.bytes, in: name)
      if let off = noPermission.allMatches(in: source.text, range: block.body, limit: 1).first?.groups[0],
        isChanging || isPrivate, !source.has(look, in: off.upperBound..<block.body.upperBound)
      {
        return Hit(rule, in: source.path, lines: source.lines(of: off), message: "this view lets everybody in")
      }
      if let off = noAuthentication.allMatches(in: source.text, range: block.body, limit: 1).first?.groups[0],
        isChanging || isPrivate, !source.has(somePermission, in: block.body),
        !source.has(look, in: off.upperBound..<block.body.upperBound)
      {
        return Hit(
          rule, in: source.path, lines: source.lines(of: off), message: "nobody is authenticated for this view")
      }
      guard guarded > 0, guarded * 2 >= classes.count, isChanging || isPrivate, isView(bases, in: source),
        !source.has(mixin, in: bases), !source.has(classLook, in: block.body),
        !source.has(
          guardedView,
          in: source.range(
            ofLines: max(
              source.firstLine, source.line(at: match.range.lowerBound) - 3)...source.line(at: match.range.lowerBound)))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
        message: "the view \(source.string(name)) does not ask who calls, as those beside it do")
    }
  }

  private static let loginMixin = Pattern.fixed(#"LoginRequiredMixin|PermissionRequiredMixin|UserPassesTestMixin"#)
  private static let classLook = Pattern.fixed(
    #"request\.user|permission|login_required|is_staff|is_superuser|PermissionDenied|dispatch|test_func|token|signature|auth"#
  )
  private static let genericView = Pattern.fixed(
    #"\b(?:View|TemplateView|ListView|DetailView|CreateView|UpdateView|DeleteView|FormView)\b"#)

  private static func isView(_ bases: Range<Int>, in source: Source) -> Bool { source.has(genericView, in: bases) }
}
