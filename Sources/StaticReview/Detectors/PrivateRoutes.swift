internal import JudgeTypes

/// Endpoints that hand out people's records or change what is kept, in files that never ask anybody who they are.
///
/// A guard may stand where the router is mounted. What shows people's records without a word of that is still worth a
/// reviewer's question.
enum PrivateRoutes {
  /// Whether anything in the file, comments included, says that callers are looked at here or before they come here.
  static func speaksOfGuards(_ source: Source) -> Bool {
    guard [.python, .javascript, .typescript].contains(source.language) else { return true }
    return speaksOfCallers.matches(source.text) || saysGuarded.matches(source.bytes(in: .comments))
  }

  private static let saysGuarded = Pattern.fixed(
    #"(?i)authori[sz]|authentic|gateway|behind|internal only|vpn|protected|mounted|logged[- ]in|\badmins? only|middleware|public"#
  )

  /// Whether an endpoint hands out people's records, or changes what is kept, in a file that never asks anybody.
  static func isPrivate(_ route: Route, in source: Source) -> Bool {
    if RoutePaths.isOpen(route.path) { return false }
    let isAboutPeople =
      RoutePaths.people.matches(Array(route.path.utf8))
      || RoutePaths.people.matches(Array((source.reviewedPath.split(separator: "/").last ?? "").utf8))
      || personal.matches(source.text, in: route.body)
    let isForOperators = operators.matches(Array(source.reviewedPath.utf8)) || operators.matches(source.code)
    if isAboutPeople, reads.matches(source.text, in: route.body) { return true }
    return route.isMutating && (isAboutPeople || isForOperators) && keeps.matches(source.text, in: route.body)
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

  private static let speaksOfCallers = Pattern.fixed(
    #"(?i)authoriz|authentic|jwt|passport|login|current_?user|api[-_]?key|permission|bearer|(?:flask|express|req|request)[._-]?session|is_?admin"#
  )
}
