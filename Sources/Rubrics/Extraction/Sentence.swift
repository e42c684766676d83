public import Markdown

/// A sentence over one or more lines, without a label such as `**Logging**:` before it.
public struct Sentence: Sendable, Hashable {
  public let tokens: [Token]
  /// The `Logging` of `**Logging**: Use JSON.`, for the first sentence of an item or paragraph.
  public let label: String?
  /// The first and last line; the label's line where there is one.
  public let line: Int
  public let endLine: Int
  /// The whole sentence, its label included.
  public let text: String

  /// The positions of the tokens inside brackets that do not hold the whole sentence, or in quotation marks.
  let asides: Set<Int>

  /// `isQuoted` where the quotation marks were opened in a sentence before.
  init?(_ all: ArraySlice<Token>, isFirst: Bool, isQuoted: Bool = false) {
    guard let first = all.first, let last = all.last else { return nil }
    let labelEnd = isFirst ? Self.labelEnd(all) : nil
    label = labelEnd.map { Prose.text(of: all[..<$0]).trimming { ":-–".contains($0) || $0.isWhitespace } }
    tokens = Array(labelEnd.map { all[$0...] } ?? all)
    line = first.line
    endLine = last.line
    text = Prose.text(of: all)
    asides = Self.asides(in: tokens, isQuoted: isQuoted)
  }

  private static func asides(in tokens: [Token], isQuoted: Bool = false) -> Set<Int> {
    var depth = 0
    var isQuoted = isQuoted
    var asides: Set<Int> = []
    for (position, token) in tokens.enumerated() {
      if depth > 0 || isQuoted { asides.insert(position) }
      guard token.kind == .punctuation else { continue }
      switch token.text {
      case "(" where position > 0: depth += 1
      case ")": depth = max(0, depth - 1)
      case "\"", "“", "”": isQuoted.toggle()
      default: break
      }
    }
    return asides
  }

  /// Some of its tokens as a sentence of their own; the label stays with the first of them.
  func part(_ range: Range<Int>) -> Sentence { Sentence(part: range, of: self) }

  private init(part range: Range<Int>, of whole: Sentence) {
    tokens = Array(whole.tokens[range])
    label = range.lowerBound == 0 ? whole.label : nil
    line = tokens.first?.line ?? whole.line
    endLine = tokens.last?.line ?? whole.endLine
    text = whole.text(of: range)
    asides = whole.asides.isEmpty ? [] : Set(whole.asides.filter(range.contains).map { $0 - range.lowerBound })
  }

  var endsWithColon: Bool { tokens.last?.is(":") == true || (tokens.isEmpty && label != nil) }
  var isQuestion: Bool { tokens.last { $0.kind != .punctuation || $0.is("?") }?.is("?") == true }
  /// Some of the tokens as text, the label before the first of them, the mark of enumeration at the end left out.
  func text(of range: Range<Int>) -> String {
    let part = Prose.text(of: tokens[range]).trimming { ",; ".contains($0) }
    guard range.lowerBound == 0, let label else { return part }
    return "\(label): \(part)"
  }

  func lowercased(_ index: Int) -> String? {
    tokens.indices.contains(index) && tokens[index].kind != .code ? tokens[index].lowercased : nil
  }

  /// Where the text after a leading emphasised label begins: `**A**: x`, `**A:** x`, `**A** - x`.
  private static func labelEnd(_ tokens: ArraySlice<Token>) -> Int? {
    guard let first = tokens.first, first.style == .strong || first.style == .emphasis else { return nil }
    guard let end = tokens.firstIndex(where: { $0.style != first.style }) else {
      return tokens.last?.is(":") == true ? tokens.endIndex : nil
    }
    if tokens[end].is(":") || tokens[end].is("-") || tokens[end].is("–") { return tokens.index(after: end) }
    return tokens[tokens.index(before: end)].is(":") ? end : nil
  }
}

extension Prose {
  public var sentences: [Sentence] {
    var sentences: [Sentence] = []
    var start = tokens.startIndex
    // Marks that do not pair up, such as one for inches, quote nothing beyond their sentence.
    let arePaired = tokens.count { isQuotationMark($0) } % 2 == 0
    var isQuoted = false
    let append = { (range: Range<Int>) in
      let first = sentences.isEmpty
      if let sentence = Sentence(tokens[range], isFirst: first, isQuoted: isQuoted) { sentences.append(sentence) }
      if arePaired, tokens[range].count(where: { isQuotationMark($0) }) % 2 == 1 { isQuoted.toggle() }
    }
    for index in tokens.indices where isEnd(index) {
      let end = afterClosers(index)
      append(start..<end)
      start = end
    }
    if start < tokens.endIndex { append(start..<tokens.endIndex) }
    return sentences
  }

  static let quotationMarks: Set<String> = ["\"", "“", "”"]

  private func isQuotationMark(_ token: Token) -> Bool {
    token.kind == .punctuation && Self.quotationMarks.contains(token.text)
  }

  private static let abbreviations: Set<String> = [
    "e.g", "i.e", "vs", "cf", "approx", "fig", "dr", "mr", "ms", "resp", "incl", "no", "ca", "et", "al", "sec",
  ]
  private static let closers: Set<String> = [")", "]", "\"", "”", "'"]

  private func afterClosers(_ index: Int) -> Int {
    var end = index + 1
    while end < tokens.endIndex, tokens[end].isOne(of: Self.closers), !tokens[end].hasSpaceBefore { end += 1 }
    return end
  }

  private func isEnd(_ index: Int) -> Bool {
    guard tokens[index].isOne(of: [".", "!", "?"]), index > tokens.startIndex else { return false }
    let end = afterClosers(index)
    guard end < tokens.endIndex, tokens[end].hasSpaceBefore else { return false }
    if tokens[index].is("."), tokens[index - 1].isOne(of: Self.abbreviations) { return false }
    return Self.canBegin(tokens[end])
  }

  private static func canBegin(_ token: Token) -> Bool {
    if token.kind == .code { return true }
    if token.kind == .punctuation { return ["(", "\"", "“", "["].contains(token.text) }
    return token.text.first.map { $0.isUppercase || $0.isNumber || $0 == "$" } ?? false
  }
}
