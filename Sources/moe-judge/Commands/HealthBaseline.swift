import ArgumentParser
import Findings
import Foundation
import JudgeTypes
import Provenance
import Reports
import SkillHealth
import Storage

extension HealthCommand {
  struct Baselines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "baseline",
      abstract: "Declare the level that skills are compared with from now on, or list what was declared.",
      discussion: """
        A baseline is the mean, weighted by invocations, of the thirty days that end with its date; of a skill in a regression, of the days since \
        that began, which accepts it. All are kept; the last one of a skill is in force. From a skill's second one on a reason is to be given.

        Examples:
          moe-judge health baseline june --reason "the new prompt is in use"
          moe-judge health baseline launch --skill code-search --date 2026-11-01 --reason launch
          moe-judge health baseline --list
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: "What it is called.") var name: String?
    @Option(help: "Only this skill; repeatable.") var skill: [String] = []
    @Option(help: "Only skills of this category.") var category: String?
    @Option(help: "Why, in your words; kept with it.") var reason: String?
    @Option(help: "The last of its thirty days; today in UTC unless said.") var date: String?
    @Flag(help: "List what was declared.") var list = false
    @Option(help: "The form of the output; json is {skill: {score, invocations, date}} of those in force.")
    var format: Format = .table
    @OptionGroup var state: StateOption

    func validate() throws {
      if list, name != nil || reason != nil || date != nil {
        throw ValidationError(
          "--list tells what was declared, and declares nothing. Leave name, --reason and --date out.")
      }
      if !list, name.map({ Skill.problem(ofName: $0) != nil }) ?? true {
        throw ValidationError("Name the baseline, such as june, or list what was declared with --list.")
      }
      if let reason, reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason says nothing. Say why.") }
    }

    func run() async throws {
      guard let store = try KeptHealth(state: state.path).existing() else {
        throw CommandFailure("nothing is on record yet. Begin with: moe-judge health import FILE")
      }
      if list {
        let all = try KeptHealth.saying { try self.baselines(in: store) }
        return Standard.say(format == .json ? Self.json(of: all) : Self.table(of: all))
      }
      let day = try day()
      let (declared, unused) = try await declare(endingWith: day, in: store)
      Standard.say(format == .json ? Self.json(of: declared) : Self.table(of: declared))
      if unused > 0 {
        Standard.note("\(counted(unused, "skill")) left out: no invocations in the thirty days to \(day)")
      }
    }

    private func declare(
      endingWith day: Day, in store: HealthStore
    ) async throws -> (declared: [(skill: Skill.ID, baseline: Baseline)], unused: Int) {
      let author = await Speaker.name() ?? "unknown"
      var declared: [(skill: Skill.ID, baseline: Baseline)] = []
      var (unused, unexplained): (Int, [Skill.ID]) = (0, [])
      var accepted: [(skill: Skill.ID, drop: String)] = []
      try KeptHealth.saying {
        _ = try store.forEachHistory(of: wanted, category: category) { history in
          guard
            let baseline = Baseline(
              of: history, name: name ?? "", day: day, reason: reason ?? "the first one", author: author)
          else {
            unused += 1
            return
          }
          if let drop = Self.regression(of: history, on: day) {
            accepted.append((history.skill, "\(drop) -> \(oneDecimal(baseline.score))"))
          } else if reason == nil, !history.baselines.isEmpty {
            unexplained.append(history.skill)
          }
          declared.append((history.skill, baseline))
        }
      }
      // Nobody accepts a loss in passing.
      if let first = accepted.first, skill.isEmpty || reason == nil {
        let names = accepted.map(\.skill.rawValue).joined(separator: ", ")
        throw CommandFailure(
          "'\(first.skill)' is in a regression (\(first.drop)), which a baseline accepts. To accept it, name it and say why: "
            + "--skill \(quotedForShell(first.skill.rawValue)) --reason TEXT"
            + (accepted.count > 1 ? ". In one are: \(names)." : "."))
      }
      if let skill = unexplained.first {
        let more = unexplained.count > 1 ? " and \(unexplained.count - 1) more" : ""
        throw CommandFailure(
          "'\(skill)'\(more): there is a baseline already. Say why there is to be another: --reason TEXT")
      }
      guard !declared.isEmpty else {
        throw CommandFailure(
          "no skill was used in the thirty days to \(day). Name another day with --date, or other skills.")
      }
      try KeptHealth.saying { try store.declare(declared) }
      for (skill, drop) in accepted { Standard.note("\(skill): the regression is accepted, \(drop)") }
      return (declared, unused)
    }

    /// The level before the drop that is open, in words; nil where none is.
    private static func regression(of history: SkillHistory, on day: Day) -> String? {
      guard let finding = SkillState(of: history, on: day)?.finding, finding.isRegression else { return nil }
      return "since \(finding.started?.description ?? "?"), \(finding.before.map(oneDecimal) ?? "?")"
    }

    private var wanted: Set<Skill.ID>? { skill.isEmpty ? nil : Set(skill.map { .init($0) }) }

    private func day() throws -> Day {
      guard let date else { return .today }
      guard let day = Day(date) else {
        throw CommandFailure("--date \(date): expected a day such as 2026-11-21. Write it so.")
      }
      if let problem = day.problem(on: .today, allowsFuture: false) { throw CommandFailure("--date: \(problem)") }
      return day
    }

    private func baselines(in store: HealthStore) throws -> [(skill: Skill.ID, baseline: Baseline)] {
      var all: [(skill: Skill.ID, baseline: Baseline)] = []
      try store.forEachHistory(of: wanted, category: category) { history in
        all += history.baselines.map { (history.skill, $0) }
      }
      return all
    }

    /// Of each skill the last one.
    private static func json(of baselines: [(skill: Skill.ID, baseline: Baseline)]) -> String {
      let members = baselines.map { skill, baseline -> (String, JSONValue) in
        (
          skill.rawValue,
          [
            "score": .number(baseline.score), "invocations": .integer(baseline.invocations),
            "date": .string("\(baseline.day)"),
          ]
        )
      }
      return JSONValue.object(JSONObject(members, uniquingKeysWith: { _, last in last })).pretty + "\n"
    }

    private static func table(of baselines: [(skill: Skill.ID, baseline: Baseline)]) -> String {
      guard !baselines.isEmpty else { return "no baseline is declared\n" }
      return baselines.map { skill, baseline in
        let score = (baseline.score * 10).rounded() / 10
        return
          "\(skill)  \(baseline.name)  \(baseline.day)  \(score.shortest) in \(counted(baseline.invocations, "invocation"))  "
          + "\(baseline.author): \(baseline.reason)\n"
      }.joined()
    }
  }
}

extension Standard {
  /// The result, for a person or a script: no text in it speaks to the terminal.
  static func say(_ text: String) { output.write(safeLines(text)) }
}
