internal import JudgeTypes

/// Claims of a text that what was pasted into the same text contradicts.
enum Claims {
  static let detector = Detector.file("contradicted_claims") { source, rule in
    guard source.bytes.count < 2_000_000 else { return [] }
    let prose = Prose(source)
    let context = ClaimContext(prose)
    guard prose.lines.contains(where: \.isPasted) || !context.runs.isEmpty || NumberClaims.mayHold(prose) else {
      return []
    }
    return checks.compactMap { check in
      check(context).map { Hit(rule, in: source.path, lines: $0.line...$0.line, message: $0.message) }
    }
  }

  struct Contradiction {
    let line: Int
    let message: String
  }

  private static let checks: [@Sendable (ClaimContext) -> Contradiction?] = [
    testsPass, noneSkipped, counts, buildSucceeds, lintClean, typesClean, coverage, RunClaims.succeeded,
    ChangeClaims.onlyTouched, ChangeClaims.testsAdded, ChangeClaims.noTestsWeakened, ChangeClaims.noDependencies,
    ChangeClaims.testsMended, ChangeClaims.compatible, ChangeClaims.complete, NumberClaims.arithmetic,
    NumberClaims.table, SpeedClaims.speed, DataClaims.nobodyIsNamed, DataClaims.everythingWentOver,
    DataClaims.nothingWasDone, DataClaims.noWarnings,
  ]

  // MARK: Tests

  private static let passing = Pattern.fixed(
    #"(?i)\b(?:all|every)(?: of the| the)?(?: \d+| \w+){0,3} tests?(?: cases| suites?)?(?: are| is| now| still| currently| have| were| also| locally)*[ :]*(?:pass(?:ing|es|ed)?|green|succeed(?:s|ed)?|ok\b|✅)|\b(?:test )?suite(?: \S+)?(?: is| runs| now| still| all| fully| completely)*[ :]*(?:pass(?:ing|es|ed)?|green|clean)\b|\btests?(?: are| is| all| now| still)*[ :]*(?:all )?(?:pass(?:ing|es|ed)?|green)\b|\btests?:\s*(?:✅|pass(?:ed|ing)?|green|all green)|\b(?:everything|CI|the pipeline)(?: is| now)* (?:pass(?:es|ing)|green)\b|\b(?:no|zero|0) (?:test )?(?:failures|failing tests|regressions in the tests?)\b|\b100 ?% (?:of (?:the )?tests )?pass(?:ing|ed)?\b|\bno tests? (?:fail(?:s|ed)?|(?:are|is) failing)\b|\b\d+/\d+ (?:tests )?pass(?:ing|ed)?\b"#
  )

  @Sendable private static func testsPass(_ context: ClaimContext) -> Contradiction? {
    guard let claim = context.claim(passing) else { return nil }
    let open = context.open(.tests, asOf: claim).first { $0.check == .tests }
    guard let open, !context.admits(ClaimContext.failures) else { return nil }
    return .init(
      line: claim.number,
      message: "it says that the tests pass, and line \(open.failure ?? open.firstLine) shows a failure")
  }

  private static let unskipped = Pattern.fixed(
    #"(?i)\b(?:no|zero|0|none)(?: of the)?(?: \w+)?(?: tests?)?(?: were| was| are| is| been)? skip(?:s|ped)?\b|\bnothing (?:was |is )?skipped\b|\bwithout (?:any )?skip(?:s|ping)?\b|\bnone (?:were |was |are )?(?:skipped|disabled)"#
  )

  @Sendable private static func noneSkipped(_ context: ClaimContext) -> Contradiction? {
    guard let claim = context.claim(unskipped), let last = context.runs.last(where: { $0.check == .tests }),
      last.skipped > 0
    else { return nil }
    return .init(
      line: claim.number,
      message: "it says that nothing was skipped, and the run at line \(last.lastLine) skipped \(last.skipped)")
  }

  private static let number = Pattern.fixed(
    #"(?i)\b(?:all )?(\d{1,6})(?: of (?:the )?\d+)?(?: (?:unit|new|existing|integration|regression))* tests?(?: cases)? (?:now |all |are |still )*pass(?:ed|ing|es)?\b"#
  )

