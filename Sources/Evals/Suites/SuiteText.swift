/// suite.yaml as text, so that what a team wrote in it stays as it is.
enum SuiteText {
  static func new(id: String, cases: String) -> String {
    """
    id: \(id)
    name: \(id)
    cases: [\(cases)]
    split: {train: 60, dev: 20, holdout: 20}

    """
  }

  /// The text with one more entry in its `cases:`; nil where that list is not found. Whoever writes it reads it again.
  static func adding(_ entry: String, to text: String) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("cases:") }) else { return nil }
    let rest = lines[start].dropFirst("cases:".count).drop { $0 == " " }
    guard rest.isEmpty || rest.hasPrefix("#") else {
      return rest.hasPrefix("[") ? addingToBrackets(entry, lines, from: start) : nil
    }
    // The list ends where another key begins at the margin; a dash may stand there too.
    let end = lines[(start + 1)...].firstIndex { line in
      guard let first = line.first else { return false }
      return !" #-\r\t".contains(first) || line.hasPrefix("---")
    }
    let body = (start + 1)..<(end ?? lines.count)
    func isEntry(_ line: String) -> Bool { line.drop { $0 == " " }.hasPrefix("-") }
    func isContent(_ line: String) -> Bool { !["", "#"].contains(line.drop { $0.isWhitespace }.prefix(1)) }
    guard let first = body.first(where: { isEntry(lines[$0]) }), let last = body.last(where: { isContent(lines[$0]) })
    else { return nil }
    lines.insert("\(lines[first].prefix { $0 == " " })- \(entry)", at: last + 1)
    return lines.joined(separator: "\n")
  }

  /// Before the bracket that closes the one in line `start`.
  private static func addingToBrackets(_ entry: String, _ lines: [String], from start: Int) -> String? {
    var lines = lines
    var depth = 0
    var quote: Character?
    var last: (character: Character, line: Int, end: Int) = ("[", start, 0)
    for number in start..<lines.count {
      let line = Array(lines[number])
      for (place, character) in line.enumerated() {
        if number == start, place < "cases:".count { continue }
        if let open = quote {
          if character == open, !(open == "\"" && place > 0 && line[place - 1] == "\\") { quote = nil }
        } else if character == "#", place == 0 || line[place - 1] == " " {
          break
        } else if "[{".contains(character) {
          depth += 1
        } else if "]}".contains(character) {
          depth -= 1
          if depth == 0 {
            let separator = last.character == "[" ? "" : last.character == "," ? " " : ", "
            let written = Array(lines[last.line])
            lines[last.line] = String(written[..<last.end]) + separator + entry + String(written[last.end...])
            return lines.joined(separator: "\n")
          }
        } else if "\"'".contains(character), "[{,: ".contains(place > 0 ? line[place - 1] : " ") {
          quote = character
        }
        if !character.isWhitespace { last = (character, number, place + 1) }
      }
    }
    return nil
  }
}
