import JudgeTypes
import Testing

@testable import StaticReview

/// Files that end in the middle: whatever the rules find in them, they must not be taken for whole.
@Suite struct BrokenTextTests {
  @Test(arguments: [
    (SourceLanguage.terraform, "main.tf", "resource \"aws_sqs_queue\" \"in\" {\n  name = \"in\"\n", "line 1"),
    (.sql, "up.sql", "CREATE TABLE t (\n  id int,\n", "line 1"),
    (.sql, "up.sql", "INSERT INTO t VALUES ('a);\n", "line 1"),
    (.sql, "up.sql", "DO $$\nBEGIN\n  PERFORM 1;\n", "line 1"),
    (.javascript, "a.js", "export function a() {\n  return 1;\n", "line 1"),
    (.typescript, "a.ts", "const a = 1;\n/* and so on\n", "line 2"),
    (.python, "a.py", "x = 1\nprint(\n", "line 2"),
    (.python, "a.py", "def a():\n    \"\"\"Reads.\n    return 1\n", "line 2"),
    (.go, "a.go", "package a\n\nfunc A() {\n", "line 3"),
    (.shell, "a.sh", String(repeating: "$(", count: 200) + "\n", "deeper"),
    (.yaml, "ci.yaml", "jobs:\n  build:\n   - a: [1\n", "line"),
  ])
  func `a file that breaks off says on which line`(
    language: SourceLanguage, path: String, content: String, place: String
  ) throws {
    let file = ArtifactFile(path: path, kind: .code, language: language, content: content, sha256: "")
    let reason = try #require(Source(file).brokenOff)
    #expect(reason.contains(place))
  }

  @Test(arguments: [
    (SourceLanguage.php, "a.php", "<?php if (!move_uploaded_file($a, $b)) { echo \"no\"; } $photo->save();\n"),
    (.kotlin, "A.kt", "class A {\n fun load() = try { repo.read() }\n catch (e: Exception) { cached = null }\n}\n"),
    (
      .json, "o.json",
      "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":1,\"unit\":\"g/L\",\"system\":\"http://unitsofmeasure.org\",\"code\":\""
        + String(repeating: "(", count: 300_000) + "\"}}"
    ),
    (.javascript, "a.js", ""), (.go, "a.go", "}"), (.shell, "a.sh", "\""), (.terraform, "a.tf", "{"),
    (.sql, "a.sql", "'"),
  ])
  func `an odd text ends no review`(language: SourceLanguage, path: String, content: String) throws {
    let rules = try RuleFiles.rules()
    let file = ArtifactFile(path: path, kind: .code, language: language, content: content, sha256: "")
    let report = StaticReview(rules: rules).review(
      Artifact(path: path, kind: .code, files: [file], coverage: [], sha256: ""))
    #expect(report.files <= 1)
  }

  @Test(arguments: [
    (SourceLanguage.typescript, "a.tsx", "const A = () => <p title={t}>it's {n} </p>;\nconst B = <br />;\n"),
    (.javascript, "a.js", "const e = s.replace(/>/g, \"&gt;\"); // done\n"),
    (.javascript, "a.js", "const quote = /[\"'(]/;\nconst half = a / 2; // (\n"),
    (.python, "a.py", "s = \"(\"\nt = '''[{'''\n"),
    (.sql, "up.sql", "-- don't (\nSELECT 'it''s (';\n"),
    (.sql, "up.sql", "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND$$\nDELIMITER ;\nSELECT 2;\n"),
    (.sql, "up.sql", "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;\n"),
    (.terraform, "main.tf", "locals {\n  a = \"${var.b[\"c\"]}\"\n}\n"),
    (.yaml, "deploy.yaml", "name: {{ .Values.name }}\n{{- if .Values.on }}\nkind: {{ .Values.kind\n"),
    (.shell, "a.sh", "case $1 in\n  a) echo a ;;\nesac\n"),
    (.php, "a.php", "<p>it's (</p>\n<?php echo 'it'; ?>\n"),
  ])
  func `a whole file is not said to break off`(language: SourceLanguage, path: String, content: String) {
    let file = ArtifactFile(path: path, kind: .code, language: language, content: content, sha256: "")
    #expect(Source(file).brokenOff == nil)
  }
}
