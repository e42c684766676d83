public import JudgeTypes

/// One file as detectors see it: its bytes in several views of the same length, so that an offset means the same in each.
public struct Source: Sendable {
  /// Which part of the file a pattern looks at; the rest is blank there.
  public enum View: String, Sendable, Hashable, CaseIterable {
    /// Code without comments and without what strings hold.
    case code
    /// Code with strings, without comments.
    case text
    case comments
    /// The file as it is.
    case all
  }

  /// Where evidence is found: the file as the artifact names it.
  public let path: String
  /// What the file is called where it belongs; differs from `path` for a file inside a diff.
  public let reviewedPath: String
  public let language: SourceLanguage
  public let kind: ArtifactKind
  /// Whether it is a test, by its name or by what it imports.
  public let isTest: Bool
  let bytes: [UInt8]
  let spans: [Span]
  let code: [UInt8]
  let text: [UInt8]
  let brackets: Brackets
  /// What of it could not be told apart within bounds, in words: detectors do not see all of such a file.
  private(set) var limits: [String]
  /// The offset of a comment or string over several lines that nothing closes.
  let openSpan: Int?
  /// The offset at which each line starts.
  private let lineStarts: [Int]
  /// The number of the first line; more than 1 where the text is a part of a diff.
  let firstLine: Int
  let cache = SourceCache()
  /// The other files that make one whole with it, as those of a folder do in Terraform.
  var neighbours: [ArtifactFile] = []
  /// Lines under judgment: all but those that a change did not touch.
  let changedLines: [ClosedRange<Int>]?

  init(_ file: ArtifactFile) { self.init(file, firstLine: 1, limits: []) }

  /// - Parameters:
  ///   - firstLine: the number of the text's first line.
  ///   - known: what could not be read of the text before it came here, in words.
  init(_ file: ArtifactFile, firstLine: Int, limits known: [String]) {
    let bytes = Array(file.content.utf8)
    let reading = Lexer.read(bytes, language: file.language)
    var code = bytes
    var text = bytes
    for span in reading.spans {
      switch span.kind {
      case .comment, .markup:
        Self.blank(&code, span.range)
        Self.blank(&text, span.range)
      case .regex: Self.blank(&code, span.content)
      case .string:
        var start = span.content.lowerBound
        for inner in span.interpolations {
          // Its brackets stay, so that what is inside nests as it does in the text; a bare `$name` has none.
          let isBare =
            bytes[inner.lowerBound - 1] == UInt8(ascii: "$")
            || file.language == .php && bytes[inner.upperBound] != UInt8(ascii: "}")
          Self.blank(&code, start..<(isBare ? inner.lowerBound : inner.lowerBound - 1))
          start = isBare ? inner.upperBound : inner.upperBound + 1
        }
        Self.blank(&code, start..<span.content.upperBound)
      }
    }
    path = file.path
    reviewedPath = file.reviewedPath
    language = file.language
    kind = file.kind
    self.bytes = bytes
    spans = reading.spans
    openSpan = reading.open
    self.code = code
    self.text = text
    brackets = Brackets(of: code)
    limits =
      known
      + [
        reading.isCut ? "an expression inside a string that is longer than \(Lexer.longestInterpolation) bytes" : nil,
        brackets.areCut ? "brackets that nest deeper than \(Brackets.deepest) levels" : nil,
      ].compactMap(\.self)
    self.firstLine = firstLine
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    changedLines = file.changedLines
    isTest = TestFiles.isTest(path: file.reviewedPath, code: code, text: text, language: file.language)
  }

  private static func blank(_ bytes: inout [UInt8], _ range: Range<Int>) {
    for index in range where bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
  }

  func bytes(in view: View) -> [UInt8] {
    switch view {
    case .code: code
    case .text: text
    case .all: bytes
    case .comments:
      spans.reduce(into: bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }) { view, span in
        if span.kind == .comment { view.replaceSubrange(span.range, with: bytes[span.range]) }
      }
    }
  }

  /// The 1-based line of an offset.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + firstLine
  }

  /// The offset at which the line of `offset` starts.
  func lineStart(of offset: Int) -> Int { lineStarts[line(at: offset) - firstLine] }

  func lines(of range: Range<Int>) -> ClosedRange<Int> {
    let first = line(at: range.lowerBound)
    return first...max(first, line(at: max(range.lowerBound, range.upperBound - 1)))
  }

  /// The bytes of whole lines, with the line feed of the last where it has one.
  func range(ofLines lines: ClosedRange<Int>) -> Range<Int> {
    let lower = lines.lowerBound - firstLine
    let upper = lines.upperBound - firstLine + 1
    let start = lineStarts[min(max(lower, 0), lineStarts.count - 1)]
    let end = upper < lineStarts.count ? lineStarts[max(upper, 0)] : bytes.count
    return start..<max(start, end)
  }

  /// The numbers of its lines.
  var lineNumbers: ClosedRange<Int> { firstLine...max(firstLine, lastLine) }

  /// The same, of which it is known that something could not be read.
  func limited(by known: [String]) -> Source {
    var source = self
    source.limits += known
    return source
  }

  func string(_ range: Range<Int>, in view: View = .all) -> String {
    String(decoding: bytes(in: view)[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// The number of the last line.
  var lastLine: Int {
    firstLine - 1 + (bytes.last == UInt8(ascii: "\n") ? lineStarts.count - 1 : lineStarts.count)
  }

  func isUnderJudgment(_ lines: ClosedRange<Int>) -> Bool {
    changedLines.map { $0.contains { $0.overlaps(lines) } } ?? true
  }

  /// Whether only a part of the file's text is here, as in a diff; nothing can be missing from it.
  var isPartial: Bool { changedLines != nil && kind == .diff }
}
