import JudgeTypes
import Reports
import Testing

@Suite struct TableReportTests {
  private func judgment(path: String = "src/app.py", findings: [PanelFinding] = []) -> Judgment {
    Judgment(
      artifact: ArtifactSummary(
        path: path, kind: .code, sha256: "", lines: 12,
        coverage: [
          FileCoverage(path: path, state: .judged), FileCoverage(path: "big.bin", state: .skipped, reason: "binary"),
        ]),
      consensus: Consensus(
        outcome: .fail, rule: .criticalFinding, reason: "security raised it", agreement: 0.5,
        dimensions: [
          DimensionResult(
            dimension: Dimension(
              id: "injection", name: "Injection", description: "", scale: .threePoint, level: .must,
              scoreDescriptions: [:],
              checks: [], weight: 10_000), outcome: .violated, met: 0, violated: 1, spread: 0)
        ], assessedWeight: 0.75, pivot: "security"),
      outcomeBeforeDebate: .fail, seats: [], findings: findings, dissent: [], unassessed: ["performance"], usage: .none,
      provenance: ChainHead(head: "", entries: 0))
  }

  private func finding(_ index: Int, message: String = "a value becomes SQL") -> PanelFinding {
    PanelFinding(
      id: "F\(index)",
      finding: Finding(
        rule: "sql-injection", severity: .critical, message: message, dimension: "injection",
        evidence: [
          CheckedEvidence(
            .quote(path: "src/app.py", startLine: 7, endLine: 7, text: "cur.execute(q)"), isVerified: true)
        ],
        fingerprint: "\(index)"), seats: ["security"])
  }

  private func text(_ judgment: Judgment, isVerbose: Bool = false, isColoured: Bool = false) -> String {
    let result = RunResult(
      run: "r1", mode: .offline, started: "", finished: "", version: "1", banners: ["offline"], judgments: [judgment],
      exitCode: 1)
    return TableReport(style: TextStyle(isColoured: isColoured), isVerbose: isVerbose).text(
      of: result, reproduce: "moe-judge judge a")
  }

  @Test func `the table says outcome, reason, dimension, finding, coverage and how to run it again`() {
    let text = text(judgment(findings: [finding(1)]))
    for part in [
      "! offline", "FAIL  src/app.py", "security raised it", "injection  MUST", "0 met, 1 violated",
      "F1 critical sql-injection  src/app.py:7",
      "> cur.execute(q)", "pivot: security", "1 file judged, 75 %", "skipped: big.bin (binary)",
      "not assessed, and not in that weight: ",
      "1 artifact: 1 fail; no calls",
      "again: moe-judge judge a",
    ] {
      #expect(text.contains(part), "missing: \(part)\n\(text)")
    }
    #expect(!text.contains("\u{1B}"))
  }

  @Test func `colours are there only when asked for`() {
    #expect(text(judgment(), isColoured: true).contains("\u{1B}[31mFAIL"))
  }

  @Test func `control codes and direction overrides of an artifact never reach the terminal`() {
    let text = text(
      judgment(path: "a\u{1B}[2J\u{202E}b\u{7}.py", findings: [finding(1, message: "x\u{1B}]0;title\u{7}y")]))
    for scalar in text.unicodeScalars {
      #expect(scalar == "\n" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value))
    }
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }

  @Test func `no name of a model, seat or dimension speaks to the terminal`() {
    let evil = "\u{1B}[2Jx"
    let persona = Persona(
      id: .init(evil), name: evil, role: evil, experience: "", certifications: [], triggers: .everything,
      style: .init(strictness: .high, focus: [], tolerance: ""), dimensions: [], redFlags: [], promptTemplate: "",
      primaryModel: .offline, backupModel: nil, weight: .one,
      thresholds: .init(pass: .one, conditional: .half, failOn: .high, conditionalOn: .medium), path: "")
    let seat = Seat(
      id: .init(evil), persona: persona, model: .offline, family: evil, weight: .one, dimensions: [])
    let dimension = Dimension(
      id: .init(evil), name: evil, description: "", scale: .threePoint, level: .must, scoreDescriptions: [:],
      checks: [],
      weight: 10_000)
    let judgment = Judgment(
      artifact: ArtifactSummary(path: evil, kind: .code, sha256: "", lines: 1, coverage: []),
      consensus: Consensus(
        outcome: .fail, rule: .bindingDimension, reason: evil, agreement: nil,
        dimensions: [DimensionResult(dimension: dimension, outcome: .violated, met: 0, violated: 1, spread: 0)],
        assessedWeight: 1, pivot: .init(evil)),
      outcomeBeforeDebate: .fail,
      seats: [
        .init(
          seat: seat, result: .failed(reason: evil), answeredBy: ModelName(provider: "local", model: evil), family: evil
        )
      ],
      findings: [], dissent: [], unassessed: [evil], usage: .none, provenance: ChainHead(head: "", entries: 0))
    for isVerbose in [false, true] { #expect(!text(judgment, isVerbose: isVerbose).contains("\u{1B}")) }
  }

  @Test func `many findings are cut, counted, and shown whole when asked`() {
    let findings = (1...30).map { finding($0) }
    #expect(text(judgment(findings: findings)).contains("and 10 more; --verbose shows all"))
    #expect(text(judgment(findings: findings), isVerbose: true).contains("F30 critical"))
  }

  @Test func `voided findings are counted and not shown`() {
    let voided = PanelFinding(
      id: "F9",
      finding: Finding(
        rule: "made-up", severity: .high, message: "invented", dimension: nil,
        evidence: [
          CheckedEvidence(.quote(path: "a", startLine: 1, endLine: 1, text: "not there at all"), isVerified: false)
        ],
        fingerprint: ""), seats: ["x"])
    let text = text(judgment(findings: [voided]))
    #expect(text.contains("1 finding struck"))
    #expect(!text.contains("invented"))
  }
}
