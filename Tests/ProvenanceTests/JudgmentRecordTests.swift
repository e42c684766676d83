import JudgeTypes
import Provenance
import Testing

struct JudgmentRecordTests {
  private static let finding = Finding(
    rule: "leak", severity: .high, message: "a <leak>", dimension: "storage",
    evidence: [
      CheckedEvidence(.quote(path: "a.py", startLine: 3, endLine: 4, text: "key = \"x\""), isVerified: true),
      CheckedEvidence(.absence(path: nil, terms: ["audit", "log"]), isVerified: false),
    ], fingerprint: "0123456789abcdef")

  private static let evaluation = Evaluation(
    seat: "architect", round: 0, scores: ["storage": .violated, "style": .met], findings: [finding], verdict: .fail,
    rationale: "because", confidence: 0.25, unsupported: ["other"])

  private static let judgment = Judgment(
    artifact: ArtifactSummary(
      path: "a.py", kind: .code, sha256: "abc", lines: 9,
      coverage: [
        FileCoverage(path: "a.py", state: .judged),
        FileCoverage(path: "b.py", state: .partial, cause: .unfinished, reason: "long"),
        FileCoverage(path: "c.bin", state: .skipped, reason: "binary"),
      ]),
    consensus: Consensus(
      outcome: .noConsensus, rule: .noShareReached, reason: "nothing reaches 2/3", agreement: 0.5,
      dimensions: zip(RecordSample.dimensions, [DimensionOutcome.violated, .unassessed])
        .map { DimensionResult(dimension: $0, outcome: $1, met: 1, violated: 2, spread: 2) },
      assessedWeight: 0.75, pivot: "architect"),
    outcomeBeforeDebate: .fail,
    seats: [
      .init(
        seat: RecordSample.seat("architect", weight: .twoThirds), result: .judged(evaluation),
        answeredBy: ModelName(provider: "openai", model: "gpt-4o-2024"), path: [.fail]),
      .init(
        seat: RecordSample.seat("auditor"), result: .failed(reason: "overloaded"),
        answeredBy: ModelName(provider: "anthropic", model: "claude-sonnet-4")),
    ],
    findings: [PanelFinding(id: "F1", finding: finding, seats: ["architect"])],
    dissent: [
      Dissent(
        seat: "architect", persona: "architect", model: ModelName(provider: "openai", model: "gpt-4o"), verdict: .fail,
        confidence: nil, rationale: "because", keyConcerns: ["a leak"], round: 0)
    ],
    unassessed: ["performance: no detector"],
    usage: Usage(calls: 3, answers: 1, inputTokens: 100, outputTokens: 20, latencyMilliseconds: 900),
    provenance: ChainHead(head: "beef", entries: 4))

  private let json = judgment.json()

  private func keys(_ value: JSONValue?) -> [String] { value?.objectValue?.keys.sorted() ?? [] }

  // The keys of SPEC 19, by which scripts read the result, and beside them what this version adds.
  @Test(
    arguments: [
      (
        [],
        "agreement artifact coverage dimensions dissent findings outcome outcome_before_debate pivot provenance rounds rule seats usage",
        "banners reason"
      ),
      (["artifact"], "kind lines path sha256", ""),
      (
        ["seats", "0"], "confidence family model path persona rationale reason scores seat state verdict weight",
        "primary_failure unsupported"
      ),
      (["dimensions", "0"], "id level name outcome rubric source spread votes", ""),
      (["dimensions", "0", "source"], "adr end_line line path sha256", ""),
      (["dimensions", "0", "votes"], "met violated", ""),
      (["findings", "0"], "dimension evidence fingerprint id message rule seats severity status", "dimensions"),
      (["findings", "0", "evidence", "0"], "end_line kind path quote start_line verified", ""),
      (["findings", "0", "evidence", "1"], "kind path terms verified", ""),
      (["dissent", "0"], "confidence key_concerns model persona rationale round seat verdict", ""),
      (["coverage"], "assessed_weight files", "unassessed"),
      (["coverage", "files", "0"], "path reason state", "cause"),
      (["usage"], "answers cached_tokens calls cost_usd input_tokens latency_ms output_tokens", ""),
      (["provenance"], "entries head", ""),
    ] as [([String], String, String)])
  func `a judgment has the keys that the specification fixes`(path: [String], fixed: String, added: String) {
    let value = path.reduce(json as JSONValue?) { value, key in Int(key).map { value?[$0] } ?? value?[key] }
    #expect(keys(value) == (fixed.split(separator: " ") + added.split(separator: " ")).map(String.init).sorted())
  }

