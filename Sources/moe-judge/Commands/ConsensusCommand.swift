import ArgumentParser
import Deliberation
import Foundation
import JudgeTypes
import Provenance
import Reports

struct ConsensusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consensus",
    abstract: "Aggregate recorded votes of judges into one answer an item.",
    discussion: """
      A vote is a line such as {"item":"q1","judge":"gpt","family":"openai","label":"A","score":0.9}; unknown fields are left alone. \
      The labels tie and other are abstentions, a missing line is a missing vote. 'gold', the right answer, is read from --train only.

      Methods: threshold (a label needs the threshold among all judges), majority, weighted (by each judge's record on --train), \
      dawid_skene (judges' confusions estimated without labels), learned (a model over votes and scores trained on --train). A learned \
      model gives way to the majority where the votes have shifted away from what it was trained on; 'method' of each line tells.

      An item without a clear answer is an abstention; its label is the best guess all the same, null only without a usable vote.

      Examples:
        moe-judge consensus --votes votes.jsonl
        moe-judge consensus --votes votes.jsonl --format jsonl
        moe-judge consensus --votes new.jsonl --train labelled.jsonl --method learned
        moe-judge consensus --train labelled.jsonl --save-model panel.json
        moe-judge consensus --votes - --model panel.json --method learned --format jsonl
      """)

  @Option(
    help: ArgumentHelp("Recorded votes in JSON Lines; - for standard input.", valueName: "file"), completion: .file())
  var votes: String?
  @Option(
    help: ArgumentHelp("Votes on labelled items, with 'gold', to learn from.", valueName: "file"), completion: .file())
  var train: String?
  @Option(
    help: "threshold, majority, weighted, dawid_skene or learned; threshold when lines or JSON are asked for.",
    transform: aggregationMethod) var method: AggregationMethod?
  @Option(help: "The form of the output.") var format: RubricsCommand.ListFormat = .table
  @Option(help: "What a label needs among all judges, for threshold; 2/3 when it is not given.", transform: fraction)
  var threshold: Fraction = .twoThirds
  @Option(help: ArgumentHelp("Withhold answers whose confidence is below this.", valueName: "0..1")) var abstainBelow:
    Double?
  @Option(
    help: ArgumentHelp(
      "For learned: withhold answers below the confidence from which held-out training items were right this often.",
      valueName: "0..1")) var targetAccuracy: Double?
  @Option(help: ArgumentHelp("Write the model trained on --train there.", valueName: "file"), completion: .file())
  var saveModel: String?
  @Option(help: ArgumentHelp("Use the model that was saved there.", valueName: "file"), completion: .file()) var model:
    String?
  @Flag(help: "No remarks on standard error.") var quiet = false
  @Flag(help: "Say on standard error how long reading, training and aggregating took.") var timings = false

  func validate() throws {
    guard votes != nil || saveModel != nil else {
      throw ValidationError("nothing to aggregate. Give --votes FILE, or --train FILE with --save-model FILE.")
    }
    if saveModel != nil, train == nil { throw ValidationError("--save-model needs --train FILE to learn from.") }
    if let saveModel, let input = [train, votes].compactMap(\.self).first(where: { isSameFile($0, saveModel) }) {
      throw ValidationError("--save-model \(saveModel) would write over the votes in \(input). Name another file.")
    }
    if model != nil, train != nil { throw ValidationError("give either --train or --model, not both.") }
    if method == .learned, train == nil, model == nil {
      throw ValidationError("--method learned needs labelled votes (--train FILE) or a saved model (--model FILE).")
    }
    if votes == "-", train == "-" { throw ValidationError("only one of --votes and --train can be standard input.") }
    guard ConsensusRule.accepts(threshold: threshold) else {
      throw ValidationError("--threshold is more than 1/2 and at most 1, or two labels could both reach it.")
    }
    for (name, value) in [("--abstain-below", abstainBelow), ("--target-accuracy", targetAccuracy)] {
      if let value, !(0...1).contains(value) {
        throw ValidationError("\(name) \(value): write a number from 0 to 1, such as 0.9.")
      }
    }
    if targetAccuracy != nil, method != .learned {
      throw ValidationError("--target-accuracy needs --method learned: only its confidence is calibrated.")
    }
  }

  private func isSameFile(_ one: String, _ other: String) -> Bool {
    guard one != "-", other != "-" else { return false }
    let places = [one, other].map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().standardizedFileURL.path }
    return places[0] == places[1]
  }

  func run() throws {
    let training = try train.map { train in try timed("reading --train") { try read(train, for: .training) } }
    let learned = try timed("training") { try learnedModel(training) }
    if let saveModel, let learned { try ModelFile.write(learned, to: saveModel) }
    guard let votes else {
      if let learned { remark("trained on \(counted(learned.trainingItems, "item")); \(heldOut(learned))") }
      return
    }
    let aggregation = try timed("reading --votes") {
      Aggregation(
        of: try read(votes, for: .aggregating), training: training.map(VoteTable.training), model: learned,
        threshold: threshold, bar: abstainBelow, learnedBar: learnedBar(learned))
    }
    switch format {
    case .table:
      let methods = method.map { [$0] } ?? available
      Standard.output.write(safeLines(try aggregation.table(of: methods, needed: method != nil)))
    case .jsonl: try writeLines(aggregation)
    case .json: try writeDocument(aggregation)
    }
  }

  /// Trained where a method or a file asks for it, or read.
  private func learnedModel(_ training: [RecordedVote]?) throws -> LearnedModel? {
    if let model { return try ModelFile.read(model) }
    let isWanted = saveModel != nil || method == .learned || (method == nil && format == .table)
    guard let training, isWanted else { return nil }
    return LearnedModel(trainedOn: VoteTable.training(training))
  }

  /// For the table without a chosen method: all that can be done with what was given.
  private var available: [AggregationMethod] {
    AggregationMethod.allCases.filter { method in
      switch method {
      case .threshold, .majority, .dawidSkene: true
      case .weighted: train != nil
      case .learned: train != nil || model != nil
      }
    }
  }

  private func learnedBar(_ learned: LearnedModel?) -> Double? {
    let bar = targetAccuracy.flatMap { learned?.bar(reaching: $0) }
    if let bar, bar > 1 { remark("no confidence reached the wanted accuracy in training: every answer is withheld.") }
    return bar
  }

  private func read(_ path: String, for purpose: VoteFile.Purpose) throws -> [RecordedVote] {
    let file = try VoteFile(path, for: purpose)
    if file.repeated > 0 {
      remark("\(path): \(counted(file.repeated, "line")) of a judge's second vote on one item; the last one counts.")
    }
    return file.lines
  }

  private func heldOut(_ model: LearnedModel) -> String {
    "of them it answered \((model.heldOutAccuracy * 1_000).rounded() / 10) % rightly while they were held out"
  }

  private func timed<Value>(_ step: String, _ work: () throws -> Value) rethrows -> Value {
    guard timings else { return try work() }
    let clock = ContinuousClock()
    let start = clock.now
    let value = try work()
    let (seconds, attoseconds) = start.duration(to: clock.now).components
    Standard.error.write("\(step): \(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) ms\n")
    return value
  }

  private func remark(_ text: String) {
    if !quiet { Standard.error.write(safeForTerminal("moe-judge: \(text)") + "\n") }
  }

  private func answers(_ aggregation: Aggregation) throws -> Aggregation.Result {
    let result = try timed("aggregating") { try aggregation.answers(by: method ?? .threshold) }
    if let refusal = result.refusal { remark("the learned model is not used: \(refusal.words)") }
    return result
  }

  private func writeLines(_ aggregation: Aggregation) throws {
    var text = ""
    for answer in try answers(aggregation).answers {
      text += answer.json.canonical + "\n"
      if text.utf8.count > 1 << 16 {
        Standard.output.write(text)
        text = ""
      }
    }
    Standard.output.write(text)
  }

  private func writeDocument(_ aggregation: Aggregation) throws {
    let result = try answers(aggregation)
    let document: JSONValue = [
      "method": .string((method ?? .threshold).rawValue), "refusal": .optional(result.refusal?.words),
      "agreement": aggregation.agreement, "items": .array(result.answers.map(\.json)),
    ]
    Standard.output.write(document.pretty + "\n")
  }
}

private func aggregationMethod(_ text: String) throws -> AggregationMethod {
  guard let method = AggregationMethod(rawValue: text) else {
    let names = AggregationMethod.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("--method \(text): use one of \(names).")
  }
  return method
}

extension AggregatedLabel {
  /// A line of the output.
  var json: JSONValue {
    [
      "item": .string(item), "label": .optional(label), "confidence": .number(confidence),
      "abstain": .bool(isAbstention),
      "method": .string(method.rawValue),
    ]
  }
}
