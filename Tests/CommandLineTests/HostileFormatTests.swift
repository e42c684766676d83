import Foundation
import Provenance
import Testing

/// What is judged speaks to whatever shows the judgment; nothing of it may be obeyed.
@Suite struct HostileFormatTests {
  @Test func `what the files say comes into the quotes of the result`() async throws {
    let program = try Program()
    defer { program.remove() }
    let artifacts = try HostileArtifacts.place(in: program)
    #expect(artifacts.count > 85)
    try program.write(HostileArtifacts.log.canonical, to: "log.sarif")
    let result = try await program.run(
      arguments: ["judge", "--offline", "--quiet", "--format", "json", "--evidence", "log.sarif"] + artifacts)
    #expect(result.code == 1, "\(result.error)")
    let judgments = try JSONValue(parsing: result.output)["judgments"]?.arrayValue ?? []
    #expect(judgments.count == artifacts.count)
    for (artifact, judgment) in zip(artifacts, judgments) {
      let findings = (judgment["findings"]?.arrayValue ?? []).filter { $0["status"] == "verified" }
      #expect(!findings.isEmpty, "\(artifact): no finding")
      let quotes = findings.flatMap { $0["evidence"]?.arrayValue ?? [] }.compactMap { $0["quote"]?.stringValue }
      let needles = HostileArtifacts.labels.first { $0.file == artifact }?.holds ?? []
      for needle in needles {
        #expect(quotes.contains { $0.utf8.firstRange(of: needle.utf8) != nil }, "\(artifact): \(needle)")
      }
    }
  }
}
