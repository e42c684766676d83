import Foundation
import Provenance
import Testing

/// Faults written so that a reviewer in a hurry passes over them; each was once passed over by the program, too.
@Suite struct HiddenFaultTests {
  private static let faulty: [(name: String, file: String, text: String)] = [
    (
      "a value from a request with a harmless name", "a.py",
      "from flask import request\ndef f(c):\n    marks = request.form[\"marks\"]\n    c.execute(\"UPDATE s SET g = '\" + marks + \"'\")\n"
    ),
    (
      "a list from a request that is joined", "a.py",
      "def f(c, request):\n    names = request.args.getlist(\"n\")\n    c.execute(\"SELECT a FROM b WHERE c IN (\" + \",\".join(names) + \")\")\n"
    ),
    (
      "a loop over a request that reads like an allow-list", "a.py",
      "def f(c, request):\n    for user in request.json[\"users\"]:\n        c.execute(f\"DELETE FROM u WHERE n = '{user}'\")\n"
    ),
    (
      "a global that a parameter hides", "a.py",
      "name = \"default\"\ndef f(c, name):\n    c.execute(f\"SELECT a FROM b WHERE c = '{name}'\")\n"
    ),
    (
      "a query in a variable called title", "a.js",
      "const title = await db.one(\"SELECT a FROM b WHERE c = '\" + req.query.id + \"'\");\n"
    ),
    (
      "a trusted value before a dangerous one", "a.py",
      "def f(request):\n    os.system(f\"convert -resize {WIDTH} \" + request.args[\"file\"])\n"
    ),
    (
      "a fault far from any other text", "a.py",
      String(repeating: "\n", count: 25) + " eval(x)" + String(repeating: "\n", count: 26)
    ),
    ("a secret in a comment", "a.py", "# SMTP_PASSWORD = \"tr0ub4dor&3-prod\"\n"),
    (
      "a secret whose name holds the name of something else", "a.py",
      "ALGOLIA_ADMIN_API_KEY = \"9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c\"\n"
    ),
    (
      "a here document in a Dockerfile", "Dockerfile",
      "FROM node:20.11\nRUN <<EOF\ncurl https://x.io/i.sh | sh\nEOF\nUSER node\nCMD [\"node\", \"s.js\"]\n"
    ),
    (
      "a backtick at the end of a line", "Dockerfile",
      "FROM node:20.11\nRUN echo `date`\nUSER root\nCMD [\"node\", \"s.js\"]\n"
    ),
    (
      "a service that imports pytest", "app.py",
      "import pytest\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.get(\"/x\")\ndef x():\n    return str(eval(request.args[\"e\"]))\n"
    ),
    (
      "an operation for administrators under a word for everybody", "api.yaml",
      "openapi: 3.0.3\ninfo: {title: A, version: '1'}\nsecurity: [{bearer: []}]\npaths:\n  /admin/sessions:\n    delete:\n      security: []\n      responses: {'204': {description: gone}, '404': {description: none}}\n"
    ),
  ]

