internal import JudgeTypes

/// What any signed-in caller may do although only some should: change accounts by their id, touch the one record whose
/// view forgot what its neighbours ask, write a catalogue that everybody reads.
enum PythonAccounts {
  static let detector = Detector.file("python_account_rights") { source, rule in
    guard !source.isTest, signedIn.matches(source.code) else { return [] }
    let file = PythonFile(source)
    let views = file.functions.filter(\.isHandler).map { View($0, in: source) }
    return changedAccounts(views, in: source, rule) + forgotten(views, in: source, rule)
      + writtenCatalogues(views, in: source, rule)
  }

  /// A handler and what stands before it that says who may call.
  private struct View {
    let function: PythonFunction
    /// Its decorators, parameters and, in a class, what the class says before it.
    let guards: [Range<Int>]
    /// The parameters that hold the caller.
    let callers: [String]

    init(_ function: PythonFunction, in source: Source) {
      self.function = function
      let own = function.decorators.lowerBound..<function.block.body.lowerBound
      guards = [own] + PythonAccounts.classHead(of: function, in: source)
      callers = function.parameters.filter { PythonAccounts.signedIn.occurs(in: $0.text) }.map(\.name)
    }

    func has(_ pattern: Pattern, in source: Source) -> Bool {
      guards.contains { pattern.matches(source.code, in: $0) }
    }
  }

