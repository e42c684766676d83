internal import JudgeTypes
public import Provenance

/// What a reviewer reads in a comment on a pull request, or in the summary of a job.
///
/// It says first what blocks, then what the seats disagree on, what is excused, what nobody looked at, and the votes; at most
/// `limit` UTF-16 units. What does not fit is counted. Texts of artifacts, models and people make no markup, link or mention.
public struct MarkdownReport: ResultReport {
  /// The first line, by which a comment is found again.
  public static let marker = "<!-- moe-judge:gate -->"
  /// A comment on GitHub takes 65,536 characters.
  public static let limit = 60_000

  var outcomes: [String: Int] = [:]
  var blocking = 0
  var missed = MarkdownMissed()
  /// How many judgments say the same, in the order in which they were first said.
  var banners: [(text: String, count: Int)] = []
  var foremost = MarkdownSection(before: "\n#### What blocks\n\n", noun: "finding")
  var found = MarkdownSection(before: "\n#### What was found\n\n", noun: "finding")
  var undecided = MarkdownSection(before: "\n#### What the panel could not decide\n\n", noun: "artifact")
  var disagreement = MarkdownSection(before: "\n#### Dissent and debate\n\n", noun: "position")
  var excused = MarkdownSection(before: "\n#### Known and waived\n\n", noun: "finding")
  var allowed = MarkdownSection(before: "\n#### Does not block\n\n", noun: "finding")
  var suppressed = MarkdownSection(before: "\n#### Suppressed by comments\n\n", noun: "comment")
  var dimensions = MarkdownSection(
    before: details("Votes by dimension", ["artifact", "dimension", "level", "met", "violated", "spread", "outcome"]),
    after: "\n</details>\n", noun: "dimension")
  var artifacts = MarkdownSection(
    before: details("All artifacts", ["artifact", "outcome", "blocking", "why"]), after: "\n</details>\n",
    noun: "artifact")

  public init() {}

  public mutating func add(_ judgment: RecordedJudgment) -> String {
    outcomes[judgment.outcome, default: 0] += 1
    missed.add(judgment)
    addBanners(of: judgment)
    addConcerns(of: judgment)
    addDisagreement(of: judgment)
    addTables(of: judgment)
    for suppression in judgment.suppressions {
      suppressed.add("- \(MarkdownWords.prose(suppression.words))\n")
    }
    return ""
  }

  public func frame(of result: RecordedResult) -> (before: String, after: String) {
    let head = head(of: result) + missed.line
    let foot = foot(of: result)
    var room = Self.limit - head.utf16.count - foot.utf16.count
    var foremost = foremost
    if result.gate?.isAdvisory == true { foremost.before = "\n#### What would block\n\n" }
    let sections = [foremost, found, undecided, notes(of: result), disagreement, excused, suppressed, allowed]
    let tables = [dimensions] + (outcomes.values.reduce(0, +) > 1 ? [artifacts] : [])
    var text = ""
    var waiting = sections + tables
    while !waiting.isEmpty {
      let section = waiting.removeFirst()
      // Those behind it are at least named.
      let reserve = waiting.reduce(0) { $0 + $1.leastLength }
      let part = section.text(within: room - reserve)
      room -= part.utf16.count
      text += part
    }
    return (head + text + foot, "")
  }

  private static func details(_ summary: String, _ columns: [String]) -> String {
    let table = MarkdownTable(columns)
    return "\n<details>\n<summary>\(summary)</summary>\n\n\(table.text)"
  }
}
