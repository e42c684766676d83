internal import JudgeTypes

/// Text that turns to whoever judges the artifact and tells them what to say.
///
/// Some phrases are enough by themselves; others count where the text has turned to a judge and asks something of it within a
/// few sentences. Where words beside it say that it is quoted it weighs less, and still lets nothing pass: who writes the
/// attack writes such words as well, and chooses the file's name.
enum JudgeAddress {
  static let detector = Detector.file("judge_address") { source, rule in
    places(in: source).map { lines in
      Hit(
        rule, in: source.path, lines: lines, severity: isQuoted(lines, in: source) ? min(rule.severity, .medium) : nil)
    } + names(in: source, rule)
  }

  /// How far after the turn to the judge the steering may stand, and how far before it, in bytes of folded text.
  private static let reach = (after: 320, before: 90, sentence: 160)

  private static func places(in source: Source) -> [ClosedRange<Int>] {
    let bytes = withoutTurns(source)
    let prose = FoldedProse(bytes, firstLine: source.firstLine)
    var found = ranges(in: prose).map(prose.lines)
    if mayBeDisguised.matches(prose.bytes) {
      let undisguised = FoldedProse(bytes, firstLine: source.firstLine, reading: .undisguised)
      let text = undisguised.joined
      found += JudgeWords.alone.flatMap { $0.allMatches(in: text) }.map { undisguised.lines(of: $0.range) }
    }
    return found
  }

  private static let turn = Pattern.fixed(#"(?im)^(?:\[assistant\]|#{1,4} assistant\b|assistant:)"#)

  /// A transcript says at the beginning of a line whose turn it is; that addresses nobody.
  private static func withoutTurns(_ source: Source) -> [UInt8] {
    guard source.kind == .agentOutput else { return source.bytes }
    return turn.allMatches(in: source.bytes).reduce(into: source.bytes) { bytes, match in
      for index in match.range { bytes[index] = UInt8(ascii: " ") }
    }
  }

  /// Digits among letters, letters one by one, Greek and Cyrillic.
  private static let mayBeDisguised = Pattern.fixed(#"[a-z][013457@$]+[a-z]|(?:\b[a-z] ){5}|[\xCD-\xD4][\x80-\xBF]"#)

  private static func ranges(in prose: FoldedProse) -> [Range<Int>] {
    let text = prose.joined
    let alone = JudgeWords.alone.flatMap { $0.allMatches(in: text) }.map(\.range)
    let turns = JudgeWords.address.allMatches(in: prose.bytes).map(\.range)
    let mentions = JudgeWords.mention.allMatches(in: prose.bytes).map(\.range)
    guard !turns.isEmpty || !mentions.isEmpty else { return alone }
    let steering = JudgeWords.steering.allMatches(in: text).map(\.range)
    return alone
      + turns.compactMap { turn in
        after(turn, within: reach.after, among: steering)
          ?? sentence(of: turn, among: steering, in: prose, within: reach.before)
      } + mentions.compactMap { sentence(of: $0, among: steering, in: prose, within: reach.sentence) }
  }

  /// From the turn to the judge to the first thing that is asked of it after that.
  private static func after(_ turn: Range<Int>, within reach: Int, among steering: [Range<Int>]) -> Range<Int>? {
    let index = steering.firstIndex(endingAtOrAfter: turn.upperBound + 1)
    guard index < steering.count, steering[index].lowerBound - turn.upperBound <= reach else { return nil }
    return turn.lowerBound..<steering[index].upperBound
  }

  /// From a word for a judge to what is asked in the same sentence, on either side of it.
  private static func sentence(
    of word: Range<Int>, among steering: [Range<Int>], in prose: FoldedProse, within reach: Int
  ) -> Range<Int>? {
    for asked in near(word, within: reach, among: steering) {
      let between =
        asked.lowerBound >= word.upperBound
        ? word.upperBound..<asked.lowerBound : asked.upperBound..<max(asked.upperBound, word.lowerBound)
      if !JudgeWords.sentenceEnd.matches(prose.bytes, in: between) {
        return min(asked.lowerBound, word.lowerBound)..<max(asked.upperBound, word.upperBound)
      }
    }
    return nil
  }

  /// Those that end at most `reach` bytes before the word, or begin at most as far after it. However many there are in all, only
  /// these are looked at: the author of the text chooses how often it repeats itself.
  ///
  /// - Parameter steering: in ascending order, without overlaps.
  static func near(_ word: Range<Int>, within reach: Int, among steering: [Range<Int>]) -> ArraySlice<Range<Int>> {
    steering[steering.firstIndex(endingAtOrAfter: word.lowerBound - reach)...].prefix {
      $0.lowerBound - word.upperBound <= reach
    }
  }

  // MARK: Names and quotations

  /// A file whose name speaks; its first line stands for it, since evidence is what a file holds.
  private static func names(in source: Source, _ rule: Rule) -> [Hit] {
    let path = source.reviewedPath.split(separator: ".").joined(separator: " ")
    let name = FoldedProse(Array(path.utf8), firstLine: 1)
    guard !ranges(in: name).isEmpty else { return [] }
    let line = source.firstLine...source.firstLine
    return [Hit(rule, in: source.path, lines: line, message: "the file's name speaks to the judges of the artifact")]
  }

  /// Whether words on its first line, or on the one before, say that a quotation follows.
  private static func isQuoted(_ lines: ClosedRange<Int>, in source: Source) -> Bool {
    let before = max(lines.lowerBound - 1, source.firstLine)
    return JudgeWords.saying.matches(source.bytes, in: source.range(ofLines: before...lines.lowerBound))
  }
}

extension [Range<Int>] {
  /// Of ranges in ascending order without overlaps, the first that ends at `offset` or after it; `endIndex` where none does.
  fileprivate func firstIndex(endingAtOrAfter offset: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
