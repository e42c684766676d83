import Foundation
import Testing

/// rubrics/rules/: what a team looks for besides the shipped rules, and what it leaves out.
@Suite struct TeamRulesTests {
  private static let artifact = """
    import hashlib
    API_KEY = "sk_live_51HqLyjWDarjtT1zdp7dc9aBcD"


    def run(name):
        legacy_eval(name)

    """
  private static let rule = """
    rules:
      - id: legacy-eval
        name: The old evaluator
        severity: critical
        why: it is slow
        mend: use the new one
        dimensions: [architectural_soundness]
        message: legacy_eval is on its way out
        patterns:
          - {languages: [python], match: '\\blegacy_eval\\('}

    """

  private func judged(_ program: Program) async throws -> String {
    try await program.run("judge", "--offline", "--quiet", "a.py").output
  }

  @Test func `a rule of the team finds, and exceptions, severities and off tune the others`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.artifact, to: "a.py")
    #expect(try await judged(program).contains("hardcoded-secret"))
    try program.write(Self.rule, to: "rubrics/rules/team.yaml")
    let both = try await judged(program)
    #expect(both.contains("F1 critical hardcoded-secret") && both.contains("critical legacy-eval"))
    try program.write("exceptions: [{rule: hardcoded-secret, match: 'API_KEY'}]\n", to: "rubrics/rules/less.yaml")
    #expect(try await !judged(program).contains("hardcoded-secret  a.py"))
    try program.write("severities: {hardcoded-secret: low, legacy-eval: medium}\n", to: "rubrics/rules/less.yaml")
    let milder = try await judged(program)
    #expect(milder.contains("low hardcoded-secret") && milder.contains("medium legacy-eval"))
    try program.write("off: [hardcoded-secret, legacy-eval]\n", to: "rubrics/rules/less.yaml")
    let silent = try await judged(program)
    #expect(!silent.contains("hardcoded-secret  a.py") && !silent.contains("legacy-eval  a.py"))
    #expect(silent.contains("the team's rule files leave out hardcoded-secret, legacy-eval"), "\(silent)")
  }

  @Test func `a secret is redacted by rules that a team leaves out`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("FROM a@sha256:0\nENV JWT_SECRET=kfj39fkDKfw9fj3kfs\n", to: "Dockerfile")
    try program.write("off: [hardcoded-secret]\n", to: "rubrics/rules/less.yaml")
    let result = try await program.run("judge", "--offline", "--format", "json", "Dockerfile")
    #expect(!result.output.contains("kfj39fkDKfw9fj3kfs"))
    let files = FileManager.default.enumerator(
      at: program.folder.appending(path: ".moe-judge"), includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() {
      let text = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      #expect(!text.contains("kfj39fkDKfw9fj3kfs"), "\(file.lastPathComponent)")
    }
  }

  @Test func `what always holds cannot be left out, and unknown rules are named`() async throws {
    let program = try Program()
    defer { program.remove() }
    for (text, name, says) in [
      ("off: [prompt_injection]\n", "x.yaml", "'prompt_injection' always holds"),
      ("severities: {hidden_text: info}\n", "x.yaml", "'hidden_text' always holds"),
      ("off: [no-such-rule]\n", "x.yaml", "no rule file holds the rule 'no-such-rule'"),
      ("exceptions: [{rule: sql-injection, match: '('}]\n", "x.yaml", "not a regular expression"),
      ("off: []\n", "configuration.yaml", "rules that always hold"),
      (Self.rule.replacingOccurrences(of: "legacy-eval", with: "sql-injection"), "x.yaml", "is also in"),
      (
        Self.rule.replacingOccurrences(of: "architectural_soundness", with: "architectural_soundnes"), "x.yaml",
        "Did you mean 'architectural_soundness'?"
      ),
    ] {
      try program.write(text, to: "rubrics/rules/\(name)")
      let result = try await program.run("validate")
      #expect(result.code == 2 && result.error.contains(says), "\(result.error)")
      try FileManager.default.removeItem(at: program.folder.appending(path: "rubrics/rules/\(name)"))
    }
    try program.write("off: []\n", to: "rubrics/rules/sql.yaml")
    let replaced = try await program.run("validate")
    #expect(replaced.code == 0 && replaced.output.contains("rules"), "\(replaced.error)")
  }
}
