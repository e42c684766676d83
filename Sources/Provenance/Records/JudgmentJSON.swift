public import JudgeTypes

extension Judgment {
  /// The judgment as the JSON result holds it (`schema_version` 1).
  ///
  /// - Parameter isSealed: whether to include `provenance`, which is known only once the rest is in the journal, and what each
  ///   seat took, which dimensions a finding was raised against and what the gate makes of it, which the journal says elsewhere.
  public func json(isSealed: Bool = true) -> JSONValue {
    var object: JSONObject = [
      "artifact": artifact.json, "outcome": .string(outcome.rawValue),
      "outcome_before_debate": .string(outcomeBeforeDebate.rawValue), "agreement": .optional(consensus.agreement),
      "rule": .string(consensus.rule.rawValue), "reason": .string(consensus.reason),
      "pivot": .optional(consensus.pivot?.rawValue), "seats": .array(seats.map { $0.json(withUsage: isSealed) }),
      "dimensions": .array(consensus.dimensions.map(\.json)), "findings": .array(findingsJSON(isSealed: isSealed)),
      "rounds": .array((debate?.rounds ?? []).map(\.json)),
      "dissent": .array(dissent.map(\.json)), "banners": .texts(banners),
      "coverage": coverage,
      "usage": usage.json,
    ]
    if let confidence = consensus.confidence { object["confidence"] = .number(confidence) }
    if !suppressions.isEmpty { object["suppressions"] = .array(suppressions.map(\.json)) }
    if let debate { object["debate_end"] = .string(debate.end.rawValue) }
    if isSealed, isNothingToGate { object["nothing_to_gate"] = true }
    if isSealed, let gate { object["gate"] = gate.json }
    if isSealed { object["provenance"] = ["head": .string(provenance.head), "entries": .integer(provenance.entries)] }
    return .object(object)
  }

  private func findingsJSON(isSealed: Bool) -> [JSONValue] {
    guard isSealed else { return findings.map { .object($0.json) } }
    let against = dimensionsByFingerprint
    return findings.map { finding in
      var object = finding.json
      if finding.elsewhere > 0 { object["elsewhere"] = .integer(finding.elsewhere) }
      if finding.isOnSecret { object["on_secret"] = true }
      object["dimensions"] = .texts(against[finding.finding.fingerprint, default: []].sorted())
      return .object(object)
    }
  }

  /// The ids of the dimensions against which seats raised a finding that holds, by its fingerprint.
  public var dimensionsByFingerprint: [String: Set<String>] {
    var dimensions: [String: Set<String>] = [:]
    for finding in seats.flatMap({ $0.result.evaluation?.verifiedFindings ?? [] }) {
      if let dimension = finding.dimension { dimensions[finding.fingerprint, default: []].insert(dimension.rawValue) }
    }
    return dimensions
  }

  private var coverage: JSONValue {
    var object: JSONObject = [
      "assessed_weight": .number(consensus.assessedWeight), "files": .array(artifact.coverage.map(\.json)),
      "unassessed": .texts(unassessed),
    ]
    if artifact.parts > 1 { object["parts"] = .integer(artifact.parts) }
    return .object(object)
  }
}

extension ArtifactSummary {
  fileprivate var json: JSONValue {
    ["path": .string(path), "kind": .string(kind.rawValue), "sha256": .string(sha256), "lines": .integer(lines)]
  }
}

extension FileCoverage {
  public var json: JSONValue {
    [
      "path": .string(path), "state": .string(state.rawValue), "cause": .optional(cause?.rawValue),
      "reason": .optional(reason),
    ]
  }
}

extension Judgment.SeatRecord {
  fileprivate func json(withUsage: Bool) -> JSONValue {
    let evaluation = result.evaluation
    let scores = (evaluation?.scores ?? [:]).map { ($0.key.rawValue, JSONValue.integer($0.value.rawValue)) }
    var object: JSONObject = [
      "seat": .string(seat.id.rawValue), "persona": .string(seat.persona.id.rawValue),
      "model": .string(answeredBy.description), "family": .string(family),
      "primary_failure": .optional(primaryFailure),
      "weight": .string(seat.weight.description),
      "state": .string(result.state.rawValue), "verdict": .optional(evaluation?.verdict.rawValue),
      "reason": .optional(result.reason), "confidence": .optional(evaluation?.confidence),
      "scores": .object(JSONObject(scores, uniquingKeysWith: { first, _ in first })),
      "unsupported": .texts(evaluation?.unsupported.map(\.rawValue) ?? []),
      "rationale": .optional(evaluation?.rationale), "path": .texts(path.map(\.rawValue)),
    ]
    if let calibratedConfidence { object["calibrated_confidence"] = .number(calibratedConfidence) }
    if isCached { object["cached"] = true }
    // Without the time it took, which is another in every run.
    if withUsage, usage != .none {
      object["usage"] = .object((usage.json.objectValue ?? [:]).filter { $0.key != "latency_ms" })
    }
    return .object(object)
  }
}

