import Foundation
import Provenance
import TestSupport
import Testing

/// What leaves the machine, looked at where it arrives: the bodies of the requests.
@Suite struct EgressTests {
  private let plain = "import os\n\n\ndef listed(path):\n    return os.listdir(path)\n"

  /// Judges with the shipped panel on a simulator and gives the result and what was sent.
  private func judged(
    _ program: Program, _ arguments: String..., egress: String = ""
  ) async throws -> (result: Program.Result, bodies: [(path: String, body: String)]) {
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
    }) { simulator in
      // A path of its own for each provider, so that requests tell who was asked.
      var configuration = egress + "panel: {canaries: off}\nproviders:\n"
      for name in ["anthropic", "openai", "together", "openrouter", "gemini", "mistral"] {
        configuration += "  \(name): {base_url: \"\(simulator.baseURL)/\(name)\(name == "anthropic" ? "" : "/v1")\"}\n"
      }
      try program.write(configuration + "calls: {max_retries: 0, timeout_seconds: 20}\n", to: "moe-judge.yaml")
      let result = try await program.run(
        arguments: ["judge", "--format", "json", "--no-progress"] + arguments, environment: SimulatedPanel.keys)
      return (result, simulator.requests.map { ($0.path, $0.body) })
    }
  }

  private func coverage(_ result: Program.Result) throws -> [String: String] {
    let files = try JSONValue(parsing: result.output)["judgments"]?[0]?["coverage"]?["files"]?.arrayValue ?? []
    return Dictionary(
      files.compactMap { file in
        file["path"]?.stringValue.map {
          ($0, "\(file["state"]?.stringValue ?? "") \(file["reason"]?.stringValue ?? "")")
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `nothing of an ignored, a denied or a secret file, and no secret, is in any request`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(plain + "API_KEY = \"kV9qLw2ZtPx7bN4m\"\n", to: "d/app.py")
    try program.write("# generated-mark-1\n" + plain, to: "d/gen/made.py")
    try program.write("# denied-mark-2\n" + plain, to: "d/own/recipe.py")
    try program.write("DATABASE=env-mark-3\nTOKEN=abcdefgh12345678\n", to: "d/.env")
    try program.write("-----BEGIN PRIVATE KEY-----\npem-mark-4\n-----END PRIVATE KEY-----\n", to: "d/server.pem")
    try program.write("# what people write\n\ngen/\n", to: ".moe-judgeignore")
    let (result, bodies) = try await judged(program, "d", egress: "egress: {deny: [own]}\n")
    #expect(result.code == 0, "\(result.output)\(result.error)")
    #expect(bodies.count >= 5 && bodies.allSatisfy { $0.body.contains("os.listdir") })
    for mark in [
      "generated-mark-1", "denied-mark-2", "env-mark-3", "pem-mark-4", "abcdefgh12345678", "kV9qLw2ZtPx7bN4m",
    ] {
      #expect(!bodies.contains { $0.body.contains(mark) }, "\(mark) was sent")
    }
    let coverage = try coverage(result)
    #expect(coverage["d/gen"] == "skipped folder left out by .moe-judgeignore line 3", "\(coverage)")
    #expect(coverage["d/own/recipe.py"]?.contains("by 'own' of egress.deny") == true)
    #expect(coverage["d/.env"]?.contains("'.env' may hold secrets") == true)
    #expect(coverage["d/server.pem"]?.contains("'*.pem' may hold secrets") == true)
    #expect(try await program.run("runs", "verify").code == 0)
    for name in try FileManager.default.subpathsOfDirectory(atPath: program.folder.appending(path: ".moe-judge").path) {
      let data = FileManager.default.contents(atPath: program.folder.appending(path: ".moe-judge/\(name)").path)
      #expect(!String(decoding: data ?? Data(), as: UTF8.self).contains("mark-"), "\(name) holds a withheld file")
    }
  }

  @Test func `the offline review reads what goes to no model`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("TOKEN=abcdefgh12345678\n", to: "d/.env")
    try program.write(plain, to: "d/app.py")
    let offline = try await program.run("judge", "--offline", "d")
    #expect(offline.code == 1 && offline.output.contains("hardcoded-secret"), "\(offline.output)")
    let (result, bodies) = try await judged(program, "d/.env")
    #expect(result.code == 3 && bodies.isEmpty)
    #expect(result.output.contains("nothing is left to judge: d/.env: goes to no model"), "\(result.output)")
    #expect(result.output.contains("--offline reads what goes to no model"))
    let (_, sent) = try await judged(program, "d/.env", egress: "egress: {builtin: false}\n")
    #expect(sent.count >= 3 && !sent.contains { $0.body.contains("abcdefgh12345678") })
  }

  @Test func `a name that promises secrets is no way for source around the judges`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(plain, to: "d/app.py")
    try program.write("import os\nos.system('ls ' + input())\n", to: "d/id_rsa_tool.py")
    let (result, bodies) = try await judged(program, "d")
    #expect(result.code == 3 && !bodies.contains { $0.body.contains("os.system") })
    #expect(result.output.contains("source could not be read to its end: d/id_rsa_tool.py"), "\(result.output)")
  }

  @Test func `a restricted file goes to its providers alone, by the backup where that is one, else the seat fails`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write("# restricted-mark\n" + plain, to: "src/app.py")
    let egress = "egress: {allow: [{paths: [\"src/**\"], providers: [anthropic, openai]}]}\n"
    let (result, bodies) = try await judged(program, "src/app.py", egress: egress)
    #expect(Set(bodies.map { $0.path.split(separator: "/").first ?? "" }) == ["anthropic", "openai"])
    let seats = try JSONValue(parsing: result.output)["judgments"]?[0]?["seats"]?.arrayValue ?? []
    let states = Dictionary(
      uniqueKeysWithValues: seats.map { ($0["seat"]?.stringValue ?? "", $0["state"]?.stringValue ?? "") })
    #expect(states["security_analyst"] == "judged" && states["delivery_engineer"] == "failed", "\(result.output)")
    let reason = seats.first { $0["seat"]?.stringValue == "delivery_engineer" }?["reason"]?.stringValue ?? ""
    #expect(reason.contains("not asked, as src/app.py goes to anthropic, openai alone by egress.allow"), "\(reason)")
    #expect(try await program.run("runs", "verify").code == 0)
    let (none, unsent) = try await judged(
      program, "src/app.py", egress: "egress: {allow: [{paths: [src], providers: [groq]}]}\n")
    #expect(none.code == 3 && unsent.isEmpty, "\(none.output)")
  }

  @Test func `a dry run says which files go to whom, which do not, and why`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(plain, to: "d/app.py")
    try program.write("A=1\n", to: "d/.env")
    let egress = "egress: {allow: [{paths: [d], providers: [anthropic, openai]}]}\n"
    let (result, bodies) = try await judged(program, "--dry-run", "d", egress: egress)
    #expect(result.code == 0 && bodies.isEmpty, "\(result.error)")
    let plan = try JSONValue(parsing: result.output)
    let readers = plan["egress"]?.arrayValue ?? []
    #expect(readers.compactMap { $0["provider"]?.stringValue } == ["anthropic", "gemini", "openai", "together"])
    #expect(readers[0]["files"] == ["d/app.py"] && readers[0]["withheld"] == [])
    #expect(readers[1]["files"] == [] && readers[1]["withheld"]?[0]?["path"] == "d/app.py")
    #expect(readers[1]["withheld"]?[0]?["reason"]?.stringValue?.contains("by egress.allow") == true)
    #expect(plan["withheld_from_all"]?[0]?["path"] == "d/.env")
    #expect(plan["calls"]?.intValue == 4)
    let table = try await program.run("judge", "--dry-run", "d", environment: SimulatedPanel.keys).output
    #expect(table.contains("to nobody: d/.env (goes to no model, as '.env' may hold secrets"), "\(table)")
    #expect(
      table.contains("not to gemini (") && table.contains("): d/app.py (d/app.py goes to anthropic, openai alone"))
  }

  @Test func `an ignored file is not judged even when it is named, and a glob of them alone is refused`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("import os\nos.system('ls ' + input())\n", to: "gen/a.py")
    try program.write("gen/\n", to: ".moe-judgeignore")
    let named = try await program.run("judge", "--offline", "gen/a.py")
    #expect(
      named.code == 3 && named.output.contains("gen/a.py: left out by .moe-judgeignore line 1"), "\(named.output)")
    let glob = try await program.run("judge", "--offline", "gen/*.py")
    #expect(glob.code == 2 && glob.error.contains("left out by .moe-judgeignore, the first by its line 1"))
    try program.write("x = 1\n", to: "sub/.moe-judgeignore/x")
    #expect(try await program.run("judge", "--offline", "sub").code != 70)
    try FileManager.default.removeItem(at: program.folder.appending(path: ".moe-judgeignore"))
    #expect(mkfifo(program.folder.path + "/.moe-judgeignore", 0o600) == 0)
    let refused = try await program.run("judge", "--offline", "gen/a.py")
    #expect(refused.code == 2 && refused.error.contains(".moe-judgeignore: is no regular file"), "\(refused.error)")
  }

  @Test(arguments: [
    ("egress: {dny: [a]}", "unknown key 'dny'. Did you mean 'deny'?"),
    ("egress: {deny: [\"!a\"]}", "moe-judge.yaml:1:17: egress.deny: found '!a'; nothing is taken back here"),
    ("egress: {deny: [\"../a\"]}", "Write it without '..'"), ("egress: {deny: [/]}", "which names no file"),
    (
      "egress:\n  allow:\n    - {paths: [a], providers: [antropic]}",
      "moe-judge.yaml:3:32: egress.allow[0].providers: no provider has the name 'antropic'. Did you mean 'anthropic'?"
    ),
    ("egress: {allow: [{paths: [a]}]}", "the key 'providers' is missing"),
    ("egress: {allow: [{paths: [], providers: [openai]}]}", "write at least 1"),
    ("egress: {builtin: maybe}", "expected true or false"),
  ])
  func `what does not fit in egress is refused with its place`(text: String, message: String) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(text + "\n", to: "moe-judge.yaml")
    let result = try await program.run("validate")
    #expect(result.code == 2 && result.error.contains(message), "\(result.error)")
  }
}
