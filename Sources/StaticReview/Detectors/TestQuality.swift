internal import JudgeTypes

/// Tests that assert nothing, and assertions that cannot fail.
enum TestQuality {
  static let detector = Detector.file("test_quality", reading: { source, _ in source.isTest }) { source, rule in
    guard source.isTest else { return [] }
    return emptyTests(in: source, rule) + idleAssertions(in: source, rule)
  }

  private static let declarations: [SourceLanguage: Pattern] = [
    .python: .fixed(#"(?m)^[ \t]*(?:async[ \t]+)?def[ \t]+test\w*[ \t]*\("#),
    .javascript: script, .typescript: script,
    .swift: .fixed(
      #"\bfunc[ \t]+test\w*[ \t]*\(|@Test(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:@\w+(?:\([^)]*\))?\s*)*(?:(?:static|private|public)\s+)*func[ \t]+(?:\w+|`[^`]+`)[ \t]*\("#
    ),
  ]
  private static let script: Pattern = .fixed(#"(?<![\w.])(?:it|test)(?:\.(?:only|each\([^)]*\)|concurrent))?\s*\("#)

  /// Anything that can make the test fail, helpers that say so by their name included.
  private static let assertion = Pattern.fixed(
    #"(?i)\w*assert\w*\s*[(!]|\bassert|\brun\w*Test\w*\s*[({]|\bself\.test\w*\s*\(|\bexpect|\bshould\b|\.should|#expect|#require|XCT(?:Assert|Fail|Unwrap|Skip)|pytest\.(?:raises|fail|warns|skip|approx)|\bself\.fail|assert_(?:called|any|has|not|awaited)|\.called\b|\bverify\w*\(|\bcheck\w*\(|\bensure\w*\(|\braises\(|\bt\.(?:is|equal|ok|true|throws|deepEqual)\b|done\(\s*(?:new|err)|throw\b|raise\b|fulfill\(|wait\(for|confirmation\(|Issue\.record|approve|matchSnapshot|toMatch|validate\w*\(|responses\.assert|\bmust\w*\("#
  )

  private static func emptyTests(in source: Source, _ rule: Rule) -> [Hit] {
    guard let declaration = declarations[source.language] else { return [] }
    let helper = helpers(in: source)
    return declaration.allMatches(in: source.code).compactMap { match in
      guard let block = testBlock(match, in: source), !isSkipped(match, block, in: source) else { return nil }
      let assertions = assertion.allMatches(in: source.code, range: block.body).map(\.range.lowerBound)
      if assertions.isEmpty, let helper, helper.matches(source.code, in: block.body) { return nil }
      if !assertions.isEmpty, source.language != .swift || source.has(construction, in: block.body),
        assertions.count == existence.allMatches(in: source.code, range: block.body).count
      {
        return Hit(
          rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)),
          message: "the test only asserts that there is something, whatever it is", severity: .medium)
      }
      if isSelfFulfilling(block, in: source) {
        return Hit(
          rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)),
          message: "the test compares what it set up with itself, so it cannot fail")
      }
      guard assertions.isEmpty || areOnlyInHandlers(assertions, of: block, in: source) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(block.range)),
        message: assertions.isEmpty
          ? "the test asserts nothing, so it passes whatever the code does"
          : "the test asserts only where an error is caught, so it passes when none is thrown")
    }
  }

  /// A value that is never nil, since it was just made.
  private static let construction = Pattern.fixed(
    #"\blet\s+(\w+)\s*=\s*[A-Z]\w*\((?s:.{0,2000}?)(?:XCTAssertNotNil\(|#expect\()\s*\1\b"#)

  /// Assertions that any result but none satisfies.
  private static let existence = Pattern.fixed(
    #"(?m)\bassert[ \t]+[\w.]+(?:[ \t]+is[ \t]+not[ \t]+None)?[ \t]*$|\bself\.assertIsNotNone\(|\bXCTAssertNotNil\(|#expect\([\w.]+ != nil\)|\bexpect\([\w.]+\)\.(?:toBeDefined|toBeTruthy|not\.toBeNull|not\.toBeUndefined)\(\)"#
  )

  /// What can be nothing but an assertion: a helper that throws may only prepare.
  private static let plainAssertion = Pattern.fixed(
    #"(?i)\bassert|XCTAssert|XCTFail|#expect|#require|\bexpect\s*\(|Issue\.record|\.should\b|pytest\.(?:raises|fail)"#)
  /// A double is told its answer and then asked for it; the subject of the test is not in between.
  private static let askedDouble = Pattern.fixed(
    #"(?s)\b((?:\w+\.)*\w+)\.(?:return_value\s*=|mock(?:Return|Resolved)Value(?:Once)?\().*?(?:\bassert\w*\(?\s*|\bexpect\(\s*(?:await\s+)?)\1\s*\("#
  )
  /// Assertions over a list that may be empty because of the test itself.
  private static let maybeNothing = Pattern.fixed(
    #"\bfor\s*\(\s*(?:const|let|var)\s+[^)]*?\bof\s+[^)]*?(?:\?\?|\|\|)\s*\[\s*\]\s*\)\s*\{(?:(?!\bfor\b)[^}])*?\bexpect\("#
  )
  private static let assignment = Pattern.fixed(
    #"(?m)^[ \t]*(?:(?:const|let|var)[ \t]+)?(\w+)[ \t]*=[ \t]*(?:await[ \t]+)?([^=\n][^\n]*\([^\n]*\));?[ \t]*$"#)

  private static func isSelfFulfilling(_ block: Block, in source: Source) -> Bool {
    if source.has(askedDouble, in: block.body) { return true }
    let assertions = plainAssertion.allMatches(in: source.code, range: block.body).count
    if assertions == 1, source.has(maybeNothing, in: block.body) { return true }
    return assertions == 1 && comparesTwins(block, in: source)
  }

  /// `expected = f(x)`, `found = f(x)`, and nothing but their equality is asserted.
  private static func comparesTwins(_ block: Block, in source: Source) -> Bool {
    var names: [String: String] = [:]
    for match in assignment.allMatches(in: source.text, range: block.body) {
      guard let name = match.groups[0], let value = match.groups[1] else { continue }
      let (new, text) = (source.string(name), source.string(value))
      guard let old = names.updateValue(new, forKey: text), old != new else { continue }
      let equality = try? Pattern(
        #"\b(?:"# + old + #"[\w.]*\s*(?:==|,)\s*"# + new + #"|"# + new + #"[\w.]*\s*(?:==|,)\s*"# + old
          + #")\b|expect\(\s*(?:"# + old + "|" + new + #")\b[\w.]*\s*\)\.to(?:Be|Equal|StrictEqual)\(\s*(?:"# + old
          + "|" + new + #")\b"#)
      if let equality, source.has(equality, in: block.body) { return true }
    }
    return false
  }

  private static let functionName = Pattern.fixed(
    #"\A[\s\S]{0,200}?(?:\bfunc[ \t]+|\bdef[ \t]+|\bfunction[ \t]+|\b(?:const|let)[ \t]+)(\w+)"#)

  /// A call of one of the file's own functions that assert; nil when there are none.
  private static func helpers(in source: Source) -> Pattern? {
    let tests = declarations[source.language]?.allMatches(in: source.code).map(\.range.upperBound) ?? []
    let names = source.functions.compactMap { function -> String? in
      guard !tests.contains(where: { function.range.contains($0 - 1) }),
        plainAssertion.matches(source.text, in: function.body)
      else { return nil }
      let header = source.lineStart(of: function.range.lowerBound)..<function.body.lowerBound
      return functionName.allMatches(in: source.code, range: header, limit: 1).first?.groups[0].map {
        source.string($0)
      }
    }
    guard !names.isEmpty else { return nil }
    return try? Pattern(
      #"(?:(?<![\w.])|\b(?:self|this)\.)(?:"# + Set(names).sorted().prefix(200).joined(separator: "|") + #")\s*[({]"#)
  }

  private static let handler = Pattern.fixed(#"(?m)^[ \t]*except\b[^\n]*:|\bcatch\b[^{\n]*\{"#)
  private static let insists = Pattern.fixed(
    #"(?i)fail\(|XCTFail|expect\.(?:assertions|hasAssertions)|assertRaises|pytest\.raises|Issue\.record|\belse:|throw new|#expect\(throws|t\.plan"#
  )

  /// Whether every assertion stands in a handler of errors that nothing makes sure to be thrown.
  private static func areOnlyInHandlers(_ assertions: [Int], of block: Block, in source: Source) -> Bool {
    let handlers = handler.allMatches(in: source.code, range: block.body).compactMap {
      source.block(declaredAt: $0.range)?.range
    }
    let isCaught = !handlers.isEmpty && assertions.allSatisfy { offset in handlers.contains { $0.contains(offset) } }
    return isCaught && !source.has(insists, in: block.body)
      || areOnlyInFloatingPromises(assertions, of: block, in: source)
  }

  private static let floating = Pattern.fixed(
    #"(?m)^[ \t]*(?!return\b|await\b|const\b|let\b|\})[\w.]+\([^;{]*\)\s*\.(?:then|catch|finally)\("#)

  /// Whether every assertion stands in a callback of a promise that the test does not wait for.
  private static func areOnlyInFloatingPromises(_ assertions: [Int], of block: Block, in source: Source) -> Bool {
    guard source.language == .javascript || source.language == .typescript else { return false }
    let callbacks = floating.allMatches(in: source.code, range: block.body).compactMap { match in
      source.closing(of: match.range.upperBound - 1).map { match.range.upperBound..<$0 }
    }
    return !callbacks.isEmpty && assertions.allSatisfy { offset in callbacks.contains { $0.contains(offset) } }
  }

  private static func testBlock(_ match: Pattern.Match, in source: Source) -> Block? {
    guard source.language == .javascript || source.language == .typescript else {
      return source.block(declaredAt: match.range)
    }
    let open = match.range.upperBound - 1
    guard let close = source.closing(of: open), source.has(function, in: open..<close) else { return nil }
    return Block(range: match.range.lowerBound..<(close + 1), body: (open + 1)..<close)
  }

  private static let function = Pattern.fixed(#"=>|\bfunction\b"#)
  private static let skip = Pattern.fixed(
    #"(?i)@(?:pytest\.mark|unittest)\.(?:skip|xfail|benchmark)|\.skip\b|\.todo\b|XCTSkip|disabled\(|NotImplementedError|self\.skipTest|measure\s*[{(]"#
  )

  private static func isSkipped(_ match: Pattern.Match, _ block: Block, in source: Source) -> Bool {
    let line = source.line(at: match.range.lowerBound)
    let before = source.range(ofLines: max(1, line - 4)...line).lowerBound
    return source.has(skip, in: before..<block.range.upperBound)
  }

  private static let idle: [SourceLanguage: Pattern] = [
    .python: .fixed(
      #"(?m)^[ \t]*(?:assert[ \t]+(?:True|1|not[ \t]+False|"[^"\n]*"|'[^'\n]*')[ \t]*(?:,[^\n]*)?$|assert[ \t]*\((?:[^()\n]|\([^()\n]*\))+,[ \t]*f?["'][^\n]*\)[ \t]*$|assert[ \t]+([\w.]+)[ \t]*>=?[ \t]*(\S+)[ \t]+or[ \t]+\1[ \t]*<=?[ \t]*\2|[\w.]+\.(?:called_once_with|called_with|called_once|has_calls|any_call)[ \t]*\([^\n]*|assert[ \t]+([\w.]+)[ \t]*(?:==|is)[ \t]*\3[ \t]*(?:,[^\n]*)?$|assert[ \t]+len\([^()\n]*\)[ \t]*>=[ \t]*0\b|assert[ \t][^\n]*\bor[ \t]+True\b|self\.assertTrue\([ \t]*(?:True|1)[ \t]*\)|self\.assertFalse\([ \t]*False[ \t]*\)|self\.assertEqual\([ \t]*([\w.]+)[ \t]*,[ \t]*\4[ \t]*\)|self\.assertTrue\([ \t]*([\w.]+)[ \t]+is[ \t]+(?:False|True)[ \t]+or[ \t]+\5[ \t]+is|self\.assertTrue\([^()\n]+,[ \t]*\d+\)|self\.assertGreaterEqual\([ \t]*len\([^()\n]*\)[ \t]*,[ \t]*0[ \t]*\)|self\.assertIsNotNone\([ \t]*(?:mock|Mock\(\)|MagicMock\(\))[ \t]*\))"#
    ),
    .javascript: scriptIdle, .typescript: scriptIdle,
    .swift: .fixed(
      #"(?:XCTAssert(?:True)?\(\s*true\b|XCTAssertFalse\(\s*false\b|XCTAssertEqual\(\s*([\w.]+)\s*,\s*\1\s*[,)]|#expect\(\s*true\s*[,)]|#expect\(\s*Bool\(true\)|#expect\(\s*([\w.]+)\s*==\s*\2\s*[,)]|XCTAssert(?:True)?\([^\n]*\.count\s*>=\s*0\s*[,)]|XCTAssertGreaterThanOrEqual\([^\n]*\.count\s*,\s*0\s*[,)]|#expect\([^\n]*\.count\s*>=\s*0\s*[,)]|(?:XCTAssert(?:True)?|#expect)\([^\n]*\|\|\s*true\s*[,)]|(?:XCTAssert(?:True)?|#expect)\(\s*([\w.]+)\s*>=?\s*(\S+)\s*\|\|\s*\3\s*<=?\s*\4|(?:XCTAssert(?:True)?|#expect)\(\s*[\w.]*(?:[cC]ount|[sS]core|[tT]otal|[sS]ize|[lL]ength)\s*>=\s*0\s*[,)]|let\s+(\w+)\s*=\s*([\w.]+)\s*\n\s*XCTAssertEqual\(\s*(?:\6\s*,\s*\5|\5\s*,\s*\6)\s*[,)])"#
    ),
  ]
  private static let scriptIdle: Pattern = .fixed(
    #"expect\(\s*(?:true|1)\s*\)\s*\.to(?:Be|Equal|StrictEqual|BeTruthy|\.be\.true|\.equal)\b|expect\(\s*false\s*\)\s*\.to(?:Be\(false|BeFalsy)|assert(?:\.ok|\.equal|\.strictEqual)?\(\s*true\s*(?:,\s*(?:true|["'`][^\n]*))?\)|expect\(\s*([\w.]+)\s*\)\s*\.to(?:Be|Equal|StrictEqual)\(\s*\1\s*\)|\.length\s*\)\s*\.toBeGreaterThan(?:OrEqual\(\s*0|\(\s*-1)\s*\)|expect\(\s*([\w.]+)\s*>=?\s*(\S+)\s*\|\|\s*\2\s*<=?\s*\3\s*\)|(?m)^[ \t]*expect\([^\n]*\)\.(?:resolves|rejects)\.|expect\(\s*\w*(?:[mM]ock|[lL]ogger|[sS]py|[sS]tub)\w*(?:\.\w+)?\s*\)\.to(?:BeTruthy|BeDefined)\(\)"#
  )
  private static let bareExpect = Pattern.fixed(#"(?m)^[ \t]*expect\((?:[^()\n]|\([^()\n]*\))*\)[ \t]*;?[ \t]*$"#)

  private static func idleAssertions(in source: Source, _ rule: Rule) -> [Hit] {
    guard let idle = idle[source.language] else { return [] }
    var found = idle.allMatches(in: source.text)
    if source.language == .javascript || source.language == .typescript {
      found += bareExpect.allMatches(in: source.text)
    }
    return found.map {
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed($0.range)),
        message: "the assertion cannot fail, so it tests nothing")
    }
  }
}