extension DimensionResult {
  fileprivate var json: JSONValue {
    [
      "id": .string(dimension.id.rawValue), "name": .string(dimension.name), "rubric": .string(dimension.rubric),
      "level": .string(dimension.level.rawValue), "source": dimension.clause?.sourceJSON ?? .null,
      "outcome": .string(outcome.rawValue), "votes": ["met": .integer(met), "violated": .integer(violated)],
      "spread": .integer(spread),
    ]
  }
}

extension Clause {
  fileprivate var sourceJSON: JSONValue {
    [
      "adr": .string(adr), "path": .string(path), "line": .integer(line), "end_line": .integer(endLine),
      "sha256": .string(sha256),
    ]
  }
}

extension PanelFinding {
  fileprivate var json: JSONObject {
    [
      "id": .string(id), "fingerprint": .string(finding.fingerprint), "rule": .string(finding.rule),
      "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
      "dimension": .optional(finding.dimension?.rawValue), "seats": .texts(seats.map(\.rawValue)),
      "status": .string(finding.status.rawValue), "evidence": .array(finding.evidence.map(\.json)),
    ]
  }
}

extension Dissent {
  fileprivate var json: JSONValue {
    [
      "seat": .string(seat.rawValue), "persona": .string(persona.rawValue), "model": .string(model.description),
      "verdict": .string(verdict.rawValue), "confidence": .optional(confidence), "rationale": .string(rationale),
      "key_concerns": .texts(keyConcerns), "round": .integer(round),
    ]
  }
}

extension Usage {
  /// Counts that no provider reported are null.
  public var json: JSONValue {
    [
      "calls": .integer(calls), "answers": .integer(answers), "input_tokens": .optional(inputTokens),
      "output_tokens": .optional(outputTokens), "cached_tokens": .optional(cachedTokens),
      "cost_usd": .optional(costUSD),
      "latency_ms": .integer(latencyMilliseconds),
    ]
  }

  /// Reads what `json` wrote; what is missing was not reported.
  public init(json: JSONValue) {
    self.init(
      calls: json["calls"]?.intValue ?? 0, answers: json["answers"]?.intValue ?? 0,
      inputTokens: json["input_tokens"]?.intValue, outputTokens: json["output_tokens"]?.intValue,
      cachedTokens: json["cached_tokens"]?.intValue, costUSD: json["cost_usd"]?.doubleValue,
      latencyMilliseconds: json["latency_ms"]?.intValue ?? 0)
  }
}

extension RunResult {
  /// The whole result as one JSON document.
  public var json: JSONValue {
    var object: JSONObject = [
      "schema_version": "1", "run": .string(run), "mode": .string(mode.rawValue), "outcome": .string(outcome.rawValue),
      "exit_code": .integer(exitCode), "started": .string(started), "finished": .string(finished),
      "version": .string(version), "head": .optional(head), "banners": .texts(banners),
      "judgments": .array(judgments.map { $0.json() }),
      "usage": tally.usage.json,
      "coverage": [
        "artifacts": .integer(tally.judged), "files": .integer(tally.files.values.reduce(0, +)),
        "judged": .integer(tally.files[.judged] ?? 0), "partial": .integer(tally.files[.partial] ?? 0),
        "skipped": .integer(tally.files[.skipped] ?? 0),
      ],
    ]
    if let agreement { object["agreement"] = agreement.json }
    if let gate { object["gate"] = gate.json }
    if !troubles.isEmpty { object["troubles"] = .array(troubles.map { .integer($0) }) }
    return .object(object)
  }
}

extension RunAgreement {
  public var json: JSONValue {
    [
      "krippendorff_alpha": .optional(alpha), "artifacts": .integer(artifacts),
      "pairs": .array(
        pairs.map { pair in
          [
            "seats": [.string(pair.first.rawValue), .string(pair.second.rawValue)], "kappa": .optional(pair.kappa),
            "artifacts": .integer(pair.artifacts),
          ]
        }),
    ]
  }
}
