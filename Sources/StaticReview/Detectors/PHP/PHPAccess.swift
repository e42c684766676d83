internal import JudgeTypes

/// Who may do what, in PHP: routes and handlers that ask nobody, and records taken by an id without a look at their owner.
enum PHPAccess {
  // MARK: Endpoints that ask nobody

  static let authentication = Detector.file("php_authentication") { source, rule in
    guard source.language == .php, !source.isTest else { return [] }
    return openHooks(source, rule) + openRests(source, rule) + openRoutes(source, rule)
      + OpenScripts.hits(in: source, asks: asks, rule) + PaymentHooks.hits(in: source, rule)
  }

  private static let openHook = Pattern.fixed(
    #"\badd_action\s*\(\s*['"](wp_ajax_nopriv_[\w-]+|admin_post_nopriv_[\w-]+)['"]\s*,\s*(?:['"](\w+)['"]|(?:array\s*\(|\[)\s*(?:\$this|self::class|__CLASS__|static::class)\s*,\s*['"](\w+)['"])"#
  )
  /// What visitors are meant to call.
  private static let entrance = Pattern.fixed(
    #"(?i)(?:^|_)(?:sign_?up|subscri\w*|newsletter|contact\w*|register|registration|enquiry|inquiry|feedback|vote|like)(?:_|\z)"#
  )
  private static let changes = Pattern.fixed(
    #"(?i)\b(?:update_(?:option|post_meta|user_meta|term_meta)|delete_(?:option|post_meta|user_meta|post)|wp_(?:insert|update|delete)_(?:post|user|term|comment|attachment)|wp_set_password|wp_create_user|add_(?:option|user_meta|post_meta))\s*\(|\$wpdb->(?:insert|update|delete|replace)\s*\(|\b(?:UPDATE|DELETE\s+FROM|INSERT\s+INTO|TRUNCATE)\b|unlink\s*\(|get_userdata|get_users|get_user_meta|user_email"#
  )
  private static let asks = Pattern.fixed(
    #"(?i)current_user_can|is_user_logged_in|check_ajax_referer|check_admin_referer|wp_verify_nonce|user_can|get_current_user_id|authori[sz]|authenticat|hash_equals|signature|hmac|permission|\bauth\b|Auth::|->user\(\)|require_?login|requireAuth|is_?logged|isLoggedIn|checkLogin|check_login|isAdmin|is_admin|session_id|\$_SESSION|checkAuth|verify_?token|verifyToken|csrf|guard|PHP_AUTH|api_?key|bearer|password_verify"#
  )

