import ArgumentParser
import Provenance
import Reports
import Storage
import StoredRuns

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain a verdict: the rule that decided, the clauses, the votes, the evidence. Or what a rule means.",
    discussion: """
      Of a run: for each artifact which rule decided, whose change alone would have changed it, which dimensions are violated, \
      on which clause they rest, and what was found where. With a finding: all of it. A rule is a part of the consensus rule, \
      a fault that the offline panel looks for, a persona's red flag, or a dimension.

      Examples:
        moe-judge explain                             the last run
        moe-judge explain 20261121T0240 F3            one finding, by its id or the beginning of its fingerprint
        moe-judge explain --rule critical_finding
        moe-judge explain --rule owasp_a03_injection
        moe-judge explain --rules                     every fault that the offline panel looks for
      """)

  @Argument(
    help: ArgumentHelp("The run's id, the beginning of it, or latest; or a rule.", valueName: "run"), completion: .runs)
  var subject: String?
  @Argument(help: ArgumentHelp("A finding's id, or the beginning of its fingerprint.", valueName: "finding"))
  var finding: String?
  @Option(help: ArgumentHelp("Explain this rule.", valueName: "id")) var rule: String?
  @Flag(help: "List what the offline panel looks for.") var rules = false
  @OptionGroup var state: StateOption

  func validate() throws {
    guard [rule != nil, rules, subject != nil].count(where: \.self) <= 1 else {
      throw ValidationError("name a run or a rule, once: explain RUN, explain --rule RULE, or explain --rules.")
    }
  }

  func run() throws {
    let (text, damaged) = try explanation
    Standard.output.write(safeLines(text))
    if let damaged { throw CommandFailure(damaged: damaged) }
  }

  /// The words, and the run whose record does not hold.
  var explanation: (text: String, damaged: RunID?) {
    get throws {
      if rules { return (try RuleBook().list, nil) }
      if let rule { return (try RuleBook().explanation(of: rule), nil) }
      let subject = subject ?? "latest"
      if let text = try rule(named: subject) { return (text, nil) }
      let recorded = try state.recorded(subject)
      let explanation = RunExplanation(of: recorded)
      let text = try finding.map { try explanation.text(ofFinding: $0) } ?? explanation.text
      return (text, recorded.isDamaged ? recorded.run : nil)
    }
  }

  /// What the word means where it names a rule and no run; nil where it names a run.
  ///
  /// - Throws: `CommandFailure` where it names neither.
  private func rule(named subject: String) throws -> String? {
    do {
      _ = try state.library.resolve(subject)
      return nil
    } catch {
      let book = try RuleBook()
      if finding == nil, book.knows(subject) { return try book.explanation(of: subject) }
      let near = book.nearest(to: subject).map { "\nOr did you mean the rule '\($0)'? moe-judge explain --rule \($0)" }
      throw CommandFailure("\(error)\(near ?? "")")
    }
  }
}
