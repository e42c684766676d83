import ArgumentParser
import JudgeTypes
import YAMLFiles

/// Who judges and by what: the options that judging and evals share.
struct PanelOptions: ParsableArguments {
  enum FailOn: String, ExpressibleByArgument, CaseIterable { case fail, conditional }
  enum Canaries: String, ExpressibleByArgument, CaseIterable { case all, sample, off }

  @Flag(help: "Judge by deterministic static review; no model is asked and nothing leaves the machine.") var offline =
    false
  @Option(help: ArgumentHelp("Seat only this persona; repeatable.", valueName: "id"), completion: .personas)
  var persona: [String] = []
  @Option(
    help: ArgumentHelp(
      "Judge by this rubric beside the personas' own; repeatable. Without it, by all.", valueName: "id"))
  var rubric: [String] = []
  @Option(
    help: ArgumentHelp("Generate rubrics from the decision records in this directory.", valueName: "directory"),
    completion: .directory)
  var adrDir: String?
  @Option(help: ArgumentHelp("Seat a persona on a model; repeatable.", valueName: "persona=provider/model")) var model:
    [String] = []
  @Option(
    help: ArgumentHelp(
      "Share of the seats' weight that a verdict needs, more than 1/2 and at most 1, such as 2/3.",
      valueName: "fraction"),
    transform: fraction)
  var threshold: Fraction?
  @Option(
    help: ArgumentHelp(
      "Send keys to this host too, which moe-judge.yaml names; repeatable. MOE_JUDGE_TRUSTED_HOSTS does the same.",
      valueName: "host"))
  var trustHost: [String] = []
  @Flag(help: "Accept a panel of few model families; every judgment says so.") var allowHomogeneous = false
  @Option(help: ArgumentHelp("The mildest outcome that exits 1: fail or conditional.", valueName: "outcome"))
  var failOn: FailOn?
  @Flag(help: "Say what the gate would block, and let everything pass: no verdict exits 1 or 3.") var advisory = false
  @Option(
    name: [.customShort("j"), .customLong("jobs")], parsing: .unconditional,
    help: ArgumentHelp("Calls, or offline artifacts, in flight at once.", valueName: "n"))
  var jobs: Int?
  // Unconditional, so that a number below zero is taken for a number and answered with the range.
  @Option(parsing: .unconditional, help: ArgumentHelp("Retries of one call; 0 means none.", valueName: "n"))
  var maxRetries: Int?
  @Option(parsing: .unconditional, help: ArgumentHelp("Time for one call, retries included.", valueName: "seconds"))
  var timeout: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most rounds of debate after the blind one, 0 to 3; held where the seats disagree. 3 unless said.",
      valueName: "n"))
  var rounds: Int?
  @Option(
    help: ArgumentHelp(
      "Make the run's nonce from this number, so that the same prompts are sent again. Only for artifacts whose authors do not know it.",
      valueName: "n"))
  var seed: UInt64?
  @Flag(
    help:
      "Ask the seats one by one, the cheapest first, and no more once no answer could change the outcome. Needs --rounds 0."
  )
  var curtail = false
  @Option(
    help:
      "Test each seat by known artifacts, an empty one, a bad one and a good one: by all of them, by one of them (sample, unless said), or off."
  )
  var canaries: Canaries?
  @Option(
    help: ArgumentHelp("The configuration file instead of moe-judge.yaml.", valueName: "file"), completion: .file())
  var config: String?
  @OptionGroup var budget: BudgetOptions
  @OptionGroup var memory: MemoryOptions
  @OptionGroup var state: StateOption

  func validate() throws {
    try memory.check(isOffline: offline)
    if offline, !model.isEmpty {
      throw ValidationError("--model seats a persona on a model, and --offline asks none. Leave one of them out.")
    }
    if let jobs, !(1...1_000).contains(jobs) { throw ValidationError("-j takes a number from 1 to 1000.") }
    if let maxRetries, !(0...20).contains(maxRetries) {
      throw ValidationError("--max-retries takes a number from 0 to 20.")
    }
    if let timeout, !(1...3_600).contains(timeout) {
      throw ValidationError("--timeout takes a number of seconds from 1 to 3600.")
    }
    if let rounds, !(0...DebateRule.mostRounds).contains(rounds) {
      throw ValidationError("--rounds takes a number from 0, which holds no debate, to \(DebateRule.mostRounds).")
    }
    if offline, rounds ?? 0 > 0 {
      throw ValidationError("--rounds: the offline panel is one reviewer and holds no debate. Leave one of them out.")
    }
    if curtail {
      guard !offline else { throw ValidationError("--curtail saves calls, and --offline makes none. Leave one out.") }
      guard rounds == 0 else {
        throw ValidationError("--curtail: seats that were not polled cannot debate. Add --rounds 0, or leave it out.")
      }
    }
    if offline, let canaries, canaries != .off {
      throw ValidationError(
        "--canaries tests models, and --offline asks none. Say --canaries off, or leave one of them out.")
    }
    if let threshold, !ConsensusRule.accepts(threshold: threshold) {
      throw ValidationError("--threshold is more than 1/2 and at most 1, or two sides could both reach it.")
    }
  }
}

extension PanelOptions {
  /// The same panel without models: what only models can do is not asked for.
  func asked(offline: Bool) -> PanelOptions {
    var options = self
    options.offline = offline
    if offline { (options.curtail, options.canaries, options.rounds, options.memory.record) = (false, nil, nil, nil) }
    return options
  }
}

/// What judging offline for lack of keys says of itself.
enum OfflineFallback {
  static let banner = "no key of a model is set: judged by static review alone, which is no pass by the panel"
}

/// The folder of runs and index.
struct StateOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of runs and index instead of .moe-judge; MOE_JUDGE_STATE does the same.", valueName: "directory"),
    completion: .directory)
  var state: String?

  /// Flag, then environment, then `.moe-judge`; an empty variable is one that is not set.
  func path(_ environment: [String: String]) -> String { Self.path(flag: state, environment) }

  static func path(flag: String?, _ environment: [String: String]) -> String {
    let named = environment["MOE_JUDGE_STATE"] ?? ""
    return flag ?? (named.isEmpty ? ".moe-judge" : named)
  }

  func validate() throws {
    if state?.isEmpty == true { throw ValidationError("--state names no folder. Leave it out to use .moe-judge.") }
  }
}

/// What --model says, by persona.
func modelFlags(_ flags: [String], known: [Persona.ID]) throws -> [Persona.ID: ModelName] {
  var models: [Persona.ID: ModelName] = [:]
  for text in flags {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let name = ModelName(parts[1]) else {
      throw CommandFailure("--model \(text): expected persona=provider/model, such as qa_evaluator=openai/gpt-4o.")
    }
    guard known.contains(.init(parts[0])) else {
      let near = nearest(parts[0], among: known.map(\.rawValue)).map { " Did you mean '\($0)'?" } ?? ""
      throw CommandFailure("--model \(text): no persona of that id sits.\(near)")
    }
    models[.init(parts[0])] = name
  }
  return models
}

func fraction(_ text: String) throws -> Fraction {
  guard let fraction = Fraction(text) else { throw ValidationError("write a fraction such as 2/3.") }
  return fraction
}
