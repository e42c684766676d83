/// "Deployed successfully" above a command that failed.
enum RunClaims {
  private static let success = Pattern.fixed(
    #"(?i)\b(migrations?|deploy(?:ment|ed)?|rollout|import(?:ed)?|backfill|upgrade[d]?|release[d]?|publish(?:ed)?|push(?:ed)?|restore[d]?|backup|health check|smoke tests?|installation|sync|job|script)\b[^.\n]{0,60}\b(?:succe(?:ss(?:ful(?:ly)?)?|eded|eds)|cleanly|without (?:any )?(?:errors?|issues|problems)|completed|finished|healthy|is up|went through|returns? 200)\b|\b(?:rolled out|deployed|installed|upgraded|migrated|imported|published|released|copied|applied|restored) (?:to|on|in|for|across) (?:all|every|each)\b|\b(?:all|every|each)(?: of the)?(?: \w+){1,3} (?:are|is|were|was|have been|has been)(?: now)? (?:rolled out|deployed|upgraded|migrated|healthy|updated|imported)\b|\b(?:successfully|cleanly) (migrated|deployed|rolled out|imported|backfilled|upgraded|released|published|pushed|restored|installed|synced)\b"#
  )

  @Sendable static func succeeded(_ context: ClaimContext) -> Claims.Contradiction? {
    guard let claim = context.claim(success),
      let last = context.runs.last(where: { $0.check != .tests || $0.isFailing }),
      last.isFailing, last.check == .other, !context.admits(ClaimContext.failures)
    else { return nil }
    return .init(
      line: claim.number,
      message:
        "it says that this succeeded, and line \(last.failure ?? last.firstLine) shows an error that nothing mends")
  }
}
