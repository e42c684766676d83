import JudgeTypes
import Rubrics
import Testing

@testable import StaticReview

@Suite struct ToolFindingTests {
  private let rules: [Rule]

  init() throws {
    rules = try RuleFile(
      from: """
        rules:
          - id: shouting
            name: Shouting
            severity: high
            why: a test
            mend: none
            dimensions: [testability, design_patterns]
            message: it shouts
            patterns:
              - languages: [python]
                match: 'SHOUT'
        """, path: "rules.yaml"
    ).rules
  }

  private func file(_ text: String) -> ArtifactFile {
    ArtifactFile(path: "a.py", kind: .code, language: .python, content: text, sha256: "")
  }

  private func artifact(_ text: String) -> Artifact {
    Artifact(
      path: "a.py", kind: .code, files: [file(text)], coverage: [FileCoverage(path: "a.py", state: .judged)], sha256: ""
    )
  }

  private func panel(_ text: String) throws -> OfflinePanel {
    let artifact = artifact(text)
    return OfflinePanel(
      review: StaticReview(rules: rules), raw: artifact, redacted: artifact, clauses: [],
      taxonomy: try Taxonomy(yaml: "terms: {}", path: "t"))
  }

  @Test func `the review says each fault once, as a tool does`() throws {
    let findings = try panel("x = 1\nprint('SHOUT')\n").toolFindings
    #expect(
      findings == [
        ToolFinding(
          tool: "moe-judge offline review", rule: "shouting", severity: .high, path: "a.py", lines: 2...2,
          message: "it shouts")
      ])
    #expect(try panel("x = 1\n").toolFindings.isEmpty)
  }

  private func finding(_ rule: String, lines: ClosedRange<Int>? = 2...2, security: Bool = false) -> ToolFinding {
    ToolFinding(
      tool: "lint", rule: rule, severity: .medium, path: "a.py", lines: lines, message: "m", isAboutSecurity: security)
  }

  private func seat(_ id: String, notApplicable: String? = nil) -> Seat {
    let persona = Persona(
      id: .init(id), name: id, role: "r", experience: "", certifications: [], triggers: .everything,
      style: .init(strictness: .high, focus: [], tolerance: ""), dimensions: [], redFlags: [], promptTemplate: "",
      primaryModel: .offline, backupModel: nil, weight: .one,
      thresholds: .init(pass: .half, conditional: .half, failOn: .high, conditionalOn: .medium), path: "")
    return Seat(
      id: .init(id), persona: persona, model: .offline, family: "offline", weight: .one, dimensions: [],
      notApplicable: notApplicable)
  }

  @Test func `each finding of another tool is heard by the persona that it concerns`() {
    let findings = [finding("a", security: true), finding("missing-test"), finding("b")]
    let all = ["qa_evaluator", "security_analyst", "technical_architect"].map { seat($0) }
    let heard = findings.heard(by: all)
    #expect(heard["security_analyst"]?.map(\.rule) == ["a"] && heard["qa_evaluator"]?.map(\.rule) == ["missing-test"])
    #expect(heard["technical_architect"]?.map(\.rule) == ["b"])
    let few = findings.heard(by: [seat("security_analyst", notApplicable: "why"), seat("compliance_auditor")])
    #expect(few.keys.map(\.rawValue) == ["compliance_auditor"] && few["compliance_auditor"]?.count == 3)
    #expect(findings.heard(by: [seat("qa_evaluator", notApplicable: "why")]).isEmpty)
  }

  @Test func `a finding of another tool is a claim with the text of its lines, and none without lines`() throws {
    let answer = try panel("x = 1\nprint('quiet')\n").answer(
      of: seat("technical_architect"), with: [finding("b"), finding("whole", lines: nil)])
    #expect(answer.claims.map(\.rule) == ["lint/b"] && answer.claims.first?.dimension == nil)
    #expect(answer.claims.first?.evidence == [.quote(path: "a.py", startLine: 2, endLine: 2, text: "print('quiet')")])
  }

  @Test func `what tools say shows no secret, be it of the artifact or of a known form`() {
    let redaction = MessageRedaction(
      for: artifact("password = \"kV9qLw2ZtPx7\"\n"), by: Redaction(StaticReview(rules: [])))
    #expect(!redaction.redacted("found kV9qLw2ZtPx7 in a.py").contains("kV9qLw2ZtPx7"))
    #expect(!redaction.redacted("key AKIAIOSFODNN7EXAMPLF leaks").contains("AKIAIOSFODNN7EXAMPLF"))
    #expect(redaction.redacted("a plain message") == "a plain message")
  }
}
