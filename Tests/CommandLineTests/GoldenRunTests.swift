import Foundation
import Provenance
import Testing

/// Runs that earlier versions stored; see Tests/GoldenRuns/README.md.
@Suite struct GoldenRunTests {
  private static let folder = Program.root.appending(path: "Tests/GoldenRuns")
  private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0 != "README.md" }.sorted()

  @Test func `there is a golden run by models and one of the offline panel`() {
    #expect(Self.names.contains { $0.hasSuffix("-models") } && Self.names.contains { $0.hasSuffix("-offline") })
  }

  @Test(arguments: names)
  func `a golden run holds, and against its attestation too`(name: String) async throws {
    let program = try Program()
    defer { program.remove() }
    let place = Self.folder.appending(path: name).path
    let verified = try await program.run(
      "runs", "verify", "--state", place, "--attestation", "\(place)/run.intoto.json", "--public-key",
      "\(place)/key.pub.pem")
    #expect(verified.code == 0 && verified.output.hasSuffix("holds\n"), "\(name): \(verified.output)\(verified.error)")
    #expect(verified.output.contains("is of this run, signed by the key "), "\(verified.output)")
    let shown = try JSONValue(
      parsing: try await program.run("runs", "show", "--state", place, "--format", "json").output)
    #expect(shown["judgments"]?.arrayValue?.count == 2)
    #expect(try await program.run("explain", "--state", place).code == 0)
  }
}