  private static func openHooks(_ source: Source, _ rule: Rule) -> [Hit] {
    openHook.allMatches(in: source.text).compactMap { match in
      guard
        let name = (match.groups.count > 1 ? match.groups[1] : nil) ?? (match.groups.count > 2 ? match.groups[2] : nil),
        !entrance.occurs(in: source.string(name)),
        let function = named(source.string(name), in: source), source.has(changes, in: function.body),
        !source.has(asks, in: function.body), !isVisitors(name, function.body, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: function.range.lowerBound..<function.body.upperBound),
        message: "anybody can call this action of WordPress: it asks for neither a user nor a nonce")
    }
  }

  private static let visitors = Pattern.fixed(
    #"(?i)sign_?up|subscri|contact|newsletter|en?quir|lead|feedback|regist|quote|vote|like|rating|survey|form"#)
  private static let takesOver = Pattern.fixed(
    #"(?i)update_|delete_|wp_(?:update|delete|set)|\$wpdb->(?:update|delete|replace)|\bUPDATE\b|DELETE\s+FROM|TRUNCATE|unlink|wp_create_user|get_users?"#
  )

  /// A form that visitors send in: it only adds what they wrote.
  private static func isVisitors(_ name: Range<Int>, _ body: Range<Int>, in source: Source) -> Bool {
    source.has(visitors, in: name) && !source.has(takesOver, in: body)
  }

  private static func named(_ name: String, in source: Source) -> Block? {
    guard let pattern = try? Pattern(#"\bfunction\s+&?\s*"# + name + #"\s*\("#),
      let match = pattern.allMatches(in: source.code, limit: 1).first
    else { return nil }
    return source.block(declaredAt: match.range)
  }

  private static let rest = Pattern.fixed(#"\bregister_rest_route\s*(?=\()"#)
  private static let writes = Pattern.fixed(
    #"(?i)['"]methods['"]\s*=>\s*(?:['"][^'"]*(?:POST|PUT|PATCH|DELETE)|\\?WP_REST_Server::(?:CREATABLE|EDITABLE|DELETABLE|ALLMETHODS))"#
  )
  private static let allows = Pattern.fixed(
    #"['"]permission_callback['"]\s*=>\s*(?:['"]__return_true['"]|(?:static\s+)?(?:function\s*\(\s*\)\s*\{\s*return\s+true;?\s*\}|fn\s*\(\s*\)\s*=>\s*true))"#
  )
  private static let permission = Pattern.fixed(#"permission_callback"#)

  private static func openRests(_ source: Source, _ rule: Rule) -> [Hit] {
    rest.allMatches(in: source.code).compactMap { match in
      guard match.range.upperBound < source.code.count, let close = source.closing(of: match.range.upperBound) else {
        return nil
      }
      let call = match.range.lowerBound..<(close + 1)
      let allowed = allows.allMatches(in: source.text, range: call, limit: 1).first
      guard allowed != nil || !source.has(permission, in: call) else { return nil }
      let isWriting = source.has(writes, in: call) || RoutePaths.restricted.matches(source.text, in: call)
      guard isWriting else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: allowed?.range ?? call))
    }
  }

  private static let route = Pattern.fixed(
    #"(?m)^[ \t]*(?:Route::|\$(?:router|app|group|routes)->)(get|post|put|patch|delete|any|resource|apiResource)\s*\(\s*['"]([^'"\n]*)['"]"#
  )
  private static let guarding = Pattern.fixed(
    #"(?i)middleware\s*\(\s*\[?[^)\n]*(?:auth|can:|verified|role|permission|signed|admin|token|jwt|ability|scope|api_?key|guard|login|passport|sanctum)|['"]middleware['"]\s*=>\s*\[?[^\]\n]*(?:auth|can:|admin|role|jwt|token|sanctum)|->can\(|->add\([^)\n]*(?:Auth|Jwt|JWT|Token|Guard)"#
  )
  private static let group = Pattern.fixed(#"(?:->|::)group\s*(?=\()"#)

  /// Routes of a file in which other routes ask, and this one does not.
  private static func openRoutes(_ source: Source, _ rule: Rule) -> [Hit] {
    let routes = route.allMatches(in: source.text)
    guard routes.count > 1, guarding.matches(source.text) else { return [] }
    let guarded = group.allMatches(in: source.code).compactMap { match -> Range<Int>? in
      guard match.range.upperBound < source.code.count, let close = source.closing(of: match.range.upperBound) else {
        return nil
      }
      let start = statementStart(of: match.range.lowerBound, in: source)
      let end = source.statementEnd(from: close)
      let options = source.arguments(in: (match.range.upperBound + 1)..<close).first ?? start..<start
      let isGuarded =
        source.has(guarding, in: start..<match.range.upperBound) || source.has(guarding, in: close..<end)
        || source.code[options.lowerBound] == UInt8(ascii: "[") && source.has(guarding, in: options)
      return isGuarded ? match.range.upperBound..<close : nil
    }
    return routes.compactMap { match in
      guard let method = match.groups[0], let path = match.groups[1],
        !guarded.contains(where: { $0.contains(match.range.lowerBound) })
      else { return nil }
      let place = source.trimmed(match.range)
      let end = source.statementEnd(from: place.lowerBound)
      let name = source.string(path)
      let isChanging = source.string(method).lowercased() != "get"
      guard !source.has(guarding, in: place.lowerBound..<end),
        !RoutePaths.isOpen(name.hasPrefix("/") ? name : "/" + name),
        RoutePaths.restricted.matches(Array(name.utf8)) || isChanging && adminWord.matches(Array(name.utf8))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: place.lowerBound..<end),
        message: "\(source.string(method).uppercased()) \(name) does not ask who calls")
    }
  }
  private static let adminWord = Pattern.fixed(#"(?i)admin|settings?|config|delete|users?|refund|payments?"#)

  private static func statementStart(of offset: Int, in source: Source) -> Int {
    var index = offset
    while index > 0, !";{}".utf8.contains(source.code[index - 1]), offset - index < 600 { index -= 1 }
    return index
  }

  // MARK: Records of others

  static let authorization = Detector.file("php_authorization") { source, rule in
    guard source.language == .php, !source.isTest else { return [] }
    let siblings = SiblingActions.hits(in: source, rule)
    return foundByID(source, rule) + massAssigned(source, rule) + siblings
      + (siblings.isEmpty ? BoundRecords.hits(in: source, rule) : [])
  }

  private static let lookup = Pattern.fixed(
    #"\b([A-Z]\w+)::(?:with\([^()]*\)->|query\(\)->)?(?:find|findOrFail|findOrNew)\s*(?=\()|\b([A-Z]\w+)::(?:with\([^()]*\)->|query\(\)->)?where\(\s*['"](?:id|uuid)['"]\s*,\s*\$(?:request->\w+|id|_GET|_POST|\w+Id)\b[^;]{0,60}->(?:first|firstOrFail|delete|update)\s*(?=\()"#
  )
  private static let owned = Pattern.fixed(
    #"(?i)(?:Order|Invoice|Payment|Document|Address|Account|Message|Note|File|Card|Booking|Reservation|Appointment|Profile|Subscription|Transaction|Ticket|Prescription|Patient|Record|Report|Attachment|Post|Comment|Wallet|Cart|Upload|Project|Task|Statement|Claim|Contract|Loan|Transfer|Conversation|Contact|Review|Visit|Shipment|Expense|ApiKey|ApiToken|Webhook)s?\z"#
  )
  private static let ownerChecked = Pattern.fixed(
    #"(?i)authorize|Gate::|->can\(|->cannot\(|policy|user_id|userId|owner|auth\(\)->(?:user\(\)->)?\w+\(\)->(?:find|where)|->user\(\)->\w+\(\)|belongs|abort_(?:if|unless)|customer_id|tenant|team_id|account_id|company_id|organi[sz]ation|is_?admin|hasRole|role|permission|->is\(|Auth::id|auth\(\)->id|denyAccess|isGranted|current_user_can|author_id|created_by|whereHas|forUser|ownedBy|patient_id|middleware\("#
  )
  private static let knowsCaller = Pattern.fixed(
    #"(?i)Auth::|auth\(\)|->user\(\)|middleware\(\s*\[?['"]auth|\$_SESSION\[\s*['"](?:user|uid|customer)|current_user|getUser\(\)"#
  )
  private static let controllerClass = Pattern.fixed(#"\bclass\s+\w*Controller\b"#)
  private static let adminClass = Pattern.fixed(
    #"(?i)\bclass\s+Admin\w*Controller|namespace\s+[\w\\]*\\Admin|authorizeResource|middleware\([^)\n]*(?:can:|role|admin)|Admin/"#
  )

  private static func foundByID(_ source: Source, _ rule: Rule) -> [Hit] {
    guard controllerClass.matches(source.code), knowsCaller.matches(source.text), !adminClass.matches(source.text),
      let flow = DynamicFlow(source)
    else { return [] }
    return lookup.allMatches(in: source.text).compactMap { match in
      guard let model = match.groups.compactMap({ $0 }).first, source.has(owned, in: model),
        let function = source.function(around: match.range.lowerBound), !source.has(ownerChecked, in: function.body),
        !source.isInString(match.range.lowerBound), source.code[match.range.lowerBound] != UInt8(ascii: " "),
        let value = source.dynamicArguments(after: match.range.upperBound).first
          ?? match.groups.compactMap({ $0 }).first,
        match.groups.count > 1 && match.groups[1] != nil || flow.origin(of: value) == .request
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range))
    }
  }

  private static let massSink = Pattern.fixed(
    #"(?:::|->)(?:create|update|fill|forceFill|insert|updateOrCreate|firstOrCreate|forceCreate)\s*\(\s*(?:\[[^\]]*\]\s*,\s*)?(?:\$request->(?:all|input|post|request->all|except)\s*\(\s*(?:\)|\[?\s*['"]_token['"]\s*\]?\s*\))|request\(\)->(?:all|input)\(\s*\)|Request::all\(\)|Input::all\(\)|\$_(?:POST|REQUEST)\b(?!\s*\[)|\$request->request->all\(\))|\bnew\s+[A-Z]\w+\s*\(\s*(?:\$request->all\(\)|\$_POST\b(?!\s*\[))"#
  )
  private static let unguarded = Pattern.fixed(
    #"(?m)^[^\n]*\$guarded\s*=\s*(?:\[\s*\]|array\(\s*\)|false)|\b(?:Model|Eloquent)::unguard\(|[A-Z]\w+::unguard\(\s*\)"#
  )
  private static let massVariable = Pattern.fixed(
    #"(?:::|->)(?:create|update|fill|forceFill|insert)\s*\(\s*(\$(?:data|input|attributes|params|fields|payload))\s*\)"#
  )
  private static let wholeInput = Pattern.fixed(
    #"\A\$request->(?:all|input|except)\(\s*\)|\Arequest\(\)->all\(\)|\A\$_POST\s*\z|\AInput::all\(\)"#)

  /// Everything that was sent goes into the record, a role or a price among it.
  private static func massAssigned(_ source: Source, _ rule: Rule) -> [Hit] {
    let message = "whatever the request holds is written into the record, a role or an owner too"
    guard !seeder.matches(source.code) else { return [] }
    var hits = (massSink.allMatches(in: source.text) + unguarded.allMatches(in: source.text)).map {
      Hit(rule, in: source.path, lines: source.lines(of: source.trimmed($0.range)), message: message)
    }
    guard let flow = DynamicFlow(source) else { return hits }
    hits += massVariable.allMatches(in: source.text).compactMap { match in
      guard let name = match.groups[0], let function = source.function(around: match.range.lowerBound) else {
        return nil
      }
      let values = flow.assignments(of: source.bareName(name)).filter {
        function.range.contains($0.lowerBound) && $0.lowerBound < match.range.lowerBound
      }
      guard let value = values.last, source.has(wholeInput, in: source.trimmed(value)) else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range), message: message)
    }
    return hits
  }

  private static let seeder = Pattern.fixed(#"\bclass\s+\w*(?:Seeder|Factory|Migration)\b"#)
}