  @Test func `a judgment's values stand under their keys`() {
    #expect(json["outcome"] == "no_consensus" && json["outcome_before_debate"] == "fail")
    #expect(json["rule"] == "no_share_reached" && json["pivot"] == "architect" && json["agreement"] == 0.5)
    #expect(json["artifact"] == ["path": "a.py", "kind": "code", "sha256": "abc", "lines": 9])
    #expect(json["provenance"] == ["head": "beef", "entries": 4])
    #expect(
      json["coverage"]?["assessed_weight"] == 0.75 && json["coverage"]?["unassessed"] == ["performance: no detector"])
    #expect(
      json["coverage"]?["files"]?[1] == ["path": "b.py", "state": "partial", "cause": "unfinished", "reason": "long"])
    #expect(json["coverage"]?["files"]?[0]?["reason"]?.isNull == true)
  }

  @Test func `a seat that judged shows its scores, the model that answered and its path`() {
    let seat = json["seats"]?[0]
    #expect(seat?["state"] == "judged" && seat?["verdict"] == "fail" && seat?["reason"]?.isNull == true)
    #expect(seat?["scores"] == ["storage": 1, "style": 3] && seat?["path"] == ["fail"])
    #expect(seat?["model"] == "openai/gpt-4o-2024" && seat?["weight"] == "2/3" && seat?["confidence"] == 0.25)
    #expect(seat?["unsupported"] == ["other"] && seat?["rationale"] == "because")
  }

  @Test func `a seat without an answer shows why, and null where it has no word`() {
    let seat = json["seats"]?[1]
    #expect(seat?["state"] == "failed" && seat?["reason"] == "overloaded" && seat?["scores"] == [:])
    for key in ["verdict", "confidence", "rationale"] { #expect(seat?[key]?.isNull == true, "\(key)") }
    #expect(seat?["path"] == [])
  }

  @Test func `a finding shows each piece of its evidence and whether it holds`() {
    let finding = json["findings"]?[0]
    #expect(finding?["status"] == "voided" && finding?["seats"] == ["architect"] && finding?["dimension"] == "storage")
    #expect(
      finding?["evidence"] == [
        ["kind": "quote", "path": "a.py", "start_line": 3, "end_line": 4, "quote": "key = \"x\"", "verified": true],
        ["kind": "absence", "path": nil, "terms": ["audit", "log"], "verified": false],
      ])
  }

  @Test func `a dimension shows its source, or null without one`() {
    #expect(
      json["dimensions"]?[0]?["source"]
        == ["adr": "ADR-060", "path": "adrs/060.md", "line": 12, "end_line": 14, "sha256": "c1a05e"])
    #expect(json["dimensions"]?[1]?["source"]?.isNull == true && json["dimensions"]?[1]?["level"] == "SHOULD_NOT")
    #expect(
      json["dimensions"]?[0]?["votes"] == ["met": 1, "violated": 2] && json["dimensions"]?[0]?["outcome"] == "violated")
  }

  @Test func `a judgment that is not sealed says nothing of its place in the chain`() {
    let unsealed = Self.judgment.json(isSealed: false)
    #expect(unsealed["provenance"] == nil)
    #expect(unsealed["findings"]?[0]?["dimensions"] == nil && json["findings"]?[0]?["dimensions"] != nil)
    let sealed = unsealed.replacing(["provenance"], with: json["provenance"]).replacing(
      ["findings"], with: json["findings"])
    #expect(sealed.canonical == json.canonical)
  }

  @Test func `counts that no provider reported are null, never zero`() {
    #expect(json["usage"]?["cost_usd"]?.isNull == true && json["usage"]?["cached_tokens"]?.isNull == true)
    #expect(json["usage"]?["input_tokens"] == 100 && json["usage"]?["latency_ms"] == 900)
    #expect(
      Usage.none.json
        == [
          "calls": 0, "answers": 0, "input_tokens": nil, "output_tokens": nil, "cached_tokens": nil, "cost_usd": nil,
          "latency_ms": 0,
        ])
  }

  @Test func `a result holds the run, its judgments and what they sum up to`() {
    let result = RunResult(
      run: "20261121T024012Z-3f9a1c", mode: .models, started: "s", finished: "f", version: "1.2", banners: ["b"],
      judgments: [Self.judgment, Self.judgment], exitCode: 3)
    let json = result.json
    #expect(
      keys(json) == [
        "banners", "coverage", "exit_code", "finished", "head", "judgments", "mode", "outcome", "run", "schema_version",
        "started",
        "usage", "version",
      ])
    #expect(json["head"] == nil as JSONValue && result.closed(by: "abc").json["head"] == "abc")
    #expect(json["schema_version"] == "1" && json["mode"] == "models" && json["exit_code"] == 3)
    #expect(json["outcome"] == "no_consensus" && json["judgments"]?.arrayValue == [self.json, self.json])
    // Twice 3 calls, 1 answer, 100 and 20 tokens; latencies side by side take the longer.
    #expect(
      json["usage"]?["calls"] == 6 && json["usage"]?["input_tokens"] == 200 && json["usage"]?["latency_ms"] == 900)
    #expect(json["coverage"] == ["artifacts": 2, "files": 6, "judged": 2, "partial": 2, "skipped": 2])
  }

  @Test func `a result without judgments is inconclusive`() {
    let result = RunResult(
      run: "r", mode: .offline, started: "", finished: "", version: "", banners: [], judgments: [], exitCode: 3)
    #expect(
      result.json["outcome"] == "inconclusive" && result.json["mode"] == "offline" && result.json["judgments"] == [])
  }

  @Test func `a judgment is one JSON document that reads back as it is`() throws {
    #expect(try JSONValue(parsing: json.pretty) == json)
    #expect(try JSONValue(parsing: json.canonical).canonical == json.canonical)
  }
}
