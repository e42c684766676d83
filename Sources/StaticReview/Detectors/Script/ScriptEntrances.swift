internal import JudgeTypes

/// Entrances of JavaScript and TypeScript that no router registers in the file: route handlers and server actions of Next.js,
/// procedures of tRPC, resolvers of GraphQL, sockets.
enum ScriptEntrances {
  static let detector = Detector.file("script_entrances") { source, rule in
    guard !source.isTest else { return [] }
    return exported(source, rule) + procedures(source, rule) + resolvers(source, rule) + sockets(source, rule)
      + chained(source, rule) + declared(source, rule)
  }

  /// What shows that somebody looks at the caller.
  private static let looks = Pattern.fixed(
    #"(?i)\bauth\w*\s*[(.]|getServer(?:Auth)?Session|getSession|useSession|getServerUser|currentUser|current_user|getUser\b|getAuth|getToken|\bsession\b|authoriz|authenticat|verif(?:y|ied)|clerk|passport|with(?:Auth|Session|User|Admin)|require(?:Auth|User|Admin|Session|Role|Login)|ensure(?:Auth|User|Admin)|validate(?:Request|Session|Token)|assert\w*(?:Auth|User|Admin|Permission)|check\w*(?:Auth|Admin|Permission|Session|Role)|protect|guard|api_?key|x-api-key|signature|hmac|constructEvent|\w*SECRET|jwt|bearer|\btoken\b|\bcookies\(\)|(?:ctx|context|c|req|request)\.(?:user|viewer|me|currentUser|session|auth)|isAdmin|permission|\brole\b|can\(|iron-session|lucia|kinde|lucia|supabase\.auth|stackServerApp"#
  )
  private static let writes = Pattern.fixed(
    #"(?i)(?:prisma|db|tx|database|drizzle|supabase|knex|pool|client|sql|conn\w*|collection|repo\w*|\w+Repository|\w+Model|[A-Z]\w+|dataSource)\b(?:\.\w+|\([^()\n]*\))*\s*\.\s*(?:create|createMany|insert\w*|update\w*|upsert|delete\w*|remove|save|destroy|findByIdAnd\w+|findOneAnd\w+)\s*\(|\b(?:INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b"#
  )
  private static let open = Pattern.fixed(
    #"(?i)login|log-?in|sign-?(?:in|up|out)|logout|register|regist|forgot|reset|contact|subscribe|newsletter|webhook|waitlist|health|public|feedback|callback|verify|refresh|token|oauth|track|search|revalidate|cron|checkout|unsubscribe|guest|visit|view|seed|upload-?url|demo|invite/accept"#
  )
  private static let privateData = Pattern.fixed(
    #"(?i)\b(?:user|account|member|customer|order|payment|invoice|patient|employee|profile|subscription|booking|appointment|message|setting|role|permission|transaction|organization|team|tenant|wallet|address|document)s?\.(?:create|update|delete|upsert|findMany|findUnique|findFirst)\w*\(|\b(?:User|Account|Order|Payment|Invoice|Patient|Employee|Customer|Member)\.(?:find|delete|update|create|destroy)\w*\("#
  )

  // MARK: Next.js

