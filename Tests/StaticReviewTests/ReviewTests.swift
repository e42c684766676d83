import JudgeTypes
import Rubrics
import Testing

@testable import StaticReview

@Suite struct ReviewTests {
  @Test func `a secret is redacted, line for line, in files and in diffs`() {
    let text = "import os\nAPI_KEY = \"9f8a7b6c5d4e3f2a1b0c9d8e\"\nkey = os.environ[\"API_KEY\"]\n"
    let file = ArtifactFile(path: "a.py", kind: .code, language: .python, content: text, sha256: "")
    let redaction = Redaction(StaticReview(rules: []))
    let redacted = redaction.redacted(file)
    #expect(!redacted.contains("9f8a7b6c5d4e3f2a1b0c9d8e"))
    #expect(redacted.contains("API_KEY = \"[redacted:key]\""))
    #expect(redacted.lineCount == text.lineCount)
    let diff =
      "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@\n import os\n+API_KEY = \"9f8a7b6c5d4e3f2a1b0c9d8e\"\n"
    let change = ArtifactFile(path: "c.diff", kind: .diff, language: .diff, content: diff, sha256: "")
    #expect(!redaction.redacted(change).contains("9f8a7b6c5d4e3f2a1b0c9d8e"))
  }

  @Test(arguments: [
    (
      "Dockerfile", SourceLanguage.dockerfile, ArtifactKind.dockerfile,
      "FROM a:1\nENV MODE=prod JWT_SECRET=verysecret\n", "verysecret"
    ),
    ("Dockerfile", .dockerfile, .dockerfile, "FROM a:1\nENV JWT_SECRET very-secret\n", "very-secret"),
    (
      "application-prod.properties", .ini, .configuration,
      "spring.datasource.url=jdbc:mysql://db/shop\nspring.datasource.password=inv@shop\n", "inv@shop"
    ),
    (
      "secret.yaml", .yaml, .kubernetes,
      "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ndata:\n  password: c2hvcHNob3A=\n", "c2hvcHNob3A="
    ),
    (
      "secret.yaml", .yaml, .kubernetes,
      "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: >-\n    tall-harbour\n  user: a\n",
      "harbour"
    ),
    (
      "main.tf", .terraform, .terraform, "variable \"db_password\" {\n  default = \"winterclaims\"\n}\n", "winterclaims"
    ),
    ("a.js", .javascript, .code, "app.use(session({ secret: 'keyboard cat', resave: false }));\n", "keyboard cat"),
    ("a.js", .javascript, .code, "const secret = process.env.JWT_SECRET || 'supersecret';\n", "supersecret"),
    ("a.py", .python, .code, "key = os.getenv(\"DB_PASSWORD\", \"Harbour7lights\")\n", "Harbour7lights"),
    ("prod.env", .ini, .configuration, "API_SECRET=abc,Dx9kLq2'mmZZ8\n", "mmZZ8"),
    ("Dockerfile", .dockerfile, .dockerfile, "FROM a:1\nENV DB_PASSWORD tall,horse9\n", "horse9"),
    (
      "seed.sql", .sql, .sql,
      "INSERT INTO staff (name, password) VALUES\n  ('Ada', 'north123'),\n  ('Bo', 'hay4all');\n", "hay4all"
    ),
  ])
  func `whatever is reported as a secret is redacted, whichever rule knows it`(
    _ path: String, _ language: SourceLanguage, _ kind: ArtifactKind, _ text: String, _ value: String
  ) throws {
    let review = StaticReview(rules: try RuleFiles.rules())
    let file = ArtifactFile(path: path, kind: kind, language: language, content: text, sha256: "")
    #expect(!review.hits(of: ReportedSecrets.rule, in: Source(file)).isEmpty)
    let redacted = Redaction(review).redacted(file)
    #expect(!redacted.contains(value) && redacted.contains("[redacted:"), "\(redacted)")
    #expect(redacted.lineCount == text.lineCount)
  }

  @Test(arguments: RuleFiles.all)
  func `no line that a case reports as a secret is shown as it was`(file: RuleFiles.File) throws {
    let review = StaticReview(rules: try RuleFiles.rules())
    for ruleCase in try RuleFile.cases(from: file.text, path: file.name) where ruleCase.rule == ReportedSecrets.rule {
      let text = ruleCase.text
      let sample = ArtifactFile(
        path: ruleCase.path, kind: ruleCase.kind, language: ruleCase.language, content: text, sha256: "")
      let shown = Redaction(review).redacted(sample).lines
      for line in ruleCase.fires {
        #expect(shown[line - 1] != text.lines[line - 1], "\(file.name), line \(line) of\n\(text)")
      }
    }
  }

  @Test func `a secret that a change takes away is redacted too, and so is a text of several lines in a diff`() throws {
    let redaction = Redaction(StaticReview(rules: try RuleFiles.rules()))
    let removed =
      "diff --git a/Dockerfile b/Dockerfile\n--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,1 @@\n FROM a:1\n-ENV ADMIN_SECRET=verysecret\n"
    let added =
      "diff --git a/s.yaml b/s.yaml\n--- /dev/null\n+++ b/s.yaml\n@@ -0,0 +1,6 @@\n+apiVersion: v1\n+kind: Secret\n+metadata: {name: db}\n+stringData:\n+  password: |\n+    tall-harbour9\n"
    for (text, value) in [(removed, "verysecret"), (added, "tall-harbour9")] {
      let file = ArtifactFile(path: "c.diff", kind: .diff, language: .diff, content: text, sha256: "")
      let shown = redaction.redacted(file)
      #expect(!shown.contains(value) && shown.lineCount == text.lineCount, "\(shown)")
    }
  }

