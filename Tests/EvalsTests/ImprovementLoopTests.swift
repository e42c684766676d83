import JudgeTypes
import Synchronization
import Testing

@testable import Evals

@Suite struct ImprovementLoopTests {
  @Test func `a change that mends many cases is adopted, and the holdout is opened once`() async throws {
    let world = LoopWorld()
    let (log, ledger) = (MemoryLog(), MemoryLedger())
    let report = try await world.loop(critic: TestCritic(off: [["b", "c"], ["h"]]), log: log, ledger: ledger).run()
    let end = try #require(report.end)
    #expect(end.outcome == .adopted && end.search == .converged)
    #expect(report.files == [LoopWorld.path: LoopWorld.text(off: ["h"])])
    #expect(report.iterations.map(\.state) == [.kept, .kept, .nothingProposed])
    let uses = try ledger.ledger.uses
    #expect(uses.count == 1 && uses[0].state == .tested && uses[0].loop == "loop-1")
    // Every case of a, b, c is mended and every one of h broken, and nothing else changes.
    let holdout = world.suite.cases(in: .holdout).map { LoopWorld.group(of: $0.id.rawValue) }
    #expect(end.entry?.counts.mended == holdout.count { ["a", "b", "c"].contains($0) })
    #expect(end.entry?.counts.broken == holdout.count { $0 == "h" })
    #expect(report.flips == 0 && report.changed.broken.allSatisfy { LoopWorld.group(of: $0) == "h" })
    #expect(report.usage.costUSD.map { $0 > 0 } == true)
  }

