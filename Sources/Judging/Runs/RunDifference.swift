public import Provenance

/// What is otherwise in one run than in another: artifact by artifact, matched by their paths.
public struct RunDifference: Sendable, Hashable {
  public struct Change<Value: Sendable & Hashable>: Sendable, Hashable {
    public let id: String
    /// Nil where the first run has none of that id.
    public let before: Value?
    /// Nil where the second has none.
    public let after: Value?
  }

  public struct ArtifactDifference: Sendable, Hashable {
    public let path: String
    public let before: RecordedJudgment
    public let after: RecordedJudgment
    /// Seats whose verdict, state or model is another.
    public let seats: [Change<RecordedJudgment.Seat>]
    /// Dimensions whose outcome or votes are others.
    public let dimensions: [Change<RecordedJudgment.Dimension>]
    /// Verified findings that only the second has.
    public let newFindings: [RecordedJudgment.Finding]
    /// Verified findings that only the first has.
    public let goneFindings: [RecordedJudgment.Finding]

    /// Whether the artifact's own bytes are others.
    public var isOtherArtifact: Bool { before.sha256 != after.sha256 }
    public var isSame: Bool {
      before.outcome == after.outcome && before.rule == after.rule && !isOtherArtifact && seats.isEmpty
        && dimensions.isEmpty && newFindings.isEmpty && goneFindings.isEmpty
    }
  }

  public let artifacts: [ArtifactDifference]
  /// Judged by the first run alone.
  public let gone: [RecordedJudgment]
  /// Judged by the second run alone.
  public let new: [RecordedJudgment]

  /// Two runs of one artifact each are compared whatever it was called, so that two ranges of commits can be.
  public init(from before: [RecordedJudgment], to after: [RecordedJudgment]) {
    var waiting = Dictionary(grouping: after, by: \.path)
    var artifacts: [ArtifactDifference] = []
    var gone: [RecordedJudgment] = []
    if before.count == 1, after.count == 1 {
      artifacts = [ArtifactDifference(from: before[0], to: after[0])]
      waiting = [:]
    } else {
      for judgment in before {
        guard let other = waiting[judgment.path]?.first else {
          gone.append(judgment)
          continue
        }
        waiting[judgment.path]?.removeFirst()
        artifacts.append(ArtifactDifference(from: judgment, to: other))
      }
    }
    self.artifacts = artifacts
    self.gone = gone
    new = waiting.sorted { $0.key < $1.key }.flatMap(\.value)
  }
}

extension RunDifference.ArtifactDifference {
  fileprivate init(from before: RecordedJudgment, to after: RecordedJudgment) {
    self.init(
      path: before.path == after.path ? after.path : "\(before.path) → \(after.path)", before: before, after: after,
      seats: changes(from: before.seats, to: after.seats, by: \.id) {
        $0.word == $1.word && $0.model == $1.model
      },
      dimensions: changes(from: before.dimensions, to: after.dimensions, by: \.id) {
        ($0.outcome, $0.met, $0.violated) == ($1.outcome, $1.met, $1.violated)
      },
      newFindings: Self.findings(of: after, missingIn: before),
      goneFindings: Self.findings(of: before, missingIn: after))
  }

  /// By fingerprint; of a fault that one of them has more often, as many as it has more.
  private static func findings(
    of judgment: RecordedJudgment, missingIn other: RecordedJudgment
  ) -> [RecordedJudgment.Finding] {
    var known = Dictionary(grouping: other.findings.filter(\.isVerified), by: \.fingerprint).mapValues(\.count)
    return judgment.findings.filter { finding in
      guard finding.isVerified else { return false }
      guard let count = known[finding.fingerprint], count > 0 else { return true }
      known[finding.fingerprint] = count - 1
      return false
    }
  }
}

/// What only one has, and what is not the same in both, sorted by id.
private func changes<Value>(
  from before: [Value], to after: [Value], by id: (Value) -> String, isSame: (Value, Value) -> Bool
) -> [RunDifference.Change<Value>] {
  let old = Dictionary(before.map { (id($0), $0) }, uniquingKeysWith: { first, _ in first })
  let new = Dictionary(after.map { (id($0), $0) }, uniquingKeysWith: { first, _ in first })
  return Set(old.keys).union(new.keys).sorted().compactMap { key in
    if let left = old[key], let right = new[key], isSame(left, right) { return nil }
    return RunDifference.Change(id: key, before: old[key], after: new[key])
  }
}

// MARK: - As JSON

extension RunDifference {
  public var json: JSONValue {
    [
      "artifacts": .array(artifacts.map(\.json)), "gone": .array(gone.map(\.briefJSON)),
      "new": .array(new.map(\.briefJSON)),
    ]
  }
}

extension RunDifference.ArtifactDifference {
  var json: JSONValue {
    [
      "artifact": .string(path), "same": .bool(isSame), "other_bytes": .bool(isOtherArtifact),
      "before": before.briefJSON, "after": after.briefJSON,
      "seats": .array(
        seats.map { change in
          ["seat": .string(change.id), "before": change.before?.json ?? .null, "after": change.after?.json ?? .null]
        }),
      "dimensions": .array(
        dimensions.map { change in
          ["id": .string(change.id), "before": change.before?.json ?? .null, "after": change.after?.json ?? .null]
        }),
      "findings": ["new": .array(newFindings.map(\.json)), "gone": .array(goneFindings.map(\.json))],
    ]
  }
}

extension RecordedJudgment {
  fileprivate var briefJSON: JSONValue {
    [
      "path": .string(path), "sha256": .string(sha256), "outcome": .string(outcome), "rule": .string(rule),
      "reason": .string(reason), "pivot": .optional(pivot),
    ]
  }
}

extension RecordedJudgment.Seat {
  fileprivate var json: JSONValue {
    ["model": .string(model), "state": .string(state), "verdict": .optional(verdict)]
  }
}

extension RecordedJudgment.Dimension {
  fileprivate var json: JSONValue {
    ["outcome": .string(outcome), "votes": ["met": .integer(met), "violated": .integer(violated)]]
  }
}

extension RecordedJudgment.Finding {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "fingerprint": .string(fingerprint), "rule": .string(rule), "severity": .string(severity),
      "message": .string(message), "dimension": .optional(dimension), "evidence": .array(evidence),
    ]
  }

  /// Where its first piece of evidence stands, such as `app.py:5`.
  public var place: String {
    guard let first = evidence.first else { return "" }
    let path = first["path"]?.stringValue ?? "artifact"
    guard first["kind"]?.stringValue == "quote" else {
      let terms = (first["terms"]?.arrayValue ?? []).compactMap(\.stringValue)
      return "\(path): no \(terms.joined(separator: ", "))"
    }
    let (start, end) = (first["start_line"]?.intValue ?? 0, first["end_line"]?.intValue ?? 0)
    return start == end ? "\(path):\(start)" : "\(path):\(start)-\(end)"
  }
}
