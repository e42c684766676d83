import Foundation
import Provenance
import TestSupport
import Testing

/// What changed between two stored runs.
@Suite struct RunDiffTests {
  private static let faulty =
    "import subprocess\n\n\ndef show(path: str):\n    subprocess.run(f\"ls {path}\", shell=True)\n"
  private static let mended =
    "import subprocess\n\n\ndef show(path: str):\n    subprocess.run([\"ls\", \"--\", path], check=True)\n"

  private func judge(_ program: Program, _ paths: String...) async throws -> String {
    let result = try await program.run(arguments: ["judge", "--offline", "--format", "json"] + paths)
    return try #require(try JSONValue(parsing: result.output)["run"]?.stringValue, "\(result.error)")
  }

  @Test func `a mended fault is a finding that is gone, with the votes and verdicts that moved`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.faulty, to: "app.py")
    let before = try await judge(program, "app.py")
    try program.write(Self.mended, to: "app.py")
    let after = try await judge(program, "app.py")
    let table = try await program.run("runs", "diff", before, after)
    #expect(
      table.code == 0 && table.output.contains("fail → pass  app.py\n  the artifact itself changed"), "\(table.output)")
    #expect(table.output.contains("\n  seat security_analyst: fail → pass (offline/static-review)"), "\(table.output)")
    #expect(
      table.output.contains("\n  dimension owasp_a03_injection: violated (0 met, 1 violated) → met (1 met, 0 violated)")
    )
    #expect(table.output.contains("\n  - high ") && !table.output.contains("\n  + "), "\(table.output)")
    let json = try JSONValue(parsing: try await program.run("runs", "diff", before, after, "--format", "json").output)
    #expect(json["before"]?["run"]?.stringValue == before && json["after"]?["run"]?.stringValue == after)
    let artifact = json["artifacts"]?[0]
    #expect(artifact?["before"]?["outcome"] == "fail" && artifact?["after"]?["outcome"] == "pass")
    #expect(artifact?["other_bytes"] == true && artifact?["same"] == false)
    #expect(artifact?["findings"]?["new"]?.arrayValue?.isEmpty == true)
    #expect(artifact?["findings"]?["gone"]?[0]?["fingerprint"]?.stringValue != nil)
    // The other way round the fault is new.
    let back = try await program.run("runs", "diff", after, before)
    #expect(back.output.contains("\n  + high ") && back.output.contains("pass → fail  app.py"), "\(back.output)")
  }

  @Test func `a finding whose line moved is the same, and an unchanged artifact is only counted`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.faulty, to: "app.py")
    try program.write("x = 1\n", to: "b.py")
    let before = try await judge(program, "app.py", "b.py")
    try program.write("# moved\n" + Self.faulty, to: "app.py")
    try program.write("y = 2\n", to: "c.py")
    let after = try await judge(program, "app.py", "c.py")
    let table = try await program.run("runs", "diff", before, after)
    #expect(!table.output.contains("\n  + ") && !table.output.contains("\n  - "), "\(table.output)")
    #expect(
      table.output.contains("\nonly before: b.py") && table.output.contains("\nonly after: c.py"), "\(table.output)")
    let same = try await program.run("runs", "diff", before, before)
    #expect(same.output.hasSuffix("2 artifacts in both, 2 the same; run fail\n"), "\(same.output)")
    #expect(!same.output.contains("app.py"))
    #expect(try await program.run("runs", "diff", before, before, "--verbose").output.contains("app.py"))
  }

  @Test func `seats on other models are named, and pruned runs are compared as their journals tell`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let other = try await judge(signed.program, "app.py")
    let whole = try JSONValue(
      parsing: try await signed.program.run("runs", "diff", signed.run, other, "--format", "json").output)
    try signed.prune()
    let pruned = try JSONValue(
      parsing: try await signed.program.run("runs", "diff", signed.run, other, "--format", "json").output)
    #expect(pruned["artifacts"] == whole["artifacts"] && pruned["artifacts"]?[0]?["same"] == true)
    #expect(
      pruned["before"]?["banners"]?.arrayValue?.contains { $0.stringValue?.contains("pruned at") == true } == true)
    let table = try await signed.program.run("runs", "diff", signed.run, other)
    #expect(table.output.contains("  ! pruned at "), "\(table.output)")
    let unknown = try await signed.program.run("runs", "diff", signed.run, "1999")
    #expect(unknown.code == 2 && unknown.error.contains("no run is called '1999'"), "\(unknown.error)")
  }
}
