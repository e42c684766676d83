import JudgeTypes
import Testing

@testable import Evals

@Suite struct OfflineCriticTests {
  private static let persona = """
    id: watcher
    name: A Watcher
    role: Watcher
    experience: You watch.
    evaluation_dimensions:
      - id: secrets_handling
        name: Secrets
        description: Whether a secret or password stands in the text.
        scale: "1-3"
        level: MUST
        score_descriptions: {1: yes, 2: unclear, 3: none}
        checks: [{id: none, question: Is there none?, required: true}]
    evaluation_style: {strictness: high, focus: [secrets], tolerance: none}
    rubric_weights: {secrets_handling: 1}
    red_flags: [{id: secret, description: a secret, severity: high}]
    model: {primary: openai/gpt-4o}
    verdict_thresholds:
      pass: "4/5"
      conditional: "1/2"
      fail_on: critical
      conditional_on: critical

    """

  private func evalCase(_ id: String, _ outcome: Outcome = .fail) -> EvalCase {
    EvalCase(id: .init(id), artifact: "\(id).py", kind: .code, outcome: outcome, labels: [], source: "")
  }

  private func label(_ rule: String, _ line: Int, isFound: Bool = false) -> FailedCase.Label {
    .init(rule: rule, path: nil, firstLine: line, lastLine: line, isFound: isFound)
  }

  private func finding(
    _ rule: String, _ severity: Severity, line: Int, isExpected: Bool, seats: [String] = ["watcher"]
  ) -> FailedCase.Finding {
    .init(
      rule: rule, severity: severity, path: nil, firstLine: line, lastLine: line, message: rule, seats: seats,
      isExpected: isExpected)
  }

  private func propose(
    _ failures: [FailedCase], texts: [String: String], in workspace: Workspace = Workspace(files: [:]),
    known: Set<String> = [], unwanted: Set<String> = [], tried: [RefusedEdit] = []
  ) async throws -> Proposal {
    try await OfflineCritic(knownRules: known, unwanted: unwanted).proposal(for: failures, in: workspace, tried: tried)
    { failure in
      [CaseText(path: failure.artifact, language: .python, text: texts[failure.id] ?? "")]
    }.0
  }

  private func learned(from proposal: Proposal) throws -> LearnedRules {
    let text = try #require(proposal.edits.first { $0.path == LearnedRules.path }?.replace)
    return try #require(LearnedRules(text))
  }

  @Test func `what the lines of missed faults share becomes a form, and nothing of one case alone does`() async throws {
    let texts = [
      "one": "import os\nrun(cmd, shell=True)\nprint(done)\n", "two": "x = 1\nstart(job, shell=True)\nprint(done)\n",
      "three": "only_here(y)\nprint(done)\n",
    ]
    let failures = [
      FailedCase.drawn(evalCase("one"), came: .pass, labels: [label("command-injection", 2)]),
      FailedCase.drawn(evalCase("two"), came: .pass, labels: [label("command-injection", 2)]),
      FailedCase.drawn(evalCase("three"), came: .pass, labels: [label("odd-thing", 1)]),
    ]
    let proposal = try await propose(failures, texts: texts, known: ["command-injection"])
    let learned = try learned(from: proposal)
    #expect(learned.forms.map(\.rule) == ["command-injection"] && learned.rules.isEmpty)
    #expect(SharedTerms.patterns(in: "other(z, shell=True)").contains(learned.forms[0].match))
    #expect(!SharedTerms.patterns(in: "print(done)").contains(learned.forms[0].match))
  }

  @Test func `a fault that no rule knows becomes a rule of the dimension that is about it`() async throws {
    let texts = ["one": "password = \"a\"\n", "two": "password = \"b\"\n"]
    let failures = ["one", "two"].map {
      FailedCase.drawn(evalCase($0), came: .pass, labels: [label("plain-password", 1)])
    }
    let workspace = Workspace(files: ["personas/watcher.yaml": Self.persona])
    let proposal = try await propose(failures, texts: texts, in: workspace)
    let learned = try learned(from: proposal)
    #expect(learned.rules.map(\.id) == ["plain-password"] && learned.rules.first?.severity == .high)
    #expect(learned.rules.first?.dimensions == ["secrets_handling"])
  }

