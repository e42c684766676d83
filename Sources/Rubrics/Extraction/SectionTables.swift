import JudgeTypes
import Markdown

// MARK: - Tables

extension SectionReader {
  mutating func read(table: Block, under lead: Lead?) {
    let header = table.children.first { $0.kind == .row(isHeader: true) }
    let rows = table.children.filter { $0.kind == .row(isHeader: false) }
    let column = header.flatMap { LevelColumn(header: $0, rows: rows) }
    let notes = Set(
      header?.children.indices.filter { header?.children[$0].text.lowercased().hasPrefix("note") == true } ?? [])
    let isConvention = settles(header) || settlesByPlace(header, lead: lead)
    for row in rows {
      let text = row.children.map(\.text).filter { !$0.isEmpty }.joined(separator: " | ")
      guard let (level, rule) = level(of: row, column: column, notes: notes, isConvention: isConvention, under: lead),
        !text.isEmpty
      else { continue }
      found.append(Statement(level: level, line: row.line, endLine: row.endLine, text: text, context: text, rule: rule))
    }
  }

  /// "Item | Convention", "Kind | Rule": each row settles how one thing is done.
  private func settles(_ header: Block?) -> Bool {
    guard place.takesWill, let header, header.children.count == 2,
      let title = header.children.last?.text.lowercased().folded
    else {
      return false
    }
    return ["convention", "naming convention", "rule", "decision", "policy"].contains(title)
  }

  /// "Rollout:" and a table of phases in a decision: each row is a part of it. A table that compares or explains is not.
  private func settlesByPlace(_ header: Block?, lead: Lead?) -> Bool {
    guard place.authority == .decision, !place.usesCapitals, let header else { return false }
    if header.children.contains(where: { Self.settling.contains($0.text.lowercased().folded) }) { return true }
    guard lead == .heading else { return false }
    let titles = header.children.flatMap { $0.text.lowercased().split { !$0.isLetter }.map(String.init) }
    return header.children.count >= 2
      && titles.allSatisfy { !Lead.blocking.contains($0) && !Self.weighing.contains($0) }
  }

  /// The title of a column that says what is done in the case of each row.
  private static let settling: Set<String> = [
    "what happens", "what we do", "action", "behaviour", "behavior", "handling",
  ]
  private static let weighing = Words.set(
    "option alternative approach candidate score rating pro con cost comment remark meaning description definition term "
      + "today before example result measured question answer date status author")

  private func level(
    of row: Block, column: LevelColumn?, notes: Set<Int>, isConvention: Bool, under lead: Lead?
  ) -> (Level, String)? {
    let isNegated = row.children.indices.contains { index in
      let cell = row.children[index]
      return !notes.contains(index)
        && cell.prose.sentences.first.map { $0.beginsWithNegation && $0.tokens.count > 1 } ?? false
    }
    if let column { return column.level(of: row).map { (isNegated ? $0.ofNegatedItem : $0, "level-column") } }
    if case .level(let level)? = lead { return (isNegated ? level.ofNegatedItem : level, "row-under-stem") }
    if lead == .blocked { return nil }
    if isConvention { return (isNegated ? .mustNot : .must, "convention-row") }
    let signals = row.children.flatMap { $0.prose.sentences.flatMap { $0.signals(in: place) } }
    return signals.first { $0.isKeyword }.map { ($0.level, $0.rule) }
  }
}

/// A table column that says how binding each row is.
private struct LevelColumn {
  private let index: Int

  init?(header: Block, rows: [Block]) {
    let titles = Words.set("mandatory required requirement level obligation necessity status severity")
    let isStated = { (index: Int) in
      rows.count { Self.level($0, at: index) != nil || Self.says($0, at: index) == "no" } * 2 > rows.count
    }
    guard
      let index = header.children.indices.first(where: { index in
        let title = header.children[index].text.lowercased().split(separator: " ").last.map(String.init) ?? ""
        return titles.contains(title) && isStated(index)
          || rows.count >= 2
            && rows.allSatisfy { Self.level($0, at: index) != nil && Self.says($0, at: index) != "yes" }
      })
    else { return nil }
    self.index = index
  }

  func level(of row: Block) -> Level? { Self.level(row, at: index) }

  private static func says(_ row: Block, at index: Int) -> String? {
    guard row.children.indices.contains(index) else { return nil }
    // "`Recommended` [1]", "Required: when the port is known": the word alone.
    let text = row.children[index].text.lowercased().replacing("`", with: "")
    return String(text.prefix { !"[(:".contains($0) }).folded
  }

  private static func level(_ row: Block, at index: Int) -> Level? {
    switch says(row, at: index) {
    case "block", "blocking", "error", "fatal": .must
    case "warn", "warning": .should
    case "yes", "must", "mandatory", "required", "shall", "✓", "✅", "y", "conditionally required": .must
    case "recommended", "should", "preferred": .should
    case "optional", "may", "opt-in": .may
    case "must not", "prohibited", "forbidden": .mustNot
    case "should not", "discouraged", "not recommended": .shouldNot
    case let said?: phrase(said)
    default: nil
    }
  }

  /// "mandatory for new ones", "no new code".
  private static func phrase(_ said: String) -> Level? {
    let words = said.split(separator: " ")
    guard words.count >= 2, words.count <= 6 else { return nil }
    switch words[0] {
    case "mandatory", "required": return ["for", "in", "from", "on"].contains(words[1]) ? .must : nil
    case "recommended", "preferred": return ["for", "in", "from", "on"].contains(words[1]) ? .should : nil
    case "optional": return ["for", "in", "from", "on"].contains(words[1]) ? .may : nil
    case "no": return words[1] == "new" || words[1] == "further" ? .mustNot : nil
    default: return nil
    }
  }
}
