import ArgumentParser
import Evals
import Findings
import JudgeTypes
import Reports

struct FindingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "findings", abstract: "Say of findings whether they are faults; list what was said of them.",
    discussion: """
      A word and its reason are kept in the state folder (findings.jsonl, one object a line); the last word on a finding counts. \
      With --case they become a case of a suite, once every finding of medium severity or above in that file has its word: the \
      confirmed ones are its labels, and a file without any is sound.
      """,
    subcommands: [FindingsList.self, Confirm.self, Dismiss.self], defaultSubcommand: FindingsList.self)

  struct Confirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that a finding is a fault.",
      discussion: """
        Examples:
          moe-judge findings confirm latest F3 --reason "the id comes from the request"
          moe-judge findings confirm latest src/app.py:F1 --reason "no owner check" --case evals/ours
        """)
    @OptionGroup var spoken: WordOptions

    func run() async throws { try await spoken.say(.confirmed) }
  }

  struct Dismiss: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that a finding is none.",
      discussion: """
        Example:
          moe-judge findings dismiss latest 9c1e44 --reason "a constant of the protocol, no secret"
        """)
    @OptionGroup var spoken: WordOptions

    func run() async throws { try await spoken.say(.dismissed) }
  }
}

/// What is said of which finding, and where to.
struct WordOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run"), completion: .runs)
  var reference: String
  @Argument(
    help: ArgumentHelp(
      "The finding's id; PATH:ID where several artifacts have it; or four digits or more of its fingerprint.",
      valueName: "finding"))
  var finding: String
  @Option(help: ArgumentHelp("Why, in your words; kept with the word.", valueName: "text")) var reason: String
  @Option(
    name: .customLong("case"),
    help: ArgumentHelp(
      "Also make or rewrite the file's case in this suite: its folder, or its name below evals/.", valueName: "suite"),
    completion: .suites)
  var suite: String?
  @OptionGroup var state: StateOption

  func validate() throws {
    if reason.allSatisfy(\.isWhitespace) {
      throw ValidationError("--reason says nothing. Say why, for those who read the word later.")
    }
  }

  func say(_ word: FindingWord.Word) async throws {
    let suite = try suite.map {
      try NamedSuite.ofPanel(
        $0, otherwise: "whose labels are no findings of a panel. Name a suite that measures the panel.")
    }
    let text = try SpokenWord(word, reason: try redactedWords(reason), by: await Speaker.name()).say(
      of: finding, in: reference, state: state, suite: suite)
    Standard.output.write(safeLines(text))
  }
}
