import Foundation
import Provenance
import TestSupport
import Testing

/// A real run in a folder of its own, with its attestation and the keys.
struct SignedRun {
  let program: Program
  let run: String

  /// Judges a file with a grave fault offline, and attests the run.
  static func offline() async throws -> SignedRun {
    let program = try Program()
    try program.write(
      "import subprocess\n\n\ndef show(path: str):\n    subprocess.run(f\"ls {path}\", shell=True)\n", to: "app.py")
    let judged = try await program.run("judge", "--offline", "app.py", "--format", "json")
    return try await SignedRun(program, judged)
  }

  /// Attests a run that was judged.
  init(_ program: Program, _ judged: Program.Result) async throws {
    self.program = program
    run = try #require(try JSONValue(parsing: judged.output)["run"]?.stringValue, "\(judged.error)")
    try program.write(SimulatedSigner.privateKey, to: "key.pem")
    chmod(program.folder.appending(path: "key.pem").path, 0o600)
    try program.write(SimulatedSigner.publicKey, to: "key.pub.pem")
    let attested = try await program.run("runs", "attest", run, "--key", "key.pem", "-o", "run.intoto.json")
    #expect(attested.code == 0 && attested.output.isEmpty, "\(attested.error)")
  }

  var folder: URL { program.folder.appending(path: ".moe-judge/runs/\(run)") }
  private var journal: URL { folder.appending(path: "journal.jsonl") }

  /// The journal's lines, without line feeds.
  func lines() throws -> [String] {
    try String(contentsOf: journal, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// Puts other lines in the place of the journal's.
  func write(_ lines: [String]) throws { try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: journal) }

  func write(bytes: [UInt8]) throws { try Data(bytes).write(to: journal) }

  func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: journal)) }

  /// Leaves it as runs prune leaves an old run: without its bytes, with a tombstone that names them.
  func prune() throws {
    let words = try lines().joined().split { !$0.isHexDigit }.filter { $0.count == 64 }
    let stone: JSONValue = [
      "pruned": "2026-11-21T00:00:00.000Z",
      "blobs": .object(JSONObject(words.map { (String($0), .integer(1)) }, uniquingKeysWith: { first, _ in first })),
    ]
    try Data((stone.canonical + "\n").utf8).write(to: folder.appending(path: "pruned.json"))
    try FileManager.default.removeItem(at: folder.appending(path: "blobs/pack"))
  }

  /// By its own chain, by its head, or by the attestation.
  func verify(_ words: String...) async throws -> Program.Result {
    try await program.run(arguments: ["runs", "verify", run] + words)
  }

  func verifyAttested() async throws -> Program.Result {
    try await verify("--attestation", "run.intoto.json", "--public-key", "key.pub.pem")
  }
}
