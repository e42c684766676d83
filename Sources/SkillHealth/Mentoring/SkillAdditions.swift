import JudgeTypes
import Markdown

/// A learner's file with skeletons of what it lacks. Nothing of the mentor's own words is taken over: headings, the form of lists and how
/// many entries they have, with a line to fill in for each.
public struct SkillAdditions: Sendable, Hashable {
  /// The file as it is.
  public let before: String
  /// The file with the additions.
  public let after: String

  public init(to text: String, for mentorship: Mentorship) {
    before = text
    // By bytes: a carriage return and the line feed behind it are one character.
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    // An empty last line is the end of the one before it.
    if lines.last == "" { lines.removeLast() }
    let writer = SkeletonWriter(learner: mentorship.learner.file, mentor: mentorship.mentor.file, lines: lines)
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
  /// The learner's, front matter among them.
  let lines: [String]

  private static let toolsNote = "# allowed-tools: fill in"

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
    // What belongs to a section that is there stands before what is put behind it.
    for pattern in patterns { if let more = supplement(pattern) { additions[more.place, default: []] += more.lines } }
    for kind in Self.order where patterns.contains(.section(kind)) {
      additions[place(of: kind), default: []] += [""] + section(kind, isTable: patterns.contains(.antiPatternTable))
    }
    if patterns.contains(.examples) || lacksAnyCode(patterns) { additions[lastLine, default: []] += [""] + examples }
    return additions.map { Addition(place: $0.key, lines: $0.value) }
  }

  /// Whether it lacks code blocks, and nothing else that is added brings one.
  private func lacksAnyCode(_ patterns: [SkillPattern]) -> Bool {
    let bringers: [SkillPattern] = [.examples, .templateBlock, .section(.outputTemplate)]
    return patterns.contains(.codeBlocks) && !patterns.contains(where: bringers.contains)
  }

  /// Behind the last line that holds something.
  private var lastLine: Int { learner.lines.count - learner.lines.reversed().prefix { $0.isBlank }.count }

  // MARK: Front matter

  private func frontMatter(_ keys: [String]) -> Addition? {
    guard learner.frontMatter != nil,
      let end = lines.dropFirst().firstIndex(where: { $0.hasPrefix("---") || $0.hasPrefix("...") })
    else { return nil }
    let isTold = lines[..<end].contains { $0.hasPrefix(Self.toolsNote) }
    let added = keys.compactMap { key -> String? in
      switch key {
      case "category": mentor.category.map { "category: \(Self.yaml($0))" }
      case "version": "version: \"0.1.0\""
      // A comment and no key: an empty list of tools would forbid them all.
      default: isTold ? nil : "\(Self.toolsNote) the tools that \(learner.name) needs, such as Read, Grep, Write"
      }
    }
    return added.isEmpty ? nil : Addition(place: end, lines: added)
  }

  /// A word as YAML takes it for text.
  private static func yaml(_ text: String) -> String {
    let isPlain = text.first?.isLetter == true && text.allSatisfy { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
    return isPlain ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  // MARK: Sections

  /// Before the first section that belongs behind it, else at the end.
  private func place(of kind: SkillSection) -> Int {
    let later = Self.order.drop { $0 != kind }.dropFirst()
    let next = learner.sections.first { section in section.kind.map { later.contains($0) } ?? false }
    guard let next else { return lastLine }
    let before = next.lines.lowerBound - 1
    // The blank line before that heading stays before it.
    return before > 0 && learner.lines[before - 1].isBlank ? before - 1 : before
  }

  private func section(_ kind: SkillSection, isTable: Bool) -> [String] {
    let example = mentor.section(kind)
    let heading = [
      String(repeating: "#", count: example?.level ?? 2) + " " + kind.heading, "",
      "<!-- Fill in for \(learner.name) (\(purpose)): \(kind.purpose.replacing("`", with: "")). -->", "",
    ]
    if kind == .outputTemplate || example?.items.isEmpty != false && example?.codeBlocks.isEmpty == false {
      return heading + template
    }
    let form: SkillItem.Form =
      kind == .completionChecklist
      ? .task : kind == .antiPatterns && isTable ? .row : example?.items.first?.form ?? .item
    let head = form == .row ? ["| \(kind.heading) | Instead |", "| --- | --- |"] : []
    return heading + head + (1...min(6, max(2, example?.items.count ?? 3))).map { Self.entry($0, form: form) }
  }

  /// The first sentence of the learner's description, which may stand in a comment.
  private var purpose: String {
    let text = learner.frontMatter?.description ?? learner.name
    let sentence = text.split(separator: ". ").first.map(String.init) ?? text
    return sentence.replacing("--", with: "-").replacing("\n", with: " ").replacing(">", with: "").trimming {
      $0 == "." || $0.isWhitespace
    }
  }

  private static func entry(_ number: Int, form: SkillItem.Form) -> String {
    switch form {
    case .task: "- [ ] FILL IN \(number)"
    case .row: "| FILL IN \(number) | FILL IN: what to do instead |"
    case .item, .paragraph: "- FILL IN \(number)"
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
        lines: [""] + (1...3).map { Self.entry($0, form: .task) })
    case .templateBlock:
      guard let section = learner.section(.outputTemplate) else { return nil }
      return Addition(place: end(of: section), lines: [""] + template)
    case .antiPatternTable:
      guard let section = learner.section(.antiPatterns) else { return nil }
      return Addition(
        place: end(of: section),
        lines: ["", "| Anti-pattern | Instead |", "| --- | --- |"]
          + (1...2).map { Self.entry($0, form: .row) })
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
