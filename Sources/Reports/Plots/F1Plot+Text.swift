extension F1Plot {
  /// The marks of which a plot in a terminal is made.
  public enum Marks: Sendable {
    /// ASCII alone, for whatever is no terminal.
    case plain
    /// Eighths of a block, in the style's colours.
    case blocks(TextStyle)
  }

  private static let rows = 5

  /// One block of bars for each series, the oldest point on the left; the points before the last `columns` are left out.
  ///
  /// Holds control codes only for a style that has colours. Empty where no series has a value.
  public func text(columns: Int = 60, marks: Marks) -> String {
    guard series.contains(where: { $0.points.contains { $0.value != nil } }) else { return "" }
    var lines = [safeForTerminal(title)]
    for (place, one) in series.enumerated() {
      let points = one.points.suffix(max(1, columns))
      lines.append(heading(of: one, points))
      lines += bars(of: points.map(\.value), width: points.count * 2 <= columns ? 2 : 1).map {
        painted($0, place, marks)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func painted(_ row: Row, _ place: Int, _ marks: Marks) -> String {
    switch marks {
    case .plain: return row.axis + "|" + trimmed(row.cells.map { $0 >= 4 ? "#" : " " }, row.width)
    case .blocks(let style):
      let blocks = trimmed(row.cells.map { Self.eighths[$0] }, row.width)
      return style.dim(row.axis + "┤") + (place == 0 ? style.green(blocks) : style.yellow(blocks))
    }
  }

  /// By how many eighths of a cell are filled.
  private static let eighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  private struct Row {
    let axis: String
    /// Eighths that are filled, 0 to 8, one for each point.
    let cells: [Int]
    let width: Int
  }

  private func heading(of series: Series, _ points: ArraySlice<Point>) -> String {
    let known = points.compactMap(\.value)
    guard let first = known.first, let last = known.last else { return "\(safeForTerminal(series.name))  no figure" }
    let way = known.count > 1 ? "\(plotted(first)) to \(plotted(last))" : plotted(last)
    let left = series.points.count - points.count
    return "\(safeForTerminal(series.name))  \(way)" + (left > 0 ? " (\(left) older left out)" : "")
  }

  private func bars(of values: [Double?], width: Int) -> [Row] {
    let scale = scale
    // The least value still shows as a line at the bottom, so that it differs from a gap; in ASCII as one full mark.
    let heights = values.map { value -> Int in
      guard let value, value.isFinite else { return 0 }
      let share = (min(max(value, scale.lowerBound), scale.upperBound) - scale.lowerBound)
      return max(4, Int((share / (scale.upperBound - scale.lowerBound) * Double(Self.rows * 8)).rounded()))
    }
    return (0..<Self.rows).map { row in
      let below = (Self.rows - 1 - row) * 8
      let axis =
        row == 0 ? plotted(scale.upperBound) : row == Self.rows - 1 ? plotted(scale.lowerBound) : "     "
      return Row(axis: axis + " ", cells: heights.map { min(8, max(0, $0 - below)) }, width: width)
    }
  }

  private func trimmed(_ cells: [String], _ width: Int) -> String {
    let text = cells.joined(separator: width == 2 ? " " : "")
    return String(text.reversed().drop { $0 == " " }.reversed())
  }
}
