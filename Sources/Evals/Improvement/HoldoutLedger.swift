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
    public let holdout: String
    public var state: State
  }

  public let format: String
  public private(set) var alpha = AlphaLedger()
  public private(set) var uses: [Use] = []
  /// The cases that a test has seen, each with the digest of its labels.
  public private(set) var seen: Set<String> = []

  public init() { format = Self.format }

  /// - Throws: `LedgerError` for text that is none.
  public init(text: String) throws(LedgerError) {
    guard let ledger = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), ledger.format == Self.format else {
      throw LedgerError()
    }
    self = ledger
  }

  /// The same bytes for the same content.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: (try? encoder.encode(Sorted(self))) ?? Data(), as: UTF8.self) + "\n"
  }

  /// A level below this adopts nothing that any suite of a usual size can show.
  static let leastAlpha = 0.001

  /// Whether enough is left for a test; what a loop has opened it may end.
  public func allowsTest(by loop: String) -> Bool {
    uses.contains { $0.loop == loop } || alpha.nextAlpha >= Self.leastAlpha
  }

  /// Says that `loop` is about to look, before it does. Uses that another loop began and did not end are charged as failed tests.
  public mutating func open(loop: String, date: String, candidate: String, holdout: [SavedResults.Case.Key]) {
    if uses.contains(where: { $0.loop == loop }) { return }
    for index in uses.indices where uses[index].state == .opened {
      alpha.forfeit(candidate: uses[index].candidate, holdout: uses[index].holdout)
      uses[index].state = .forfeited
    }
    if !alpha.entries.isEmpty { alpha.addFresh(holdout.count { !seen.contains($0.text) }, of: holdout.count) }
    seen.formUnion(holdout.map(\.text))
    uses.append(
      Use(
        loop: loop, date: date, candidate: candidate, holdout: SavedResults.Case.Key.digest(of: holdout), state: .opened
      ))
  }

  /// The test that `loop` opened; the same entry when it was already written, nil when another loop has declared it lost.
  public mutating func test(_ counts: PairedCounts, loop: String) -> AlphaLedger
    .Entry?
  {
    guard let index = uses.firstIndex(where: { $0.loop == loop }) else { return nil }
    let use = uses[index]
    switch use.state {
    case .tested: return alpha.entries.last { $0.candidate == use.candidate && $0.holdout == use.holdout }
    case .forfeited: return nil
    case .opened: break
    }
    let entry = alpha.test(counts, candidate: use.candidate, holdout: use.holdout)
    uses[index].state = .tested
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
public struct LedgerError: Error, Sendable {}

extension SavedResults.Case {
  /// A case under its labels: with others it is another case.
  public struct Key: Sendable, Hashable {
    public let text: String

    public init(_ id: String, labels: String) { text = "\(id) \(labels)" }

    /// Over a set of cases.
    public static func digest(of keys: [Key]) -> String { sha256(keys.map(\.text).sorted().joined(separator: "\n")) }
  }

  public var key: Key { Key(id, labels: labels) }
}
