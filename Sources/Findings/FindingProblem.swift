internal import JudgeTypes
internal import Provenance

/// Why a word on a finding is not put on record: what is wrong, and what to do.
public struct FindingProblem: Error, Sendable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// The name means none of the run's findings.
    case unknown
    /// It means several.
    case ambiguous
    /// The run's record does not hold.
    case damaged
  }

  public let kind: Kind
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  init(damaged run: RunID) {
    self.init(
      .damaged,
      "run \(run): its record does not hold, so nothing is said of its findings. See: moe-judge runs verify \(run)")
  }
}