  @Test func `a change that is worth nothing leaves the holdout sealed`() async throws {
    let world = LoopWorld()
    let (log, ledger) = (MemoryLog(), MemoryLedger())
    // A little better on train, where a group of few cases fails in the place of one with more: on dev that is luck.
    let sizes = Dictionary(grouping: world.suite.cases(in: .train)) { LoopWorld.group(of: $0.id.rawValue) }.mapValues(
      \.count)
    let most = try #require(["a", "b", "c"].max { sizes[$0] ?? 0 < sizes[$1] ?? 0 })
    let fewest = try #require(["d", "e", "f", "g", "h"].min { sizes[$0] ?? 0 < sizes[$1] ?? 0 })
    let critic = TestCritic(off: [["a", "b", "c"].filter { $0 != most } + [fewest]])
    let report = try await world.loop(critic: critic, log: log, ledger: ledger).run()
    #expect(report.iterations.map(\.state).first == .kept)
    #expect(report.end?.outcome == .noGainOnDev)
    #expect(try ledger.ledger.uses.isEmpty)
    #expect(
      !log.events.contains { if case .judged(_, let result, _, _) = $0 { result.split == "holdout" } else { false } })
  }

  @Test func `the critic sees what fails on train and nothing else`() async throws {
    let world = LoopWorld()
    let critic = TestCritic(off: [["b", "c"], []])
    _ = try await world.loop(critic: critic, log: MemoryLog(), ledger: MemoryLedger()).run()
    let seen = Set(critic.seen.withLock { $0.map(\.id) })
    #expect(!seen.isEmpty && seen.allSatisfy { world.suite.split(of: .init($0)) == .train })
  }

  @Test func `with few wrong cases there is no headroom, with few cases no test, and neither asks the critic`()
    async throws
  {
    let sound = LoopWorld(failing: [])
    let critic = TestCritic(off: [["h"]])
    let report = try await sound.loop(critic: critic, log: MemoryLog(), ledger: MemoryLedger()).run()
    #expect(report.end?.search == .noHeadroom && report.end?.outcome == .noCandidates)
    let small = LoopWorld(cases: 8)
    let other = try await small.loop(critic: critic, log: MemoryLog(), ledger: MemoryLedger()).run()
    #expect(other.end?.search == .tooFewCases)
    #expect(critic.seen.withLock { $0.isEmpty })
  }

  @Test func `nonsense, paths outside and relabelling are refused, reported, and the loop goes on`() async throws {
    let world = LoopWorld()
    let bad = [
      "../../etc/passwd.yaml", "/etc/hosts.yaml", "evals/world/cases.jsonl", "personas/routing.yaml",
      "rubrics/generated/x.yaml", "rubrics/rules/.hidden.yaml", "rubrics/rules/team.yaml", "Makefile",
      "personas/a\nb.yaml",
    ].map { FileEdit(path: $0, find: "", replace: "off: []\n", reason: "test") }
    let doubt = EvalChange(caseID: "case-1", doubt: "it should be labelled sound")
    let critic = TestCritic([
      .nonsense, .edits(bad + [TestCritic.edit(off: ["b", "c"])]), .edits([TestCritic.edit(off: [])]), .doubt(doubt),
    ])
    let report = try await world.loop(critic: critic, log: MemoryLog(), ledger: MemoryLedger()).run()
    #expect(report.iterations.first?.trouble?.contains("not the JSON") == true)
    #expect(report.refused.count == bad.count)
    #expect(report.end?.outcome == .adopted)
    #expect(report.files.keys.sorted() == [LoopWorld.path])
  }

  @Test func `doubts about labels are reported apart and change no case`() async throws {
    let world = LoopWorld()
    let doubt = EvalChange(caseID: "case-1", doubt: "it should be labelled sound")
    let report = try await world.loop(critic: TestCritic([.doubt(doubt)]), log: MemoryLog(), ledger: MemoryLedger())
      .run()
    #expect(report.doubts == [doubt] && report.files.isEmpty && report.end?.outcome == .noCandidates)
  }

  @Test func `killed after any step, the loop ends with the same files and the same ledger`() async throws {
    let world = LoopWorld(cases: 60, failing: ["a", "b", "c", "d"])
    let answers: [[String]] = [["b", "c", "d"], ["d"]]
    func run(_ log: MemoryLog, _ ledger: MemoryLedger, _ count: CallCount) async throws -> ImprovementReport {
      // A critic that was asked before gives the rest of its answers: what it said is on the log.
      let known = log.events.count { if case .proposed = $0 { true } else { false } }
      let critic = TestCritic(off: answers, asked: known)
      return try await world.loop(critic: critic, log: log, ledger: ledger, judged: count).run()
    }
    let (whole, ledger, calls) = (MemoryLog(), MemoryLedger(), CallCount())
    let expected = try await run(whole, ledger, calls)
    #expect(expected.end?.outcome == .adopted)
    // Every step that is no case, and some of those that are.
    let steps = whole.events.indices.filter { index in
      if case .judged = whole.events[index] { index % 9 == 0 } else { true }
    }
    for cut in steps.flatMap({ [$0, $0 + 1] }) where cut < whole.text.count {
      let kept = MemoryLedger()
      let count = CallCount()
      let log = MemoryLog(most: cut)
      await #expect(throws: MemoryLog.PowerCut.self) { _ = try await run(log, kept, count) }
      let report = try await run(MemoryLog(lines: log.text), kept, count)
      #expect(report == expected, "cut after \(cut) lines")
      #expect(kept.bytes == ledger.bytes, "cut after \(cut) lines")
      // Only the step that was cut is done twice.
      #expect(count.value <= calls.value + 1)
    }
  }

  private let contents = HoldoutLedger.Contents(holdout: ["1", "2"], others: ["3"])

  @Test func `a loop that opened the holdout and never came back is charged for it`() throws {
    var ledger = HoldoutLedger()
    try ledger.open(loop: "lost", date: "2026-11-01T00:00:00Z", candidate: "x", contents: contents)
    ledger = try HoldoutLedger(text: ledger.text)
    let before = ledger.alpha.wealth
    try ledger.open(loop: "next", date: "2026-11-08T00:00:00Z", candidate: "y", contents: contents)
    #expect(ledger.uses.map(\.state) == [.forfeited, .opened])
    // The first test may use 0.8 of the budget of 0.05.
    #expect(abs(before - ledger.alpha.wealth - 0.04) < 1e-12)
    let late = ledger.test(PairedCounts(mended: 9), loop: "lost")
    #expect(late == nil)
    let tested = ledger.test(PairedCounts(mended: 9, stillRight: 20), loop: "next")
    // 1 of 512 would have to be within 0.15 of the 0.01 that are left.
    #expect(tested?.isAdopted == false)
    let again = ledger.test(PairedCounts(), loop: "next")
    #expect(again == tested)
    ledger = try HoldoutLedger(text: ledger.text)
  }

  @Test func `the same change is not tested twice on the same holdout, and only other artifacts are fresh`() throws {
    var ledger = HoldoutLedger()
    try ledger.open(loop: "one", date: "", candidate: "x", contents: contents)
    _ = ledger.test(PairedCounts(mended: 5, broken: 5), loop: "one")
    let spent = ledger.alpha.wealth
    #expect(throws: HoldoutLedger.Refusal.alreadyTested) {
      try ledger.open(loop: "two", date: "", candidate: "x", contents: contents)
    }
    // What was in train before is not fresh in the holdout.
    try ledger.open(loop: "three", date: "", candidate: "y", contents: .init(holdout: ["1", "3"], others: ["2"]))
    #expect(ledger.alpha.wealth == spent)
    _ = ledger.test(PairedCounts(mended: 5, broken: 5), loop: "three")
    let later = ledger.alpha.wealth
    try ledger.open(loop: "four", date: "", candidate: "y", contents: .init(holdout: ["1", "9"], others: []))
    // One of two cases is new: half of what was spent comes back.
    #expect(abs(ledger.alpha.wealth - (later + (0.05 - later) / 2)) < 1e-12)
  }

  @Test func `a loop that ended is not tested again, and a ledger that does not know of it decides nothing`()
    async throws
  {
    let world = LoopWorld()
    let (log, ledger) = (MemoryLog(), MemoryLedger())
    let report = try await world.loop(critic: TestCritic(off: [["b", "c"]]), log: log, ledger: ledger).run()
    let again = try await world.loop(critic: TestCritic([]), log: MemoryLog(lines: log.text), ledger: ledger).run()
    #expect(again == report)
    // A ledger that never knew of the look charges it, and nothing is adopted by it; nor when it is asked once more.
    let other = MemoryLedger()
    for _ in 1...2 {
      let lost = try await world.loop(critic: TestCritic([]), log: MemoryLog(lines: log.text), ledger: other).run()
      #expect(lost.end?.outcome == .forfeited && !lost.isAdopted)
      #expect(try other.ledger.uses.map(\.state) == [.forfeited])
    }
  }

  @Test func `the log names no case of the holdout`() async throws {
    let world = LoopWorld()
    let log = MemoryLog()
    _ = try await world.loop(critic: TestCritic(off: [["b", "c"], []]), log: log, ledger: MemoryLedger()).run()
    let names = world.suite.cases(in: .holdout).map { "\"\($0.id)\"" }
    #expect(log.text.contains { $0.contains("\"split\":\"holdout\"") })
    #expect(!log.text.contains { line in names.contains { line.contains($0) } })
  }

  @Test func `an edit that changes nothing on train is taken back and does not ride along`() async throws {
    let world = LoopWorld(failing: ["a", "b", "c"])
    var idle = LearnedRules()
    for group in ["a", "b", "c"] { idle.severities["rule-\(group)"] = .low }
    idle.exceptions = [.init(rule: "x", match: "y")]
    let useless = FileEdit(path: LoopWorld.path, find: "", replace: idle.text, reason: "test")
    let critic = TestCritic([.edits([useless]), .edits([TestCritic.edit(off: [])])])
    let report = try await world.loop(critic: critic, log: MemoryLog(), ledger: MemoryLedger()).run()
    #expect(report.iterations.map(\.state).prefix(2) == [.takenBack, .kept])
    #expect(report.files[LoopWorld.path] == LearnedRules().text)
  }

  @Test func `what is no ledger is refused, and one that was edited`() throws {
    #expect(throws: LedgerError.self) { try HoldoutLedger(text: "{}") }
    #expect(throws: LedgerError.self) { try HoldoutLedger(text: "") }
    var ledger = HoldoutLedger()
    try ledger.open(loop: "one", date: "", candidate: "x", contents: contents)
    _ = ledger.test(PairedCounts(mended: 5, broken: 5), loop: "one")
    let text = ledger.text
    #expect(throws: Never.self) { try HoldoutLedger(text: text) }
    for (found, forged) in [
      ("\"mended\" : 5", "\"mended\" : 9"), ("\"earned\" : 0", "\"earned\" : 99"), ("\"tested\"", "\"opened\""),
    ] {
      #expect(throws: LedgerError.self, "\(forged)") { try HoldoutLedger(text: text.replacing(found, with: forged)) }
    }
  }

  @Test func `what train took back does not compete`() async throws {
    let world = LoopWorld(failing: ["a", "b", "c"])
    let worse = TestCritic(off: [["a", "b", "c", "d"]])
    let report = try await world.loop(critic: worse, log: MemoryLog(), ledger: MemoryLedger()).run()
    #expect(report.iterations.map(\.state).first == .takenBack)
    #expect(report.end?.outcome == .noCandidates && report.files.isEmpty)
  }

  @Test func `what the critic took is told once, however often the loop goes on`() async throws {
    let world = LoopWorld()
    let (log, ledger, asked) = (MemoryLog(), MemoryLedger(), CallCount())
    _ = try await world.loop(critic: TestCritic(off: [["b", "c"]]), log: log, ledger: ledger, asked: asked).run()
    #expect(asked.value == 2)
    _ = try await world.loop(
      critic: TestCritic([]), log: MemoryLog(lines: log.text), ledger: ledger, asked: asked
    ).run()
    #expect(asked.value == 2)
  }
}
