/// Reads what test runners, linters, type checkers and builds print.
enum Output {
  private static let counted = Pattern.fixed(
    #"(?i)\b(\d+)\s+(?:tests?\s+|examples?\s+)?(failed|failures?|failing|errors?|passed|passing|successful|skipped|pending|ignored|todo)\b"#
  )
  private static let keyed = Pattern.fixed(
    #"(?i)\b(tests run|tests|failures?|errors?|failed|skipped|passed)\s*[:=]\s*(\d+)\b"#)
  private static let keyedLine = Pattern.fixed(
    #"(?i)\bTests run:\s*\d+|\bFailed:\s+\d+,\s*Passed:|\bTests:\s*\d+,\s*Assertions|\bFAILED \((?:failures|errors)=|\bOK \((?:skipped=|\d+ tests)|\bfailures="?\d|\btests=\d+\b.*\bfail"#
  )
  private static let executed = Pattern.fixed(
    #"(?i)\bExecuted (\d+) tests?, with (?:(\d+) tests? skipped and )?(\d+) failures?|\bTest run with (\d+) tests?\b.{0,60}\b(passed|failed)\b|\b(\d+) examples?, (\d+) failures?"#
  )
  private static let words = Pattern.fixed(#"[A-Za-z]+"#)
  private static let plainWords: Set<String> = [
    "failed", "failure", "failures", "failing", "error", "errors", "passed", "passing", "skipped", "pending", "ignored",
    "todo", "xfailed", "xpassed", "warnings", "warning", "deselected", "total", "tests", "test", "suites", "suite",
    "files",
    "file", "in", "s", "ms", "m", "min", "sec", "seconds", "result", "results", "summary", "ok", "and", "with", "run",
    "examples", "example", "completed", "out", "of", "measured", "filtered", "finished", "duration", "after", "rerun",
    "successful", "subtests", "h", "time", "snapshots", "ran", "tasks", "up", "to", "date",
  ]
  private static let failedTest = Pattern.fixed(
    #"\A\s*(?:--- FAIL:|FAIL\b(?!ED)|FAILED\s+\S+(?:::|\.py|\.\w+)|not ok \d+|(?:✗|✘|✕|×) |● .* › |AssertionError\b|E   (?:assert|\w*Error)\b|Test Case .* failed|panicked at|thread '.*' panicked|test .* \.\.\. FAILED)"#
  )
  private static let passedTests = Pattern.fixed(
    #"\A\s*(?:ok\s+\S+\s+(?:[\d.]+s|\(cached\))|PASS\s*\z|OK\s*\z|test result: ok|All tests passed)"#)
  private static let lint = Pattern.fixed(
    #"(?:✖|✗)\s*\d+ problems?\b|\bFound [1-9]\d* errors?\.|\A\S+:\d+:\d+:? (?:[EWFCNDB]\d{3,4}|error|warning)\b|\bwould reformat\b|\b[1-9]\d* files? would be reformatted|Code style issues (?:found|were found)|\A\s+\d+:\d+\s+(?:error|warning)\s|\b[1-9]\d* (?:offenses|violations)\b|\b[1-9]\d* issues?:"#
  )
  private static let lintWarningsAlone = Pattern.fixed(#"\(0 errors, [1-9]\d* warnings?\)|\A\s+\d+:\d+\s+warning\s"#)
  private static let types = Pattern.fixed(
    #"\bFound [1-9]\d* errors? in \d+ files?|\berror TS\d+:|\A\S+\.pyi?:\d+(?::\d+)?:? (?:- )?error: |\b[1-9]\d* errors?, \d+ warnings?, \d+ informations?"#
  )
  private static let build = Pattern.fixed(
    #"\berror\[E\d+\]|\A\S+\.(?:swift|c|cc|cpp|h|m|rs|java|kt|go):\d+(?::\d+)?: (?:fatal )?error: |\A\s*(?:fatal )?error: |\bBUILD FAILED\b|\bBUILD FAILURE\b|\bFailed to compile\b|\bcould not compile\b|\bmake(?:\[\d+\])?: \*\*\*|\bCompilation failed|\bERROR in \./|\bBuild failed\b"#
  )
  private static let buildPassed = Pattern.fixed(
    #"\bBUILD SUCCESS(?:FUL)?\b|\bBuild complete!|\bcompiled successfully|\bFinished `?(?:dev|release|test)|\bBuild succeeded|\bbuilt in [\d.]+ ?m?s|Successfully (?:built|tagged)"#
  )
  private static let lintPassed = Pattern.fixed(
    #"\bAll checks passed|\bno issues found|\b0 problems\b|\bno offenses detected|\bAll matched files use Prettier|\bwould be left unchanged|\b0 issues\b|\b0 errors, 0 warnings"#
  )
  private static let exitStatus = Pattern.fixed(
    #"(?i)\b(?:exit(?:ed)?(?: with)?(?: (?:code|status))?|return ?code|exit_code|status code)\s*[:=]?\s*(?:code |status )?\(?([0-9]{1,3})\b\)?|\bnpm ERR!|\bnpm error\b|\bELIFECYCLE\b|Error: Process completed with exit code ([1-9]\d*)"#
  )
  private static let coverage = Pattern.fixed(
    #"(?i)\A\s*\|?\s*TOTAL\b[^%]*?([\d.]+)\s*%|\A\s*(?:All files|Total)\s*\|\s*([\d.]+)|\bcoverage:\s*([\d.]+)\s*% of statements|\A\s*(?:Lines|Statements)\s*:\s*([\d.]+)\s*%|\btotal:?\s+\(statements\)\s+([\d.]+)%|\A\s*Total coverage:?\s*([\d.]+)\s*%"#
  )
  private static let runtimeFailure = Pattern.fixed(
    #"\ATraceback \(most recent call last\)|\A(?:ERROR|FATAL):\s|! \[rejected\]|\bCrashLoopBackOff\b|\bexceeded its progress deadline|\bImagePullBackOff\b|\bHTTP/[\d.]+ 5\d\d\b|\AError: |\bpermission denied\b|\bCommand failed\b|\bfatal: |\bFAILED! =>|\bUNREACHABLE! =>|\b(?:failed|unreachable)=[1-9]|\bINSTALLATION FAILED|\bUPGRADE FAILED|\btimed out waiting for\b"#
  )

  /// Whether a line is a tool's even where nothing marks it as pasted.
  static func isUnmistakable(_ text: String) -> Bool {
    text.hasPrefix("=====") || text.hasPrefix("Tests:  ") || text.hasPrefix("npm ERR!") || text.hasPrefix("--- FAIL")
      || text.hasPrefix("test result:")
  }

  /// Notes what `text` says of `run`; false when it says nothing.
  static func read(_ text: String, into run: inout PastedRun, line: Int) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count <= 2_000 else { return false }
    var isRead = readTests(text, bytes, into: &run)
    if let found = coverage.groups(in: text).first?.compactMap(\.self).first, let value = Double(found) {
      run.coverage.append(value)
      isRead = true
    }
    for (check, pattern) in [(PastedRun.Check.types, types), (.lint, lint), (.build, build)]
    where pattern.matches(bytes) {
      if run.check == .other || run.check == .build && check == .types { run.check = check }
      // A test that is expected to print an error prints it within its run.
      guard run.check != .tests || check == .build && run.passed == nil else { continue }
      if check == .lint, lintWarningsAlone.matches(bytes) { run.hasWarnings = true } else { run.hasFailed = true }
      isRead = true
    }
    if buildPassed.matches(bytes) || lintPassed.matches(bytes) {
      if run.check == .other { run.check = buildPassed.matches(bytes) ? .build : .lint }
      run.hasPassed = true
      isRead = true
    }
    if let match = exitStatus.groups(in: text).first {
      let code = match.compactMap(\.self).first.flatMap { Int($0) } ?? 1
      if code == 0 { run.hasPassed = true } else { run.hasFailed = true }
      isRead = true
    }
    if run.check == .other, runtimeFailure.matches(bytes) {
      run.hasFailed = true
      isRead = true
    }
    if run.isFailing, run.failure == nil { run.failure = line }
    return isRead
  }

  private static func readTests(_ text: String, _ bytes: [UInt8], into run: inout PastedRun) -> Bool {
    if let found = executed.groups(in: text).first {
      let number = { (index: Int) in index < found.count ? found[index].flatMap { Int($0) } : nil }
      let all = number(0) ?? number(3) ?? number(5) ?? 0
      let failed = number(2) ?? number(6) ?? (found.count > 4 && found[4] == "failed" ? 1 : 0)
      run.skipped = max(run.skipped, number(1) ?? 0)
      note(&run, passed: max(0, all - failed), failed: failed)
      return true
    }
    if keyedLine.matches(bytes) {
      var values: [String: Int] = [:]
      for group in keyed.groups(in: text) {
        if let key = group[0]?.lowercased(), let value = group[1].flatMap({ Int($0) }) { values[key] = value }
      }
      let failed = ["failure", "failures", "error", "errors", "failed"].reduce(0) { $0 + (values[$1] ?? 0) }
      run.skipped = max(run.skipped, values["skipped"] ?? 0)
      let all = values["tests run"] ?? values["tests"]
      note(&run, passed: values["passed"] ?? all.map { max(0, $0 - failed - (values["skipped"] ?? 0)) }, failed: failed)
      return true
    }
    let counts = counted.groups(in: text)
    let isSummary =
      !counts.isEmpty && !text.contains("problem")
      && words.allMatches(in: bytes).allSatisfy {
        plainWords.contains(String(decoding: bytes[$0.range], as: UTF8.self).lowercased())
      }
    if isSummary, !text.contains("Test Suites"), !text.contains("Test Files") {
      var (passed, failed, errors): (Int?, Int, Bool) = (nil, 0, false)
      for group in counts {
        guard let value = group[0].flatMap({ Int($0) }), let word = group[1]?.lowercased() else { continue }
        switch word {
        case "passed", "passing", "successful": passed = value
        case "skipped", "pending", "ignored", "todo": run.skipped = max(run.skipped, value)
        case "error", "errors": (failed, errors) = (failed + value, true)
        default: failed += value
        }
      }
      // "3 errors" alone is as well a linter's or a compiler's.
      guard !errors || passed != nil || run.check == .tests || counts.count > 1 else {
        if failed > 0, run.check != .other { run.hasFailed = true }
        return failed > 0 && run.check != .other
      }
      note(&run, passed: passed, failed: failed)
      return true
    }
    if failedTest.matches(bytes) {
      if run.check == .other { run.check = .tests }
      run.hasFailed = true
      return true
    }
    if passedTests.matches(bytes) {
      if run.check == .other { run.check = .tests }
      run.hasPassed = true
      return true
    }
    return false
  }

  private static func note(_ run: inout PastedRun, passed: Int?, failed: Int) {
    if run.check == .other { run.check = .tests }
    if let passed { run.passed = max(run.passed ?? 0, passed) }
    run.failed = max(run.failed, failed)
    if failed == 0 { run.hasPassed = true }
  }
}
