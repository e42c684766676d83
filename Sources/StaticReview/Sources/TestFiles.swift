internal import JudgeTypes

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
