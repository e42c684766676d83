import Artifacts
import Foundation
import Gating
import JudgeTypes
import Judging
import LanguageModels
import YAMLFiles

/// What moe-judge.yaml says; every key is optional.
struct Configuration {
  var threshold: Fraction = .twoThirds
  var veto = true
  /// The file that says how often judges and panels were right.
  var calibration: String?
  /// Nil where shares decide.
  var learned: LearnedSettings?
  /// Of debate after the blind one, at most.
  var rounds = DebateRule.mostRounds
  var personas: [Persona.ID]?
  var canaries: CanaryMode?
  var isSingleVendor = false
  var adrDirectory: String?
  var providers: [ProviderConfiguration] = []
  var models: [ModelOverride] = []
  var egress = EgressPolicy()
  var timeoutSeconds = 180
  var concurrency: Int?
  var maxRetries: Int?
  /// Of models of which nothing else is known.
  var contextTokens: Int?
  var gate = GateFile()
  var recordsHealth = true
  var cache = CacheUse.standard
  var budget: Budget?

  static let fileName = "moe-judge.yaml"
  /// What is easily taken for it.
  static let strayNames = ["moe-judge.yml", ".moe-judge.yaml", ".moe-judge.yml"]

  static let schema = Schema.object([
    .init(
      "panel",
      .object([
        .init(
          "profile", .choice(["standard", "single_vendor"]),
          "single_vendor lets one family hold every seat; said in each judgment"),
        .init(
          "personas", .list(of: .string(.identifier), minimum: 1), "who sits; without it every persona that applies"),
        .init(
          "canaries", .choice(CanaryMode.allCases.map(\.rawValue)),
          "by how many known artifacts each seat is tested in a run: all three, one (sample, unless said), or off"),
      ]), "who judges"),
    .init(
      "consensus",
      .object([
        .init(
          "threshold", .string(.fraction),
          "share of the seats' weight that a verdict needs, more than 1/2 and at most 1; 2/3 unless said"),
        .init(
          "method", .choice(LearnedSettings.methods),
          "threshold (unless said) counts the seats' verdicts; learned lets the model read them"),
        .init(
          "model", .string(.nonEmpty),
          "for learned: a file that 'consensus --save-model' wrote, trained on verdicts of these seats"),
        .init(
          "bar", .string(.fraction),
          "for learned: the confidence below which the panel abstains, more than 1/2 and at most 1; the model's own for 9/10 unless said"
        ),
        .init("veto", .boolean, "whether a verified critical finding decides alone, true unless said"),
        .init(
          "rounds", .integer(0...DebateRule.mostRounds),
          "the most rounds of debate where the seats disagree; 0 holds none, 3 unless said"),
      ]), "how votes become an outcome"),
    .init(
      "calibration", .string(.nonEmpty),
      "a file that says how often the panel and its judges were right (moe-judge schema calibration); none unless said"),
    .init("adr_dir", .string(.nonEmpty), "decision records from which rubrics are generated at each run"),
    .init(
      "providers",
      .map(
        of: .object([
          .init("dialect", .choice(Dialect.allCases.map(\.rawValue)), "the wire format; openai unless said"),
          .init("base_url", .string(.nonEmpty), "where the provider is"),
          .init("key_variable", .string(.identifier), "the environment variable that holds the key"),
        ])), "providers by name: changed ones and new ones"),
    .init("models", ModelSettings.schema, "what is known of models, by provider/model: changed ones and new ones"),
    .init("egress", EgressFile.schema, "which files go to which models"),
    .init(
      "calls",
      .object([
        .init("timeout_seconds", .integer(1...3_600), "for one call, retries included; 180 unless said"),
        .init(
          "concurrency", .integer(1...1_000), "calls in flight at once; without it the limit follows each provider"),
        .init("max_retries", .integer(0...20), "retries of one call; 0 means none"),
        .init(
          "context_tokens", .integer(1_000...100_000_000),
          "what a model takes in, prompt and answer together, where neither the catalogue nor models says; without it such a "
            + "model is shown every artifact whole"),
      ]), "how models are called"),
    .init(
      "cache",
      .object([
        .init(
          "max_age", .string(.age), "how old a kept answer may be that is used again; off keeps none; 7d unless said")
      ]), "answers of models that are kept"),
    .init("budget", BudgetFile.schema, "what a run may spend; without it nothing is limited"),
    .init("gate", GateFile.schema, "what blocks"),
    .init(
      "health",
      .object([
        .init("record", .boolean, "whether evals and judgments put their scores on record; true unless said")
      ]),
      "the scores of skills over time"),
  ])

  init() {}

