internal import JudgeTypes

/// Endpoints that take or change a record by its id alone, where other statements of the file ask for the owner of the same
/// table too. In Go, Java, Kotlin and C#.
enum RecordStatements {
  static let detector = Detector.file("record_statements") { source, rule in
    guard !source.isTest else { return [] }
    let scoped = scopedTables(in: source)
    guard !scoped.isEmpty else { return [] }
    return source.routes.filter { !$0.body.isEmpty }.flatMap { route -> [Hit] in
      guard !RoutePaths.isOpen(route.path), !administers.matches(Array(route.path.utf8)),
        !source.has(administers, in: route.head), asksWho(route, in: source),
        !source.hasBesidesLogs(compares, in: route.body),
        !source.localFunctions.bodies(calledIn: route.body, of: source).contains(where: {
          source.hasBesidesLogs(compares, in: $0) || source.has(ownerColumn, in: $0)
        }), !source.has(ownerColumn, in: route.body)
      else { return [] }
      return statements(in: route.body, scoped, of: source).prefix(1).map {
        Hit(
          rule, in: source.path, lines: source.lines(of: $0),
          message: "the record is taken by its id alone; nobody looks whether it is the caller's")
      }
    }
  }

  private static let ownerColumn = Pattern.fixed(
    #"(?i)\b(?:customer|user|owner|tenant|account|member|patient|org|organi[sz]ation|company|client|merchant|shipper|author|creator|player|student|driver|doctor)_?(?:id|uuid|no)?\s*=\s*(?:\$\d|\?|:\w|@\w|\{)|\.\w*(?:Customer|User|Owner|Tenant|Account|Member|Patient|Org|Company|Client|Merchant|Shipper|Author|Doctor|Driver|Student)(?:Id|ID|No)\s*==\s*\w"#
  )
  private static let compares = Pattern.fixed(
    #"(?i)\.\w*(?:customer|user|owner|tenant|account|member|patient|org|company|client|merchant|shipper|author|doctor|driver|student|holder|seller)_?(?:id|no)?(?:\(\))?\s*(?:[!=]=|\.equals)|[!=]=\s*\w+\.\w*(?:customer|user|owner|tenant|account)_?id\b|\b(?:owned|owns|mine|belongs\w*|may\w+|can[A-Z]\w*|authorize\w*|forbidden|isOwner|hasAccess|checkAccess)\w*\s*\("#
  )
  private static let administers = Pattern.fixed(
    #"(?i)admin|PreAuthorize|RolesAllowed|Secured|hasRole|Roles\s*=|Policy\s*=|staff|support|internal|PostAuthorize|AllowAnonymous"#
  )
  private static let caller = Pattern.fixed(
    #"(?i)principal|AuthenticationPrincipal|\bAuthentication\b|current_?user|SecurityContextHolder|claims|userID\b|callerID\b|From(?:Context)?\(\s*(?:r\.Context|ctx|c\.Request)|c\.(?:Must)?Get(?:String|Int\w*)?\(|\.Locals\(|\[Authorize|User\.(?:Find|Identity|Get)"#
  )
  private static let asksAll = Pattern.fixed(
    #"\.Use\([^\n]*(?i:auth|require|session|jwt|login)|\[Authorize[^\n]*\s+(?:\[[^\n]*\s+)*(?:public|internal)[^\n]*\bclass\b"#
  )

  private static func asksWho(_ route: Route, in source: Source) -> Bool {
    source.has(caller, in: route.head) || source.has(caller, in: route.body) || asksAll.matches(source.text)
  }

  private static let table = Pattern.fixed(#"(?i)\b(?:from|update|into)\s+["\[`]?([\w.]+)"#)
  private static let set = Pattern.fixed(#"\b_?(?:db|context|ctx|\w*Db|\w*Context)\.([A-Z]\w+)\b"#)
  private static let byId = Pattern.fixed(
    #"(?is)\A\s*(?:update\b.+?\bset\b|delete\s+from\b|select\b.+?\bfrom\b).+?\bwhere\s+(?:\w+\.)?(?:id|uuid)\s*=\s*(?:\$\d|\?|:\w|@\w)"#
  )
  private static let query = Pattern.fixed(
    #"\b_?(?:db|context|ctx|\w*Db|\w*Context)\.([A-Z]\w+)(?:\s*\.(?:As\w+|Include|ThenInclude|IgnoreQueryFilters)\((?:[^()]|\([^()]*\))*\))*\s*\.(?:(?:Single|First)(?:OrDefault)?(?:Async)?\(\s*(\w+)\s*=>\s*\2\.Id\s*==\s*\w+\s*[,)]|Find(?:Async)?\(\s*(?:new\s+object\[\]\s*\{\s*)?(?:id|\w+Id)\b)"#
  )

  private static func scopedTables(in source: Source) -> Set<String> {
    var tables: Set<String> = []
    for string in source.spans where string.kind == .string && string.content.count > 20 {
      guard source.has(ownerColumn, in: string.content) else { continue }
      for match in table.allMatches(in: source.bytes, range: string.content) {
        if let name = match.groups[0] { tables.insert(source.string(name).lowercased()) }
      }
    }
    guard source.language == .csharp else { return tables }
    for match in set.allMatches(in: source.code) {
      guard let name = match.groups[0],
        source.has(ownerColumn, in: match.range.upperBound..<source.statementEnd(from: match.range.upperBound))
      else { continue }
      tables.insert(source.string(name).lowercased())
    }
    return tables
  }

  private static func statements(in body: Range<Int>, _ scoped: Set<String>, of source: Source) -> [Range<Int>] {
    let written = source.strings(in: body).filter { string in
      guard string.content.count > 20, byId.matches(source.bytes, in: string.content) else { return false }
      return table.allMatches(in: source.bytes, range: string.content).contains { match in
        match.groups[0].map { scoped.contains(source.string($0).lowercased()) } ?? false
      }
    }.map(\.range)
    guard source.language == .csharp else { return written }
    return written
      + query.allMatches(in: source.code, range: body).filter { match in
        match.groups[0].map { scoped.contains(source.string($0).lowercased()) } ?? false
      }.map(\.range)
  }
}
