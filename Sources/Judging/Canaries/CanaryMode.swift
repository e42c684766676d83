internal import JudgeTypes
internal import Provenance

/// Which canaries each seat of a run is asked about.
public enum CanaryMode: String, Sendable, Hashable, CaseIterable {
  case all
  /// One, which follows from the run's nonce and the seat.
  case sample
  case off

  /// The canaries for a seat, those first that are to be asked first; of a sample only the first counts.
  func order(for seat: Seat.ID, nonce: String) -> [Canary.Kind] {
    let kinds = Canary.Kind.allCases
    let first = Int(Digest.number(of: "canary \(nonce) \(seat)") % UInt64(kinds.count))
    return Array(kinds[first...] + kinds[..<first])
  }

  /// How many it asks of each seat.
  public var count: Int {
    switch self {
    case .all: Canary.Kind.allCases.count
    case .sample: 1
    case .off: 0
    }
  }
}
