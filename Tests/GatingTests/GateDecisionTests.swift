import Gating
import JudgeTypes
import Provenance
import Testing

@Suite struct GateDecisionTests {
  private let one = SampleJudgment(
    findings: [SampleJudgment.finding("F1")], dimensions: [SampleJudgment.dimension("injection")])

  private func states(_ gate: Gate, _ sample: SampleJudgment) -> [String] {
    gate.decision(on: sample.recorded).reasons.map { "\($0.finding ?? $0.dimension ?? "outcome") \($0.state.rawValue)" }
  }

  @Test func `without a policy a fail blocks, by the finding that it rests on`() {
    let decision = Gate.of().decision(on: one.recorded)
    #expect(decision.isBlocking && decision.reasons.count == 1)
    #expect(decision.reasons.first?.message == "high sql-injection at src/pay.py:3")
    #expect(decision.reasons.first?.fingerprint == "aaaa1111")
  }

  @Test func `a known finding does not block, a new one beside it does`() {
    var two = one
    two.findings.append(SampleJudgment.finding("F2", mark: "bbbb2222", line: 8))
    #expect(states(.of(known: ["aaaa1111": 1]), one) == ["F1 known"])
    #expect(states(.of(known: ["aaaa1111": 1]), two) == ["F2 blocks", "F1 known"])
  }

  @Test func `of a fault that is known once the second one blocks`() {
    var twice = one
    twice.findings.append(SampleJudgment.finding("F2", line: 30))
    #expect(states(.of(known: ["aaaa1111": 1]), twice) == ["F2 blocks", "F1 known"])
    #expect(states(.of(known: ["aaaa1111": 2]), twice) == ["F1 known", "F2 known"])
  }

  @Test func `of a change, what still stands on other lines has used up what is known of it`() {
    var copy = one
    copy.kind = .diff
    copy.findings = [SampleJudgment.finding("F1", elsewhere: 1)]
    #expect(states(.of(known: ["aaaa1111": 1]), copy) == ["F1 blocks"])
    #expect(states(.of(known: ["aaaa1111": 2]), copy) == ["F1 known"])
    // A line that was moved stands nowhere else any more.
    copy.findings = [SampleJudgment.finding("F1")]
    #expect(states(.of(known: ["aaaa1111": 1]), copy) == ["F1 known"])
  }

  @Test func `what stands elsewhere is charged to the baseline first, and a waiver then covers the copy`() {
    var copy = one
    copy.kind = .diff
    copy.findings = [SampleJudgment.finding("F1", elsewhere: 1)]
    let waived = [waiver("2027-01-01", mark: "aaaa1111")]
    #expect(states(.of(known: ["aaaa1111": 1], waivers: waived), copy) == ["F1 waived"])
    #expect(states(.of(waivers: waived), copy) == ["F1 blocks"])
  }

  @Test func `numbers that no program writes excuse nothing and end nothing`() {
    var odd = one
    odd.kind = .diff
    for elsewhere in [Int.min, -5, Int.max] {
      odd.findings = [SampleJudgment.finding("F1", elsewhere: elsewhere)]
      let held = states(.of(known: ["aaaa1111": 1], waivers: [waiver("2027-01-01", mark: "aaaa1111")]), odd)
      #expect(held == [elsewhere > 0 ? "F1 blocks" : "F1 waived"])
    }
    odd.findings = [SampleJudgment.finding("F1")]
    #expect(states(.of(known: ["aaaa1111": .max]), odd) == ["F1 known"])
  }

  @Test func `source that nobody read is not let through by faults that are known`() {
    var unread = one
    unread.files = [["path": "src/evil.py", "state": "skipped", "cause": "unreadable"]]
    let decision = Gate.of(known: ["aaaa1111": 1]).decision(on: unread.recorded)
    #expect(!decision.isBlocking && decision.isUndecided && decision.json["decision"] == "undecided")
    unread.files = [["path": "src/evil.py", "state": "skipped", "cause": "ignored"]]
    #expect(!Gate.of(known: ["aaaa1111": 1]).decision(on: unread.recorded).isUndecided)
  }

