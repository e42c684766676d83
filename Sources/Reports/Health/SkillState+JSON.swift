import JudgeTypes
public import Provenance
public import SkillHealth

extension StandingSkill {
  /// What `health status --format json` says of one skill: the fields of the export and how it stands.
  public var json: JSONValue {
    var fields = state.fields
    fields["adjusted_p"] = .optional(adjusted)
    fields["expected_by_chance"] = .bool(isExpectedByChance)
    return .object(JSONObject(fields.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last }))
  }
}

extension SkillState {
  /// How it stands by itself, without what many skills at once make of that.
  public var json: JSONValue {
    .object(JSONObject(fields.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last }))
  }

  fileprivate var fields: [String: JSONValue] { exportFields.merging(standingFields) { _, last in last } }

  /// The export's fields of one skill that a state knows: rolling means, trend, scores and baseline.
  public var exportFields: [String: JSONValue] {
    [
      "rolling_7d": .optional(rolling7), "rolling_30d": .optional(rolling30), "trend": .string(trend.rawValue),
      "health_score": .number(healthScore), "baseline_score": .optional(baseline?.score),
      "last_improvement_date": .optional(lastImprovement?.description),
      "invocations_since_baseline": .integer(invocationsSinceBaseline),
    ]
  }

  fileprivate var standingFields: [String: JSONValue] {
    let week = lastSevenDays.enumerated().map { place, score -> JSONValue in
      let date = day.advanced(by: place + 1 - lastSevenDays.count)
      return ["date": .string(date.description), "score": .optional(score)]
    }
    let patterns = antiPatterns.map { ($0.key.rawValue, JSONValue.integer($0.value)) }
    return [
      "skill": .string(skill.rawValue), "category": .optional(category), "files": .texts(files),
      "date": .string(day.description), "level": .string(level.rawValue), "last_7_days": .array(week),
      "invocations_7d": .integer(invocations7), "invocations_30d": .integer(invocations30),
      "last_used": .string(lastUsed.description), "recently_improved": .bool(isRecentlyImproved),
      "baseline_name": .optional(baseline?.name), "baseline_date": .optional(baseline?.day.description),
      "baseline_delta": .optional(deltaToBaseline), "days_to_detect": .optional(daysToDetect), "finding": finding.json,
      "state": .string(finding.state.rawValue),
      "anti_patterns": .object(JSONObject(patterns, uniquingKeysWith: { _, last in last })),
      "segment": segment.map {
        ["started": .string($0.started.description), "change": .string($0.change)] as JSONValue
      } ?? .null,
    ]
  }
}

extension HealthFinding {
  public var json: JSONValue {
    [
      "state": .string(state.rawValue), "severity": .optional(severity?.rawValue),
      "alarmed": .optional(alarmed?.description), "started": .optional(started?.description),
      "before": .optional(before), "after": .optional(after), "delta": .optional(delta),
      "under_baseline": isUnderBaseline.map { .bool($0) } ?? .null,
    ]
  }
}

extension HealthOverview.Totals {
  public var json: JSONValue {
    [
      "skills": .integer(skills), "healthy": .integer(count(.healthy)), "warning": .integer(count(.warning)),
      "critical": .integer(count(.critical)), "regressions": .integer(count(.regression)),
      "expected_by_chance": .integer(expectedByChance), "tested": .integer(tested),
      "incidents": .integer(count(.incident)),
      "insufficient_data": .integer(count(.insufficientData) + count(.unknown)),
      "recently_improved": .integer(recentlyImproved),
    ]
  }
}
