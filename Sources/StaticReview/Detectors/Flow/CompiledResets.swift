internal import JudgeTypes

/// Endpoints that give an account a new password for whoever names its address: no code that was sent, no old password, no
/// session shows that the account is theirs. In Java, Kotlin and C#.
enum CompiledResets {
  static let detector = Detector.file("compiled_resets") { source, rule in
    guard !source.isTest, setting.matches(source.code), !filtered.matches(source.code) else { return [] }
    return source.routes.compactMap { route in
      guard route.isMutating, source.has(setting, in: route.body), source.has(named, in: route.body),
        !source.has(proof, in: route.head.lowerBound..<route.body.upperBound), !source.has(makes, in: route.body)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(route.head)),
        message: "whoever knows the address of an account gives it a new password")
    }
  }

  private static let setting = Pattern.fixed(
    #"\.setPassword(?:Hash)?\(\s*(?!null|"|\))|\.[pP]assword(?:Hash)?\s*=\s*(?![=>]|null|")|\b(?:RemovePasswordAsync|AddPasswordAsync)\("#
  )
  private static let named = Pattern.fixed(
    #"\.(?:find|get|load)\w*By\w*(?:Email|User[nN]ame|Phone|Login|Mobile)\w*\(|\.(?:First|Single)\w*\(\s*\w+\s*=>\s*\w+\.(?i:email|user_?name|phone\w*|login)\s*==|\bFindBy(?:Email|Name)Async\("#
  )
  private static let proof = Pattern.fixed(
    #"(?i)token|\w*otp\b|\botp|(?<!status)(?<!en)code\b|verif|old_?pass|current_?pass|previous|matches\(|check_?password|authenti|authoriz|principal|current_?user|session|signature|secret|answer|admin|role|\bUser\.(?:Find|Identity|Claims)"#
  )
  private static let makes = Pattern.fixed(#"\bnew\s+(?:User|Account|Member|Customer|\w+User)\s*[({]|\.CreateAsync\("#)
  private static let filtered = Pattern.fixed(#"\[Authorize|@PreAuthorize|@Secured|@RolesAllowed"#)
}
