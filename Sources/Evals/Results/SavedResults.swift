internal import Crypto
internal import Foundation
internal import JudgeTypes

/// What a run of a suite said of each case, as `eval run --save` writes it and `eval compare` reads it.
public struct SavedResults: Sendable, Hashable, Codable {
  public static let format = "moe-judge/eval-results/1"

  public struct Case: Sendable, Hashable, Codable {
    public let id: String
    public let split: String
    /// Over what was expected: results of a case are compared only where its labels are the same.
    public let labels: String
    /// An outcome; of constraints how many, in words.
    public let expected: String
    public let came: String
    /// As `CaseResult.isRight`.
    public let isRight: Bool
    public let truePositives: Int
    public let falsePositives: Int
    public let falseNegatives: Int
    /// How often the case was judged before, in the same run; nil where each was judged once.
    public let repetition: Int?

    public init(
      id: String, split: String, labels: String, expected: String, came: String, isRight: Bool, truePositives: Int,
      falsePositives: Int, falseNegatives: Int, repetition: Int? = nil
    ) {
      self.id = id
      self.split = split
      self.labels = labels
      self.expected = expected
      self.came = came
      self.isRight = isRight
      self.truePositives = truePositives
      self.falsePositives = falsePositives
      self.falseNegatives = falseNegatives
      self.repetition = repetition
    }
  }

  public let format: String
  public let suite: String
  public let cases: [Case]

  public init(suite: String, cases: [Case]) {
    format = Self.format
    (self.suite, self.cases) = (suite, cases)
  }

  public init(suite: String, results: [CaseResult]) {
    format = Self.format
    self.suite = suite
    let isRepeated = results.contains { $0.repetition > 0 }
    cases = results.map { Case($0, isRepeated: isRepeated) }
  }
}

extension SavedResults.Case {
  /// - Parameter isRepeated: whether the run judged each case several times.
  public init(_ result: CaseResult, isRepeated: Bool = false) {
    id = result.evalCase.id.rawValue
    split = result.split.rawValue
    labels = result.evalCase.labelDigest
    switch result.measures {
    case .panel: (expected, came) = (result.evalCase.outcome.rawValue, result.outcome.rawValue)
    case .constraints: (expected, came) = (result.expectedConstraints, result.foundConstraints)
    }
    isRight = result.isRight
    truePositives = result.counts.truePositives
    falsePositives = result.counts.falsePositives
    falseNegatives = result.counts.falseNegatives
    repetition = isRepeated ? result.repetition : nil
  }
}

extension SavedResults.Case {
  /// The same under another name.
  func named(_ name: String) -> SavedResults.Case {
    SavedResults.Case(
      id: name, split: split, labels: labels, expected: expected, came: came, isRight: isRight,
      truePositives: truePositives, falsePositives: falsePositives, falseNegatives: falseNegatives,
      repetition: repetition)
  }
}

extension EvalCase {
  /// A SHA-256 over what a careful reviewer says of it: results under other labels are not to be compared.
  public var labelDigest: String {
    let marked = labels.map { "\($0.rule) \($0.path ?? "") \($0.lines)" }.sorted()
    return sha256(([outcome.rawValue] + marked).joined(separator: "\n"))
  }
}

/// In hexadecimal digits.
func sha256(_ text: String) -> String {
  SHA256.hash(data: Data(text.utf8)).map { byte in
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }.joined()
}

/// Two runs of the same cases, paired. Of a case that was judged several times in one of them the answer that came most often counts; where
/// right and wrong came equally often it was wrong.
public struct Comparison: Sendable {
  public let counts: PairedCounts
  /// By id, the worst first: what was lost before what was won.
  public let broken: [SavedResults.Case]
  public let mended: [SavedResults.Case]
  /// Wrong both times, by id.
  public let stillFailing: [SavedResults.Case]
  /// The cases that only one of the two has, or whose labels differ.
  public let unpaired: [String]
  /// The chance that luck alone mends so many; nil with too few discordant cases.
  public let p: Double?

  /// The chance that luck alone breaks so many; nil with too few discordant cases.
  public var loss: Double? { ExactTest.p(PairedCounts(mended: counts.broken, broken: counts.mended)) }

  /// - Parameter part: only cases of this part; nil for all.
  public init(_ before: SavedResults, _ now: SavedResults, part: String? = nil) {
    func cases(_ results: SavedResults) -> [String: SavedResults.Case] {
      Dictionary(grouping: results.cases.filter { part == nil || $0.split == part }, by: \.id)
        .compactMapValues(\.majority)
    }
    let (old, new) = (cases(before), cases(now))
    let shared = old.keys.filter { new[$0]?.labels == old[$0]?.labels }.sorted()
    unpaired = Set(old.keys).union(new.keys).subtracting(shared).sorted()
    let pairs = shared.compactMap { id in old[id].flatMap { was in new[id].map { (was, $0) } } }
    counts = PairedCounts(pairs.map { (before: $0.0.isRight, now: $0.1.isRight) })
    broken = pairs.filter { $0.0.isRight && !$0.1.isRight }.map(\.1)
    mended = pairs.filter { !$0.0.isRight && $0.1.isRight }.map(\.1)
    stillFailing = pairs.filter { !$0.0.isRight && !$0.1.isRight }.map(\.1)
    p = ExactTest.p(counts)
  }

  /// The cases that such a gain needs to be told from luck at 0.05 in four of five times; nil where there is none, or where the change
  /// broke more than it mended.
  public var needed: Int? {
    guard counts.cases > 0 else { return nil }
    let share = { (count: Int) in Double(count) / Double(counts.cases) }
    return SampleSize.needed(mend: share(counts.mended), broken: share(counts.broken), alpha: 0.05)
  }
}

extension [SavedResults.Case] {
  /// One that stands for all of a case: a right one where more than half are, else a wrong one; nil of none.
  fileprivate var majority: SavedResults.Case? {
    let isRight = count(where: \.isRight) * 2 > count
    return first { $0.isRight == isRight }
  }
}
