internal import JudgeTypes

/// Routes of JavaScript and TypeScript that let whoever is logged in change or delete any account by its id.
enum ScriptAccounts {
  static let detector = Detector.file("script_accounts") { source, rule in
    guard !source.isTest else { return [] }
    return source.routes.compactMap { route in
      guard route.isMutating, !route.body.isEmpty, identified.matches(Array(route.path.utf8)),
        !administration.matches(Array((source.reviewedPath + route.path).utf8)), source.has(guarded, in: route.head),
        !source.has(chosen, in: route.head), !source.has(rights, in: route.body),
        let change = change.allMatches(in: source.text, range: route.body, limit: 1).first
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: change.range),
        message: "whoever is logged in may change any account: neither whose it is nor a role is looked at")
    }
  }

  private static let identified = Pattern.fixed(#"(?i)[:{\[]\w*id\b"#)
  private static let administration = Pattern.fixed(#"(?i)admin|internal"#)
  private static let guarded = Pattern.fixed(
    #"(?i)\b\w*(?:auth|jwt|token|loggedIn|isLogged|protect|passport|session|verify|requireUser|guard)\w*\b"#)
  /// A middleware that chooses among those who are logged in.
  private static let chosen = Pattern.fixed(
    #"(?i)admin|role|permi|owner|self|same|manager|staff|superuser|authorize\b|authorize\(|can[A-Z(]|access|policy|scope|ability"#
  )
  private static let rights = Pattern.fixed(
    #"(?i)\b(?:req|request|ctx(?:\.state)?|c|res\.locals)\??\.(?:user|auth|session|userId|account)\b|currentUser|session\??\.user|role|admin|owner|permission|\b40[13]\b|forbidden|authorize"#
  )
  private static let change = Pattern.fixed(
    #"\b(?:[uU]ser|[aA]ccount|[eE]mployee|[mM]ember|[cC]ustomer|[pP]atient|[sS]tudent|[dD]octor|[tT]eacher|[aA]dmin)s?\w*\.(?:findByIdAndUpdate|findByIdAndDelete|findByIdAndRemove|findOneAndUpdate|findOneAndDelete|deleteOne|updateOne|update|delete|destroy|remove)\s*\(|(?i:\bupdate\s+[`"\[]?(?:users|accounts|employees|members|customers|patients|students)\b|\bdelete\s+from\s+[`"\[]?(?:users|accounts|employees|members|customers|patients|students)\b)"#
  )
}