  @Test func `what has no place of its own is held against every file of the artifact`() {
    var change = SampleJudgment(dimensions: [SampleJudgment.dimension("storage")])
    change.path = "main..HEAD"
    change.kind = .diff
    change.files = [["path": "src/pay.py", "state": "judged"]]
    let rule = GateRule(outcomes: [.fail], paths: GatePaths(["src"]))
    let decision = Gate.of([rule]).decision(on: change.recorded)
    #expect(decision.reasons.map(\.state) == [.blocks])
    // The range of another change may have the same name.
    #expect(decision.reasons.first?.fingerprint == nil)
    #expect(states(.of([GateRule(outcomes: [.fail], except: GatePaths(["src"]))]), change) == ["storage blocks"])
    let waived = Waiver(
      dimension: "storage", paths: GatePaths(["docs"]), terms: .init(reason: "r", author: "a", expires: "2027-01-01"))
    #expect(states(.of(waivers: [waived]), change) == ["storage blocks"])
  }

  @Test func `of a change, a secret is never known, since a new one looks like the old`() {
    var secret = one
    secret.kind = .diff
    secret.findings = [SampleJudgment.finding("F1", onSecret: true)]
    #expect(states(.of(known: ["aaaa1111": 1]), secret) == ["F1 blocks"])
    #expect(states(.of(waivers: [waiver("2027-01-01", mark: "aaaa1111")]), secret) == ["F1 blocks"])
    secret.kind = .code
    #expect(states(.of(known: ["aaaa1111": 1]), secret) == ["F1 known"])
  }

  @Test func `a known fault that became graver blocks`() {
    #expect(states(.of(known: ["aaaa1111": 1], as: .medium), one) == ["F1 blocks"])
    #expect(states(.of(known: ["aaaa1111": 1], as: .high), one) == ["F1 known"])
    #expect(states(.of(known: ["aaaa1111": 1], as: .critical), one) == ["F1 known"])
  }

  @Test func `a note that is known does not account for a fail that nobody names`() {
    let bare = SampleJudgment(
      rule: .shareFail, findings: [SampleJudgment.finding("F1", .info, against: [])],
      dimensions: [SampleJudgment.dimension("injection", .met)])
    #expect(states(.of(known: ["aaaa1111": 1]), bare) == ["outcome blocks", "F1 allowed"])
  }

  @Test func `without a verdict the gate is undecided, and what blocks comes first`() {
    let silent = SampleJudgment(outcome: .noConsensus, rule: .noShareReached, findings: [SampleJudgment.finding("F1")])
    #expect(Gate.of().decision(on: silent.recorded).json["decision"] == "undecided")
    let strict = Gate.of([GateRule(severity: .high)]).decision(on: silent.recorded)
    #expect(strict.json["decision"] == "blocks")
  }

  @Test func `a finding of which the evidence does not hold is no reason`() {
    var voided = one
    voided.findings = [SampleJudgment.finding("F1", status: .voided)]
    // What is left is the violated dimension, against which nothing verified speaks.
    #expect(states(.of(), voided) == ["injection blocks"])
  }

  @Test func `a violated dimension without a finding blocks and can be known`() throws {
    let silent = SampleJudgment(dimensions: [SampleJudgment.dimension("storage")])
    let reason = try #require(Gate.of().decision(on: silent.recorded).reasons.first)
    #expect(reason.kind == .dimension && reason.state == .blocks)
    let mark = try #require(reason.fingerprint)
    #expect(states(.of(known: [mark: 1]), silent) == ["storage known"])
    var elsewhere = silent
    elsewhere.path = "src/other.py"
    #expect(states(.of(known: [mark: 1]), elsewhere) == ["storage blocks"])
  }

