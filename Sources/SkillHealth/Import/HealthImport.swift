public import JudgeTypes
public import YAMLFiles

/// What files say of skills, before it is handed to the record: entries, and everything that does not fit.
public struct HealthImport: Sendable {
  public struct Options: Sendable {
    /// Of skills whose lines name none.
    public let category: String?
    /// Where the figures come from, so that those of two places for one day are two records; nil for one place.
    public let source: String?
    public let scale: FigureSchema.Scale
    /// The day it is now, in UTC.
    public let today: Day
    /// Whether days that have not come yet are taken.
    public let allowsFuture: Bool
    /// What skills are called now, by the name that files have for them.
    public let renames: [Skill.ID: Skill.ID]

    public init(
      category: String? = nil, source: String? = nil, scale: FigureSchema.Scale = .percent, today: Day,
      allowsFuture: Bool = false, renames: [Skill.ID: Skill.ID] = [:]
    ) {
      self.category = category
      self.source = source
      self.scale = scale
      self.today = today
      self.allowsFuture = allowsFuture
      self.renames = renames
    }
  }

  /// What makes two entries the same record.
  public struct Identity: Sendable, Hashable {
    let skill: Skill.ID
    let source: HealthRecord.Source
    let key: String

    public init(_ entry: HealthEntry) {
      (skill, source, key) = (entry.skill, entry.source, entry.key)
    }
  }

  /// In the order of the files.
  public private(set) var entries: [HealthEntry] = []
  /// Where each entry stands: path and line.
  public private(set) var places: [Identity: (path: String, line: Int)] = [:]
  /// Where the skills' texts stand, as far as files say.
  public private(set) var files: [Skill.ID: [String]] = [:]
  /// Lines of days on which a skill was not used.
  public private(set) var unused = 0
  /// Lines that were not taken because of a problem.
  public private(set) var bad = 0
  public private(set) var problems: [FileProblem] = []
  /// Whether one of the files cannot be read for what it is at all.
  public private(set) var hasUnusableFile = false

  private let options: Options
  private var indices: [Identity: Int] = [:]

  public init(_ options: Options) { self.options = options }

  /// Whether no score is above 1, as when shares are taken for points.
  public var looksLikeShares: Bool {
    let scores = entries.compactMap { entry in if case .record(let record) = entry { record.score } else { nil } }
    return options.scale == .percent && scores.count > 1 && scores.allSatisfy { $0 <= 1 } && scores.contains { $0 > 0 }
  }

  /// Reads a file, and keeps what fits and what does not.
  public mutating func read(_ bytes: [UInt8], path: String, format: ImportFormat) {
    let text = ImportedText(bytes, path: path, format: format, scale: options.scale)
    problems += text.problems
    hasUnusableFile = hasUnusableFile || text.isUnusable
    bad += text.problems.count { $0.line != nil }
    switch text.kind {
    case .figures:
      let check = LineCheck(FigureSchema.figure(options.scale), path: path)
      for line in text.lines { take(line, skill: line["skill"]?.string, check) }
      let ownCheck = LineCheck(FigureSchema.figure(options.scale, isOfSkill: true), path: path)
      for (skill, line) in text.ofSkills { take(line, skill: skill, ownCheck) }
    case .retrospectives:
      let check = RetrospectiveReader(options, path: path)
      for line in text.lines {
        let (found, unfit) = check.read(line)
        guard unfit.isEmpty else {
          refuse(unfit)
          continue
        }
        for entry in found { add(entry, LinePlace(path, line.line), isLastSaid: true) }
      }
    }
  }

  private mutating func refuse(_ unfit: [FileProblem]) {
    problems += unfit
    bad += 1
  }

  // MARK: Figures

  private mutating func take(_ line: YAMLValue, skill name: String?, _ check: LineCheck) {
    let unfit = check.problems(of: line)
    guard unfit.isEmpty, let name, let invocations = line["invocations"]?.integer else { return refuse(unfit) }
    let reading = LineReading(options, check)
    do throws(FileProblems) {
      let skill = try reading.skill(name, line: line.line)
      let day = try reading.day(line["date"]?.string, line: line.line)
      if let files = line["files"]?.strings, !files.isEmpty { self.files[skill] = files }
      guard invocations > 0 else {
        unused += 1
        return
      }
      guard let score = line["score"]?.number else {
        return refuse([check.problem(line.line, "there is no 'score': the mean score of the invocations. Add it.")])
      }
      let key = [options.source, line["id"]?.string ?? "\(day)"].compactMap(\.self).joined(separator: "/")
      let record = HealthRecord(
        skill: skill, day: day, score: score * options.scale.factor, invocations: invocations,
        // One invocation does not scatter.
        spread: invocations > 1 ? line["score_sd"]?.number.map { $0 * options.scale.factor } : nil,
        source: .figures, key: key, category: line["category"]?.string ?? options.category,
        model: line["model"]?.string, prompt: line["prompt"]?.string, antiPatterns: line.antiPatterns)
      add(.record(record), LinePlace(check.path, line.line), isLastSaid: false)
    } catch { refuse(error.problems) }
  }

  /// - Parameter isLastSaid: whether a later entry of the same record takes the place of an earlier one, as in a log.
  private mutating func add(_ entry: HealthEntry, _ place: LinePlace, isLastSaid: Bool) {
    let identity = Identity(entry)
    if let index = indices[identity] {
      guard isLastSaid else {
        if entries[index] != entry { refuse([twice(entry, identity, place)]) } else { entries.append(entry) }
        return
      }
      entries[index] = entry
    } else {
      indices[identity] = entries.count
      entries.append(entry)
    }
    places[identity] = (place.path, place.line)
  }

  private func twice(_ entry: HealthEntry, _ identity: Identity, _ place: LinePlace) -> FileProblem {
    let first = places[identity].map { $0.path == place.path ? "line \($0.line)" : "\($0.path):\($0.line)" } ?? ""
    return FileProblem(
      path: place.path, line: place.line,
      message: "'\(entry.skill)' has a record '\(entry.key)' with other values on \(first). "
        + "Give each an 'id' to have them added up, or keep one.")
  }
}

struct LinePlace {
  let path: String
  let line: Int

  init(_ path: String, _ line: Int) {
    self.path = path
    self.line = line
  }
}
