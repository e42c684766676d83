internal import Foundation

/// What the sealed holdout of a suite was used for, and what risk is left: a file that stays with the suite from loop to loop.
public struct HoldoutLedger: Sendable, Hashable, Codable {
  public static let format = "moe-judge/holdout-ledger/1"
  /// Beside suite.yaml.
  public static let fileName = "ledger.json"

  /// One look at the holdout.
  public struct Use: Sendable, Hashable, Codable {
    public enum State: String, Sendable, Hashable, Codable {
      /// Begun, and not known to have ended: it costs as if it had tested and failed.
      case opened
      case tested
      /// Begun by a loop that never came back.
      case forfeited
    }

    public let loop: String
    /// RFC 3339, of the loop's begin.
    public let date: String
    public let candidate: String
    /// Over what the artifacts of the holdout hold.
    public let holdout: String
    public var state: State
    /// What came of it; nil until it was tested.
    public var entry: AlphaLedger.Entry?
  }

  /// What the cases of a suite hold, each as a hash of its artifact's bytes: labels and names may change, what was seen stays seen.
  public struct Contents: Sendable, Hashable {
    public let holdout: [String]
    /// Of train and dev: a case that moves from there into the holdout is not fresh.
    public let others: [String]

    public init(holdout: [String], others: [String]) { (self.holdout, self.others) = (holdout, others) }

    var digest: String { sha256(holdout.sorted().joined(separator: "\n")) }
  }

  public let format: String
  public private(set) var alpha = AlphaLedger()
  public private(set) var uses: [Use] = []
  /// What earlier loops have seen, as hashes of artifacts.
  public private(set) var seen: Set<String> = []

  public init() { format = Self.format }

  /// - Throws: `LedgerError` for text that is none, and for one whose figures do not follow from its counts.
  public init(text: String) throws(LedgerError) {
    guard let ledger = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), ledger.format == Self.format,
      ledger.isSound
    else { throw LedgerError() }
    self = ledger
  }

  private var isSound: Bool {
    let ended = uses.count { $0.state != .opened }
    return alpha.isSound && ended == alpha.entries.count && Set(uses.map(\.loop)).count == uses.count
      && uses.allSatisfy { ($0.state == .tested) == ($0.entry != nil) }
  }

  /// The same bytes for the same content.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: (try? encoder.encode(Sorted(self))) ?? Data(), as: UTF8.self) + "\n"
  }

  /// A level below this adopts nothing that any suite of a usual size can show.
  static let leastAlpha = 0.001

  /// Why a loop may not look.
  public enum Refusal: Error, Sendable, Hashable {
    /// Earlier tests have spent what may be risked.
    case spent
    /// This very change met this very holdout before; nothing new can come of it.
    case alreadyTested
  }

  /// Says that `loop` is about to look, before it does. Uses that another loop began and did not end are charged as failed tests.
  public mutating func open(
    loop: String, date: String, candidate: String, contents: Contents
  ) throws(Refusal) {
    if uses.contains(where: { $0.loop == loop }) { return }
    if uses.contains(where: { $0.candidate == candidate && $0.holdout == contents.digest && $0.state == .tested }) {
      throw .alreadyTested
    }
    for index in uses.indices where uses[index].state == .opened {
      alpha.forfeit(candidate: uses[index].candidate, holdout: uses[index].holdout)
      uses[index].state = .forfeited
    }
    if !alpha.entries.isEmpty {
      alpha.addFresh(contents.holdout.count { !seen.contains($0) }, of: contents.holdout.count)
    }
    seen.formUnion(contents.holdout + contents.others)
    guard alpha.nextAlpha >= Self.leastAlpha else { throw .spent }
    uses.append(
      Use(loop: loop, date: date, candidate: candidate, holdout: contents.digest, state: .opened, entry: nil))
  }

  /// Charges a look that a loop took without this ledger's knowledge, as a failed test.
  public mutating func forfeit(loop: String, date: String, candidate: String, contents: Contents) {
    guard !uses.contains(where: { $0.loop == loop }) else { return }
    alpha.forfeit(candidate: candidate, holdout: contents.digest)
    seen.formUnion(contents.holdout + contents.others)
    uses.append(
      Use(loop: loop, date: date, candidate: candidate, holdout: contents.digest, state: .forfeited, entry: nil))
  }

  /// The test that `loop` opened; the same entry when it was already written, nil when another loop has declared it lost.
  public mutating func test(_ counts: PairedCounts, loop: String) -> AlphaLedger.Entry? {
    guard let index = uses.firstIndex(where: { $0.loop == loop }) else { return nil }
    guard uses[index].state == .opened else { return uses[index].entry }
    let entry = alpha.test(counts, candidate: uses[index].candidate, holdout: uses[index].holdout)
    uses[index].state = .tested
    uses[index].entry = entry
    return entry
  }

  private struct Sorted: Encodable {
    let format: String
    let alpha: AlphaLedger
    let uses: [Use]
    let seen: [String]

    init(_ ledger: HoldoutLedger) {
      (format, alpha, uses, seen) = (ledger.format, ledger.alpha, ledger.uses, ledger.seen.sorted())
    }
  }
}

/// Text that is no ledger: what was spent is not known, so nothing may be tested.
public struct LedgerError: Error, Sendable { public init() {} }
