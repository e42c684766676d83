internal import JudgeTypes

/// What shows, beside a hit, that the code is right after all.
///
/// Detectors say what a fault looks like; here stands what people write around the same form when it is none: a reason, a
/// second attempt, a guard. Asked of hits only, so it may look further than a detector can.
enum Reprieve {
  /// Whether the text around `hit` shows that it is no fault.
  static func spares(_ hit: Hit, in source: Source) -> Bool {
    guard hit.absentTerms == nil, let asks = grounds[hit.rule.rawValue] else { return false }
    return asks(hit, source)
  }

  private static let grounds: [String: @Sendable (Hit, Source) -> Bool] = [
    "command-injection": Surroundings.isQuoted,
    "cross-site-scripting": Surroundings.isNoPage,
    "debug-enabled": {
      Surroundings.isOfDebugBuild($0, in: $1) || Surroundings.isForTheDesktop($0, in: $1)
        || Surroundings.isForOperators($0, in: $1)
    },
    "hardcoded-configuration": Surroundings.isShown,
    "insecure-session": Surroundings.isSetLater,
    "missing-timeout": Surroundings.isOfDebugBuild,
    "race-condition": Surroundings.isLocked,
    "resource-leak": Surroundings.isHandedOver,
    "sensitive-data-in-logs": LogLines.isRight,
    "sql-injection": Statements.isRight,
    "swallowed-error": PassedErrors.isRight,
    "tls-verification-off": Surroundings.isOption,
    "unfinished-check": Surroundings.asksForOther,
  ]
}
