/// Claims about data and commands: that nobody is named, that everything went over, that nothing was sent off.
enum DataClaims {
  private static let nobodyNamed = Pattern.fixed(
    #"(?i)\bno (?:personal|patient|customer|personally identif\w+|identif\w+|health|sensitive)(?:[ -]\w+){0,2}? ?(?:data|information|details|identifiers)\b(?! (?:model|type|field|store|was (?:lost|changed|affected)|were (?:lost|changed|affected)))|\b(?:names|identifiers|patient data|personal data|customer data)\b[^.\n]{0,40}\b(?:was|were|are|is|has been|have been) (?:removed|redacted|masked|left out|blacked out|anonymi[sz]ed|pseudonymi[sz]ed)\b"#
  )

  /// "This report contains no personal data" above a pasted message that names a patient.
  @Sendable static func nobodyIsNamed(_ context: ClaimContext) -> Claims.Contradiction? {
    guard let claim = context.claim(nobodyNamed), let line = PastedPersonalData.firstPerson(in: context.prose) else {
      return nil
    }
    return .init(line: claim.number, message: "it says that nobody's data is in it, and line \(line) shows a person's")
  }

  private static let all = Pattern.fixed(
    #"(?i)\b(?:all|every|each)(?: of the)? (?:[\d.,]+ )?(?:\w+ )?(?:rows?|records?|entries|entry|orders?|files?|documents?|customers?|accounts?|patients?|messages?|tenants?|items?|invoices?|images?|users?)\b[^.\n]{0,30}\b(?:migrated|imported|copied|moved|processed|converted|transferred|re-?indexed|back-?filled|loaded|restored|exported)\b|\b(?:nothing|no (?:rows?|records?|data|entries|messages?)) (?:was |were |has been |got |is |are )?(?:lost|dropped|skipped|rejected|left behind|missing)\b"#
  )
  private static let part = Pattern.fixed(
    #"(?i)\b(?:migrated|imported|copied|moved|processed|converted|transferred|indexed|back-?filled|loaded|restored|exported|inserted|written|wrote)\b[^\n]{0,24}?\b([\d,_]+)\s*(?:/|of|out of)\s*([\d,_]+)\b|\b([\d,_]+)\s*(?:/|of|out of)\s*([\d,_]+)\b[^\n]{0,24}?\b(?:migrated|imported|copied|moved|processed|converted|transferred|indexed|back-?filled|loaded|restored|exported|inserted|written)\b"#
  )
  private static let refused = Pattern.fixed(
    #"(?i)\b(?:failed|rejected|skipped|dropped|lost|errors?|not (?:migrated|imported|copied))\s*[:=]\s*([1-9][\d,_]*)\b|\b([1-9][\d,_]*) (?:rows?|records?|entries|orders?|files?|documents?|messages?) (?:were |was )?(?:failed|rejected|skipped|dropped|lost)\b"#
  )

  /// "All orders were migrated" above "migrated 48211 of 48230".
  @Sendable static func everythingWentOver(_ context: ClaimContext) -> Claims.Contradiction? {
    guard let claim = context.claim(all), !context.admits(ClaimContext.failures) else { return nil }
    let pasted = context.prose.lines.filter(\.isPasted)
    func number(_ text: String) -> Int? { Int(text.filter(\.isNumber)) }
    let open = pasted.last { line in
      let counts = part.groups(in: line.text).first?.compactMap(\.self) ?? []
      if counts.count == 2, let some = number(counts[0]), let whole = number(counts[1]) { return some < whole }
      return !line.text.lowercased().contains("test") && refused.occurs(in: line.text)
    }
    guard let open, !pasted.contains(where: { $0.number > open.number && isWhole($0.text) }) else { return nil }
    return .init(line: claim.number, message: "it says that everything went over, and line \(open.number) counts less")
  }

  private static func isWhole(_ text: String) -> Bool {
    guard let counts = part.groups(in: text).first?.compactMap(\.self), counts.count == 2 else { return false }
    return counts[0] == counts[1]
  }

  private static let kept = Pattern.fixed(
    #"(?i)\b(?:nothing (?:was|is|has been)|(?:I )?(?:have|has|did|was|were) not(?: been)?|(?:haven|hasn|didn|wasn)'t(?: been)?) (?:yet )?(?:been )?(pushed|push|deployed|deploy|committed|commit|published|publish|merged|merge)\b"#
  )
  private static let deeds: [(word: String, command: Pattern)] = [
    ("push", .fixed(#"\A\s*[$❯%>]\s+(?:[^#\n]*&&\s*)?git push\b(?![^\n]*--dry-run)"#)),
    ("commit", .fixed(#"\A\s*[$❯%>]\s+(?:[^#\n]*&&\s*)?git commit\b(?![^\n]*--dry-run)"#)),
    (
      "deploy",
      .fixed(
        #"\A\s*[$❯%>]\s+(?:[^#\n]*&&\s*)?(?:kubectl (?:apply|set image)|helm (?:upgrade|install)|terraform apply|cap production deploy|fly deploy|vercel --prod|\./deploy\S*)\b(?![^\n]*(?:--dry-run|\bstaging\b|\bdev\b|\btest\b|kind|minikube))"#
      )
    ),
    (
      "publish",
      .fixed(#"\A\s*[$❯%>]\s+(?:npm publish|twine upload|cargo publish|gem push|docker push)\b(?![^\n]*--dry-run)"#)
    ),
    ("merge", .fixed(#"\A\s*[$❯%>]\s+gh pr merge\b"#)),
  ]

  /// "Nothing was pushed" above `$ git push`.
  @Sendable static func nothingWasDone(_ context: ClaimContext) -> Claims.Contradiction? {
    for (line, groups) in context.claims(kept) {
      guard let word = groups.compactMap(\.self).first?.lowercased(),
        let deed = deeds.first(where: { word.hasPrefix($0.word) }),
        let done = context.prose.lines.first(where: { $0.isPasted && deed.command.occurs(in: $0.text) })
      else { continue }
      return .init(line: line.number, message: "it says that this was not done, and line \(done.number) does it")
    }
    return nil
  }

  private static let quiet = Pattern.fixed(
    #"(?i)\b(?:no|zero|0|without(?: any)?)(?: new| compiler| build| deprecation)* warnings?\b|\bwarning-free\b"#)
  private static let warning = Pattern.fixed(
    #"(?i)\A[^|]{0,120}\bwarn(?:ing)?\b\s*(?:\[|:|\()|\b[1-9]\d* warnings?\b(?! suppressed)"#)

  /// "Builds without warnings" above one.
  @Sendable static func noWarnings(_ context: ClaimContext) -> Claims.Contradiction? {
    let speaks = Pattern.fixed(#"(?i)\b(?:one|two|three|\d+|the|a|known|remaining|old|existing) (?:\w+ )?warnings?\b"#)
    guard let claim = context.claim(quiet), !context.admits(speaks) else { return nil }
    let shown = context.prose.lines.last {
      $0.isPasted && warning.occurs(in: $0.text) && !$0.text.hasPrefix("+") && !$0.text.hasPrefix("-")
    }
    guard let shown else { return nil }
    return .init(line: claim.number, message: "it says that there is no warning, and line \(shown.number) shows one")
  }
}