  @Test func `a fail that nothing accounts for blocks, and neither baseline nor waiver excuses it`() {
    let bare = SampleJudgment(rule: .shareFail)
    let waiver = Waiver(
      rule: "sql-injection", terms: .init(reason: "r", author: "a", expires: "2099-01-01"))
    #expect(states(.of(known: ["aaaa1111": 9], waivers: [waiver]), bare) == ["outcome blocks"])
  }

  @Test func `where the seats' shares fail it, what is disputed counts too`() {
    var shared = one
    shared.rule = .shareFail
    shared.dimensions.append(SampleJudgment.dimension("storage", .disputed, violated: 1))
    #expect(states(.of(known: ["aaaa1111": 1]), shared) == ["storage blocks", "F1 known"])
    shared.dimensions[1] = SampleJudgment.dimension("storage", .disputed, violated: 0)
    #expect(states(.of(known: ["aaaa1111": 1]), shared) == ["F1 known"])
  }

  @Test func `a low finding against what the panel holds met does not block a fail`() {
    var mixed = one
    mixed.dimensions.append(SampleJudgment.dimension("style", .met, level: .should))
    mixed.findings.append(SampleJudgment.finding("F2", .low, mark: "cccc3333", against: ["style"]))
    #expect(states(.of(known: ["aaaa1111": 1]), mixed) == ["F1 known", "F2 allowed"])
  }

  @Test func `a conditional outcome blocks only where that is said`() {
    let mild = SampleJudgment(
      outcome: .conditional, rule: .sharePassOrConditional, findings: [SampleJudgment.finding("F1", .medium)],
      dimensions: [SampleJudgment.dimension("injection", .met)])
    #expect(states(.of(), mild) == ["F1 allowed"])
    #expect(states(.of([.fail, .conditional]), mild) == ["F1 blocks"])
  }

  @Test func `undecided outcomes are no reason of their own`() {
    let silent = SampleJudgment(outcome: .inconclusive, rule: .quorumMissed)
    #expect(states(.of(), silent) == [])
  }

  // MARK: Rules

  @Test func `a rule of a severity blocks findings in artifacts that pass`() {
    var passed = one
    passed.outcome = .pass
    #expect(states(.of([GateRule(severity: .high)]), passed) == ["F1 blocks"])
    #expect(states(.of([GateRule(severity: .critical)]), passed) == ["F1 allowed"])
  }

  @Test func `all that a rule names must hold, and each rule can block alone`() {
    let rule = GateRule(severity: .medium, dimensions: ["injection"], levels: [.must], paths: GatePaths(["src"]))
    #expect(states(.of([rule]), one) == ["F1 blocks"])
    for other in [
      GateRule(severity: .critical, dimensions: ["injection"]), GateRule(dimensions: ["storage"]),
      GateRule(levels: [.should]), GateRule(paths: GatePaths(["legacy"])), GateRule(outcomes: [.conditional]),
      GateRule(outcomes: [.fail], except: GatePaths(["src/**"])),
    ] {
      #expect(states(.of([other]), one) == ["F1 allowed"])
      #expect(states(.of([other, rule]), one) == ["F1 blocks"])
    }
  }

  @Test func `a rule for some paths lets a fail elsewhere through`() {
    var mixed = one
    mixed.path = "."
    mixed.findings.append(SampleJudgment.finding("F2", mark: "bbbb2222", path: "legacy/old.py"))
    let gate = Gate.of([GateRule(outcomes: [.fail], paths: GatePaths(["legacy"]))])
    #expect(states(gate, mixed) == ["F2 blocks", "F1 allowed"])
  }

  // MARK: Waivers

  private func waiver(_ expires: String, rule: String? = nil, mark: String? = nil, paths: [String]? = nil) -> Waiver {
    Waiver(
      fingerprint: mark, rule: rule, paths: paths.map(GatePaths.init),
      terms: .init(reason: "rewritten in May", author: "ada", expires: expires))
  }

