internal import Judging
internal import Provenance
internal import Reports
internal import StoredRuns

/// Under what the run judged: revision, versions, what decided besides the artifacts.
struct RunSetup {
  let reading: RunReading

  var card: HTML {
    guard let opening = reading.opening else { return "" }
    var facts = [
      RunParts.fact("Version", "moe-judge \(opening.version), verdict rules \(opening.verdictRules)"),
      RunParts.fact("Revision", revision(opening)),
    ]
    if let commit = opening.configRevision {
      facts.append(RunParts.fact("Files that decide", "those of commit \(RunParts.hash(commit))"))
    }
    if let gate = opening.gate {
      facts.append(
        RunParts.fact(
          "Gate",
          "policy, baseline and waivers as of <time datetime=\"\(gate.day)\">\(gate.day)</time>\(gate.isAdvisory ? ", advisory" : ""), \(RunParts.hash(gate.sha256))"
        ))
    }
    if let invocation = opening.invocation {
      let words =
        (["moe-judge", "judge"] + invocation.arguments.prefix(60).map { quotedForShell(clipped($0, to: 200)) })
      let more = invocation.arguments.count > 60 ? " …" : ""
      facts.append(RunParts.fact("Asked as", HTMLWords.code(words.joined(separator: " ") + more, limit: 4_000)))
    }
    return RunParts.card("Set-up", id: "setup", RunParts.facts(facts) + hashes(opening.invocation?.setup ?? [:]))
  }

  private func revision(_ opening: RunOpening) -> HTML {
    guard let revision = opening.revision else { return "started outside of a repository" }
    return "\(RunParts.hash(revision.commit))\(revision.isDirty ? ", with tracked files changed" : "")"
  }

  /// A run is gone on with only where all of them are the same.
  private func hashes(_ setup: [String: String]) -> HTML {
    guard !setup.isEmpty else { return "" }
    let rows = setup.sorted { $0.key < $1.key }.prefix(200).map { name, hash -> HTML in
      "<tr><th scope=\"row\">\(HTMLWords.prose(name, limit: 200))</th><td>\(HTMLWords.code(hash))</td></tr>\n"
    }
    return """
      <details><summary>\(counted(setup.count, "thing")) that decided besides the artifacts, by SHA-256</summary>
      \(RunParts.table("What decided, by its hash", heads: [RunParts.head("What"), RunParts.head("SHA-256")], rows: Array(rows)))</details>

      """
  }
}
