internal import JudgeTypes
internal import YAMLFiles

/// What every line says of skill and day, by the rules that hold for all sources.
struct LineReading {
  private let options: HealthImport.Options
  private let check: LineCheck

  init(_ options: HealthImport.Options, _ check: LineCheck) {
    self.options = options
    self.check = check
  }

  /// By its name of now.
  func skill(_ name: String, line: Int) throws(FileProblems) -> Skill.ID {
    if let problem = Skill.problem(ofName: name) {
      throw FileProblems([check.problem(line, key: "skill", problem)])
    }
    return options.renames[.init(name)] ?? .init(name)
  }

  func day(_ text: String?, line: Int) throws(FileProblems) -> Day {
    guard let text, let day = Day(text) else {
      throw FileProblems([
        check.problem(
          line, key: "date", "found '\((text ?? "").prefix(40))'; expected a day such as 2026-11-21. Write it so.")
      ])
    }
    if let problem = day.problem(on: options.today, allowsFuture: options.allowsFuture) {
      throw FileProblems([check.problem(line, key: "date", problem)])
    }
    return day
  }
}

extension Skill {
  private static var longestName: Int { 200 }

  /// Why a name cannot be a skill's; nil where it can.
  public static func problem(ofName name: String) -> String? {
    let isVisible = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    if name.isEmpty || !isVisible || name.first?.isWhitespace == true || name.last?.isWhitespace == true {
      return "a skill's name is a text without control characters, and without spaces at its ends. Write it so."
    }
    return name.utf8.count > longestName ? "a skill's name has at most \(longestName) bytes. Shorten it." : nil
  }
}

extension Day {
  /// Why a record of this day is not taken; nil where it is. Tomorrow is taken: clocks and time zones differ.
  ///
  /// - Parameter today: in UTC.
  public func problem(on today: Day, allowsFuture: Bool) -> String? {
    guard !allowsFuture, self > today.advanced(by: 1) else { return nil }
    return "\(self) has not come yet (it is \(today) in UTC). Mend the date or the clock, or say --allow-future."
  }
}

extension YAMLValue {
  /// What `anti_patterns` names, with how often.
  var antiPatterns: [AntiPattern: Int] {
    guard let value = self["anti_patterns"] else { return [:] }
    let counts =
      value.isMap
      ? value.entries.map { ($0.key, $0.value.integer ?? 0) } : value.strings.map { ($0, 1) }
    let known = counts.compactMap { name, count in AntiPattern(rawValue: name).map { ($0, count) } }
    return Dictionary(known.filter { $0.1 > 0 }, uniquingKeysWith: +)
  }
}