  @Test func `a finding that is right and too mild gets weight, and a seat that passes what it found a threshold`()
    async throws
  {
    let failures = ["one", "two"].map { id in
      FailedCase.drawn(
        evalCase(id), came: .pass, labels: [label("weak-crypto", 1), label("sql-injection", 2, isFound: true)],
        findings: [
          finding("weak-crypto", .low, line: 1, isExpected: true),
          finding("sql-injection", .high, line: 2, isExpected: true),
        ], seats: [.init(seat: "watcher", verdict: .pass)])
    }
    let workspace = Workspace(files: ["personas/watcher.yaml": Self.persona])
    let proposal = try await propose(failures, texts: [:], in: workspace, known: ["weak-crypto", "sql-injection"])
    let learned = try learned(from: proposal)
    #expect(learned.severities == ["weak-crypto": .high])
    let persona = try #require(proposal.edits.first { $0.path == "personas/watcher.yaml" })
    #expect(persona.replace == "  fail_on: high\n  conditional_on: high\n")
    let suite = EvalSuite(id: "s", name: "S", folder: "s", shares: [:], cases: [])
    #expect(Applier(base: workspace, suite: suite).apply([persona], to: workspace).refused.isEmpty)
  }

  @Test func `a learned term that raises false alarms is forgotten, and what false alarms of a rule share is excepted`()
    async throws
  {
    var learned = LearnedRules()
    let match = try #require(SharedTerms.patterns(in: "touch(a)").first { $0.contains("touch") })
    learned.forms = [.init(rule: "swallowed-error", languages: ["python"], match: match)]
    let alarms = ["one", "two"].map { id in
      FailedCase.drawn(
        evalCase(id, .pass), came: .fail, findings: [finding("swallowed-error", .high, line: 1, isExpected: false)])
    }
    let texts = ["one": "touch(a)\n", "two": "touch(b)\n"]
    let first = try await propose(
      alarms, texts: texts, in: Workspace(files: [LearnedRules.path: learned.text]), known: ["swallowed-error"])
    #expect(LearnedRules(first.edits.first?.replace ?? "")?.forms.isEmpty == true)
    let second = try await propose(alarms, texts: texts, known: ["swallowed-error"])
    let exceptions = LearnedRules(second.edits.first?.replace ?? "")?.exceptions ?? []
    #expect(exceptions.count == 1 && exceptions.first?.rule == "swallowed-error")
  }

  @Test func `its file is read back as it was written, and one that a person changed is left alone`() async throws {
    var learned = LearnedRules()
    learned.rules = [.init(id: "a-b", severity: .medium, dimensions: ["x"])]
    learned.forms = [
      .init(rule: "a-b", languages: ["python", "go"], match: #"(?i)it's\("#),
      .init(rule: "other-rule", languages: ["sql"], match: "x"),
    ]
    learned.severities = ["z": .high]
    learned.exceptions = [.init(rule: "z", match: "y")]
    #expect(LearnedRules(learned.text) == learned)
    let changed = learned.text + "off: [q]\n"
    #expect(LearnedRules(changed) == nil)
    let failures = ["one", "two"].map { FailedCase.drawn(evalCase($0), came: .pass, labels: [label("q", 1)]) }
    let proposal = try await propose(
      failures, texts: ["one": "abc(1)\n", "two": "abc(2)\n"], in: Workspace(files: [LearnedRules.path: changed]))
    #expect(proposal.edits.isEmpty && proposal.analysis.contains("changed by hand"))
  }

  @Test func `a sound case with a critical finding is doubted, not relabelled`() async throws {
    let failure = FailedCase.drawn(
      evalCase("one", .pass), came: .fail,
      findings: [finding("hardcoded-secret", .critical, line: 3, isExpected: false)])
    let proposal = try await propose([failure], texts: [:])
    #expect(proposal.evalChanges.map(\.caseID) == ["one"] && proposal.edits.isEmpty)
  }

  @Test func `nothing is learned of a rule that the team put off`() async throws {
    let texts = ["one": "touch_it(a)\n", "two": "touch_it(b)\n"]
    let failures = ["one", "two"].map {
      FailedCase.drawn(evalCase($0), came: .pass, labels: [label("race-condition", 1)])
    }
    #expect(try await propose(failures, texts: texts, unwanted: ["race-condition"]).edits.isEmpty)
    #expect(try await !propose(failures, texts: texts).edits.isEmpty)
  }
}
