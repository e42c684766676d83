internal import JudgeTypes
internal import Provenance

/// What nobody looked at in a run: files, dimensions, seats without a verdict. The first few of each are named.
struct MarkdownMissed {
  private var skipped = Named(), partial = Named(), unassessed = Named(), seats = Named()

  private struct Named {
    private static let limit = 5
    private(set) var count = 0
    private(set) var names: [String] = []

    mutating func add(_ name: @autoclosure () -> String) {
      count += 1
      if names.count < Self.limit { names.append(name()) }
    }

    var words: String {
      names.joined(separator: ", ") + (count > names.count ? " and \(count - names.count) more" : "")
    }
  }

  private var seenDimensions: Set<String> = []

  mutating func add(_ judgment: RecordedJudgment) {
    for file in judgment.missedFiles {
      func name() -> String {
        let reason = file.reason.map { " (\(MarkdownWords.prose($0, limit: 80)))" } ?? ""
        return MarkdownWords.code(file.path, limit: 120) + reason
      }
      if file.state == FileCoverage.State.partial.rawValue { partial.add(name()) } else { skipped.add(name()) }
    }
    for dimension in judgment.unassessed where seenDimensions.count < 1000 {
      if seenDimensions.insert(dimension).inserted { unassessed.add(MarkdownWords.code(dimension, limit: 80)) }
    }
    for seat in judgment.silentSeats {
      let reason = seat.reason.map { ": \(MarkdownWords.prose($0, limit: 120))" } ?? ""
      seats.add(
        "\(MarkdownWords.code(seat.id, limit: 80)) \(MarkdownWords.prose(spoken(seat.state), limit: 40))\(reason)")
    }
  }

  /// One paragraph in Markdown, whatever there is to say.
  var line: String {
    var parts: [String] = []
    if skipped.count > 0 { parts.append("\(counted(skipped.count, "file")) skipped: \(skipped.words)") }
    if partial.count > 0 { parts.append("\(counted(partial.count, "file")) judged in part: \(partial.words)") }
    if unassessed.count > 0 {
      parts.append("\(counted(unassessed.count, "dimension")) that nobody could assess: \(unassessed.words)")
    }
    if seats.count > 0 { parts.append("\(counted(seats.count, "seat")) without a verdict: \(seats.words)") }
    return "**Not looked at**: \(parts.isEmpty ? "nothing that was met" : parts.joined(separator: "; ")).\n"
  }
}
