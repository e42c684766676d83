internal import JudgeTypes
internal import YAMLFiles

/// Reads a coding agent's look back at one session.
///
/// The session is one use of each skill it names. Of a skill without success and score only what was seen is kept.
struct RetrospectiveReader {
  private let options: HealthImport.Options
  private let check, useCheck: LineCheck

  init(_ options: HealthImport.Options, path: String) {
    self.options = options
    check = LineCheck(FigureSchema.retrospective(options.scale), path: path)
    useCheck = LineCheck(FigureSchema.usedSkill(options.scale), path: path)
  }

  func read(_ value: YAMLValue) -> ([HealthEntry], [FileProblem]) {
    let unfit = check.problems(of: value)
    guard unfit.isEmpty else { return ([], unfit) }
    do throws(FileProblems) { return (try entries(value), []) } catch { return ([], error.problems) }
  }

  private func entries(_ value: YAMLValue) throws(FileProblems) -> [HealthEntry] {
    let session = try one(of: "session", "id", in: value)
    let reading = LineReading(options, check)
    let day = try reading.day(try one(of: "date", "timestamp", in: value), line: value.line)
    let uses = value["skills"]?.list
    guard (uses == nil) != (value["skill"]?.string == nil) else {
      throw problem(value, "one of 'skill' and 'skills' says what was used. Write exactly one of them.")
    }
    var entries: [HealthEntry] = []
    for use in uses ?? [value] {
      let unfit = uses == nil ? [] : useCheck.problems(of: use)
      guard unfit.isEmpty else { throw FileProblems(unfit) }
      let skill = try reading.skill(use["skill"]?.string ?? "", line: value.line)
      guard !entries.contains(where: { $0.skill == skill }) else {
        throw problem(value, "the skill '\(skill)' stands twice in one session. Say once how it went.")
      }
      if let entry = try entry(of: use, in: value, skill: skill, day: day, session: session) { entries.append(entry) }
    }
    return entries
  }

  /// Nil where nothing is said but that the skill was used.
  private func entry(
    of use: YAMLValue, in whole: YAMLValue, skill: Skill.ID, day: Day, session: String
  ) throws(FileProblems) -> HealthEntry? {
    let (success, given) = (use["success"]?.boolean, use["score"]?.number)
    guard success == nil || given == nil else {
      throw problem(whole, "'success' and 'score' both say how it went. Write one of them.")
    }
    let score = given.map { $0 * options.scale.factor } ?? success.map { $0 ? 100 : 0 }
    let category = use["category"]?.string ?? whole["category"]?.string ?? options.category
    let patterns = use.antiPatterns
    let key = [options.source, session].compactMap(\.self).joined(separator: "/")
    guard let score else {
      guard !patterns.isEmpty else { return nil }
      return .sighting(
        Sighting(
          skill: skill, day: day, source: .retrospective, key: key, category: category, antiPatterns: patterns))
    }
    return .record(
      HealthRecord(
        skill: skill, day: day, score: score, invocations: 1, source: .retrospective, key: key, category: category,
        model: use["model"]?.string ?? whole["model"]?.string, prompt: use["prompt"]?.string ?? whole["prompt"]?.string,
        antiPatterns: patterns))
  }

  /// The value of whichever of two names for one thing is there.
  private func one(of name: String, _ other: String, in value: YAMLValue) throws(FileProblems) -> String {
    let found = [value[name]?.string, value[other]?.string].compactMap(\.self)
    guard let first = found.first, found.count == 1 || found.allSatisfy({ $0 == first }) else {
      throw problem(
        value, found.isEmpty ? "there is no '\(name)'. Add it." : "'\(name)' and '\(other)' differ. Keep one of them.")
    }
    return first
  }

  private func problem(_ value: YAMLValue, _ message: String) -> FileProblems {
    FileProblems([check.problem(value.line, message)])
  }
}
