internal import JudgeTypes
internal import Provenance

extension MarkdownReport {
  /// The marker, the verdict and the counts.
  func head(of result: RecordedResult) -> String {
    let headline = Headline(of: result, outcomes: outcomes, blocking: blocking)
    let sign =
      switch headline.tone {
      case .good: "✅"
      case .warning: "⚠️"
      case .bad: "❌"
      }
    var lines = [Self.marker, "### \(sign) \(MarkdownWords.prose(headline.title))", ""]
    if result.isOffline { lines += ["**\(Headline.offline)**", ""] }
    lines += ["**Verdict**: \(MarkdownWords.prose(headline.sentence))", ""]
    return lines.map { $0 + "\n" }.joined()
  }

  /// What every reader must know: of the run, of its judgments, of the gate's policy.
  func notes(of result: RecordedResult) -> MarkdownSection {
    var notes = MarkdownSection(before: "\n#### To know\n\n", noun: "note")
    for banner in result.ownBanners { notes.add("- ⚠️ \(MarkdownWords.prose(banner))\n") }
    for banner in banners where !result.banners.contains(banner.text) {
      let place = outcomes.values.reduce(0, +) > 1 ? " (\(counted(banner.count, "artifact")))" : ""
      notes.add("- ⚠️ \(MarkdownWords.prose(banner.text))\(place)\n")
    }
    for note in result.gate?.notes ?? [] { notes.add("- gate: \(MarkdownWords.prose(note))\n", rank: 1) }
    return notes
  }

  /// Where the record is, and how to check it.
  func foot(of result: RecordedResult) -> String {
    let run = quotedForShell(clipped(result.run, to: 120))
    func command(_ words: String) -> String { MarkdownWords.code("moe-judge \(words)") }
    let head = result.head.map { ", head \(MarkdownWords.code($0, limit: 80))" } ?? ", not closed"
    let day = result.gate.map { ", waivers held against \(MarkdownWords.prose($0.day, limit: 20))" } ?? ""
    return """

      ---

      Run \(MarkdownWords.code(result.run, limit: 120))\(head), by moe-judge \(MarkdownWords.prose(result.version, limit: 40)), \
      \(MarkdownWords.prose(result.finished, limit: 40)); \(MarkdownWords.prose(result.usageWords, limit: 200))\(day).
      Verify: \(command("runs verify \(run)")). Explain a finding: \(command("explain \(run) FINGERPRINT")).

      """
  }
}