  @Test func `a waiver holds through its last day and blocks on the next`() {
    let waivers = [waiver("2026-11-22", mark: "aaaa1111")]
    #expect(states(.of(waivers: waivers, day: "2026-11-22"), one) == ["F1 waived"])
    #expect(states(.of(waivers: waivers, day: "2026-11-23"), one) == ["F1 expired"])
    #expect(Gate.of(waivers: waivers, day: "2026-11-23").decision(on: one.recorded).isBlocking)
  }

  @Test func `an expired waiver blocks even what is known, and a later one that holds speaks first`() {
    let expired = waiver("2026-01-01", rule: "sql-injection")
    #expect(states(.of(known: ["aaaa1111": 1], waivers: [expired]), one) == ["F1 expired"])
    #expect(states(.of(waivers: [expired, waiver("2027-01-01", mark: "aaaa1111")]), one) == ["F1 waived"])
  }

  @Test func `a waiver covers only what it names`() {
    #expect(states(.of(waivers: [waiver("2027-01-01", rule: "xss")]), one) == ["F1 blocks"])
    #expect(
      states(.of(waivers: [waiver("2027-01-01", rule: "sql-injection", paths: ["legacy"])]), one) == ["F1 blocks"])
    #expect(states(.of(waivers: [waiver("2027-01-01", rule: "sql-injection", paths: ["src"])]), one) == ["F1 waived"])
    #expect(states(.of(waivers: [waiver("2027-01-01", paths: ["src"])]), one) == ["F1 blocks"])
  }

  @Test func `a waiver of a finding covers as many as it says`() {
    var two = one
    two.findings.append(SampleJudgment.finding("F2", line: 30))
    let single = waiver("2027-01-01", mark: "aaaa1111")
    #expect(states(.of(waivers: [single]), two) == ["F2 blocks", "F1 waived"])
    let both = Waiver(fingerprint: "aaaa1111", count: 2, terms: single.terms)
    #expect(states(.of(waivers: [both]), two) == ["F1 waived", "F2 waived"])
    #expect(states(.of(waivers: [waiver("2027-01-01", rule: "sql-injection")]), two) == ["F1 waived", "F2 waived"])
  }

  @Test func `a waiver of a dimension does not cover what speaks against another one too`() {
    let waived = Waiver(
      dimension: "injection", terms: .init(reason: "r", author: "a", expires: "2027-01-01"))
    #expect(states(.of(waivers: [waived]), one) == ["F1 waived"])
    var wider = one
    wider.findings = [SampleJudgment.finding("F1", against: ["injection", "hipaa"])]
    wider.dimensions.append(SampleJudgment.dimension("hipaa"))
    #expect(states(.of(waivers: [waived]), wider) == ["F1 blocks"])
  }

  @Test func `the notes name waivers that have expired`() {
    let gate = Gate.of(waivers: [waiver("2026-01-01", rule: "xss")])
    #expect(gate.notes == ["the waiver of ada for rule xss expired after 2026-01-01: rewritten in May"])
  }

  @Test func `a gate is read as it was kept`() throws {
    let gate = Gate.of(
      [
        .fail,
        GateRule(
          outcomes: [.pass], severity: .low, dimensions: ["x"], levels: [.may], paths: GatePaths(["a/**"]),
          except: GatePaths(["b"])),
      ], known: ["aaaa1111": 2], as: .low, waivers: [waiver("2026-01-01", rule: "xss", mark: "f", paths: ["p"])])
    #expect(try Gate(json: gate.json) == gate)
    #expect(throws: RecordError.self) {
      try Gate(json: JSONValue.object(gate.json.objectValue?.filter { $0.key != "day" } ?? [:]))
    }
    let unknown = gate.json.canonical.replacing("\"low\"", with: "\"lowest\"")
    #expect(throws: RecordError.self) { try Gate(json: JSONValue(parsing: unknown)) }
  }
}
