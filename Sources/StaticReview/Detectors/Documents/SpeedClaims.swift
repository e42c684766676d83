/// How much faster something is said to be, held against the measurements in the same text.
enum SpeedClaims {
  private static let gain = Pattern.fixed(
    #"(?i)\b(two|three|four|five|six|eight|ten|\d+(?:[.,]\d+)?)[ *]*(?:x|×|times|-?fold)[ *]*(?:as (?:fast|quick)|faster|quicker|speed-?up|less time|fewer allocations)|\b(twice)[ *]*(?:as (?:fast|quick)|the speed)|\b(halve)[sd]\b[^.\n]{0,40}\b(?:time|latency|duration)|\b(\d+)[ *]*%[ *]*(?:faster|quicker|less time)"#
  )
  private static let numerals: [String: Double] = [
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twice": 2, "halve": 2,
  ]
  /// `benchstat` and criterion.
  private static let delta = Pattern.fixed(
    #"\s([-+−]\d+(?:\.\d+)?)%\s+\(p=|\bchange:\s*\[\S+\s+([-+−]\d+(?:\.\d+)?)%|\A\s*\|.*\|\s*([-+−]\d+(?:\.\d+)?)\s*%\s*\|\s*\z"#
  )

  @Sendable static func speed(_ context: ClaimContext) -> Claims.Contradiction? {
    let shown = context.prose.lines.compactMap { line -> (line: Int, part: Double)? in
      guard line.fence != nil || line.text.hasPrefix("|") else { return nil }
      let text = delta.groups(in: line.text).first?.compactMap(\.self).first?.replacing("−", with: "-")
      return text.flatMap { Double($0) }.map { (line.number, 1 + $0 / 100) }
    }
    guard let best = shown.min(by: { $0.part < $1.part }), best.part > 0 else { return nil }
    for (line, groups) in context.claims(gain) {
      guard let said = factor(groups) else { continue }
      // A percentage is read as either of what people mean by it, so the smaller gain is asked for.
      guard said > 1.15, 1 / best.part < said * 0.85 else { continue }
      return .init(
        line: line.number,
        message: "it says that this is \(said) times as fast, and line \(best.line) is the best that was measured")
    }
    return nil
  }

  private static func factor(_ groups: [String?]) -> Double? {
    if groups.count > 3, let percent = groups[3].flatMap({ Double($0) }) { return 1 + percent / 100 }
    guard let word = groups.compactMap(\.self).first?.lowercased() else { return nil }
    return numerals[word] ?? Double(word.replacing(",", with: "."))
  }
}
