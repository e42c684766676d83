internal import JudgeTypes

/// Tests of PHPUnit, Pest, RSpec and minitest that assert nothing, and assertions that cannot fail.
enum DynamicTests {
  static let detector = Detector.file("dynamic_tests", reading: { source, _ in source.isTest }) { source, rule in
    guard let declaration = declarations[source.language], isTestFile(source) else { return [] }
    let idle = idleAssertion.allMatches(in: source.text).map {
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed($0.range)),
        message: "the assertion cannot fail, so it tests nothing")
    }
    return idle
      + declaration.allMatches(in: source.text).compactMap { match in
        guard let block = source.block(declaredAt: match.range),
          !source.trimmed(block.body).isEmpty || source.language == .php,
          !source.has(asserts, in: block.body),
          !source.has(skips, in: max(0, block.range.lowerBound - 300)..<block.range.upperBound)
        else { return nil }
        return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)))
      }
  }

  private static let testClass = Pattern.fixed(
    #"\bextends\s+[\w\\]*Test(?:Case)?\b|(?m)^\s*(?:it|test)\s*\(\s*['"]|\bRSpec\.|(?m)^\s*describe\b|<\s*(?:\w+::)*(?:Minitest::Test|TestCase|IntegrationTest|SystemTestCase)\b|Minitest::"#
  )

  private static func isTestFile(_ source: Source) -> Bool { source.isTest && testClass.matches(source.text) }

  private static let declarations: [SourceLanguage: Pattern] = [
    .php: .fixed(
      #"\bpublic\s+function\s+test\w*\s*\(|#\[Test\]\s*public\s+function\s+\w+\s*\(|(?m)^[ \t]*(?:it|test)\s*\(\s*['"][^\n]*\bfunction\s*\("#
    ),
    .ruby: .fixed(#"(?m)^[ \t]*(?:def[ \t]+test_\w+|(?:it|specify|scenario|test)[ \t(]+['"][^\n]*\bdo\b)"#),
  ]

  private static let asserts = Pattern.fixed(
    #"(?i)assert|expect|should|->see|->fail\(|addToAssertionCount|\bmust_|\bwont_|flunk|refute|verify|shouldHave|->will|Mockery|is_expected|raise_error|have_|pending|skip|prophesize|->dont|->notSee|->check|matches_\w+|\bcheck_\w+|behaves|include_examples|it_behaves|@doesNotPerform"#
  )
  private static let skips = Pattern.fixed(
    #"(?i)markTest(?:Skipped|Incomplete)|doesNotPerformAssertions|\bskip\b|\bpending\b|expectNotToPerform|@depends"#)

  private static let idleAssertion = Pattern.fixed(
    #"\$this->assertTrue\(\s*true\s*[,)]|self::assertTrue\(\s*true\s*[,)]|assertFalse\(\s*false\s*[,)]|assert(?:Equals|Same)\(\s*(\$?[\w>'"-]+)\s*,\s*\1\s*[,)]|expect\(\s*true\s*\)(?:->toBe(?:True)?\(|\.to\s+(?:be[ (]+true|eq[ (]+true|be_truthy))|\bassert\s+true\s*$|\bassert_equal\s+(\w+)\s*,\s*\2\s*$|expect\((\w+)\)\.to\s+eq[ (]+\3\)?\s*$|assertGreaterThanOrEqual\(\s*0\s*,\s*count\("#
  )
}
