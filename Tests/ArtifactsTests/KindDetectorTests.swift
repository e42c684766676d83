import Artifacts
import JudgeTypes
import Testing

struct KindCase: Sendable, CustomTestStringConvertible {
  let path: String?
  let content: String
  let kind: ArtifactKind
  let language: SourceLanguage

  init(_ path: String?, _ kind: ArtifactKind, _ language: SourceLanguage) { self.init(path, "x", kind, language) }

  init(_ path: String?, _ content: String, _ kind: ArtifactKind, _ language: SourceLanguage) {
    self.path = path
    self.content = content
    self.kind = kind
    self.language = language
  }

  var testDescription: String { "\(path ?? "-"): \(content.prefix(30))" }
}

@Suite struct KindDetectorTests {
  @Test(arguments: [
    KindCase("a/b.py", .code, .python), KindCase("a.tsx", .code, .typescript), KindCase("a.mjs", .code, .javascript),
    KindCase("A.swift", .code, .swift), KindCase("a.go", .code, .go), KindCase("A.java", .code, .java),
    KindCase("a.kt", .code, .kotlin), KindCase("a.RB", .code, .ruby), KindCase("a.cs", .code, .csharp),
    KindCase("a.hpp", .code, .c), KindCase("a.rs", .code, .rust), KindCase("a.scala", .code, .scala),
    KindCase("Dockerfile", .dockerfile, .dockerfile), KindCase("Dockerfile.prod", .dockerfile, .dockerfile),
    KindCase("api.Dockerfile", .dockerfile, .dockerfile), KindCase("x/Containerfile", .dockerfile, .dockerfile),
    KindCase("main.tf", .terraform, .terraform), KindCase("x.sql", .sql, .sql), KindCase("x.sh", .shell, .shell),
    KindCase(".github/workflows/ci.yml", .workflow, .yaml), KindCase("docker-compose.prod.yml", .compose, .yaml),
    KindCase("compose.yaml", .compose, .yaml), KindCase(".gitlab-ci.yml", .workflow, .yaml),
    KindCase("adrs/0001-db.md", .adr, .markdown), KindCase("docs/adr/README.md", .document, .markdown),
    KindCase("a.patch", .diff, .diff), KindCase("notes.txt", .document, .text),
    KindCase("a.toml", .configuration, .toml),
    KindCase("requirements.txt", .configuration, .text), KindCase("Makefile", .code, .shell),
    KindCase("a.yaml", "openapi: 3.1.0\ninfo:\n  title: x\n", .openapi, .yaml),
    KindCase("a.json", "{\"info\": {\"title\": \"[\"}, \"swagger\": \"2.0\"}", .openapi, .json),
    KindCase("a.json", "{\"info\": {\"openapi\": 1}}", .configuration, .json),
    KindCase("a.yml", "# c\n---\napiVersion: v1\nkind: Pod\n", .kubernetes, .yaml),
    KindCase("a.yml", "name: x\n'on': push\njobs:\n  a: 1\n", .workflow, .yaml),
    KindCase("a.yml", "services:\n  web:\n    image: nginx\n", .compose, .yaml),
    KindCase("a.yml", "services:\n  web: yes\n", .configuration, .yaml),
    KindCase("a.md", "# T\n\n## Status\n\nAccepted\n\n## Decision\n\nWe do.\n", .adr, .markdown),
    KindCase("a.md", "# T\n\nwords\n", .document, .markdown),
    KindCase("run", "#!/usr/bin/env -S python3.12 -u\nx\n", .code, .python),
    KindCase("run", "#!/bin/sh\nx\n", .shell, .shell), KindCase("run", "#!/usr/bin/env node\nx\n", .code, .javascript),
  ])
  func `a name or else the content decides the kind`(_ example: KindCase) {
    let found = KindDetector.detect(path: example.path, content: example.content)
    #expect(found == KindDetector.Detection(kind: example.kind, language: example.language))
  }

  @Test(arguments: [
    KindCase(nil, "import os\n\ndef main():\n    print(os.getcwd())\n", .code, .python),
    KindCase(nil, "class A:\n    def f(self):\n        return self.x\n", .code, .python),
    KindCase(nil, "const a = require('x');\nmodule.exports = () => a;\n", .code, .javascript),
    KindCase(nil, "import { a } from './a';\nfunction f(x) {\n  return x === 1;\n}\n", .code, .javascript),
    KindCase(
      nil, "interface A {\n  name: string;\n  n: number;\n}\nexport const f = (a: A): string => a.name;\n", .code,
      .typescript),
    KindCase(nil, "import Foundation\n\nstruct A {\n  let x: Int\n  func f() -> Int { x }\n}\n", .code, .swift),
    KindCase(nil, "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx := 1\n\tfmt.Println(x)\n}\n", .code, .go),
    KindCase(nil, "package a.b;\n\npublic class A {\n  public static void main(String[] a) { }\n}\n", .code, .java),
    KindCase(nil, "use std::io;\n\nfn main() {\n    let mut x = 1;\n    println!(\"{}\", x);\n}\n", .code, .rust),
    KindCase(nil, "#include <stdio.h>\nint main(void) {\n  printf(\"x\");\n}\n", .code, .c),
    KindCase(nil, "set -euo pipefail\nfor f in *.txt; do\n  echo \"$f\"\ndone\n", .shell, .shell),
    KindCase(nil, "-- all\nSELECT id FROM users\nWHERE id = 1;\n", .sql, .sql),
    KindCase(nil, "create table a (id int primary key);\n", .sql, .sql),
    KindCase(nil, "name: x\nlist:\n  - a\n  - b: 1\n", .configuration, .yaml),
    KindCase(nil, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n", .kubernetes, .yaml),
    KindCase(nil, "{\"a\": [1, 2]}\n", .configuration, .json), KindCase(nil, "[1, 2]\n", .configuration, .json),
    KindCase(
      nil, "# base\nARG V=1\nFROM --platform=linux/amd64 alpine:3 AS build\nRUN true\n", .dockerfile, .dockerfile),
    KindCase(nil, "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", .diff, .diff),
    KindCase(nil, "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", .diff, .diff),
    KindCase(nil, "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\"\n}\n", .terraform, .terraform),
    KindCase(nil, "[server]\nport = 80\n", .configuration, .ini),
    KindCase(nil, "# Title\n\nSome words about it.\n", .document, .markdown),
    KindCase(nil, "Dear all,\n\nthis is plain prose. It has no code.\n", .document, .text),
    KindCase(nil, "", .document, .text),
    KindCase(nil, "# 1. Use X\n\n## Status\n\nAccepted\n\n## Decision\n\nX.\n", .adr, .markdown),
  ])
  func `standard input without a name is told by its content`(_ example: KindCase) {
    let found = KindDetector.detect(path: example.path, content: example.content)
    #expect(found == KindDetector.Detection(kind: example.kind, language: example.language))
  }

  @Test func `arbitrary bytes are given some kind, never agent output`() {
    var numbers = SeededNumbers(state: 11)
    let alphabet = Array("{}[]\":,#-@ \n\tabFROM<>=".utf8)
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0...200, using: &numbers)).map { _ in alphabet.randomElement(using: &numbers) ?? 0
      }
      let text = String(decoding: bytes, as: UTF8.self)
      for path in [nil, "a.json", "a.yml", "a.md", "b"] {
        #expect(KindDetector.detect(path: path, content: text).kind != .agentOutput)
      }
    }
  }
}
