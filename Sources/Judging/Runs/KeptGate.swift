public import Gating
internal import JudgeTypes
internal import Provenance

extension RunOpening {
  /// The gate of a run, of which the bytes are stored.
  public struct KeptGate: Sendable, Hashable {
    /// The hash under which it is stored.
    public let sha256: String
    public let isAdvisory: Bool
    /// By which waivers have expired or not.
    public let day: String
    /// What was to be known of it when the run began.
    public let notes: [String]

    public init(sha256: String, of gate: Gate) {
      self.sha256 = sha256
      isAdvisory = gate.policy.isAdvisory
      day = gate.day
      notes = gate.notes
    }

    init?(_ json: JSONValue) {
      guard let sha256 = json["sha256"]?.stringValue, let isAdvisory = json["advisory"]?.boolValue,
        let day = json["day"]?.stringValue, let notes = json["notes"]?.arrayValue
      else { return nil }
      self.sha256 = sha256
      self.isAdvisory = isAdvisory
      self.day = day
      self.notes = notes.compactMap(\.stringValue)
    }

    var json: JSONValue {
      ["sha256": .string(sha256), "advisory": .bool(isAdvisory), "day": .string(day), "notes": .texts(notes)]
    }

    /// What it makes of a run.
    ///
    /// - Parameter isComplete: whether all that was named was judged.
    func summary(over tally: RunTally, isComplete: Bool) -> GateSummary {
      GateSummary(
        isBlocking: tally.isBlocked, isAdvisory: isAdvisory, isUndecided: tally.isUndecided || !isComplete, day: day,
        counts: tally.gateReasons, notes: notes)
    }
  }
}
