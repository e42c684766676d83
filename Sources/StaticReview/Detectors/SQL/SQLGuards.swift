/// Checks of a script that end it with an error, and with it the transaction that they stand in.
struct SQLGuards {
  private let guards: [(text: String, reach: Range<Int>)]

  private static let raises = Pattern.fixed(
    #"(?i)\bRAISE\s+EXCEPTION\b|\bRAISERROR\s*\(|\bTHROW\s+\d|\bSIGNAL\s+SQLSTATE\b"#)
  private static let begins = Pattern.fixed(
    #"(?i)\A(?:BEGIN(?:\s+(?:TRAN(?:SACTION)?|WORK)\b.*)?|START TRANSACTION\b.*)\z"#)
  private static let ends = Pattern.fixed(#"(?i)\A(?:COMMIT|ROLLBACK|END)\b(?:\s+(?:TRAN(?:SACTION)?|WORK))?\s*\z"#)

  init(_ script: SQLScript) {
    var found: [(text: String, reach: Range<Int>)] = []
    var waiting: [SQLStatement] = []
    var isInside = false
    func close(at end: Int) {
      found += waiting.map { ($0.text.uppercased(), $0.range.upperBound..<max($0.range.upperBound, end)) }
      waiting = []
    }
    for statement in script.statements where !statement.isInBody {
      let text = Array(statement.text.utf8)
      if Self.begins.matches(text) {
        close(at: statement.range.lowerBound)
        isInside = true
      } else if Self.ends.matches(text) {
        close(at: statement.range.lowerBound)
        isInside = false
      } else if isInside, ["DO ", "IF ", "DO$"].contains(where: statement.text.hasPrefix), Self.raises.matches(text) {
        waiting.append(statement)
      }
    }
    close(at: script.original.count)
    guards = found
  }

  /// Whether a check of `table` stands above the statement in its transaction.
  func cover(_ statement: SQLStatement, changing table: String?) -> Bool {
    guard let table, !table.isEmpty else { return false }
    return guards.contains { $0.reach.contains(statement.range.lowerBound) && $0.text.names(table.uppercased()) }
  }
}

extension String {
  /// Whether `name` stands in it as a word of its own.
  fileprivate func names(_ name: String) -> Bool {
    ranges(of: name).contains { range in
      let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : " "
      let after = range.upperBound < endIndex ? self[range.upperBound] : " "
      return ![before, after].contains { $0.isLetter || $0.isNumber || $0 == "_" }
    }
  }
}