  @Sendable private static func counts(_ context: ClaimContext) -> Contradiction? {
    guard let (claim, groups) = context.claims(number).first, let said = groups.first?.flatMap({ Int($0) }) else {
      return nil
    }
    let runs = context.runs.filter { $0.check == .tests && $0.passed != nil }
    guard let last = runs.last,
      !runs.contains(where: { $0.passed == said || $0.total == said || ($0.total ?? 0) + $0.skipped == said })
    else { return nil }
    // Several suites may add up.
    guard runs.reduce(0, { $0 + ($1.passed ?? 0) }) != said, !context.admits(ClaimContext.failures) else { return nil }
    guard runs.count == 1 || last.isFailing else { return nil }
    return .init(
      line: claim.number,
      message: "it speaks of \(said) tests that pass, and the run at line \(last.lastLine) counts \(last.passed ?? 0)")
  }

  // MARK: Builds, linters, coverage

  private static let building = Pattern.fixed(
    #"(?i)\b(?:build|compilation|project|package|code|it|everything)(?: now| still| is| all| also)* (?:succeeds|succeeded|passes|passed|builds|compiles|is green|is clean|clean(?:ly)?|green)\b(?! \w+ to)|\bbuild(?:s)?:\s*(?:✅|pass(?:ed|ing)?|green|success)|\b(?:builds|compiles) (?:cleanly|fine|successfully|without)\b|\bno (?:build|compile|compiler|compilation) errors?\b|\bclean build\b"#
  )

  @Sendable private static func buildSucceeds(_ context: ClaimContext) -> Contradiction? {
    failing(.build, claimed: building, "it says that the build succeeds", context)
  }

  private static let linting = Pattern.fixed(
    #"(?i)\b(?:lint(?:er|ing|s)?|eslint|ruff|flake8|clippy|pylint|swiftlint|rubocop|golangci-lint|prettier|formatting)(?: is| are| now| still| also| checks?| runs?| reports?| run| all| and format\w*| and type\w*)*[ :]*(?:clean(?:ly)?|pass(?:es|ed|ing)?|green|happy|✅|no (?:issues|errors|warnings|problems|findings))|\bno (?:new )?(?:lint(?:er|ing)?) (?:errors|warnings|issues|findings|problems|violations)\b|\blints clean\b"#
  )

  @Sendable private static func lintClean(_ context: ClaimContext) -> Contradiction? {
    failing(.lint, claimed: linting, "it says that the linter is clean", context, alsoWarnings: true)
  }

  private static let typing = Pattern.fixed(
    #"(?i)\b(?:mypy|pyright|tsc|typescript|types?|type[- ]check(?:er|ing|s)?)(?: is| are| now| still| also| run| reports?| all)*[ :]*(?:clean(?:ly)?|pass(?:es|ed|ing)?|green|happy|check(?:s)? out|✅|no (?:issues|errors))|\bno type(?:-check(?:ing)?| checker)? errors\b"#
  )

  @Sendable private static func typesClean(_ context: ClaimContext) -> Contradiction? {
    failing(.types, claimed: typing, "it says that the type checker is content", context)
  }

  private static func failing(
    _ check: PastedRun.Check, claimed pattern: Pattern, _ said: String, _ context: ClaimContext,
    alsoWarnings: Bool = false
  ) -> Contradiction? {
    guard let claim = context.claim(pattern), !context.admits(ClaimContext.failures) else { return nil }
    let open = context.open(check, asOf: claim).last { $0.check == check }
    let warned = alsoWarnings ? context.runs.last { $0.check == check && $0.hasWarnings } : nil
    guard let run = open ?? warned else { return nil }
    return .init(line: claim.number, message: "\(said), and line \(run.failure ?? run.firstLine) shows otherwise")
  }

  private static let covering = Pattern.fixed(
    #"(?i)\bcoverage\b(?: for the \w+)?(?: is| now| stays?| remains?| at| of| to| rose| went| up| reaches| reached| increased| improved| from [\d.]+ ?% to|:| stands| sits| above| over| well| total| on new code| still)*[ :*`~]*(\d{1,3}(?:\.\d+)?) ?%|\b(\d{1,3}(?:\.\d+)?) ?% (?:line |branch |test |statement |code |total |overall )*coverage\b"#
  )

  @Sendable private static func coverage(_ context: ClaimContext) -> Contradiction? {
    let shown = context.runs.flatMap(\.coverage)
    guard let last = shown.last else { return nil }
    for (claim, groups) in context.claims(covering) {
      guard let said = groups.compactMap(\.self).first.flatMap({ Double($0) }), !claim.text.contains("threshold"),
        !shown.contains(where: { abs($0 - said) < 1 }), said > last + 0.9
      else { continue }
      let sentence = claim.text.lowercased()
      guard !["target", "goal", "minimum", "require", "was "].contains(where: sentence.contains) else { continue }
      return .init(
        line: claim.number,
        message: "it says \(groups.compactMap(\.self)[0]) % coverage, and the report shows \(last) %")
    }
    return nil
  }
}

