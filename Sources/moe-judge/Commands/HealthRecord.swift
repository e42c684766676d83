import ArgumentParser
import Foundation
import JudgeTypes
import Provenance
import Reports
import SkillHealth
import Storage

extension HealthCommand {
  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put one score of a skill on record, or say what it belongs to and what it is called now.",
      discussion: """
        Examples:
          moe-judge health record code-search --score 82 --invocations 40 --category search
          moe-judge health record code-search --success --id session-4711
          moe-judge health record code-search --files skills/search/SKILL.md
          moe-judge health record --rename code-search find-code
        """)

    @Argument(help: "The skill; with --rename its old name, then the new one.") var skill: [String]
    @Option(help: "The mean score of the invocations, 0 to 100.") var score: Double?
    @Flag(help: "One invocation that did what it was for: 100.") var success = false
    @Flag(help: "One invocation that did not: 0.") var failure = false
    @Option(help: "How often the skill was used; once unless said.") var invocations: Int?
    @Option(help: "The day, such as 2026-11-21; today in UTC unless said.") var date: String?
    @Option(help: "What the skill belongs to.") var category: String?
    @Option(help: ArgumentHelp("The standard deviation of single invocations' scores.", valueName: "sd")) var sd:
      Double?
    @Option(help: "The model that worked.") var model: String?
    @Option(help: "Which prompt worked: a version, a hash, a commit.") var prompt: String?
    @Option(help: "Where the skill's text stands, parted by commas.") var files: String?
    @Option(help: "What makes it the same record when it comes again; the day unless said.") var id: String?
    @Flag(help: "Where another value is on record, count this one from now on; the earlier one stays on file.")
    var amend = false
    @Flag(help: "Take a day later than tomorrow.") var allowFuture = false
    @Flag(help: "The skill has another name from now on; its history goes along.") var rename = false
    @OptionGroup var state: StateOption

    func validate() throws {
      if skill.count != (rename ? 2 : 1) {
        throw ValidationError(rename ? "--rename takes the old name and the new one." : "Name one skill.")
      }
      for name in skill {
        if let problem = Skill.problem(ofName: name) { throw ValidationError("\(problem)") }
      }
      if [score != nil, success, failure].count(where: \.self) > 1 {
        throw ValidationError("--score, --success and --failure all say how it went. Write one of them.")
      }
      if let score, !(0...100).contains(score) { throw ValidationError("--score takes a number from 0 to 100.") }
      if let invocations, !(1...1_000_000_000).contains(invocations) {
        throw ValidationError("--invocations takes a whole number from 1 on. A day without use needs no record.")
      }
      if let sd, !(0...100).contains(sd) { throw ValidationError("--sd takes a number from 0 to 100.") }
      if success || failure, invocations != nil || sd != nil {
        throw ValidationError("--success and --failure are of one invocation. Use --score for several.")
      }
      if value == nil, !rename, category == nil, files == nil {
        throw ValidationError("Say how it went with --score, --success or --failure; or name --category or --files.")
      }
      for (name, value) in [("--category", category), ("--id", id), ("--model", model), ("--prompt", prompt)]
      where value?.isEmpty == true {
        throw ValidationError("\(name) says nothing. Leave it out.")
      }
    }

    private var value: Double? { score ?? (success ? 100 : failure ? 0 : nil) }

    func run() throws {
      let store = try KeptHealth(state: state.path).store()
      let id = Skill.ID(skill[0])
      if rename { return try rename(id, to: Skill.ID(skill[1]), in: store) }
      if let value { try record(value, of: id, in: store) }
      try KeptHealth.saying {
        if let category { try store.setCategories([id: category]) }
        if let files { try store.setFiles([id: files.split(separator: ",").map(String.init)]) }
      }
      if value == nil { Standard.output.write(safeLines("\(id): noted\n")) }
    }

    private func rename(_ old: Skill.ID, to new: Skill.ID, in store: HealthStore) throws {
      let isDone = try KeptHealth.saying { try store.rename(old, to: new) }
      Standard.output.write(
        safeLines(isDone ? "\(old) is \(new) from now on, with its history\n" : "\(old) is \(new) already\n"))
    }

    private func record(_ value: Double, of skill: Skill.ID, in store: HealthStore) throws {
      let day = try day()
      let invocations = invocations ?? 1
      let record = SkillHealth.HealthRecord(
        skill: skill, day: day, score: value, invocations: invocations, spread: invocations > 1 ? sd : nil,
        source: .figures, key: id ?? "\(day)", category: category, model: model, prompt: prompt)
      let addition = try KeptHealth.saying { try store.add([record], amending: amend) }
      if let conflict = addition.conflicts.first {
        let known = conflict.standing.difference(from: conflict.given)
        throw CommandFailure(
          "'\(skill)' has a record '\(record.key)' with \(known) on file. Correct it with --amend, or give this one an --id "
            + "of its own to have both added up.")
      }
      let deed = addition.unchanged > 0 ? "on record already" : addition.amended > 0 ? "amended" : "recorded"
      Standard.output.write(
        safeLines("\(skill) \(day): \(value.shortest) in \(counted(invocations, "invocation")), \(deed)\n"))
    }

    private func day() throws -> Day {
      guard let date else { return .today }
      guard let day = Day(date) else {
        throw CommandFailure("--date \(date): expected a day such as 2026-11-21. Write it so.")
      }
      if let problem = day.problem(on: .today, allowsFuture: allowFuture) { throw CommandFailure("--date: \(problem)") }
      return day
    }
  }
}

extension Double {
  /// In the fewest digits that read back as the same.
  var shortest: String { JSONValue.number(self).canonical }
}
