import SkillHealth

/// Rules, each with the command to run next.
extension HealthReport {
  private struct Advice {
    let skills: [SkillState]
    let words: String
    let command: String

    init(_ skills: [SkillState], _ words: String, _ command: String) {
      self.skills = skills
      self.words = words
      self.command = command
    }
  }

  var recommendations: String {
    let given = advice.filter { !$0.skills.isEmpty }
    guard !given.isEmpty else {
      return "Nothing is to be done. The next report: `moe-judge health report`\n"
    }
    return given.enumerated().map { place, advice in
      "\(place + 1). \(advice.words): \(names(advice.skills)). Next: \(markdownCode(advice.command))\n"
    }.joined()
  }

  private var advice: [Advice] {
    let states = overview.skills.map(\.state)
    let certain = overview.sorted(by: .worst).filter(\.isCertainRegression).map(\.state)
    let untasked = certain.filter { openTasks[$0.skill] == nil }
    let regressed = Set(certain.map(\.skill))
    let low = overview.sorted(by: .score).map(\.state).filter {
      $0.level == .critical && !regressed.contains($0.skill) && !$0.lacksData
    }
    let used = states.filter { $0.invocations30 > 0 }
    return [
      Advice(
        untasked, "Regressions without a task: have one written for each", "moe-judge health regressions --auto-task"),
      Advice(
        certain.filter { openTasks[$0.skill] != nil }, "Regressions with an open task: work on it",
        "moe-judge health tasks"),
      Advice(
        overview.skills.filter(\.isExpectedByChance).map(\.state),
        "Alarms that chance can raise: look again in a few days", "moe-judge health status --only regression"),
      Advice(low, "Below 50, and not in a regression: compare with a high scorer of the category", mentor(low)),
      Advice(
        states.filter { $0.level == .warning && $0.trend == .degrading },
        "From 50 to 75 and falling: look before they fall below",
        "moe-judge health status --trend degrading"),
      Advice(
        states.filter { $0.finding.state == .incident },
        "One bad day: look at that day's sessions, and wait for the next days",
        "moe-judge health status --only incident"),
    ] + patternAdvice(states) + [
      Advice(
        used.filter(\.lacksData), "Too little data: put more of their runs on record",
        "moe-judge health import FILE"),
      Advice(
        used.filter { $0.baseline == nil && !$0.lacksData },
        "Without a baseline: declare one once the level is as it should be",
        "moe-judge health baseline NAME --reason \"...\""),
      Advice(
        states.filter { $0.isRecentlyImproved && ($0.deltaToBaseline ?? 0) >= 5 },
        "Five points or more above the baseline since they improved: declare the new level the baseline, if it lasts",
        "moe-judge health baseline NAME --reason \"improved\""),
      Advice(
        states.filter { $0.invocations30 == 0 }, "Not used for 30 days: take them out, or see why nobody uses them",
        "moe-judge health status --sort used"),
    ]
  }

  private func mentor(_ low: [SkillState]) -> String {
    "moe-judge skills mentor" + (low.lazy.compactMap(\.skillFile).first.map { " " + quotedForShell($0) } ?? "")
  }

  /// Fewer sightings of an anti-pattern are an accident.
  private static let fewestSightings = 3

  private func patternAdvice(_ states: [SkillState]) -> [Advice] {
    AntiPattern.allCases.map { pattern in
      let shown = states.filter { $0.antiPatterns[pattern, default: 0] >= Self.fewestSightings }
      let file = shown.lazy.compactMap(\.skillFile).first ?? "SKILL.md"
      return Advice(
        shown, "Anti-pattern `\(pattern.rawValue)`, \(pattern.meaning): see what the text lacks",
        "moe-judge skills preflight \(quotedForShell(file))")
    }
  }

  var method: String {
    """
    - Score: from 0 to 100; the mean of 7 days weighted by invocations where it rests on enough of them, else drawn towards that of 30 days,
      else the last score there was. Healthy is above 75, warning 50 to 75, critical below 50.
    - Regression: the alarm of a sequential detector that sees one day at a time, weighs each by its invocations and clips single days;
      major from an estimated drop of 10 points on. An incident is one bad day. The plain rule is 10 points under the baseline.
    - Many skills: alarms are corrected for the number of skills that were tested (Benjamini and Hochberg); above
      \(oneDecimal(FalseDiscovery.level)) an alarm is marked as one that chance can raise.
    - Nothing after \(day) was looked at. Again: `moe-judge health report --on \(day)`

    """
  }
}
