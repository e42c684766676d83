/// Colours of a terminal, or none.
public struct TextStyle: Sendable {
  public let isColoured: Bool

  public init(isColoured: Bool) { self.isColoured = isColoured }

  func bold(_ text: String) -> String { code("1", text) }
  func dim(_ text: String) -> String { code("2", text) }
  func red(_ text: String) -> String { code("31", text) }
  func green(_ text: String) -> String { code("32", text) }
  func yellow(_ text: String) -> String { code("33", text) }

  private func code(_ number: String, _ text: String) -> String {
    isColoured ? "\u{1B}[\(number)m\(text)\u{1B}[0m" : text
  }
}

/// Columns lined up by the longest cell; the last column is left as it is. No cell speaks to the terminal.
struct TextColumns {
  private var rows: [[String]] = []

  mutating func add(_ cells: [String]) { rows.append(cells.map(safeForTerminal)) }

  /// - Parameter style: paints a padded cell by its row, column and text.
  func lines(indentation: String = "  ", style: (Int, Int, String) -> String = { _, _, text in text }) -> [String] {
    let widths = rows.reduce(into: [Int]()) { widths, row in
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.count)
      }
    }
    return rows.enumerated().map { row, cells in
      let padded = cells.enumerated().map { column, cell in
        let padding = column == cells.count - 1 ? "" : String(repeating: " ", count: widths[column] - cell.count)
        return style(row, column, cell) + padding
      }
      return indentation + padded.joined(separator: "  ")
    }
  }
}
