import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Synchronization
import TestSupport

/// A run's journal and blobs, in memory and at a fixed time.
actor MemoryJournal {
  struct Line: Sendable, Hashable {
    let kind: String
    let body: JSONValue
    let isDurable: Bool
    /// Whether every blob that the body names was there when the line came.
    let hasBlobs: Bool
  }

  struct Refused: Error {}

  static let time = "2026-11-21T02:40:12.000Z"

  private(set) var lines: [Line] = []
  private var chain = Chain()
  private var text: [String] = []
  private let blobs = Mutex<[String: [UInt8]]>([:])
  private let refusedKind: String?
  private let opening: RunOpening

  /// - Parameters:
  ///   - refusedKind: lines of this kind are refused, as by a full disk.
  ///   - artifacts: the number that the run is to judge.
  ///   - canaries: by which it tests its seats.
  init(
    refusing refusedKind: String? = nil, artifacts: Int = 1, mode: RunResult.Mode = .models,
    canaries: CanaryMode = .off
  ) {
    self.refusedKind = refusedKind
    opening = RunOpening(
      run: "run", version: "1", mode: mode, started: Self.time, nonce: Sample.nonce, artifacts: artifacts,
      banners: ["a banner"], failsOnConditional: false, canaries: canaries)
    text.append(chain.append(kind: RunOpening.kind, body: opening.json, time: Self.time).line)
  }

  nonisolated var recorder: Recorder {
    Recorder(
      record: { kind, body, isDurable in try await self.append(kind, body, isDurable: isDurable) },
      store: { self.store($0) })
  }

  var kinds: [String] { lines.map(\.kind) }
  var head: String { chain.head }

  func append(_ kind: String, _ body: JSONValue, isDurable: Bool) throws -> ChainHead {
    guard kind != refusedKind else { throw Refused() }
    let named = body.digests(under: ["blob", "panel", "answer", "response"])
    lines.append(
      Line(
        kind: kind, body: body, isDurable: isDurable,
        hasBlobs: blobs.withLock { blobs in named.allSatisfy { blobs[$0] != nil } }))
    text.append(chain.append(kind: kind, body: body, time: Self.time).line)
    return chain.end
  }

  nonisolated func store(_ bytes: [UInt8]) -> String {
    let hash = Digest.sha256(bytes)
    blobs.withLock { $0[hash] = bytes }
    return hash
  }

  /// The journal as it stands, of a run that was stopped.
  var open: StoredRun { StoredRun(lines: text, blobs: blobs.withLock { $0 }) }

  /// Closes the journal and gives it as an auditor gets it.
  func closed() -> StoredRun {
    let blobs = blobs.withLock { $0 }
    let judgments = StoredRun(lines: text, blobs: blobs).verification().judgments
    let ending = RunEnding(finished: Self.time, failures: [], isInterrupted: false)
    let result = RunResult(opening, ending, judgments: judgments, exitCode: StoredRun.exitRule)
    text.append(chain.append(kind: RunEnding.kind, body: result.record(ending), time: Self.time).line)
    text.append(chain.close(time: Self.time).line)
    return StoredRun(lines: text, blobs: blobs)
  }
}

/// A run as an auditor gets it, to be tampered with.
struct StoredRun: Sendable {
  var lines: [String]
  var blobs: [String: [UInt8]]

  /// Stands for the program's table of exit codes.
  static let exitRule: RunResult.ExitRule = { opening, ending, tally in
    ending.isInterrupted ? 130 : tally.count(of: .fail) > 0 ? 1 : 0
  }

  func verification(expectedHead: String? = nil) -> RunVerification {
    RunVerification(lines: lines, expectedHead: expectedHead, exitCode: Self.exitRule) { blobs[$0] }
  }

  var entries: [Journal.Entry] { Chain.check(lines: lines).entries }

  /// The 1-based line of the first entry of `kind`, of `seat` where one is named.
  func line(of kind: String, seat: String? = nil) -> Int? {
    entries.firstIndex { $0.kind == kind && (seat == nil || $0.body["seat"]?.stringValue == seat) }.map { $0 + 1 }
  }

