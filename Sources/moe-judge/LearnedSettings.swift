import Deliberation
import JudgeTypes
import YAMLFiles

/// What moe-judge.yaml says of a learned model that decides in place of the shares.
struct LearnedSettings: Hashable {
  static let methods = ["threshold", "learned"]
  /// What an offline panel says of it.
  static let unusedOffline =
    "the learned model of \(Configuration.fileName) is of models' verdicts; offline the threshold decides"

  /// Its file.
  let model: String
  /// The confidence below which the panel abstains; nil for the model's own.
  let bar: Fraction?

  /// - Parameter value: what stands under `consensus`.
  static func read(_ value: YAMLValue?, path: String) -> (LearnedSettings?, [FileProblem]) {
    func problem(_ key: String, _ message: String) -> FileProblem {
      FileProblem(path: path, line: value?[key]?.line, key: "consensus.\(key)", message: message)
    }
    let bar = value?["bar"]?.string.flatMap { Fraction($0) }
    guard value?["method"]?.string == "learned" else {
      return (
        nil,
        ["model", "bar"].filter { value?[$0] != nil }.map {
          problem($0, "only a learned model has it. Add method: learned, or take the line out.")
        }
      )
    }
    guard let model = value?["model"]?.string else {
      return (
        nil,
        [
          problem(
            "method",
            "learned needs a model. Add model: FILE, which 'moe-judge consensus --train FILE --save-model FILE' writes."
          )
        ]
      )
    }
    if let bar, !ConsensusRule.accepts(threshold: bar) || bar.value < LearnedRule.leastBar {
      return (
        nil,
        [problem("bar", "found \(bar); expected more than 1/2 (\(LearnedRule.leastBar)) and at most 1. Write 4/5.")]
      )
    }
    return (LearnedSettings(model: model, bar: bar), [])
  }

  /// The rule for a panel of these personas.
  ///
  /// - Throws: `CommandFailure` where the model cannot decide about them.
  func rule(for personas: [Persona], in files: TeamFiles, isCurtailed: Bool) throws -> LearnedRule {
    guard !isCurtailed else {
      throw CommandFailure(
        "--curtail stops once the votes that are in settle the outcome, and a learned model needs them all. Leave --curtail out, "
          + "or say consensus.method: threshold in \(Configuration.fileName).")
    }
    return try rule(for: personas, in: files)
  }

  /// What `validate` says of it.
  func problems(for personas: [Persona], in files: TeamFiles, path: String) -> [FileProblem] {
    do {
      _ = try rule(for: personas, in: files)
      return []
    } catch {
      let message = (error as? CommandFailure)?.message ?? "\(error)"
      return [FileProblem(path: path, key: "consensus.model", message: message)]
    }
  }

  private func rule(for personas: [Persona], in files: TeamFiles) throws -> LearnedRule {
    let file = files.shown(model)
    guard let text = try Composition.reading({ () throws(FileProblems) in try files.text(at: model) }) else {
      throw ModelFile.missing(file)
    }
    let verdicts = LearnedVerdicts(try ModelFile.model(of: text, path: file), text: text)
    if let flaw = verdicts.flaw { throw CommandFailure("\(file): \(flaw) \(Self.trainingAdvice)") }
    let known = Set(verdicts.judges)
    guard personas.contains(where: { known.contains($0.id.rawValue) }) else {
      let judges = verdicts.judges.prefix(5).joined(separator: ", ")
      let seats = personas.prefix(5).map(\.id.rawValue).joined(separator: ", ")
      throw CommandFailure(
        "\(file): it knows none of the panel's seats. Its judges: \(judges); the seats: \(seats). \(Self.trainingAdvice)"
      )
    }
    guard let bar = bar?.value ?? verdicts.ownBar else {
      throw CommandFailure(
        "\(file): on items held out in training no confidence was right in 9 of 10 cases, so the model has no bar of its own. Train "
          + "it on more items, or name a bar: consensus.bar: 4/5.")
    }
    return LearnedRule(model: verdicts, bar: bar)
  }

  private static let trainingAdvice =
    "Train it on one line for each seat and artifact: "
    + #"{"item":ARTIFACT,"judge":SEAT,"family":FAMILY,"label":VERDICT,"score":null,"gold":VERDICT}"#
    + ", where a seat is its persona's id and a verdict pass, conditional or fail; then 'moe-judge consensus --train FILE "
    + "--save-model FILE'."
}

extension Fraction {
  fileprivate var value: Double { Double(numerator) / Double(denominator) }
}
