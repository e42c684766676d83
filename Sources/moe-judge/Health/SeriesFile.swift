import JudgeTypes
import SkillHealth
import YAMLFiles

/// Series of daily scores from a file, which need not be on record.
struct SeriesFile {
  /// In the order in which their skills come first in the file.
  let histories: [SkillHistory]

  private static let shownProblems = 20

  /// - Parameter path: of a file, or - for standard input.
  /// - Throws: `CommandFailure` that names every faulty line, up to twenty.
  init(_ path: String) throws {
    // Whatever day it is: a series is taken as it stands.
    var read = HealthImport(.init(today: .today, allowsFuture: true))
    let (name, bytes) = try HealthCommand.Import.content(of: path, limit: 1 << 30)
    read.read(bytes, path: name, format: .auto)
    guard read.problems.isEmpty else {
      let lines = read.problems.sorted().map(\.description)
      let more = lines.count - Self.shownProblems
      throw CommandFailure(
        (lines.prefix(Self.shownProblems) + (more > 0 ? ["and \(more) more"] : [])).joined(separator: "\n"))
    }
    var order: [Skill.ID] = []
    var days: [Skill.ID: [Day: [DailyScore.Part]]] = [:]
    var seen: Set<HealthImport.Identity> = []
    // A line that stands twice is one.
    for case .record(let record) in read.entries where seen.insert(.init(.record(record))).inserted {
      if days[record.skill] == nil { order.append(record.skill) }
      days[record.skill, default: [:]][record.day, default: []].append(
        DailyScore.Part(
          score: record.score, invocations: record.invocations, spread: record.spread, model: record.model,
          prompt: record.prompt))
    }
    guard !order.isEmpty else {
      throw CommandFailure(
        "\(path): there is no day in it. Write one a line: "
          + #"{"skill":"code-search","date":"2026-11-22","score":81.5,"invocations":40}"#)
    }
    histories = order.map { skill in
      let scores = days[skill, default: [:]].sorted { $0.key < $1.key }.compactMap { DailyScore($0.value, on: $0.key) }
      return SkillHistory(skill: skill, files: read.files[skill] ?? [], days: scores)
    }
  }
}
