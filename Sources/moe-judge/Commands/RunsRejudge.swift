import ArgumentParser
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage

struct RunsRejudge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejudge", abstract: "What a stored run would come to under another consensus rule.",
    discussion: """
      The seats' answers stay what they are, no model is asked, and nothing of the stored run changes. What is not named stays \
      as it was in the run. The exit code is that of the new outcome, as judge gives it. A run that a learned model decided is \
      judged by the plain vote where --threshold is named; where nothing is, without model and without abstention.

      Examples:
        moe-judge runs rejudge latest --threshold 3/4
        moe-judge runs rejudge latest --no-veto --format json
        moe-judge runs rejudge latest                   of a run with a learned model: what the plain vote says
      """)
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run"), completion: .runs)
  var reference =
    "latest"
  @OptionGroup(title: "Rule") var rule: OtherRule
  @Option(help: "The form of the output.") var format: Format = .table
  @OptionGroup var state: StateOption

  func run() throws {
    let id = try state.run(reference)
    guard try state.pruned(id) == nil else {
      throw CommandFailure(
        "run \(id): its answers are pruned, so nothing else can be derived from them. Judge its artifacts anew.",
        .undecided)
    }
    let (_, verification) = try state.verification(of: id, under: rule.applied)
    guard !verification.isUnfinished else {
      throw CommandFailure(
        "run \(id): it is not finished, and what is missing may decide. Go on with it: moe-judge runs resume \(id)",
        .undecided)
    }
    guard verification.holds, let opening = verification.opening else {
      throw CommandFailure("run \(id): its record does not hold. See: moe-judge runs verify \(id)", .fail)
    }
    if let open = verification.rejudgments.first(where: { !$0.isSettled }) {
      throw CommandFailure(
        "run \(id): not every seat was polled for \(open.after.artifact.path) (--curtail), and under this rule those that were "
          + "not could decide otherwise. Judge it anew.", .undecided)
    }
    guard !rule.isUnsaid || verification.rejudgments.contains(where: { $0.rule != $0.rule.plain }) else {
      throw CommandFailure(OtherRule.unsaid)
    }
    func result(_ judgments: [Judgment]) -> RunResult {
      RunResult(opening, verification.ending, judgments: judgments, exitCode: ExitStatus.ofRun)
    }
    let rejudged = RejudgedRun(
      before: result(verification.judgments), after: result(verification.rejudgments.map(\.after)),
      judgments: verification.rejudgments)
    Standard.output.write(format == .json ? rejudged.json.pretty + "\n" : safeLines(rejudged.table))
    throw ExitStatus(rawValue: Int32(rejudged.after.exitCode))?.code ?? ExitStatus.internalError.code
  }
}

/// A consensus rule in place of that of a run; what is not named stays.
struct OtherRule: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Share of the seats' weight that a verdict needs, more than 1/2 and at most 1.", valueName: "fraction"),
    transform: fraction)
  var threshold: Fraction?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether a verified critical finding, or a binding dimension violated with evidence, decides alone.")
  var veto: Bool?
  @Option(
    help: ArgumentHelp(
      "Share of the dimensions' weight below which nothing is concluded, at most 1.", valueName: "fraction"),
    transform: fraction)
  var assessedShare: Fraction?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The fewest model families that have to answer for a pass; 0 accepts any.", valueName: "n"))
  var leastFamilies: Int?

  fileprivate static let unsaid =
    "say which rule: --threshold, --veto or --no-veto, --assessed-share, --least-families. As it was judged: runs show"

  fileprivate var isUnsaid: Bool {
    threshold == nil && veto == nil && assessedShare == nil && leastFamilies == nil
  }

  func validate() throws {
    if let threshold, !ConsensusRule.accepts(threshold: threshold) {
      throw ValidationError("--threshold is more than 1/2 and at most 1, or two sides could both reach it.")
    }
    if let assessedShare, assessedShare > .one { throw ValidationError("--assessed-share is at most 1.") }
    if let leastFamilies, !(0...100).contains(leastFamilies) {
      throw ValidationError("--least-families takes a number from 0 to 100.")
    }
  }

  var applied: @Sendable (ConsensusRule) -> ConsensusRule {
    let (threshold, veto, assessedShare, leastFamilies) = (threshold, veto, assessedShare, leastFamilies)
    let isUnsaid = isUnsaid
    let isPlain = threshold != nil || isUnsaid
    return { rule in
      ConsensusRule(
        threshold: threshold ?? rule.threshold, veto: veto ?? rule.veto,
        assessedShare: assessedShare ?? rule.assessedShare, leastFamilies: leastFamilies ?? rule.leastFamilies,
        learned: isPlain ? nil : rule.learned, abstention: isUnsaid ? nil : rule.abstention)
    }
  }
}

/// A run beside what it comes to under another rule.
private struct RejudgedRun {
  let before: RunResult
  let after: RunResult
  let judgments: [Rejudgment]

  var json: JSONValue {
    [
      "run": .string(before.run), "before": Self.json(of: before), "after": Self.json(of: after),
      "changed": .integer(judgments.count(where: \.isChanged)), "judgments": .array(judgments.map(\.json)),
    ]
  }

  private static func json(of result: RunResult) -> JSONValue {
    ["outcome": .string(result.outcome.rawValue), "exit_code": .integer(result.exitCode)]
  }

  var table: String {
    var text = rules.map { $0 + "\n" }.joined()
    for judgment in judgments { text += lines(of: judgment).map { safeForTerminal($0) + "\n" }.joined() }
    let changed = judgments.count(where: \.isChanged)
    text += "\n\(counted(judgments.count, "artifact")), \(changed) with another outcome; the run: "
    text += "\(arrow(before.outcome.rawValue, after.outcome.rawValue)), exit code \(after.exitCode)\n"
    return text + "no model was asked, and the stored run \(before.run) is as it was\n"
  }

  /// The rules of its panels, which are one in a run of ours.
  private var rules: [String] {
    let pairs = judgments.map { arrow($0.rule.words, $0.otherRule.words) }
    return Array(Set(pairs)).sorted().map { "rule: \($0)" }
  }

  private func lines(of judgment: Rejudgment) -> [String] {
    let (before, after) = (judgment.before.consensus, judgment.after.consensus)
    var lines = ["", "\(arrow(before.outcome.rawValue, after.outcome.rawValue))  \(judgment.before.artifact.path)"]
    lines.append("  before: \(before.rule.rawValue): \(before.reason)")
    if before != after { lines.append("  after:  \(after.rule.rawValue): \(after.reason)") }
    if before.pivot != after.pivot {
      lines.append("  pivot: \(arrow(before.pivot?.rawValue ?? "none", after.pivot?.rawValue ?? "none"))")
    }
    for change in judgment.changedDimensions {
      lines.append("  \(change.id): \(arrow(change.before.rawValue, change.after.rawValue))")
    }
    return lines
  }

  private func arrow(_ before: String, _ after: String) -> String { before == after ? before : "\(before) → \(after)" }
}

extension ConsensusRule {
  /// For people.
  fileprivate var words: String {
    "\(learned.map { "learned with the bar \(shown($0.bar)), " } ?? "")threshold \(threshold), veto \(veto ? "on" : "off"), assessed share \(assessedShare), "
      + "at least \(leastFamilies) families"
  }
}
