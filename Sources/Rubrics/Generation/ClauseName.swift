import JudgeTypes
import Markdown

extension ClauseStatement {
  /// What a dimension is called: the demand in at most `longest` characters, without its reason, table rows as "A: B", and
  /// with the heading it stands under where the clause alone does not say what it is about.
  func name(section: String) -> String {
    guard isFragment, let heading = Self.heading(of: section) else { return Self.shortened(Self.capitalised(plain)) }
    return Self.shortened("\(heading): \(Prosaic.uncapitalised(plain))")
  }

  static let longest = 80

  /// The clause with table cells joined and keywords in small letters.
  var plain: String {
    let cells = core.split(separator: "|").map(\.trimmed).filter { !$0.isEmpty }
    let text = cells.count > 1 ? Self.row(cells) : core
    var before = ""
    return text.split(separator: " ").map { word in
      defer { before = word.lowercased() }
      let isName = ["a", "an", "the", "or"].contains(before)
      return Self.isShouted(word) && !isName ? word.lowercased() : String(word)
    }.joined(separator: " ")
  }

  private static func row(_ cells: [String]) -> String {
    let levels = Words.set("yes no must should may mandatory required recommended optional")
    let told = cells.filter { !levels.contains($0.lowercased()) }
    guard let first = told.first, told.count > 1 else { return cells.joined(separator: ": ") }
    return "\(first): \(told.dropFirst().joined(separator: ", "))"
  }

  private static func isShouted(_ word: Substring) -> Bool {
    ["MUST", "NOT", "SHALL", "SHOULD", "MAY", "REQUIRED", "RECOMMENDED", "OPTIONAL"].contains(
      word.trimming { ",.;:".contains($0) })
  }

  /// The innermost heading that names a thing, not a part of a document.
  static func heading(of section: String) -> String? {
    let generic = Words.set("constraints attributes attribute notes details usage description behavior behaviour type")
    return section.split(separator: ">").map(\.trimmed).last { heading in
      SectionRole.named(by: heading) == nil && !generic.contains(heading.lowercased()) && heading.count <= 40
    }
  }

  /// Cut where a phrase ends; an ellipsis tells that more follows.
  private static func shortened(_ text: String) -> String {
    guard text.count > longest else { return text }
    let whole = withoutBrackets(text)
    guard whole.count > longest else { return whole }
    let room = String(whole.prefix(longest - 1))
    let bounds = ["; ", ", ", " - ", " unless ", " when ", " where ", " which ", " that ", " if ", " and ", " or "]
    let ends = bounds.compactMap { lastOutsideCode(of: $0, in: room) }.filter { room[..<$0].count >= 48 }
    let end = ends.max() ?? lastOutsideCode(of: " ", in: room) ?? room.endIndex
    return withoutDangling(String(room[..<end]).trimming { ",;:-( ".contains($0) }) + "…"
  }

  private static func lastOutsideCode(of part: String, in text: String) -> String.Index? {
    var found: String.Index?
    var start = text.startIndex
    while let next = Prosaic.outsideCode(of: part, in: String(text[start...])) {
      let offset = String(text[start...]).distance(from: String(text[start...]).startIndex, to: next)
      let place = text.index(start, offsetBy: offset)
      // A cut inside a code span would leave half of it.
      if text[..<place].count(where: { $0 == "`" }) % 2 == 0 { found = place }
      start = text.index(after: place)
    }
    return found
  }

  /// Without remarks in brackets; those of code spans and of calls such as `f(x)` stay.
  private static func withoutBrackets(_ text: String) -> String {
    var depth = 0
    var isCode = false
    var kept = ""
    for character in text {
      if character == "`" { isCode.toggle() }
      if character == "(", !isCode, depth > 0 || kept.isEmpty || kept.last == " " { depth += 1 }
      if depth == 0 { kept.append(character) }
      if character == ")", !isCode { depth = max(0, depth - 1) }
    }
    guard depth == 0 else { return text }
    return kept.folded.replacing(" ,", with: ",").replacing(" ;", with: ";")
  }

  private static let dangling = Words.set(
    "in of to the a an with by for as on from and or under into at its their that which is are be than via")

  private static func withoutDangling(_ text: String) -> String {
    var words = text.split(separator: " ")
    while words.count > 4, let last = words.last, dangling.contains(last.lowercased()) { words.removeLast() }
    return words.joined(separator: " ")
  }
}