  private static let signedIn = Pattern.fixed(
    #"\b(?:login_required|jwt_required|token_required|auth_required|require_auth|requires_auth|IsAuthenticated|LoginRequiredMixin)\b|Depends\(\s*(?:\w+\.)?\w*(?:current_?\w*user|get_user|require_login|require_user|verify_token|authenticated)\w*|:\s*CurrentUser\b"#
  )
  /// A look at what the caller may do, before the handler begins.
  private static let privileged = Pattern.fixed(
    #"(?i)admin|staff|superuser|manager|owner|permission_required|user_passes_test|\brole|scope|has_perm|\w+Permission\b|require_(?!auth|login|user)\w+"#
  )
  private static let classLine = Pattern.fixed(#"(?m)^class[ \t]+\w+[^\n]*"#)

  /// From the class that holds a method to its first function.
  private static func classHead(of function: PythonFunction, in source: Source) -> [Range<Int>] {
    let start = function.block.range.lowerBound
    guard source.indentation(ofLine: source.line(at: source.trimmed(function.block.range).lowerBound)) > 0,
      let line = classLine.allMatches(in: source.code, range: max(0, start - 6_000)..<start).last
    else { return [] }
    let first = source.functions.map(\.range.lowerBound).filter { $0 > line.range.lowerBound }.min() ?? start
    return [line.range.lowerBound..<min(start, max(first, line.range.upperBound))]
  }

  // MARK: Accounts by their id

  private static let account = Pattern.fixed(
    #"(?:\A|[a-z_.])(?:User|Employee|Staff|Account|Member|Admin|Role)s?\z|\A(?:User|Employee|Staff|Account|Member|Admin|Role)s?\z"#
  )
  private static let statement = Pattern.fixed(
    #"(?i)\b(?:update|delete\s+from)\s+[`"]?(?:users?|employees?|accounts?|staff|admins?)\b[^;]{0,300}?\bwhere\s+[`"]?\w*id\b|\b(?:users?|employees?|accounts?)\w*\.(?:delete_one|update_one|find_one_and_update|find_one_and_delete)\("#
  )
  private static let delegated = Pattern.fixed(
    #"(?i)\b(?:delete|remove|update|edit|deactivate|change_role|set_role|promote)_(?:user|employee|account|admin|member)(?:_role)?\("#
  )
  private static let changes = Pattern.fixed(
    #"\.(?:delete|save|commit|update|flush)\(|\bsetattr\("#)
  private static let looks = Pattern.fixed(
    #"(?i)admin|is_staff|superuser|owner|has_perm|permission|\brole\s*(?:[!=]=|not\s+in|in)\b|\.role\b|scope|\b403\b|HTTP_403|forbidden|PermissionDenied|abort\(\s*40[13]|current_?user|request\.user|g\.user|get_jwt|identity|(?<![\w.])session(?:\[|\.get\(\s*["'])|current_identity|check_\w*(?:access|perm|own|auth)|authori[sz]e|company|tenant|organi[sz]ation|self\.(?:get_queryset|get_object)"#
  )
  private static let key = Pattern.fixed(
    #"(?i)(?:\A|_)(?:id|pk|uuid|user_?name|email)\z|\A(?:user|employee|account|member)\z"#)

  private static func changedAccounts(_ views: [View], in source: Source, _ rule: Rule) -> [Hit] {
    views.compactMap { view in
      let body = view.function.block.body
      guard view.has(signedIn, in: source), !view.has(privileged, in: source),
        view.function.parameters.contains(where: { key.occurs(in: $0.name) && !view.callers.contains($0.name) }),
        !source.has(looks, in: body), !names(view.callers, in: body, of: source),
        isAccountChanged(in: body, of: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: lines(of: view.function, in: source),
        message: "whoever is signed in may change or remove any account: neither role nor owner is looked at")
    }
  }

  private static func isAccountChanged(in body: Range<Int>, of source: Source) -> Bool {
    if source.has(statement, in: body) || source.has(delegated, in: body) { return true }
    guard source.has(changes, in: body) else { return false }
    return PythonAuthorization.taken.allMatches(in: source.code, range: body, limit: 3).contains { match in
      match.groups.compactMap { $0 }.first.map { account.occurs(in: source.string($0)) } ?? false
    }
  }

  private static func names(_ callers: [String], in body: Range<Int>, of source: Source) -> Bool {
    callers.contains { name in
      (try? Pattern(#"(?<![\w.])"# + name + #"\b"#)).map { $0.matches(source.code, in: body) } ?? true
    }
  }

  private static func lines(of function: PythonFunction, in source: Source) -> ClosedRange<Int> {
    source.lines(of: source.trimmed(function.decorators.lowerBound..<function.block.body.lowerBound))
  }

  // MARK: What the other views of the same record ask

  private static let compares = Pattern.fixed(
    #"\b\w+(?:\.\w+){1,2}\s*[!=]=\s*(?:self\.)?(?:request\.user|current_user|g\.user)\b|\b(?:request\.user|current_user|g\.user)(?:\.id|\.pk)?\s*[!=]=\s*\w+\.\w+"#
  )
  private static let mentionsCaller = Pattern.fixed(
    #"(?i)request\.user|current_user|g\.user|is_staff|is_superuser|has_perm|permission|\b403\b|forbidden|owner|get_jwt|identity|check_\w*(?:access|perm|own)"#
  )

  private static func forgotten(_ views: [View], in source: Source, _ rule: Rule) -> [Hit] {
    let guarded = Set(
      views.filter { source.has(compares, in: $0.function.block.body) }
        .flatMap { models(takenIn: $0.function.block.body, of: source).map(\.name) })
    guard !guarded.isEmpty else { return [] }
    return views.compactMap { view in
      let body = view.function.block.body
      guard view.has(signedIn, in: source), !view.has(privileged, in: source), !source.has(mentionsCaller, in: body),
        !names(view.callers, in: body, of: source),
        let taken = models(takenIn: body, of: source).first(where: { guarded.contains($0.name) }),
        !(PythonAuthorization.belongs.occurs(in: taken.name) && PythonAuthorization.isOwned(taken.name, in: source))
      else { return nil }
      let start = source.trimmed(view.function.head).lowerBound
      return Hit(
        rule, in: source.path, lines: source.lines(of: start..<taken.range.upperBound),
        message: "the other views ask whose \(taken.name) it is, this one does not")
    }
  }

  private static func models(takenIn body: Range<Int>, of source: Source) -> [(name: String, range: Range<Int>)] {
    PythonAuthorization.taken.allMatches(in: source.code, range: body, limit: 5).compactMap { match in
      match.groups.compactMap { $0 }.first.map { (source.string($0), match.range) }
    }
  }

  // MARK: Catalogues

  /// A caller is asked for and then not looked at, for what everybody may read.
  private static func writtenCatalogues(_ views: [View], in source: Source, _ rule: Rule) -> [Hit] {
    guard asksForCaller.matches(source.code) else { return [] }
    let routes = source.routes
    let open = Set(
      routes.filter {
        !$0.isMutating && !signsIn.matches(source.code, in: $0.head) && !signsIn.matches(source.code, in: $0.body)
      }
      .map { resource(of: $0.path) })
    return routes.compactMap { route in
      guard route.isMutating, open.contains(resource(of: route.path)), !RoutePaths.isOpen(route.path),
        let view = views.first(where: { $0.function.block.body == route.body }), !view.callers.isEmpty,
        !view.has(privileged, in: source), !source.has(looks, in: route.body),
        !names(view.callers, in: route.body, of: source), !isAccountChanged(in: route.body, of: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(route.head)),
        message: "whoever is signed in may write what everybody reads here: no role is looked at")
    }
  }

  private static let asksForCaller = Pattern.fixed(#"\bDepends\("#)
  private static let signsIn = Pattern.fixed(#"(?i)current_?\w*user|auth|token|admin|login|require_"#)

  /// The last part of a path that is no parameter.
  private static func resource(of path: String) -> String {
    path.split(separator: "/").last { !$0.hasPrefix("{") && !$0.hasPrefix("<") }.map(String.init) ?? ""
  }
}
