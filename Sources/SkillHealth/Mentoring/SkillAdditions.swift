import JudgeTypes

/// A learner's file with skeletons of what it lacks. Nothing of the mentor's own words is taken over: headings, the form of lists and how
/// many entries they have, with a line to fill in for each.
public struct SkillAdditions: Sendable, Hashable {
  /// The file as it is.
  public let before: String
  /// The file with the additions.
  public let after: String

  public init(to text: String, for mentorship: Mentorship) {
    before = text
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // An empty last line is the end of the one before it.
    if lines.last == "" { lines.removeLast() }
    let writer = SkeletonWriter(
      learner: mentorship.learner.file, mentor: mentorship.mentor.file,
      hasToolsNote: lines.contains { $0.hasPrefix(SkeletonWriter.toolsNote) })
    let ending = text.contains("\r\n") ? "\r" : ""
    for addition in writer.additions(of: mentorship.lacking).sorted(by: { $0.place > $1.place }) {
      lines.insert(contentsOf: addition.lines.map { $0 + ending }, at: min(addition.place, lines.count))
    }
    after = lines.joined(separator: "\n") + "\n"
  }
}

/// Writes what a learner lacks, in the mentor's form and the learner's name.
struct SkeletonWriter {
  let learner: SkillFile
  let mentor: SkillFile
  /// Whether the front matter was told before to name its tools.
  let hasToolsNote: Bool

  static let toolsNote = "# allowed-tools: fill in"

  /// Lines, and how many lines of the file stand before them.
  struct Addition {
    let place: Int
    var lines: [String]
  }

  private static let order: [SkillSection] = [
    .whenNotToUse, .preflightChecklist, .requiredContext, .requiredTools, .scopeBoundaries, .outputTemplate,
    .successOutput,
    .completionChecklist, .verificationSteps, .failureIndicators, .antiPatterns, .principles,
  ]

  /// Those for the same place are one.
  func additions(of patterns: [SkillPattern]) -> [Addition] {
    var additions: [Int: [String]] = [:]
    let keys = patterns.compactMap { if case .frontMatter(let key) = $0 { key } else { nil } }
    if let front = frontMatter(keys) { additions[front.place, default: []] += front.lines }
    for kind in Self.order where patterns.contains(.section(kind)) {
      additions[place(of: kind), default: []] += [""] + section(kind)
    }
    if patterns.contains(.examples) { additions[learner.lines.count, default: []] += [""] + examples }
    for pattern in patterns { if let more = supplement(pattern) { additions[more.place, default: []] += more.lines } }
    return additions.map { Addition(place: $0.key, lines: $0.value) }
  }

  // MARK: Front matter

  private func frontMatter(_ keys: [String]) -> Addition? {
    // A comment and no key: an empty list of tools would forbid them all.
    guard learner.frontMatter != nil else { return nil }
    let lines = keys.compactMap { key -> String? in
      switch key {
      case "category": mentor.category.map { "category: \($0)" }
      case "version": "version: \"0.1.0\""
      default: hasToolsNote ? nil : "\(Self.toolsNote) the tools that \(learner.name) needs, such as Read, Grep, Write"
      }
    }
    return lines.isEmpty ? nil : Addition(place: 1, lines: lines)
  }

  // MARK: Sections

  /// Before the first section that belongs behind it, else at the end.
  private func place(of kind: SkillSection) -> Int {
    let later = Self.order.drop { $0 != kind }.dropFirst()
    let next = learner.sections.first { section in section.kind.map { later.contains($0) } ?? false }
    guard let next else { return learner.lines.count - learner.lines.reversed().prefix { $0.isBlank }.count }
    let before = next.lines.lowerBound - 1
    // The blank line before that heading stays before it.
    return before > 0 && learner.lines[before - 1].isBlank ? before - 1 : before
  }

  private func section(_ kind: SkillSection) -> [String] {
    let example = mentor.section(kind)
    let level = example?.level ?? 2
    var lines = [String(repeating: "#", count: level) + " " + kind.heading, ""]
    if kind == .outputTemplate || example?.items.isEmpty != false && example?.codeBlocks.isEmpty == false {
      return lines + template
    }
    let count = min(6, max(2, example?.items.count ?? 3))
    lines += (1...count).map { number in entry(number, kind, form: example?.items.first?.form ?? .item) }
    if example?.items.first?.form == .row {
      lines.insert(contentsOf: ["| \(kind.heading) | Instead |", "| --- | --- |"], at: 2)
    }
    return lines
  }

  private func entry(_ number: Int, _ kind: SkillSection, form: SkillItem.Form) -> String {
    let text = "FILL IN \(number) for \(learner.name): \(kind.purpose)"
    switch form {
    case .task: return "- [ ] \(text)"
    case .row: return "| \(text) | FILL IN: what to do instead |"
    case .item, .paragraph: return kind == .completionChecklist ? "- [ ] \(text)" : "- \(text)"
    }
  }

  private var template: [String] {
    [
      "```markdown", "# FILL IN: the title of what \(learner.name) writes", "",
      "FILL IN: its parts, each with a heading", "```",
    ]
  }

  private var examples: [String] {
    let count = min(3, max(1, mentor.sections.filter(\.isExamples).flatMap(\.codeBlocks).count))
    return ["## Examples"]
      + (1...count).flatMap {
        [
          "", "### FILL IN \($0): a case for \(learner.name)", "", "```text",
          "FILL IN: what is asked, and what comes out", "```",
        ]
      }
  }

  // MARK: More of a section that is there

  private func supplement(_ pattern: SkillPattern) -> Addition? {
    switch pattern {
    case .tickedChecklist:
      guard let section = learner.section(.completionChecklist) else { return nil }
      return Addition(
        place: end(of: section),
        lines: [""] + (1...3).map { entry($0, .completionChecklist, form: .task) })
    case .templateBlock:
      guard let section = learner.section(.outputTemplate) else { return nil }
      return Addition(place: end(of: section), lines: [""] + template)
    case .antiPatternTable:
      guard let section = learner.section(.antiPatterns) else { return nil }
      return Addition(
        place: end(of: section),
        lines: ["", "| Anti-pattern | Instead |", "| --- | --- |"]
          + (1...2).map { entry($0, .antiPatterns, form: .row) })
    default: return nil
    }
  }

  /// Behind its last line that holds something.
  private func end(of section: SkillFile.Section) -> Int {
    var end = min(section.lines.upperBound, learner.lines.count)
    while end > section.lines.lowerBound, learner.lines[end - 1].isBlank { end -= 1 }
    return end
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