/// One text with what its detectors ask of it.
struct ClaimContext {
  let prose: Prose
  let runs: [PastedRun]
  let change: PastedChange

  init(_ prose: Prose) {
    self.prose = prose
    runs = PastedRuns.runs(in: prose)
    change = PastedChange(prose)
  }

  private static let doubtBefore = Pattern.fixed(
    #"(?i)\b(?:not|never|cannot|once|until|unless|if|when|whether|should|must|shall|may|make sure|ensures?|needs? to|required?|will|would|expect(?:ed)?|expects|verify|confirm|check that|wait|goal|want|please|so that|to make|before|until|aim|let's|after all|were|was|previously|plan)\b|n't\b|\bI'll\b"#
  )
  private static let doubtAfter = Pattern.fixed(
    #"(?i)\A[^.]{0,80}\b(?:except|apart from|other than|aside from|but\b|however|though|although|once|if|unless|only when|with the exception|besides)\b|\A[^\n]{0,3}\?"#
  )
  static let failures = Pattern.fixed(
    #"(?i)\b(?:still|currently|pre-?existing|known|unrelated|remaining|flaky|intermittent|expected|already)\b[^.\n]{0,60}\b(?:fail\w*|red|broken|errors?|warnings?)\b|\b(?:fail\w*|errors?|warnings?|red|broken)\b[^.\n]{0,80}\b(?:pre-?exist\w*|unrelated|known|on main|flaky|not (?:caused|introduced|related)|before (?:this|my)|already|remains?|still|investigat\w*|follow-?up)\b|\b(?:one|two|three|\d+|some|a few) (?:\w+ ){0,3}(?:tests? )?(?:still )?(?:fail(?:s|ing)?|do(?:es)? not pass)\b|\b(?:did|do|does) not pass\b|\b(?:could|was|were) not (?:run|able|fix)|\bcan(?:not|'t) (?:be )?run\b|\bnot related\b|\bstash\w*\b[^.\n]{0,60}\b(?:same|too|as well)\b"#
  )

  /// The lines on which the author claims it, with the pattern's groups.
  func claims(_ pattern: Pattern) -> [(line: Prose.Line, groups: [String?])] {
    pattern.allMatches(in: prose.bytes).compactMap { match in
      guard let line = prose.line(at: match.range.lowerBound), !line.isPasted,
        prose.hasFences || !Self.isOutput(line.text)
      else { return nil }
      let (before, after) = prose.sentence(around: match.range)
      if Self.doubtBefore.occurs(in: before) || Self.doubtAfter.occurs(in: after) { return nil }
      if line.text.contains("[ ]") || line.text.hasPrefix("User:") || line.text.hasPrefix("## User") { return nil }
      return (line, match.groups.map { $0.map { String(decoding: prose.bytes[$0], as: UTF8.self) } })
    }
  }

  func claim(_ pattern: Pattern) -> Prose.Line? { claims(pattern).first?.line }

  private static func isOutput(_ text: String) -> Bool {
    var run = PastedRun(command: nil, check: .other, firstLine: 1, lastLine: 1)
    return Output.read(text, into: &run, line: 1)
  }

  /// Whether the author speaks of what went wrong.
  func admits(_ pattern: Pattern) -> Bool {
    prose.lines.contains { line in
      !line.isPasted && (prose.hasFences || !Self.isOutput(line.text)) && pattern.occurs(in: line.text)
        && !Self.mended.occurs(in: line.text)
    }
  }

  private static let mended = Pattern.fixed(
    #"(?i)\b(?:fix(?:ed|es)?|resolved|no longer|were failing|was failing|had failed|used to|mended|no (?:known|remaining))\b"#
  )

  /// The runs of a check that nothing made good; of those before the claim where it follows runs that do.
  func open(_ check: PastedRun.Check, asOf claim: Prose.Line) -> [PastedRun] {
    let own = runs.filter { $0.check == check || $0.check == .other }
    let before = own.filter { $0.lastLine < claim.number && $0.check == check }
    let later = PastedRuns.unresolved(own)
    if !before.isEmpty, PastedRuns.unresolved(before).isEmpty {
      // What failed after the claim was said is another state, unless the claim heads the text.
      return []
    }
    return later
  }
}
