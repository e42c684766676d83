public import JudgeTypes
public import Provenance

/// A stored run, checked and derived anew from what its judges answered, with no network and no model.
public struct RunVerification: Sendable {
  /// One thing that does not hold: the journal line, 1-based, and what is wrong with it.
  public struct Problem: Sendable, Hashable, CustomStringConvertible {
    public let line: Int?
    public let message: String

    public var description: String { line.map { "line \($0): \(message)" } ?? message }
  }

  public let chain: ChainReport
  public let problems: [Problem]
  /// What the run said first; nil when that cannot be read.
  public let opening: RunOpening?
  /// What it said last; that of a killed run when it is not there.
  public let ending: RunEnding
  /// The judgments as they follow from the answers, in the order of their ordinals.
  public let judgments: [Judgment]
  /// The ordinals of their artifacts: a run that did not come to its end may have gaps.
  public let ordinals: [Int]
  /// The same judgments with what would follow under the other rule; none where none was named.
  public let rejudgments: [Rejudgment]

  public var holds: Bool { chain.isWhole && problems.isEmpty }
  /// Whether all that is there holds and the end is not: the run was interrupted, or goes on.
  public var isUnfinished: Bool { chain.fault == nil && chain.ending != .closed && problems.isEmpty }

  /// What was computed again, and what the journal only says.
  public static let derived = [
    "every line is its own canonical form, and the chain of hashes",
    "one run, one entry for each artifact, seat and judgment, in the order in which a run writes them",
    "the raw responses of models, read anew", "every piece of evidence",
    "which seats failed a canary",
    "every score, verdict, dimension outcome and the consensus",
    "of a debate what it was about, who was asked and told what, which changes count, and why it ended",
    "what the gate makes of each judgment, where one was applied",
    "the run's outcome and exit code, and its banners but for those of what is attested",
  ]
  public static let attested = [
    "that the answers came from the models named, at the times and costs stated, in the raw responses that are kept",
    "that the seats' canaries were those of the version that ran",
    "that an answer marked as cached was given to an earlier request for the same",
    "that a seat failed, was silent in a debate or was not asked where the journal says so, and why",
    "that the panel, its rule, its rounds of debate and its canaries were those that the team had configured",
    "that the gate's policy, baseline and waivers were those of the team",
    "that text in an artifact addresses its judges where the journal says so, and nowhere else",
    "what could not be read, and whether it was interrupted",
    "the version of moe-judge, and the git commit where it was started",
    "that the artifact's bytes before redaction had the hash stated",
  ]

  /// - Parameters:
  ///   - lines: the journal's lines, without line feeds.
  ///   - run: the id under which the record is kept; another run's record in its place does not hold. Nil asks for none.
  ///   - expectedHead: the head that somebody attested or wrote down; nil when there is none.
  ///   - otherRule: the consensus rule to judge by a second time, made of that of the run; nil for none.
  ///   - exitCode: the program's table.
  ///   - blob: the stored bytes of a hash; throws or returns nil when they are gone.
  public init(
    lines: [String], run: String? = nil, expectedHead: String? = nil,
    under otherRule: (@Sendable (ConsensusRule) -> ConsensusRule)? = nil, exitCode: RunResult.ExitRule,
    blob: @escaping (String) throws -> [UInt8]?
  ) {
    chain = Chain.check(lines: lines, expectedHead: expectedHead)
    var derivation = RunDerivation(of: run, under: otherRule, blob: blob)
    for (index, entry) in chain.entries.enumerated() { derivation.read(entry, line: index + 1, exitCode: exitCode) }
    derivation.finish(atLine: chain.entries.count, isClosed: chain.ending == .closed)
    problems = derivation.problems
    opening = derivation.opening
    ending = derivation.ending ?? .none
    judgments = derivation.judgments
    ordinals = derivation.ordinals
    rejudgments = derivation.rejudgments
  }
}