  @Test(arguments: faulty)
  func `it is found`(_ fault: (name: String, file: String, text: String)) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(fault.text, to: fault.file)
    let result = try await program.run("judge", "--offline", fault.file, "--format", "json", "--quiet")
    #expect(result.code == 1, "\(fault.name): \(result.output.prefix(600))")
  }

  private static let unread: [(file: String, text: String)] = [
    ("main.rs", "fn find(name: &str) { db.query(&format!(\"SELECT a FROM b WHERE c = '{}'\", name)); }\n"),
    ("find.c", "void find(char *name) { char q[99]; sprintf(q, \"SELECT a FROM b WHERE c = '%s'\", name); run(q); }\n"),
    ("Find.scala", "def find(name: String) = db.run(s\"SELECT a FROM b WHERE c = '$name'\")\n"),
    ("find.lua", "db:query(\"SELECT a FROM b WHERE c = '\" .. name .. \"'\")\n"),
  ]

  @Test(arguments: unread)
  func `what no detector reads does not pass`(_ file: (file: String, text: String)) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(file.text, to: file.file)
    let result = try await program.run("judge", "--offline", file.file, "--format", "json", "--quiet")
    #expect(result.code == 3, "\(file.file): \(result.output.prefix(600))")
  }

  @Test(arguments: [
    ("Instead of using MySQL, we will use PostgreSQL.", "import psycopg2\nimport os\n", false),
    ("Instead of using MySQL, we will use PostgreSQL.", "import pymysql\nimport os\n", true),
    ("Services must not use Redis as the system of record.", "import redis\ncache = redis.Redis()\n", false),
    ("Services must not use Redis.", "import redis\ncache = redis.Redis()\n", true),
  ])
  func `a decision is held against what it forbids, not against what it leaves behind`(
    decision: String, source: String, isViolated: Bool
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("# 1. Data\n\n## Status\n\nAccepted\n\n## Decision\n\n\(decision)\n", to: "adrs/0001-data.md")
    try program.write(source, to: "a.py")
    let result = try await program.run("judge", "--offline", "--adr-dir", "adrs", "a.py", "--format", "json", "--quiet")
    let findings = try JSONValue(parsing: result.output)["judgments"]?[0]?["findings"]?.arrayValue ?? []
    let isFound = findings.contains { $0["rule"]?.stringValue?.hasPrefix("adr-0001") == true }
    #expect(isFound == isViolated, "\(result.output.prefix(800))")
  }

  @Test func `a rubric that is asked for and that no detector reads does not pass in silence`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "# 1. Logs\n\n## Status\n\nAccepted\n\n## Decision\n\nThe code must be a pleasure to read.\n",
      to: "adrs/0001-a.md")
    try program.write("def a(b):\n    return b + 1\n", to: "a.py")
    let named = try await program.run("judge", "--offline", "--adr-dir", "adrs", "--rubric", "adr-0001", "a.py")
    #expect(named.code == 3, "\(named.output) \(named.error)")
    #expect(named.output.contains("no detector reads any dimension of the rubric 'adr-0001'"))
    let all = try await program.run("judge", "--offline", "--adr-dir", "adrs", "a.py")
    #expect(all.code == 0)
    #expect(all.output.contains("not assessed, and not in that weight: adr-0001."))
  }

  @Test func `a change answers for what it takes away and for what it makes of lines it leaves alone`() async throws {
    let program = try Program()
    defer { program.remove() }
    let query = "    cur.execute(f\"SELECT a FROM b WHERE c = {name}\")\n"
    try program.write("FROM node:20.11\nUSER node\nCMD [\"node\", \"s.js\"]\n", to: "Dockerfile")
    try program.write(
      "from flask import request\ndef f(cur):\n    name = \"x\"\n    a = 1\n    b = 2\n\(query)", to: "a.py")
    try program.write("def g(cur, name):\n\(query)    return 1\n", to: "old.py")
    try program.git("init", "-q")
    try program.git("add", "-A")
    try program.git("commit", "-qm", "one")
    try program.write("FROM node:20.11\nCMD [\"node\", \"s.js\"]\n", to: "Dockerfile")
    try program.write(
      "from flask import request\ndef f(cur):\n    name = request.args[\"n\"]\n    a = 1\n    b = 2\n\(query)",
      to: "a.py")
    try program.write("def g(cur, name):\n\(query)    return 2\n", to: "old.py")
    try program.write("FROM python:3.12\nCMD [\"python\", \"x.py\"]\n", to: "new/Dockerfile")
    try program.git("add", "-A")
    try program.git("commit", "-qm", "two")
    let result = try await program.run("judge", "--offline", "--diff", "HEAD~1..HEAD")
    #expect(result.code == 1)
    #expect(result.output.contains("sql-injection  a.py:6"), "\(result.output)")
    #expect(result.output.contains("container-root  Dockerfile"))
    #expect(result.output.contains("container-root  new/Dockerfile"))
    #expect(!result.output.contains("old.py:"))
  }
}
