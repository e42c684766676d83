import Foundation
import JudgeTypes
import Synchronization

@testable import Evals

/// A panel in memory: a case is right as long as its group is not named in the rule file, so that edits of it mend and break groups.
struct LoopWorld: Sendable {
  static let path = LearnedRules.path
  /// Cases of a group fail while the file gives a rule of its letter little weight.
  static let groups = ["a", "b", "c", "d", "e", "f", "g", "h"]

  let suite: EvalSuite
  let base: Workspace

  init(cases: Int = 200, failing: [String] = ["a", "b", "c"]) {
    suite = EvalSuite(
      id: "world", name: "World", folder: "evals/world", shares: [.train: 40, .dev: 30, .holdout: 30],
      cases: (0..<cases).map { number in
        EvalCase(
          id: .init("case-\(number)"), artifact: "artifacts/file-\(number).py", kind: .code,
          outcome: number % 2 == 0 ? .fail : .pass, labels: [], source: "test")
      })
    base = Workspace(files: [Self.path: Self.text(off: failing)])
  }

  static func text(off groups: [String]) -> String {
    var rules = LearnedRules()
    for group in groups { rules.severities["rule-\(group)"] = .low }
    return rules.text
  }

  var contents: [String: String] {
    Dictionary(suite.cases.map { ($0.id.rawValue, "bytes of \($0.id)") }, uniquingKeysWith: { first, _ in first })
  }

  static func group(of id: String) -> String { groups[(Int(id.dropFirst(5)) ?? 0) % groups.count] }

  /// What the panel of a workspace makes of a case.
  static func judged(_ evalCase: EvalCase, by workspace: Workspace, split: SuiteSplit) -> LoopCase {
    let isRight = !(workspace.files[path] ?? "").contains("rule-\(group(of: evalCase.id.rawValue)):")
    let came: Outcome = isRight ? evalCase.outcome : evalCase.outcome == .pass ? .fail : .pass
    let result = SavedResults.Case.drawn(evalCase, split: split, came: came)
    let failure = isRight ? nil : FailedCase.drawn(evalCase, came: came)
    return LoopCase(result: result, failure: failure, usage: Usage(calls: 1, answers: 1, costUSD: 0.001))
  }

  func loop(
    critic: any Critic, log: MemoryLog, ledger: MemoryLedger, iterations: Int = 5, id: String = "loop-1",
    judged count: CallCount = CallCount(), asked: CallCount = CallCount()
  ) -> ImprovementLoop {
    ImprovementLoop(
      LoopStart(
        id: id, started: "2026-11-22T00:00:00Z", suite: suite, suiteDigest: suite.digest(contents: contents),
        base: base,
        panelDigest: "p", critic: critic.name, maxIterations: iterations, seed: 1, alpha: 0.04), suite: suite,
      contents: contents,
      base: base, standing: [Self.path], critic: critic, log: log, ledger: ledger.file,
      judge: { [suite] workspace, cases, _, each in
        for evalCase in cases {
          count.add()
          try each(Self.judged(evalCase, by: workspace, split: suite.split(of: evalCase.id)))
        }
      }, texts: { _ in [] },
      progress: { progress in
        if case .asked = progress { asked.add() }
      })
  }
}

final class CallCount: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func add() { count.withLock { $0 += 1 } }
}

/// A critic that answers what it was told to, one answer an iteration; then nothing.
final class TestCritic: Critic {
  enum Answer: Sendable {
    case edits([FileEdit])
    case doubt(EvalChange)
    case nonsense
  }

  let name = "scripted"
  let editsRules = true
  private let answers: [Answer]
  private let asked: Mutex<Int>
  let seen = Mutex<[FailedCase]>([])

  /// - Parameter asked: how many of the answers were given before.
  init(_ answers: [Answer], asked: Int = 0) {
    self.answers = answers
    self.asked = Mutex(asked)
  }

  /// Whole-file edits that leave these groups failing.
  convenience init(off steps: [[String]], asked: Int = 0) {
    self.init(steps.map { .edits([Self.edit(off: $0)]) }, asked: asked)
  }

  static func edit(off groups: [String]) -> FileEdit {
    FileEdit(path: LoopWorld.path, find: "", replace: LoopWorld.text(off: groups), reason: "test")
  }

  func proposal(
    for failures: [FailedCase], in workspace: Workspace, tried: [RefusedEdit],
    texts: @Sendable (FailedCase) throws -> [CaseText]
  ) async throws -> (Proposal, Usage) {
    seen.withLock { $0 += failures }
    let turn = asked.withLock { asked in
      asked += 1
      return asked - 1
    }
    guard turn < answers.count else { return (Proposal(analysis: "nothing is left", edits: []), .none) }
    switch answers[turn] {
    case .edits(let edits): return (Proposal(analysis: "step \(turn + 1)", edits: edits), .none)
    case .doubt(let doubt): return (Proposal(analysis: "labels", edits: [], evalChanges: [doubt]), .none)
    case .nonsense: throw CriticTrouble("the answer is not the JSON that was asked for")
    }
  }
}

/// A log in memory, which may lose power after some lines.
final class MemoryLog: LoopLog {
  struct PowerCut: Error {}

  private let lines: Mutex<[String]>
  private let most: Int

  init(lines: [String] = [], most: Int = .max) {
    self.lines = Mutex(lines)
    self.most = most
  }

  var events: [LoopEvent] { lines.withLock { $0.compactMap { LoopEvent(line: $0) } } }
  var text: [String] { lines.withLock { $0 } }

  func append(_ event: LoopEvent) throws {
    try lines.withLock { lines in
      guard lines.count < most else { throw PowerCut() }
      lines.append(event.line)
    }
  }
}

final class MemoryLedger: Sendable {
  private let text = Mutex("")

  init(_ ledger: HoldoutLedger = HoldoutLedger()) { text.withLock { $0 = ledger.text } }

  var ledger: HoldoutLedger { get throws { try HoldoutLedger(text: text.withLock { $0 }) } }
  var bytes: String { text.withLock { $0 } }

  var file: ImprovementLoop.LedgerFile {
    ImprovementLoop.LedgerFile(
      read: { try self.ledger },
      update: { change in
        var ledger = try self.ledger
        try change(&ledger)
        self.text.withLock { $0 = ledger.text }
      })
  }
}

extension SavedResults.Case {
  static func drawn(_ evalCase: EvalCase, split: SuiteSplit, came: Outcome) -> SavedResults.Case {
    let isRight = evalCase.outcome == .pass ? came == .pass : came.isHeld
    let json: [String: Any] = [
      "id": evalCase.id.rawValue, "split": split.rawValue, "labels": evalCase.labelDigest,
      "expected": evalCase.outcome.rawValue, "came": came.rawValue, "isRight": isRight,
      "truePositives": isRight ? 1 : 0, "falsePositives": 0, "falseNegatives": isRight ? 0 : 1,
    ]
    // What a saved file says is all there is of a case.
    guard let data = try? JSONSerialization.data(withJSONObject: json),
      let read = try? JSONDecoder().decode(Self.self, from: data)
    else { fatalError("a case that no saved file could hold") }
    return read
  }
}

extension FailedCase {
  static func drawn(
    _ evalCase: EvalCase, came: Outcome, labels: [Label] = [], findings: [Finding] = [], seats: [SeatVerdict] = []
  ) -> FailedCase {
    FailedCase(
      id: evalCase.id.rawValue, artifact: evalCase.artifact, kind: evalCase.kind, expected: evalCase.outcome,
      came: came,
      labels: labels, findings: findings, seats: seats)
  }
}