  @Test func `a private key is redacted whole and keeps its lines`() {
    let key =
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n"
    let file = ArtifactFile(
      path: "k.py", kind: .code, language: .python, content: "KEY = \"\"\"\(key)\"\"\"\n", sha256: "")
    let redacted = Redaction(StaticReview(rules: [])).redacted(file)
    #expect(!redacted.contains("MIIEvQ"))
    #expect(redacted.lineCount == file.content.lineCount)
  }

  @Test func `a pattern that would run for ever ends at its budget, and the review names the file`() throws {
    let rules = try RuleFile(
      from: """
        rules:
          - id: slow
            name: Slow
            severity: low
            why: a test
            mend: none
            dimensions: [testability]
            message: slow
            patterns:
              - languages: [python]
                match: '(a+)+$'
        """, path: "slow.yaml"
    ).rules
    let report = StaticReview(rules: rules).review(
      artifact(String(repeating: "a", count: 50_000) + "b\n", path: "hostile.py", language: .python))
    #expect(report.hits.isEmpty)
    #expect(report.incomplete.map(\.path) == ["hostile.py"])
  }

  @Test func `a bundle is read for secrets and hidden text alone, and the review names it`() throws {
    let packed = "var a=1;" + String(repeating: "try{save(a)}catch(e){}", count: 600)
    let secret = "const apiKey = \"9f8a7b6c5d4e3f2a1b0c9d8e\";\n"
    let rules = try RuleFiles.rules()
    let bundle = StaticReview(rules: rules).review(
      artifact(secret + packed + "\n", path: "bundle.js", language: .javascript))
    #expect(bundle.hits.map(\.rule.rawValue) == ["hardcoded-secret"])
    #expect(bundle.incomplete.map(\.path) == ["bundle.js"])
    let image = "const image = \"" + String(repeating: "iVBORw0KGgo", count: 2_000) + "\";\n"
    let written = StaticReview(rules: rules).review(
      artifact(
        image + "async function f() {\n  try { await save(1) } catch (e) {}\n}\n", path: "a.js", language: .javascript))
    #expect(written.incomplete.isEmpty)
    #expect(written.hits.map(\.rule.rawValue).contains("swallowed-error"))
  }

  @Test func `whoever starts a search learns that it did not come to its end, however deep it was`() throws {
    let slow = try Pattern("(a+)+$")
    let text = Array(repeating: UInt8(ascii: "a"), count: 50_000) + [UInt8(ascii: "b")]
    #expect(!SearchAudit.watching { [1].map { _ in slow.matches(text) } }.isComplete)
    #expect(SearchAudit.watching { slow.matches(Array("aaa".utf8)) }.isComplete)
  }

  @Test func `a secret in a log line is found however long the call is`() throws {
    let members = (0..<4_000).map { "  k\($0): \($0),\n" }.joined()
    let text = "logger.info({\n\(members)  password: user.password,\n});\n"
    let report = StaticReview(rules: try RuleFiles.rules()).review(artifact(text, language: .javascript))
    #expect(report.hits.contains { $0.rule == "sensitive-data-in-logs" })
    #expect(report.incomplete.isEmpty)
  }

  @Test(arguments: [
    String(repeating: "log(", count: 300) + String(repeating: ")", count: 300),
    "`${" + String(repeating: "a", count: 30_000) + "}`",
  ])
  func `what is not read to its end is named, not found clean`(text: String) throws {
    let report = StaticReview(rules: try RuleFiles.rules()).review(artifact(text, language: .javascript))
    #expect(report.incomplete.map(\.path) == ["sample"])
  }

  @Test func `arbitrary bytes never trap a detector`() throws {
    let review = StaticReview(rules: try RuleFiles.rules())
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let pieces = [
      "\"", "'", "`", "{", "}", "(", ")", "\n", "${", "\\(", "/*", "*/", "//", "#", "SELECT a FROM b WHERE ", "+",
      "except:", "catch {", "password = ", "\u{0}", "é", "FROM x", "\\", "f\"", "def test_a():", ":", "logger.info(",
      "=", "openapi: 3.0.0\n",
    ]
    for _ in 0..<400 {
      let text = (0..<Int(next() % 60)).map { _ in pieces[Int(next() % UInt64(pieces.count))] }.joined()
      for language in [SourceLanguage.python, .typescript, .swift, .dockerfile, .yaml, .diff] {
        let report = review.review(artifact(text, language: language))
        #expect(
          report.hits.allSatisfy { $0.lines.lowerBound >= 1 && $0.lines.upperBound <= max(1, text.lineCount + 1) })
      }
    }
  }

  @Test func `source of substance without a test is reported in a directory, and not beside a test`() throws {
    let review = StaticReview(rules: try RuleFiles.rules())
    let code = (0..<40).map { "def price_\($0)(x):\n    return x * \($0)\n" }.joined()
    let source = ArtifactFile(path: "d/price.py", kind: .code, language: .python, content: code, sha256: "")
    let test = ArtifactFile(
      path: "d/tests/test_price.py", kind: .code, language: .python,
      content: "from price import price_1\n\ndef test_one():\n    assert price_1(2) == 2\n", sha256: "")
    func hits(_ files: [ArtifactFile]) -> [String] {
      let artifact = Artifact(path: "d", kind: .directory, files: files, coverage: [], sha256: "")
      return review.review(artifact).hits.map(\.rule.rawValue)
    }
    #expect(hits([source]) == ["missing-tests"])
    #expect(hits([source, test]) == [])
  }
}
