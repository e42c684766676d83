public import JudgeTypes
public import Provenance

/// One judgment of a stored run, derived anew from its own lines, however many other artifacts the run has.
public struct JudgmentVerification: Sendable {
  /// What the run said first; nil when that cannot be read.
  public let opening: RunOpening?
  /// As it follows from the answers; nil where it was not made yet, or cannot be derived.
  public let judgment: Judgment?
  /// What does not hold.
  public let problems: [RunVerification.Problem]

  /// - Parameters:
  ///   - entries: in the order of the journal, each with its 1-based line: the first one, those of this artifact, and those of the
  ///     canaries that stand before them, each behind the `artifact` line it belongs to.
  ///   - run: the id under which the record is kept.
  ///   - ordinal: of the artifact.
  ///   - blob: the stored bytes of a hash; throws or returns nil when they are gone.
  public init(
    of ordinal: Int, in entries: [(line: Int, entry: Journal.Entry)], run: String,
    blob: @escaping (String) throws -> [UInt8]?
  ) {
    var derivation = RunDerivation(of: run, blob: blob)
    for (line, entry) in entries { derivation.read(entry, line: line) { _, _, _ in 0 } }
    opening = derivation.opening
    judgment = derivation.progress.judged[ordinal]
    problems = derivation.problems
  }
}
