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

/// What is asked of one source again and again, found once.
final class SourceCache: Sendable {
  private struct State {
    var functions: [Block]?
    var assignments: [String: [Range<Int>]] = [:]
    var loops: [String: Int?] = [:]
    var weighings = 0
    var readings: [String: any Sendable] = [:]
  }

  /// How often values may be traced back in one file; code that people write takes some hundreds.
  private static let mostWeighings = 50_000

  private let state = Mutex(State())

  func functions(_ find: () -> [Block]) -> [Block] {
    if let known = state.withLock({ $0.functions }) { return known }
    let found = find()
    state.withLock { $0.functions = found }
    return found
  }

  /// What is read out of the whole file, such as its parsed form, by a name of its own.
  func reading<Reading: Sendable>(_ name: String, _ read: () -> Reading) -> Reading {
    // First whether there is one: what is missing would pass for a reading that is an optional.
    if let kept = state.withLock({ $0.readings[name] }), let known = kept as? Reading { return known }
    let found = read()
    state.withLock { $0.readings[name] = found }
    return found
  }

  /// Counts one more value that is traced back; false, and noted in the `SearchAudit`, when there were too many.
  func mayWeigh() -> Bool {
    let count = state.withLock { state in
      state.weighings += 1
      return state.weighings
    }
    if count > Self.mostWeighings { SearchAudit.noteSpent() }
    return count <= Self.mostWeighings
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
  private static let pythonTest = Pattern.fixed(
    #"(?ms)^(?:import|from)[ \t]+(?:pytest|unittest)\b.*^[ \t]*(?:async[ \t]+)?def[ \t]+test|^class[ \t]+\w+\((?:unittest\.)?TestCase\)"#
  )
  private static let swiftTest = Pattern.fixed(
    #"(?ms)^(?:@testable )?import[ \t]+(?:XCTest|Testing)\b.*(?:@Test\b|\bfunc[ \t]+test|:[ \t]*XCTestCase\b)"#)
  private static let scriptTest = Pattern.fixed(#"\b(?:describe|it|test|suite)(?:\.\w+)?\s*\("#)
  private static let serves = Pattern.fixed(
    #"@\w+\.(?:route|get|post|put|patch|delete)\(|\.listen\(|\bexpress\(|\bFlask\(|\bFastAPI\("#)

  static func isTest(path: String, code: [UInt8], text: [UInt8], language: SourceLanguage) -> Bool {
    if isTestPath(path) { return true }
    // What a file imports makes no test of it while it also serves.
    if serves.matches(code) { return false }
    switch language {
    case .python: return pythonTest.matches(code)
    case .swift: return swiftTest.matches(code)
    case .javascript, .typescript:
      let isImported = ["from 'vitest'", "from \"vitest\"", "@jest/globals", "node:test"].contains {
        occurs($0, in: text)
      }
      return isImported && scriptTest.matches(code)
        || occurs("describe(", in: code) && (occurs(" it(", in: code) || occurs(" test(", in: code))
    case .go: return goTest.matches(code)
    case .java, .kotlin: return junitTest.matches(code)
    case .csharp: return sharpTest.matches(code)
    default: return false
    }
  }

  private static let goTest = Pattern.fixed(#"(?m)^func (?:Test|Benchmark|Fuzz)\w*\(\w+ \*testing\.[TBF]\)"#)
  private static let junitTest = Pattern.fixed(
    #"(?m)^import (?:static )?(?:org\.junit|org\.testng|kotlin\.test|io\.kotest|org\.spockframework)\b"#)
  private static let sharpTest = Pattern.fixed(
    #"(?m)^\s*(?:global )?using (?:static )?(?:Xunit|NUnit\.Framework|Microsoft\.VisualStudio\.TestTools)\b"#)

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
      || [
        "Tests.swift", "Test.swift", "Test.java", "Tests.java", "IT.java", "TestCase.java", "Test.cs", "Tests.cs",
        "Test.kt", "Test.php",
        "Tests.kt", "Spec.kt",
      ].contains { name.hasSuffix($0) }
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
