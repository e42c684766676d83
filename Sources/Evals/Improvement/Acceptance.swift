/// Whether a change of prompts, rules or thresholds is kept: first it must be better on dev, then, once, on the sealed holdout.
public struct Acceptance: Sendable {
  /// On dev, where candidates compete, luck alone reaches this often; it keeps useless ones from the holdout.
  public static let devLevel = 0.1

  public struct Candidate: Sendable, Hashable {
    /// Of its files.
    public let digest: String
    /// Against the baseline of the same run.
    public let dev: PairedCounts

    public init(digest: String, dev: PairedCounts) { (self.digest, self.dev) = (digest, dev) }
  }

  /// Why a loop ends as it does.
  public enum Decision: Sendable, Hashable {
    case adopted(AlphaLedger.Entry)
    /// Tested on the holdout, and the gain is within luck.
    case notBetter(AlphaLedger.Entry)
    /// Too few of the holdout's cases tell the two apart.
    case cannotDecide(AlphaLedger.Entry)
    /// Nothing was better on dev; the holdout stays sealed.
    case noGainOnDev
    case noCandidates
  }

  /// The candidate whose gain on dev luck explains least; of equals the one with the most net gain, then the first.
  public static func best(of candidates: [Candidate]) -> Candidate? {
    func rank(_ candidate: Candidate) -> (Double, Int) {
      (-(ExactTest.p(candidate.dev) ?? 2), candidate.dev.mended - candidate.dev.broken)
    }
    return candidates.max { rank($0) < rank($1) }
  }

  /// Whether a candidate is so much better on dev that the holdout is worth opening.
  public static func passesDev(_ candidate: Candidate) -> Bool {
    ExactTest.p(candidate.dev).map { $0 <= devLevel } ?? false
  }

  /// - Parameters:
  ///   - holdout: of its cases.
  ///   - reveal: runs baseline and candidate on the holdout; asked at most once, and only of a candidate that passed dev.
  public static func decide(
    among candidates: [Candidate], ledger: inout AlphaLedger, holdout: String,
    reveal: (Candidate) throws -> PairedCounts
  ) rethrows -> Decision {
    guard let best = best(of: candidates) else { return .noCandidates }
    guard passesDev(best) else { return .noGainOnDev }
    let entry = ledger.test(try reveal(best), candidate: best.digest, holdout: holdout)
    if entry.isAdopted { return .adopted(entry) }
    return entry.p == nil ? .cannotDecide(entry) : .notBetter(entry)
  }
}
