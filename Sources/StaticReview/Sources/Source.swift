public import JudgeTypes
import Synchronization

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
  let limits: [String]
  /// The offset at which each line starts.
  let lineStarts: [Int]
  let cache = SourceCache()
  /// Lines under judgment: all but those that a change did not touch.
  private let changedLines: [ClosedRange<Int>]?

  init(_ file: ArtifactFile) {
    let bytes = Array(file.content.utf8)
    let (spans, isCut) = Lexer.spans(of: bytes, grammar: .of(file.language))
    var code = bytes
    var text = bytes
    for span in spans {
      switch span.kind {
      case .comment:
        Self.blank(&code, span.range)
        Self.blank(&text, span.range)
      case .regex: Self.blank(&code, span.content)
      case .string:
        var start = span.content.lowerBound
        for inner in span.interpolations {
          // Its brackets stay, so that what is inside nests as it does in the text.
          Self.blank(&code, start..<(inner.lowerBound - 1))
          start = inner.upperBound + 1
        }
        Self.blank(&code, start..<span.content.upperBound)
      }
    }
    path = file.path
    reviewedPath = file.reviewedPath
    language = file.language
    kind = file.kind
    self.bytes = bytes
    self.spans = spans
    self.code = code
    self.text = text
    brackets = Brackets(of: code)
    limits = [
      isCut ? "an expression inside a string that is longer than \(Lexer.longestInterpolation) bytes" : nil,
      brackets.areCut ? "brackets that nest deeper than \(Brackets.deepest) levels" : nil,
    ].compactMap(\.self)
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
    return low + 1
  }

  func lines(of range: Range<Int>) -> ClosedRange<Int> {
    let first = line(at: range.lowerBound)
    return first...max(first, line(at: max(range.lowerBound, range.upperBound - 1)))
  }

  /// The bytes of whole lines, with the line feed of the last where it has one.
  func range(ofLines lines: ClosedRange<Int>) -> Range<Int> {
    let start = lineStarts[min(max(lines.lowerBound, 1), lineStarts.count) - 1]
    let end = lines.upperBound < lineStarts.count ? lineStarts[max(lines.upperBound, 1)] : bytes.count
    return start..<max(start, end)
  }

  func string(_ range: Range<Int>, in view: View = .all) -> String {
    String(decoding: bytes(in: view)[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  var lineCount: Int { bytes.last == UInt8(ascii: "\n") ? lineStarts.count - 1 : lineStarts.count }

  func isUnderJudgment(_ lines: ClosedRange<Int>) -> Bool {
    changedLines.map { $0.contains { $0.overlaps(lines) } } ?? true
  }

  /// Whether only a part of the file is under judgment.
  var isPartial: Bool { changedLines != nil }
}

/// What is asked of one source again and again, found once.
final class SourceCache: Sendable {
  private struct State {
    var functions: [Block]?
    var assignments: [String: [Range<Int>]] = [:]
    var loops: [String: Int?] = [:]
  }

  private let state = Mutex(State())

  func functions(_ find: () -> [Block]) -> [Block] {
    if let known = state.withLock({ $0.functions }) { return known }
    let found = find()
    state.withLock { $0.functions = found }
    return found
  }

  func assignments(of name: String, _ find: () -> [Range<Int>]) -> [Range<Int>] {
    if let known = state.withLock({ $0.assignments[name] }) { return known }
    let found = find()
    state.withLock { $0.assignments[name] = found }
    return found
  }

  /// Where a name is first the variable of a loop over constants; nil when it never is.
  func constantLoop(over name: String, _ find: () -> Int?) -> Int? {
    if let known = state.withLock({ $0.loops[name] }) { return known }
    let found = find()
    state.withLock { $0.loops[name] = .some(found) }
    return found
  }
}

/// Tells tests from production code.
enum TestFiles {
  private static let pythonTest = Pattern.fixed(#"(?m)^(?:import|from)[ \t]+(?:pytest|unittest)\b"#)
  private static let swiftTest = Pattern.fixed(#"(?m)^(?:@testable )?import[ \t]+(?:XCTest|Testing)\b"#)

  static func isTest(path: String, code: [UInt8], text: [UInt8], language: SourceLanguage) -> Bool {
    if isTestPath(path) { return true }
    switch language {
    case .python: return pythonTest.matches(code)
    case .swift: return swiftTest.matches(code)
    case .javascript, .typescript:
      return occurs("from 'vitest'", in: text) || occurs("from \"vitest\"", in: text)
        || occurs("@jest/globals", in: text)
        || occurs("node:test", in: text)
        || occurs("describe(", in: code) && (occurs(" it(", in: code) || occurs(" test(", in: code))
    default: return false
    }
  }

  /// By the usual names: `tests/`, `test_x.py`, `x.test.ts`, `XTests.swift`, `fixtures/` ...
  static func isTestPath(_ path: String) -> Bool {
    let parts = path.lowercased().split(separator: "/").map(String.init)
    let folders: Set<String> = [
      "test", "tests", "__tests__", "spec", "specs", "fixtures", "testdata", "__mocks__", "e2e",
    ]
    // Of an absolute path only the nearest folder speaks: what lies above the project is none of its naming.
    let named = path.hasPrefix("/") ? parts.dropLast().suffix(1) : parts.dropLast()
    if named.contains(where: folders.contains) { return true }
    guard let name = path.split(separator: "/").last.map(String.init) else { return false }
    let lower = name.lowercased()
    let stem = lower.split(separator: ".").first.map(String.init) ?? lower
    return lower.hasPrefix("test_") || stem.hasSuffix("_test") || stem.hasSuffix("_spec") || stem == "conftest"
      || lower.contains(".test.") || lower.contains(".spec.")
      || ["Tests.swift", "Test.swift", "Test.java", "Tests.cs", "Test.kt"].contains { name.hasSuffix($0) }
  }

  private static func occurs(_ text: String, in bytes: [UInt8]) -> Bool {
    let needle = Array(text.utf8)
    guard let first = needle.first, bytes.count >= needle.count else { return false }
    return bytes.withUnsafeBufferPointer { buffer in
      for start in 0...(buffer.count - needle.count) where buffer[start] == first {
        if buffer[start..<(start + needle.count)].elementsEqual(needle) { return true }
      }
      return false
    }
  }
}
