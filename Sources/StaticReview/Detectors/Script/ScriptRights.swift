internal import JudgeTypes

/// Handlers of JavaScript and TypeScript that know who calls and not whether they may: records by an id of the caller's
/// without their owner, fields such as a role or a price that the caller sets.
enum ScriptRights {
  static let detector = Detector.file("script_rights") { source, rule in
    guard !source.isTest else { return [] }
    return records(source, rule) + bodies(source, rule) + fields(source, rule)
  }

  // MARK: Records

  private static let lookup = Pattern.fixed(
    #"(?<![\w$.])((?:this\.)?[\w$]+(?:\.[\w$]+)*)\.(findById|findByPk|findByIdAndUpdate|findByIdAndDelete|findByIdAndRemove|findOne|findOneAndUpdate|findOneAndDelete|findUnique|findUniqueOrThrow|findFirst|findOneBy|findOneOrFail|deleteOne|updateOne|update|delete|destroy|remove|getById|deleteById|updateById)\s*(?:<[^()\n]*>)?\("#
  )
  /// Who calls, in the words of the usual frameworks.
  private static let caller = Pattern.fixed(
    #"\b(?:(?:req|request|ctx|context|ctx\.state|c|res\.locals|session|socket|event)\??\.(?:user|userId|auth|currentUser|account|session\??\.user\w*|get\(["']user(?:Id)?["']\)|requestContext\.authorizer)|currentUser|session\.user|user\.(?:id|_id|sub)|userId)\b"#
  )
  private static let knowsCaller = Pattern.fixed(
    #"\b(?:req|request|ctx|context|ctx\.state|res\.locals)\??\.(?:user|userId|auth|currentUser|session\??\.user\w*)\b|\bsession\??\.user\b|@(?:CurrentUser|GetUser|User|Req)\(|\bauth\(\)|getServerSession"#
  )
  private static let rightsLook = Pattern.fixed(
    #"(?i)\b(?:owner\w*|user_?id|author\w*|created_?by|tenant\w*|org(?:anization)?_?id|workspace\w*|team_?id|account_?id|customer_?id|member\w*|is_?admin|admin\w*|role|permission\w*|ability|can\w*\(|authoriz\w*|forbidden|belongs\w*|participants?|assert\w*|ensure\w*|check\w*(?:Access|Owner|Permission)|policy|scope)\b|\b40[13]\b|\b(?:req|request|ctx|context|c)\??\.(?:user|userId|auth|session)\b|\bcurrentUser\b|session\??\.user|@(?:CurrentUser|GetUser|Roles)\("#
  )
  private static let scoped = Pattern.fixed(
    #"(?i)\b(?:owner\w*|user(?:_?id)?|author\w*|created_?by|customer(?:_?id)?|account_?id|tenant\w*|member\w*|patient(?:_?id)?)\b["']?\s*(?::|===?|!==?|\.equals\(|\.toString\(\)\s*[!=]==?)\s*(?:\{\s*id\s*:\s*)?[\w.?]*(?:user|auth|session|viewer|caller)\w*"#
  )
  private static let idea = Pattern.fixed(#"\b(?:_id|id|uuid|where|\w+Id|slug)\b|\A(?:req|request|ctx)\b|\A\w*[iI]d\b"#)
  private static let admins = Pattern.fixed(#"(?i)admin|internal|staff|cron|webhook|seed"#)

  private static func records(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !admins.matches(Array(source.reviewedPath.utf8)) else { return [] }
    let flow = source.script
    let calls = source.calls(lookup)
    // Records of a kind that another function of the file looks up or holds together with their owner.
    var owned: Set<String> = []
    for call in calls {
      let handler = handler(around: call.range.lowerBound, flow)
      if let handler, source.has(scoped, in: handler.range), source.has(caller, in: handler.range) {
        owned.insert(receiver(of: call, in: source))
      }
    }
    let knowsCallers = knowsCaller.matches(source.text)
    var seen: Set<Int> = []
    return calls.compactMap { call in
      guard knowsCallers && owned.contains(receiver(of: call, in: source)) || isPrivate(call, flow, in: source),
        let first = call.arguments.first,
        source.has(idea, in: first), flow.isFromRequest(first, in: source),
        let handler = handler(around: call.range.lowerBound, flow),
        !looksAtRights(handler, in: source), !admins.matches(Array(handler.name.utf8)),
        !admins.matches(source.text, in: source.lineStart(of: handler.start)..<handler.start),
        !isUnguardedRoute(handler, in: source), seen.insert(handler.start).inserted
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "the record is taken by an id of the caller's, whoever it belongs to")
    }
  }

  /// What belongs to somebody in every application that keeps it.
  private static let privateModel = Pattern.fixed(
    #"(?i)(?:^|\.)(?:order|payment|invoice|attachment|document|conversation|address|prescription|appointment|booking|reservation|cart|wallet|transaction|subscription|medical\w*|statement|loan|receipt|chat|thread|refund|bank\w*|card)s?(?:model|repo(?:sitory)?|schema|entity)?$"#
  )
  private static let answers = Pattern.fixed(
    #"\A\s*_?req(?:uest)?\b[^,]*,\s*(?:_?(?:res|response|reply)\b|\{\s*params\b|context\b)"#)
  /// That somebody is logged in at all says nothing of what is theirs.
  private static let loggedIn = Pattern.fixed(
    #"\bif\s*\(\s*!\s*\w*(?:[sS]ession|[uU]ser)\w*(?:\??\.\w+)*(?:\s*\|\|\s*!\s*\w*(?:[sS]ession|[uU]ser)\w*(?:\??\.\w+)*)*\s*\)|\b401\b|\b(?:const|let)\s+\w*(?:[sS]ession|[uU]ser)\w*\s*=[^;\n]*|Unauthorized"#
  )

  private static func looksAtRights(_ handler: ScriptFunction, in source: Source) -> Bool {
    var text = Array(source.text[handler.range])
    for match in loggedIn.allMatches(in: text) { for index in match.range { text[index] = UInt8(ascii: " ") } }
    return rightsLook.matches(text)
  }

  private static let hook = Pattern.fixed(
    #"(?i)webhook|callback|signature|constructEvent|verify\w*(?:Payment|Token)|x-\w+-signature|api_?key|secret"#)

  /// Whether a handler of requests takes such a record, in an application where nothing near by looks at whose it is.
  private static func isPrivate(_ call: Call, _ flow: ScriptFlow, in source: Source) -> Bool {
    guard privateModel.matches(Array(receiver(of: call, in: source).utf8)),
      let handler = handler(around: call.range.lowerBound, flow), answers.matches(source.code, in: handler.parameters)
    else { return false }
    return !source.has(hook, in: handler.range) && !hook.matches(Array(handler.name.utf8))
  }

  private static func handler(around offset: Int, _ flow: ScriptFlow) -> ScriptFunction? {
    flow.functions.chain(around: offset).last { !$0.parameters.isEmpty } ?? flow.functions.around(offset)
  }

  private static let registration = Pattern.fixed(#"\.(?:get|post|put|patch|delete|all)\(\s*["'`]"#)
  private static let guardedHead = Pattern.fixed(
    #"(?i)auth|protect|guard|jwt|session|require|verif|login|loggedIn|user|preHandler|middleware|token|passport"#)

  /// A handler beside a path without anything that asks who calls: that is another fault.
  private static func isUnguardedRoute(_ handler: ScriptFunction, in source: Source) -> Bool {
    let head = source.lineStart(of: handler.start)..<handler.start
    return registration.matches(source.text, in: head) && !guardedHead.matches(source.code, in: head)
  }

  private static func receiver(of call: Call, in source: Source) -> String {
    let text = source.string(call.name)
    return text.split(separator: ".").dropLast().joined(separator: ".").replacing("this.", with: "")
  }

  // MARK: Whole bodies

  private static let keep = Pattern.fixed(
    #"(?<![\w$])((?:this\.)?[\w$]+(?:\.[\w$]+)*)\.(create|insert|insertOne|insertMany|save|update|updateOne|findByIdAndUpdate|findOneAndUpdate|findOneAndReplace|replaceOne|build|assign|merge|set|upsert|patch)\s*(?:<[^()\n]*>)?\(|\bnew\s+([A-Z]\w*)\s*\("#
  )
  private static let whole = Pattern.fixed(
    #"(?:\A|[{,:]\s*(?:\.\.\.\s*)?|\.\.\.\s*|\bdata\s*:\s*|\$set\s*:\s*)((?:req|request|ctx\.request|ctx\.req|c\.req)\.(?:body|query)|await\s+(?:req|request|c\.req)\.json\(\)|JSON\.parse\(event\.body\)|body|data|payload|updates|input|updateData|dto)(?:\s+as\s+[\w<>.\[\]]+)?\s*(?=[,})]|\z)"#
  )
  private static let graveModel = Pattern.fixed(
    #"(?i)(?:^|\.|_)(?:user|account|member|customer|employee|admin|profile|order|payment|wallet|subscription|invoice|patient|doctor|teacher|student|agent|vendor|seller|membership|permission|role|transaction)s?(?:model|repo(?:sitory)?|service|schema|entity)?$"#
  )
  private static let validated = Pattern.fixed(
    #"(?i)valid|\.parse\(|safeParse|\bjoi\b|\bzod\b|\bpick\(|omit\(|allowed|whitelist|permitted|saniti[sz]e|celebrate|@Is[A-Z]|Dto\b|select\w*Fields|\bdelete\s+(?:req\.body|\w+)\.(?:role|isAdmin|password)|\byup\b|ajv|superstruct|\.strict\("#
  )
  private static let notStores = Pattern.fixed(
    #"^(?:res|reply|response|cache|redis|map|params|headers|cookies|session|localStorage|axios|api|http|fetch|Error|Date|Map|Set|URL|FormData|store|dispatch|form|stripe\..*|z|yup|joi)$"#
  )

  private static func bodies(_ source: Source, _ rule: Rule) -> [Hit] {
    let flow = source.script
    return source.calls(keep).compactMap { call in
      guard let handler = flow.functions.around(call.range.lowerBound),
        let found = call.arguments.first(where: { holdsBody($0, flow, in: source) }),
        !validated.matches(source.text, in: handler.range),
        !validated.matches(source.text, in: source.lineStart(of: handler.start)..<handler.start)
      else { return nil }
      let name = owner(of: call, found, in: source)
      guard !notStores.matches(Array(name.utf8)) else { return nil }
      let isGrave = graveModel.matches(Array(name.utf8))
      guard isGrave else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "every field that the caller sends is kept, a role or an owner among them")
    }
  }

  /// What is written to: the model, or the record that `Object.assign` fills.
  private static func owner(of call: Call, _ body: Range<Int>, in source: Source) -> String {
    let text = source.string(call.name)
    if text.hasPrefix("new") { return text.dropFirst(3).filter { $0.isLetter || $0.isNumber } }
    if text.hasPrefix("Object.assign"), let first = call.arguments.first { return source.string(first) }
    return receiver(of: call, in: source)
  }

  private static func holdsBody(_ argument: Range<Int>, _ flow: ScriptFlow, in source: Source) -> Bool {
    guard let match = whole.allMatches(in: source.code, range: argument, limit: 1).first, let value = match.group(0)
    else { return false }
    return flow.isFromRequest(value, in: source) && isBody(value, in: source)
  }

  private static let bodyItself = Pattern.fixed(
    #"\A(?:await\s+)?(?:JSON\.parse\()?(?:req|request|ctx\.request|ctx\.req|c\.req|event)\.(?:body|query|json\(\))\)?(?:\s+as\s+.*)?\z"#
  )

  private static func isBody(_ value: Range<Int>, in source: Source) -> Bool {
    if bodyItself.matches(source.code, in: value) { return true }
    guard let origin = source.assignment(of: source.string(value), before: value.lowerBound) else { return false }
    return bodyItself.matches(source.code, in: source.trimmed(origin))
  }

  // MARK: Fields

  private static let privilege = Pattern.fixed(
    #"(?:^|[{,\s])(role|roles|isAdmin|is_admin|admin|isSuperuser|permissions|accountType|userType|isVerified|verified|balance|credits)\s*(?:(?=[,}])|:\s*(?:(?:req|request)\.body\.\w+|body\.\w+|\w+(?=\s*[,}|?])))"#
  )
  private static let makesUser = Pattern.fixed(
    #"\b(?:[uU]sers?|[aA]ccounts?|[mM]embers?|[cC]ustomers?|Admin)\w*(?:\.\w+)*\.(?:create|insertOne|insert|update|updateOne|save|findByIdAndUpdate)\s*\(|\bnew\s+(?:User|Account|Member|Customer)\w*\s*\("#
  )
  private static let signsUp = Pattern.fixed(
    #"(?i)regist|sign_?up|create_?user|create_?account|^post$|update_?(?:user|profile|me|account)|edit_?profile"#)
  private static let mayGrant = Pattern.fixed(
    #"(?i)isAdmin\b(?!\s*[,}:])|(?:user|session)\??\.role|requireRole|authorize\(|adminOnly|hasRole|hasPermission|checkRole|superadmin|allowedRoles|ROLES|\.includes\(\s*role|role\s*[!=]==?|role\s*=\s*['"]|z\.enum|@Roles"#
  )
  private static let price = Pattern.fixed(
    #"\b(?:amount|unit_amount|price|total|totalAmount|totalPrice|total_price)\s*(?::\s*([^,}\n]+)|(?=[,}]))"#)
  private static let payment = Pattern.fixed(
    #"(?i)\b(?:paymentIntents|charges|checkout\.sessions|razorpay\w*\.orders|instance\.orders|paypal\w*)\.create\s*\("#)
  private static let donation = Pattern.fixed(#"(?i)donat|tip\b|top_?up|deposit|wallet|refund"#)

  private static func fields(_ source: Source, _ rule: Rule) -> [Hit] {
    let flow = source.script
    let grants = source.calls(makesUser).compactMap { call -> Hit? in
      guard let handler = flow.functions.around(call.range.lowerBound),
        let match = privilege.allMatches(in: source.code, range: call.name.upperBound..<call.range.upperBound, limit: 1)
          .first, let field = match.group(0),
        signsUp.matches(Array(handler.name.utf8))
          || signsUpRoute.matches(source.text, in: max(0, handler.start - 80)..<handler.start),
        !mayGrant.matches(source.text, in: handler.range)
      else { return nil }
      let given = source.trimmed(field.upperBound..<match.range.upperBound)
      let value = given.isEmpty ? field : given
      guard flow.isFromRequest(value, in: source) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: field),
        message: "whoever signs up chooses '\(source.string(field))'")
    }
    let prices = source.calls(payment).compactMap { call -> Hit? in
      guard let handler = flow.functions.around(call.range.lowerBound), !source.has(donation, in: handler.range),
        let match = price.allMatches(in: source.code, range: call.range, limit: 1).first
      else { return nil }
      let value = match.group(0) ?? match.range
      guard flow.isFromRequest(value, in: source) || isCalled(value, flow, in: source) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "the caller names the price that is charged")
    }
    return grants + prices
  }

  private static let signsUpRoute = Pattern.fixed(#"(?i)["'`]/?[\w/:-]*(?:regist|sign-?up|/users)[\w/:-]*["'`]"#)
  private static let rounded = Pattern.fixed(
    #"\A\s*(?:Math\.(?:round|floor|ceil)|Number|parseInt|parseFloat)\((.*)\)\s*\z"#)

  /// `Math.round(amount * 100)`: rounding makes the price no less the caller's.
  private static func isCalled(_ value: Range<Int>, _ flow: ScriptFlow, in source: Source) -> Bool {
    rounded.allMatches(in: source.code, range: value, limit: 1).first?.group(0).map {
      flow.isFromRequest($0, in: source)
    } ?? false
  }
}
