internal import JudgeTypes

/// Tests of Go, Java, Kotlin and C# that assert nothing, and assertions that cannot fail.
enum CompiledTests {
  static let detector = Detector.file("compiled_tests", reading: { source, _ in source.isTest }) { source, rule in
    guard source.isTest, let declaration = declarations[source.language] else { return [] }
    let empty = declaration.allMatches(in: source.code).compactMap { match -> Hit? in
      // What makes a test of it stands before the function's own name and parentheses.
      guard let block = source.block(declaredAt: match.range), !source.has(expects, in: match.range),
        !source.has(asserts, in: block.body), !callsHelper(in: block.body, of: source), !isSkipped(block, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range.lowerBound..<block.range.upperBound)),
        message: "the test asserts nothing, so it passes whatever the code does")
    }
    let idle = idle.allMatches(in: source.text).map {
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed($0.range)),
        message: "the assertion cannot fail, so it tests nothing")
    }
    return empty + idle
  }

  private static let declarations: [SourceLanguage: Pattern] = [
    .go: .fixed(#"(?m)^func Test(?!Main\b)\w*\(\w+ \*testing\.T\)"#),
    .java: .fixed(
      #"@(?:Parameterized)?Test\b(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:@\w+(?:\((?:[^()]|\([^()]*\))*\))?\s*)*(?:public\s+|final\s+)*void\s+\w+\s*\("#
    ),
    .kotlin: .fixed(
      #"@(?:Parameterized)?Test\b(?:\([^()]*\))?\s*(?:@\w+(?:\((?:[^()]|\([^()]*\))*\))?\s*)*(?:(?:internal|public|open|suspend)\s+)*fun\s+(?:`[^`\n]+`|\w+)\s*\("#
    ),
    .csharp: .fixed(
      #"\[(?:Fact|Theory|Test|TestMethod|TestCase)\b[^\]]*\]\s*(?:\[[^\]]*\]\s*)*public\s+(?:async\s+)?(?:void|Task)\s+\w+\s*\("#
    ),
  ]
  private static let expects = Pattern.fixed(#"expected\s*=|timeout\s*="#)
  private static let asserts = Pattern.fixed(
    #"(?i)\w*assert\w*|\bexpect\w*|\bverify\w*|\bshould\w*|\bthat\s*\(|\bt\.(?:error|fatal|fail|skip|run)\w*|\b\w+\.(?:Error|Fatal)f?\(|\brequire\w*|\bis\.\w+\(|\bfail\s*\(|\bcheck\w*\s*\(|\bensure\w*\s*\(|\bmust\w*\s*\(|StepVerifier|\.thenReturn\(\s*\)|Should\w*|Throws|\bEqual\w*\(|cmp\.Diff|\bthrow\b|\bpanic\(|RunTest|\bgomega|\bg\.|\bcompare\w*\(|\bvalidate\w*\(|shouldBe|\.andExpect|awaitility|\bwithin\b|\bin\.Received|Received\w*\("#
  )
  /// A helper of the test is given its `t`.
  private static let bareCall = Pattern.fixed(
    #"(?<![\w.])(?!(?:if|for|while|switch|catch|try|return|new|super|synchronized)\b)([a-z]\w*)\s*\("#)
  private static let inherits = Pattern.fixed(#"\bclass\s+\w+[^{]*\bextends\b|\bclass\s+\w+[^{]*:\s*\w"#)
  private static let helper = Pattern.fixed(#"\w\(\s*(?:t|tb|s\.T\(\))\s*[,)]|\bsuite\.Run|\bquick\.Check"#)
  private static let skipped = Pattern.fixed(#"@(?:Disabled|Ignore)\b|Skip\s*="#)
  private static let idle = Pattern.fixed(
    #"\bassertTrue\(\s*true\s*[,)]|\bassertFalse\(\s*false\s*[,)]|\bassert(?:Equals|Same)\(\s*(\w[\w.()]*)\s*,\s*\1\s*\)|\b(?:assert|require)\.True\(\s*t\s*,\s*true\s*[,)]|\b(?:assert|require)\.Equal\(\s*t\s*,\s*(\w[\w.()]*)\s*,\s*\2\s*[,)]|\bassert(?:Equals|True)\([^;\n]*\|\|\s*true\s*\)|\bAssert\.True\(\s*true\s*\)|\bassertThat\(\s*(?:true\s*\)\.isTrue\(\)|(\w[\w.]*)\s*\)\.isEqualTo\(\s*\3\s*\))|\bassert(?:\.|That\()?(?:NotNil)?\(\s*t\s*,\s*t\s*\)|\bassert(?:True|That)\([^;\n]*\.size\(\)\s*>=\s*0"#
  )

  private static func callsHelper(in body: Range<Int>, of source: Source) -> Bool {
    if source.language == .go { return source.has(helper, in: body) }
    // A helper of this class that asserts, or one that is inherited.
    return bareCall.allMatches(in: source.code, range: body, limit: 20).contains { match in
      guard let name = match.groups[0],
        let declared = try? Pattern(#"(?m)^[ \t]+[^\n=;(]*[\w>\]][ \t]+"# + source.string(name) + #"[ \t]*\("#)
      else { return false }
      guard let found = declared.allMatches(in: source.code, limit: 1).first else {
        return inherits.matches(source.code)
      }
      return source.block(declaredAt: found.range).map { source.has(asserts, in: $0.body) } ?? true
    }
  }

  private static func isSkipped(_ block: Block, in source: Source) -> Bool {
    let head = max(0, block.range.lowerBound - 200)..<block.body.lowerBound
    return source.has(skipped, in: head) || source.trimmed(block.body).isEmpty && source.language == .go
  }
}
