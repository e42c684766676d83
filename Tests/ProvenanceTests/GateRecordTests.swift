import JudgeTypes
import Provenance
import Testing

@Suite struct GateRecordTests {
  private let waived = GateReason(
    kind: .finding, state: .waived, finding: "F2", dimension: "storage", fingerprint: "ab12", path: "a.py",
    message: "high sql-injection at a.py:3",
    waiver: .init(reason: "rewritten in May", author: "ada", expires: "2027-05-01"))

  @Test func `a decision is read as it was written`() {
    let decision = GateDecision(reasons: [
      GateReason(kind: .outcome, state: .blocks, path: "a.py", message: "the outcome is fail"), waived,
    ])
    #expect(GateDecision(json: decision.json) == decision)
    #expect(decision.isBlocking && decision.json["decision"] == "blocks")
    #expect(decision.reason(ofFinding: "F2") == waived && decision.reason(ofFinding: "F1") == nil)
  }

  @Test func `what is waived stops nothing, and an expired waiver stops the merge`() {
    #expect(!GateDecision(reasons: [waived]).isBlocking)
    let expired = GateReason(kind: .finding, state: .expired, finding: "F1", path: "a.py", message: "high")
    #expect(GateDecision(reasons: [expired]).isBlocking)
  }

  @Test func `a summary is read as it was written, with a count for every state`() {
    let summary = GateSummary(
      isBlocking: true, isAdvisory: false, day: "2026-11-22",
      counts: [.blocks: 2, .expired: 0, .known: 3, .waived: 0, .allowed: 1], notes: ["a waiver covers nothing"])
    #expect(GateSummary(json: summary.json) == summary)
    #expect(summary.json["reasons"]?["waived"] == 0)
  }
}
