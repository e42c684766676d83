import JudgeTypes
import LanguageModels
import Synchronization
import TestSupport
import Testing

@testable import Evals

@Suite struct ModelCriticTests {
  private static let name = ModelName(provider: "openai", model: "gpt-4o")
  private let workspace = Workspace(files: ["personas/a.yaml": "id: a\n", "rubrics/rules/own.yaml": "off: []\n"])
  private var failures: [FailedCase] {
    (0..<30).map { number in
      FailedCase.drawn(
        EvalCase(id: .init("case-\(number)"), artifact: "a.py", kind: .code, outcome: .fail, labels: [], source: ""),
        came: .pass, labels: [.init(rule: "sql-injection", path: nil, firstLine: 3, lastLine: 3, isFound: false)])
    }
  }

  private func ask(_ model: ScriptedModel, usage: UsageSum = UsageSum()) async throws -> Proposal {
    let (proposal, took) = try await ModelCritic(model, seed: 7).proposal(
      for: failures, in: workspace,
      tried: [RefusedEdit(edit: .init(path: "p", find: "", replace: "old idea", reason: ""), reason: "worse")]
    ) { _ in [CaseText(path: "a.py", language: .python, text: "line one\nline two\n")] }
    usage.add(took)
    return proposal
  }

  private static let answer = #"""
    {"analysis":"too lax","edits":[{"path":"personas/a.yaml","find":"id: a","replace":"id: b","reason":"r"}],"label_doubts":[{"case":"case-3","doubt":"d"},{"case":"case-99","doubt":"it was never shown"}]}
    """#

  @Test func `it is shown files, failures and what was tried, and its edits are read`() async throws {
    let model = ScriptedModel(Self.name) { _ in Self.answer }
    let usage = UsageSum()
    let proposal = try await ask(model, usage: usage)
    #expect(proposal.edits == [FileEdit(path: "personas/a.yaml", find: "id: a", replace: "id: b", reason: "r")])
    #expect(proposal.evalChanges.allSatisfy { $0.caseID == "case-3" })
    let prompt = try #require(model.prompts.first)
    #expect(prompt.shared.contains("=== file personas/a.yaml") && !prompt.shared.contains("rubrics/rules/own.yaml"))
    #expect(
      prompt.own.contains("12 of 30 cases") && prompt.own.contains("1 line one") && prompt.own.contains("old idea"))
    #expect(usage.calls == 1)
  }

  @Test func `an answer that is none is asked for once more, and then is trouble`() async throws {
    let first = Mutex(true)
    let mended = ScriptedModel(Self.name) { _ in
      first.withLock { isFirst in
        defer { isFirst = false }
        return isFirst ? "I think the persona is fine." : Self.answer
      }
    }
    #expect(try await ask(mended).edits.count == 1)
    #expect(mended.prompts.count == 2 && mended.prompts[1].own.contains("could not be used"))
    let hopeless = ScriptedModel(Self.name) { _ in "{}" }
    await #expect(throws: CriticTrouble.self) { _ = try await ask(hopeless) }
    let cut = ScriptedModel(Self.name) { prompt in .scripted("{", by: Self.name, stop: .truncated) }
    await #expect(throws: CriticTrouble.self) { _ = try await ask(cut) }
  }
}

private final class UsageSum: Sendable {
  private let sum = Mutex(Usage.none)
  var calls: Int { sum.withLock { $0.calls } }
  func add(_ usage: Usage) { sum.withLock { $0 = $0 + usage } }
}