  private static let verb = Pattern.fixed(
    #"(?m)^export\s+(?:async\s+)?(?:function\s+(GET|POST|PUT|PATCH|DELETE)\s*\(|const\s+(GET|POST|PUT|PATCH|DELETE)\s*(?::[^=\n]+)?=\s*async\b)"#
  )
  private static let page = Pattern.fixed(#"NextApiRequest|NextApiResponse"#)
  private static let pageHandler = Pattern.fixed(#"(?m)^export\s+default\s+(?:async\s+)?function\s*(\w*)\s*\("#)
  private static let action = Pattern.fixed(#"(?m)^export\s+async\s+function\s+(\w+)\s*\("#)
  private static let serves = Pattern.fixed(#"(?m)\A\s*['"]use server['"]"#)

  private static func exported(_ source: Source, _ rule: Rule) -> [Hit] {
    if serves.matches(source.text) { return suspects(action, in: source, rule, what: "the server action") }
    if verb.matches(source.code) { return suspects(verb, in: source, rule, what: "the route handler") }
    if page.matches(source.code) { return suspects(pageHandler, in: source, rule, what: "the API route") }
    return []
  }

  private static func suspects(_ entrance: Pattern, in source: Source, _ rule: Rule, what: String) -> [Hit] {
    if open.matches(Array(source.reviewedPath.utf8)) { return [] }
    let all = entrance.allMatches(in: source.code).compactMap { match in
      source.block(declaredAt: match.range).map { (match, $0) }
    }
    let asking = all.filter { looks.matches(source.text, in: $0.1.range) }
    // One helper or wrapper at the top of a file may ask for all of them.
    if asking.isEmpty, looks.matches(source.text) { return [] }
    return all.compactMap { match, block in
      guard !looks.matches(source.text, in: block.range) else { return nil }
      let name = match.groups.compactMap({ $0 }).first.map { source.string($0) } ?? ""
      let isWrite = writes.matches(source.text, in: block.body)
      let isPrivate = privateData.matches(source.code, in: block.body)
      if open.matches(Array(name.utf8)) { return nil }
      guard asking.isEmpty ? isPrivate && (isWrite || name == "GET" || name.isEmpty) : isWrite else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "\(what)\(name.isEmpty ? "" : " \(name)") does not ask who calls")
    }
  }

  // MARK: Routes of Express and Fastify in other forms

  private static let chain = Pattern.fixed(#"(?<![\w.])\w+\s*\.route\(\s*["'`]([^"'`\n]*)["'`]\s*\)"#)
  private static let link = Pattern.fixed(#"\A\s*\.\s*(get|post|put|patch|delete|all)\s*\("#)
  private static let guardName = Pattern.fixed(
    #"(?i)auth|protect|guard|jwt|passport|require|verif|isLogged|loggedIn|isAdmin|admin\b|permission|restrict|role|session|token|ensure"#
  )
  private static let guardsAll = Pattern.fixed(
    #"\.use\([^)\n]*(?i:auth|protect|jwt|passport|verif|guard|session|token|require(?!\())"#)

  /// `router.route('/:id').get(show).put(protect, change).delete(remove)`.
  private static func chained(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !guardsAll.matches(source.code) else { return [] }
    var links: [(method: String, path: String, range: Range<Int>, isGuarded: Bool)] = []
    for match in chain.allMatches(in: source.text) {
      let path = match.group(0).map { source.string($0) } ?? ""
      var position = match.range.upperBound
      while let next = link.allMatches(in: source.code, range: position..<source.code.count, limit: 1).first,
        let method = next.group(0), let close = source.closing(of: next.range.upperBound - 1)
      {
        let arguments = source.arguments(in: next.range.upperBound..<close)
        let before = arguments.dropLast().contains { guardName.matches(source.code, in: $0) }
        let wrapped = arguments.last.map { guardName.matches(source.code, in: $0) } ?? false
        links.append((source.string(method), path, method.lowerBound..<(close + 1), before || wrapped))
        position = close + 1
      }
    }
    guard links.contains(where: \.isGuarded) else { return [] }
    return links.filter {
      !$0.isGuarded && !["get", "all"].contains($0.method) && !RoutePaths.isOpen($0.path)
        && !open.matches(source.code, in: $0.range)
    }.map {
      Hit(
        rule, in: source.path, lines: source.lines(of: $0.range),
        message: "\($0.method.uppercased()) \($0.path) does not ask who calls")
    }
  }

  private static let declaration = Pattern.fixed(#"\b(?:fastify|server|app|instance|router)\.route\(\s*\{"#)
  private static let declaredMethod = Pattern.fixed(#"\bmethod\s*:\s*(?:\[[^\]]*)?["'](POST|PUT|PATCH|DELETE)["']"#)
  private static let declaredPath = Pattern.fixed(#"\b(?:url|path)\s*:\s*["'`]([^"'`\n]*)"#)
  private static let asksBefore = Pattern.fixed(
    #"(?i)\b(?:preHandler|onRequest|preValidation|auth)\s*:[^\n]*(?:auth|jwt|verify|session|guard|require)|\[\s*(?:fastify|app|server)\.(?:auth\w*|verify\w*)|authenticate"#
  )
  private static let hooksAll = Pattern.fixed(#"addHook\(\s*["'](?:onRequest|preHandler|preValidation)"#)

  /// `fastify.route({ method: 'DELETE', url: '/orders/:id', handler })`.
  private static func declared(_ source: Source, _ rule: Rule) -> [Hit] {
    guard asksBefore.matches(source.text), !hooksAll.matches(source.text) else { return [] }
    return declaration.allMatches(in: source.code).compactMap { match in
      guard let close = source.closing(of: match.range.upperBound - 1) else { return nil }
      let body = match.range.upperBound..<close
      guard declaredMethod.matches(source.text, in: body), !looks.matches(source.text, in: body),
        let path = declaredPath.allMatches(in: source.text, range: body, limit: 1).first?.group(0),
        !RoutePaths.isOpen(source.string(path))
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<close))
    }
  }

  // MARK: tRPC

  private static let procedure = Pattern.fixed(#"(\w+)\s*:\s*(?:\w+\.)?(?:publicProcedure|t\.procedure|procedure)\b"#)
  private static let guardedProcedure = Pattern.fixed(
    #"\b(?:protected|authed|private|admin|secure|auth)\w*Procedure\b"#)
  private static let mutation = Pattern.fixed(#"\.mutation\("#)

  private static func procedures(_ source: Source, _ rule: Rule) -> [Hit] {
    guard guardedProcedure.matches(source.code) || privateData.matches(source.code) else { return [] }
    return procedure.allMatches(in: source.code).compactMap { match in
      let end = procedureEnd(from: match.range.upperBound, in: source)
      let whole = match.range.lowerBound..<end
      let name = match.group(0).map { source.string($0) } ?? ""
      guard mutation.matches(source.code, in: whole), writes.matches(source.text, in: whole),
        !open.matches(Array(name.utf8)), !askedContext.matches(source.code, in: whole)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<end),
        message: "the procedure \(name) does not ask who calls")
    }
  }

  private static let askedContext = Pattern.fixed(#"ctx\.(?:session|user|auth|userId)|\.use\("#)

  private static func procedureEnd(from start: Int, in source: Source) -> Int {
    var index = start
    while index < source.code.count, source.code[index] != UInt8(ascii: ","), source.code[index] != UInt8(ascii: "}") {
      index = (source.closing(of: index) ?? index) + 1
    }
    return min(index, source.code.count)
  }

  // MARK: GraphQL

  private static let mutations = Pattern.fixed(
    #"\bMutation\s*:\s*\{|\bMutation\s*=\s*\{|\b(?:const|let)\s+\w*[mM]utations?\s*(?::[^=\n]+)?=\s*\{"#)
  private static let contextLook = Pattern.fixed(
    #"(?i)\b(?:user|viewer|session|me|auth\w*|isAuth\w*|requireAuth|currentUser|role|permission|token|userId|isAdmin|guard)\b"#
  )

  private static func resolvers(_ source: Source, _ rule: Rule) -> [Hit] {
    mutations.allMatches(in: source.code).flatMap { match -> [Hit] in
      let start = match.range.upperBound - 1
      guard let close = source.closing(of: start) else { return [] }
      let functions = source.script.functions
      let own = functions.all.filter { function in
        (start..<close).contains(function.start) && !function.name.isEmpty
          && functions.index(around: function.start - 1).map { !(start..<close).contains(functions.all[$0].start) }
            ?? true
      }
      let asking = own.filter { contextLook.matches(source.code, in: $0.parameters.lowerBound..<$0.body.upperBound) }
      let askedInContext = own.filter { looks.matches(source.text, in: $0.body) }
      guard !askedInContext.isEmpty else { return [] }
      return own.filter { function in
        !asking.contains { $0.start == function.start } && !open.matches(Array(function.name.utf8))
          && !looks.matches(source.text, in: function.body) && writes.matches(source.text, in: function.body)
      }.map {
        Hit(
          rule, in: source.path, lines: source.lines(of: $0.start..<$0.body.lowerBound),
          message: "the mutation \($0.name) does not ask who calls")
      }
    }
  }

  // MARK: Sockets

  private static let connection = Pattern.fixed(
    #"\b(?:io|wss|nsp|namespace|io\.of\([^()]*\))\.on\(\s*["']connect(?:ion)?["']"#)
  private static let asksSocket = Pattern.fixed(
    #"(?i)\b(?:io|nsp|namespace)\.use\(|handshake|\btoken\b|authenticat|verify|jwt|session|passport|authoriz|verifyClient|cookie"#
  )

  private static func sockets(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !asksSocket.matches(source.text), writes.matches(source.text) else { return [] }
    return connection.allMatches(in: source.text, limit: 1).compactMap { match in
      let line = source.lineStart(of: match.range.lowerBound)
      guard
        let open = (match.range.lowerBound..<match.range.upperBound).last(where: {
          source.code[$0] == UInt8(ascii: "(")
        }),
        let close = source.closing(of: open), writes.matches(source.text, in: open..<close)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: line..<match.range.upperBound),
        message: "anybody can connect: nothing asks who is at the other end of the socket")
    }
  }
}
