import Deliberation
import JudgeTypes
import Provenance
import Reports

/// Recorded votes and what there is to aggregate them by.
struct Aggregation {
  struct Result {
    let answers: [AggregatedLabel]
    let refusal: LearnedModel.Refusal?
  }

  private let lines: [RecordedVote]
  private let table: VoteTable
  private let training: VoteTable?
  private let model: LearnedModel?
  private let threshold: Fraction
  /// Answers of less confidence are withheld.
  private let bar: Double?
  /// Likewise, found for the learned model on its training items.
  private let learnedBar: Double?

  init(
    of lines: [RecordedVote], training: VoteTable?, model: LearnedModel?, threshold: Fraction, bar: Double?,
    learnedBar: Double?
  ) {
    table = VoteTable(lines)
    (self.lines, self.training, self.model, self.threshold) = (lines, training, model, threshold)
    (self.bar, self.learnedBar) = (bar, learnedBar)
  }

  /// - Throws: `CommandFailure` where the method cannot be used on these votes.
  func answers(by method: AggregationMethod) throws -> Result {
    let result = try unbarred(method)
    // A plain vote's share is no calibrated confidence: where the model was refused, nothing can keep its bar.
    let learnedBar = method == .learned ? learnedBar.map { result.refusal == nil ? $0 : .infinity } : nil
    guard let bar = [bar, learnedBar].compactMap({ $0 }).max() else { return result }
    return Result(answers: result.answers.map { $0.abstaining(below: bar) }, refusal: result.refusal)
  }

  private func unbarred(_ method: AggregationMethod) throws -> Result {
    switch method {
    case .threshold: return Result(answers: PlainVote.threshold(table, reaching: threshold), refusal: nil)
    case .majority: return Result(answers: PlainVote.majority(table), refusal: nil)
    case .weighted:
      let weights = training.map(JudgeWeights.init(trainedOn:)) ?? JudgeWeights()
      return Result(answers: weights.aggregate(table), refusal: nil)
    case .dawidSkene:
      guard let estimate = DawidSkene(table) else {
        throw CommandFailure(
          "dawid_skene: there are \(table.labels.count) labels for \(table.items.count) items, too many to be classes. "
            + "Use another method.")
      }
      return Result(answers: estimate.answers, refusal: nil)
    case .learned:
      guard let model else { throw CommandFailure("learned: there is no item to learn from. Give --train or --model.") }
      let result = model.aggregate(VoteTable(lines, abstentions: model.abstentions))
      return Result(answers: result.answers, refusal: result.refusal)
    }
  }

  // MARK: For people

  /// One line a method, then how the judges agree.
  ///
  /// - Parameter needed: whether every method has to run. Otherwise one that cannot is left out, with a remark.
  func table(of methods: [AggregationMethod], needed: Bool) throws -> String {
    var columns = TextTable()
    columns.add(["method", "items", "abstained", "without a vote", "mean confidence", "as the majority"])
    let plain = PlainVote.majority(table)
    var remarks = ""
    for method in methods {
      let result: Result
      do {
        result = try answers(by: method)
      } catch let failure as CommandFailure where !needed {
        remarks += "left out: \(failure.message)\n"
        continue
      }
      let answers = result.answers
      let mean = answers.reduce(0) { $0 + $1.confidence } / Double(max(1, answers.count))
      let same = zip(answers, plain).count { $0.label == $1.label }
      columns.add([
        method.rawValue, "\(answers.count)", "\(answers.count(where: \.isAbstention))",
        "\(answers.count { $0.label == nil })", shown(mean), "\(same)",
      ])
      if let refusal = result.refusal { remarks += "\(method.rawValue) gave way to the majority: \(refusal.words)\n" }
    }
    return columns.text + remarks + agreementText + "Each item's answer: --format jsonl, with --method.\n"
  }

  private var agreementText: String {
    let agreement = PanelAgreement(table)
    var text =
      "\(counted(table.judges.count, "judge")): agreement \(shown(agreement.percent)), Krippendorff's alpha "
      + "\(shown(agreement.alpha)), mean kappa of pairs \(shown(agreement.meanKappa))\n"
    if let independence {
      text +=
        "on the labelled items: error correlation \(shown(independence.correlation)), so \(independence.judges) judges are worth "
        + "\(shown(independence.count)) independent ones\n"
    }
    return text
  }

  private var independence: (judges: Int, correlation: Double, count: Double?)? {
    guard let training, let mean = ErrorCorrelation(training).mean else { return nil }
    let judges = training.judges.count
    return (judges, mean, ErrorCorrelation.effectiveCount(judges: judges, correlation: mean))
  }

  var agreement: JSONValue {
    let agreement = PanelAgreement(table)
    return [
      "judges": .integer(table.judges.count), "percent": .optional(agreement.percent),
      "alpha": .optional(agreement.alpha),
      "mean_kappa": .optional(agreement.meanKappa), "error_correlation": .optional(independence?.correlation),
      "n_eff": .optional(independence?.count),
    ]
  }
}

/// A figure with three decimals; a dash where there is none.
func shown(_ value: Double?) -> String { value.map { "\(($0 * 1_000).rounded() / 1_000)" } ?? "-" }

extension LearnedModel.Refusal {
  var words: String {
    switch self {
    case .strangers: "none of these judges was in the training items."
    case .beaten: "on training items that were held out the plain vote was right clearly more often."
    case .shifted(let before, let now):
      "the items differ from those it was trained on. Judges it trusts side with the plain vote against it by \(shown(now)), "
        + "in training by \(shown(before)). Label some of these items and train on them."
    }
  }
}
