/// What a pasted run of tests, a linter, a type checker or a build says of its outcome.
struct PastedRun {
  enum Check: Hashable { case tests, lint, types, build, other }

  var command: String?
  var check: Check
  var passed: Int?
  var failed = 0
  var skipped = 0
  var hasFailed = false
  var hasPassed = false
  var hasWarnings = false
  /// Of the whole, in percent.
  var coverage: [Double] = []
  var firstLine: Int
  var lastLine: Int
  /// Where the failure shows.
  var failure: Int?

  var isFailing: Bool { hasFailed || failed > 0 }
  var isPassing: Bool { !isFailing && (hasPassed || passed != nil) }
  var total: Int? { passed.map { $0 + failed } }
}

/// The runs that a text shows, in its order.
enum PastedRuns {
  static func runs(in prose: Prose) -> [PastedRun] {
    var runs: [PastedRun] = []
    var current: PastedRun?
    var announced: String?
    var fence: Int?
    func close() {
      if let run = current,
        run.isFailing || run.isPassing || run.hasWarnings || !run.coverage.isEmpty || run.skipped > 0
      {
        runs.append(run)
      }
      current = nil
    }
    for line in prose.lines {
      if line.fence != fence {
        close()
        fence = line.fence
      }
      if let command = command(in: line) {
        close()
        current = PastedRun(
          command: command, check: check(of: command), firstLine: line.number, lastLine: line.number)
        announced = nil
        continue
      }
      guard line.isPasted || !prose.hasFences || Output.isUnmistakable(line.text) else {
        if let named = Prose.codeSpans(in: line.text).last(where: { check(of: $0) != .other }) { announced = named }
        if !prose.hasFences, line.text.isEmpty, current?.isFailing == true || current?.isPassing == true { close() }
        continue
      }
      var run =
        current
        ?? PastedRun(
          command: announced, check: announced.map(check(of:)) ?? .other, firstLine: line.number,
          lastLine: line.number)
      guard Output.read(line.text, into: &run, line: line.number) else { continue }
      run.lastLine = line.number
      current = run
    }
    close()
    return runs
  }

  private static let prompt = Pattern.fixed(#"\A\s*(?:\$|❯|➜|%)\s+(\S.*)\z"#)
  private static let toolCall = Pattern.fixed(
    #"\A\W{0,6}(?:Bash|Shell|Terminal|Command|Ran|Running|Run|Executing|execute_command|run_command|bash)\W{0,4}[(:`]\W{0,2}([a-z./][^`)]{2,200})"#
  )

  private static func command(in line: Prose.Line) -> String? {
    if let found = prompt.groups(in: line.text).first?.first ?? nil { return found }
    if line.fence == nil, let found = toolCall.groups(in: line.text).first?.first ?? nil, check(of: found) != .other {
      return found
    }
    return nil
  }

  private static let checks: [(PastedRun.Check, Pattern)] = [
    (
      .tests,
      .fixed(
        #"\b(?:pytest|py\.test|unittest|jest|vitest|mocha|ava|karma|cypress|playwright test|rspec|phpunit|pest|ctest|tox|nox|minitest|bats|(?:npm|pnpm|yarn|bun)(?: run)? test\S*|(?:go|cargo|swift|dotnet|mix|rails|mvn|flutter|deno|make|just|task|\S*gradlew?|xcodebuild|bazel|sbt)\b[^|;&]*\b(?:test|nextest|check|verify|spec)\S*)"#
      )
    ),
    (
      .lint,
      .fixed(
        #"\b(?:eslint|ruff|flake8|pylint|black|isort|prettier|clippy|golangci-lint|go vet|staticcheck|swiftlint|swift[- ]format|rubocop|ktlint|detekt|phpcs|shellcheck|hadolint|stylelint|biome|lint\S*)\b"#
      )
    ),
    (.types, .fixed(#"\b(?:mypy|pyright|pytype|tsc|vue-tsc|type-?check\S*|phpstan|sorbet|steep)\b"#)),
    (
      .build,
      .fixed(
        #"\b(?:build|compile|webpack|vite|esbuild|rollup|gcc|clang|javac|cmake|ninja|assemble\w*|package|docker build|make)\b"#
      )
    ),
  ]

  static func check(of command: String) -> PastedRun.Check {
    let bytes = Array(command.utf8)
    return checks.first { $0.1.matches(bytes) }?.0 ?? .other
  }

  /// Those that no later run of the same made good.
  static func unresolved(_ runs: some Sequence<PastedRun>) -> [PastedRun] {
    var open: [PastedRun] = []
    for run in runs {
      if run.isFailing {
        open.removeAll { $0.check == run.check && $0.command == run.command }
        open.append(run)
      } else if run.isPassing {
        open.removeAll { failed in isMadeGood(failed, by: run) }
      }
    }
    return open
  }

  private static func isMadeGood(_ failed: PastedRun, by run: PastedRun) -> Bool {
    guard failed.check == run.check || failed.check == .other || run.check == .other else { return false }
    if failed.command == run.command { return true }
    if let before = failed.total, let after = run.total { return after >= before }
    return true
  }
}