  /// Reads the file.
  ///
  /// - Throws: `FileProblems` with everything that does not fit.
  init(text: String, path: String) throws(FileProblems) {
    let value = try YAMLFile.value(of: text, path: path, schema: Self.schema)
    threshold = value["consensus"]?["threshold"]?.string.flatMap { Fraction($0) } ?? threshold
    var problems = (value["providers"]?.entries ?? []).compactMap { entry in
      Self.problem(ofProvider: entry.key, entry.value, line: entry.line, path: path)
    }
    let (learned, unlearned) = LearnedSettings.read(value["consensus"], path: path)
    self.learned = learned
    problems += unlearned
    let (models, wrong) = ModelSettings.read(value["models"], path: path)
    self.models = models
    problems += wrong
    if !ConsensusRule.accepts(threshold: threshold) {
      problems.append(
        FileProblem(
          path: path, line: value["consensus"]?["threshold"]?.line, key: "consensus.threshold",
          message:
            "found \(threshold); expected more than 1/2 and at most 1, or two sides could both reach it. Write 2/3."))
    }
    let names = Set(ProviderTable().ids + (value["providers"]?.entries ?? []).map(\.key)).sorted()
    problems += GateFile.problems(of: value["gate"], path: path)
    problems += EgressFile.problems(of: value["egress"], providers: names, path: path)
    guard problems.isEmpty else { throw FileProblems(problems) }
    egress = EgressFile.policy(value["egress"])
    veto = value["consensus"]?["veto"]?.boolean ?? veto
    rounds = value["consensus"]?["rounds"]?.integer ?? rounds
    personas = value["panel"]?["personas"]?.strings.map { .init($0) }
    canaries = value["panel"]?["canaries"]?.string.flatMap { CanaryMode(rawValue: $0) }
    isSingleVendor = value["panel"]?["profile"]?.string == "single_vendor"
    calibration = value["calibration"]?.string
    adrDirectory = value["adr_dir"]?.string
    timeoutSeconds = value["calls"]?["timeout_seconds"]?.integer ?? timeoutSeconds
    concurrency = value["calls"]?["concurrency"]?.integer
    maxRetries = value["calls"]?["max_retries"]?.integer
    contextTokens = value["calls"]?["context_tokens"]?.integer
    cache = value["cache"]?["max_age"]?.string.flatMap { CacheUse($0) } ?? cache
    budget = BudgetFile.budget(value["budget"])
    gate = GateFile(value["gate"])
    recordsHealth = value["health"]?["record"]?.boolean ?? recordsHealth
    providers = (value["providers"]?.entries ?? []).map { entry in Self.provider(entry.key, entry.value) }
  }

  /// The providers and models that can be named, with what the file says of them.
  var table: ProviderTable {
    ProviderTable(providers, catalogue: ModelCatalogue.standard.overridden(by: models))
  }

  /// A provider needs an address at which something can be asked.
  private static func problem(ofProvider id: String, _ value: YAMLValue, line: Int?, path: String) -> FileProblem? {
    guard let address = value["base_url"]?.string else {
      if let known = ProviderTable().provider(id) {
        let dialect = value["dialect"]?.string.flatMap(Dialect.init) ?? known.dialect
        guard dialect != known.dialect else { return nil }
        return FileProblem(
          path: path, line: value["dialect"]?.line ?? line, key: "providers.\(id).dialect",
          message: "at its own address this provider speaks \(known.dialect.rawValue). "
            + "Add base_url: https://host/path, where \(dialect.rawValue) is spoken.")
      }
      return FileProblem(
        path: path, line: line, key: "providers.\(id)",
        message: "no provider of this name is known, so it needs its address. Add base_url: https://host/path.")
    }
    let parts = URLComponents(string: address)
    if let scheme = parts?.scheme?.lowercased(), ["http", "https"].contains(scheme), parts?.host?.isEmpty == false {
      return nil
    }
    return FileProblem(
      path: path, line: value["base_url"]?.line ?? line, key: "providers.\(id).base_url",
      message: "found '\(address)'; expected an http or https address. Write it as https://host/path.")
  }

  /// A built-in provider keeps what is known of it but for what the file says, unless it is to speak another dialect.
  private static func provider(_ id: String, _ value: YAMLValue) -> ProviderConfiguration {
    let known = ProviderTable().provider(id)
    let dialect = value["dialect"]?.string.flatMap(Dialect.init) ?? known?.dialect ?? .openai
    guard var provider = known, provider.dialect == dialect else {
      return ProviderConfiguration(
        id: id, dialect: dialect, baseURL: value["base_url"]?.string ?? known?.baseURL ?? "",
        keyVariable: value["key_variable"]?.string ?? known?.keyVariable,
        needsKey: value["key_variable"] == nil ? known?.needsKey : nil)
    }
    if let baseURL = value["base_url"]?.string { provider = provider.with(baseURL: baseURL) }
    if let variable = value["key_variable"]?.string { provider = provider.with(keyVariable: variable) }
    return provider
  }
}