  /// What the entry on `line` holds under `key`.
  func value(_ key: String, line: Int) -> JSONValue? {
    entries.indices.contains(line - 1) ? entries[line - 1].body[key] : nil
  }

  /// What it comes to for whoever goes on with it.
  func soFar() throws -> RunSoFar {
    try RunSoFar(entries, of: "run", exitCode: Self.exitRule) { blobs[$0] }
  }

  /// The same run with bodies passed through `change` and all hashes made anew; an entry with no body is left out.
  func rechained(_ change: (_ entry: Journal.Entry) -> JSONValue?) -> StoredRun {
    var chain = Chain()
    var lines: [String] = []
    for entry in entries where !entry.isClosing {
      guard let body = change(entry) else { continue }
      lines.append(chain.append(kind: entry.kind, body: body, time: entry.time).line)
    }
    lines.append(chain.close(time: MemoryJournal.time).line)
    return StoredRun(lines: lines, blobs: blobs)
  }
}

extension JSONValue {
  /// An object with the member `key` changed.
  func setting(_ key: String, to value: JSONValue) -> JSONValue {
    var object = objectValue ?? [:]
    object[key] = value
    return .object(object)
  }

  /// The digests that stand under `keys` in it, at any depth.
  fileprivate func digests(under keys: Set<String>) -> [String] {
    switch self {
    case .object(let members):
      members.flatMap { key, value in
        guard keys.contains(key), let text = value.stringValue, Digest.isDigest(text) else {
          return value.digests(under: keys)
        }
        return [text]
      }
    case .array(let values): values.flatMap { $0.digests(under: keys) }
    default: []
    }
  }
}

/// Seats whose answers a test writes down beforehand.
struct ScriptedJudge: SeatJudge {
  private let script: @Sendable (Seat) async throws -> RawAnswer
  private let debating: @Sendable (DebateTurn) async throws -> RawAnswer

  init(
    _ script: @escaping @Sendable (Seat) async throws -> RawAnswer,
    debating: @escaping @Sendable (DebateTurn) async throws -> RawAnswer = { _ in
      throw SeatFailure(reason: "no turn is scripted", isProviderFailure: false)
    }
  ) {
    self.script = script
    self.debating = debating
  }

  /// - Parameters:
  ///   - answers: what each seat answers; a seat without one fails.
  ///   - turns: what each seat answers when it is asked again; a seat without one fails.
  init(
    _ answers: [Seat.ID: SeatAnswer], failures: [Seat.ID: SeatFailure] = [:], turns: [Seat.ID: SeatAnswer] = [:]
  ) {
    self.init(
      { seat in
        if let answer = answers[seat.id] { return .scripted(answer, of: seat) }
        throw failures[seat.id] ?? SeatFailure(reason: "no answer is scripted", isProviderFailure: false)
      },
      debating: { turn in
        if let answer = turns[turn.seat.id] { return .scripted(answer, of: turn.seat) }
        throw SeatFailure(reason: "no turn is scripted", isProviderFailure: false)
      })
  }

  func answer(of seat: Seat) async throws -> RawAnswer { try await script(seat) }
  func answer(in turn: DebateTurn) async throws -> RawAnswer { try await debating(turn) }
}

extension RawAnswer {
  static func scripted(_ answer: SeatAnswer, of seat: Seat) -> RawAnswer {
    scripted(answer.json.setting("nonce", to: .string(Sample.nonce)).canonical, of: seat)
  }

  static func scripted(_ text: String, of seat: Seat, isCached: Bool = false) -> RawAnswer {
    RawAnswer(
      text: text, response: SimulatedReply.openAI(text, model: seat.model.model).body, dialect: .openai,
      answeredBy: seat.model, responseID: "chatcmpl-1", promptSHA256: "digest",
      nonce: Sample.nonce, isCached: isCached, parameters: ["temperature": "default"], started: MemoryJournal.time,
      finished: MemoryJournal.time,
      usage: Usage(calls: 1, answers: 1, inputTokens: 100, outputTokens: 20, latencyMilliseconds: 1_000))
  }
}
