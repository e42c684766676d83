import JudgeTypes
import Provenance
import Storage
import Testing

struct RunSummaryTests {
  private func judgment(cost: Double?, calls: Int) -> Judgment {
    let finding = Finding(
      rule: "secret", severity: .critical, message: "m", dimension: "d",
      evidence: [CheckedEvidence(.quote(path: "a.py", startLine: 3, endLine: 4, text: "password"), isVerified: true)],
      fingerprint: "f")
    return Judgment(
      artifact: ArtifactSummary(path: "a.py", kind: .code, sha256: "h", lines: 9, coverage: []),
      consensus: Consensus(
        outcome: .fail, rule: .criticalFinding, reason: "r", agreement: 0.5, dimensions: [], assessedWeight: 1,
        pivot: nil),
      outcomeBeforeDebate: .fail, seats: [], findings: [PanelFinding(id: "1", finding: finding, seats: [])],
      dissent: [], unassessed: [], usage: Usage(calls: calls, answers: calls, costUSD: cost),
      provenance: ChainHead(head: "", entries: 0))
  }

  private func result(_ judgments: [Judgment], run: String = "20261121T024012Z-3f9a1c") -> RunResult {
    RunResult(
      run: run, mode: .models, started: "s", finished: "f", version: "1", banners: [], judgments: judgments, exitCode: 1
    )
  }

  @Test func `a result gives its summary`() throws {
    let summary = try #require(RunSummary(result([judgment(cost: 0.5, calls: 2), judgment(cost: 0.25, calls: 1)])))
    #expect(summary.record.costUSD == 0.75 && summary.record.artifacts == 2 && summary.record.outcome == .fail)
    let finding = summary.judgments.first?.findings.first
    #expect(finding?.path == "a.py" && finding?.line == 3 && finding?.status == .verified && finding?.dimension == "d")
  }

  @Test func `one unknown price makes the cost unknown, unless nobody was called`() {
    #expect(RunSummary(result([judgment(cost: 0.5, calls: 2), judgment(cost: nil, calls: 1)]))?.record.costUSD == nil)
    #expect(RunSummary(result([judgment(cost: 0.5, calls: 2), judgment(cost: nil, calls: 0)]))?.record.costUSD == 0.5)
  }

  @Test func `a result whose name is no run's has no summary`() {
    #expect(RunSummary(result([], run: "../x")) == nil)
  }
}
