public import JudgeTypes
public import YAMLFiles

/// What a team's rule file says of rules that other files hold.
struct RuleTuning: Sendable {
  let off: [(rule: Rule.ID, line: Int)]
  let severities: [(rule: Rule.ID, severity: Severity, line: Int)]
  let exceptions: [RuleException]
}

extension [RuleFile] {
  /// The rules of all files, each with the forms that other files give it and as a team tuned it, by id.
  ///
  /// - Parameter isTuned: false for all that any file holds, whatever is off or excepted elsewhere, and with two rules of one id as one.
  /// - Throws: `FileProblems` for a rule in two files, for forms and tuning of a rule that no file holds, and for tuning of a rule that may
  ///   not be left out.
  public func rules(isTuned: Bool = true) throws(FileProblems) -> [Rule] {
    var problems: [FileProblem] = []
    var rules: [Rule.ID: Rule] = [:]
    var places: [Rule.ID: String] = [:]
    for file in self {
      for rule in file.rules {
        if let other = places[rule.id], other != file.path {
          guard isTuned else {
            rules[rule.id]?.patterns += rule.patterns
            rules[rule.id]?.detectors += rule.detectors
            continue
          }
          problems.append(
            FileProblem(
              path: file.path, key: "rules",
              message:
                "the rule '\(rule.id)' is also in \(other). Add a form to it under 'forms', or name it otherwise."))
          continue
        }
        if rules[rule.id] == nil { (rules[rule.id], places[rule.id]) = (rule, file.path) }
      }
    }
    for file in self {
      for form in file.forms where !isTuned || Self.known(form.rule, in: rules, file, line: form.line, &problems) {
        rules[form.rule]?.patterns += form.patterns
        rules[form.rule]?.detectors += form.detectors
      }
    }
    if isTuned { Self.tune(&rules, by: self, &problems) }
    guard problems.isEmpty else { throw FileProblems(problems) }
    return rules.values.sorted { $0.id < $1.id }
  }

  private static func tune(_ rules: inout [Rule.ID: Rule], by files: [RuleFile], _ problems: inout [FileProblem]) {
    var off: Set<Rule.ID> = []
    for file in files {
      func mayTune(_ rule: Rule.ID, _ line: Int) -> Bool {
        guard known(rule, in: rules, file, line: line, &problems) else { return false }
        guard rules[rule]?.isSuppressible == true else {
          problems.append(
            FileProblem(
              path: file.path, line: line, column: 1,
              message: "the rule '\(rule)' always holds, so that what it finds cannot be hidden. Take it out here."))
          return false
        }
        return true
      }
      for entry in file.tuning.severities where mayTune(entry.rule, entry.line) {
        rules[entry.rule]?.teamSeverity = entry.severity
      }
      for exception in file.tuning.exceptions where mayTune(exception.rule, exception.line) {
        rules[exception.rule]?.exceptions.append(exception)
      }
      for entry in file.tuning.off where mayTune(entry.rule, entry.line) { off.insert(entry.rule) }
    }
    for rule in off { rules[rule] = nil }
  }

  private static func known(
    _ rule: Rule.ID, in rules: [Rule.ID: Rule], _ file: RuleFile, line: Int, _ problems: inout [FileProblem]
  ) -> Bool {
    guard rules[rule] == nil else { return true }
    problems.append(
      FileProblem(
        path: file.path, line: line, column: 1, key: "rule",
        message: "no rule file holds the rule '\(rule)'. Write the rule, or mend its name here."))
    return false
  }

  /// The files among these that hold a rule which no team may leave out.
  public var unreplaceable: [String] { filter { $0.rules.contains { !$0.isSuppressible } }.map(\.path) }
}

extension RuleFile {
  /// The rules of other files that this one puts off.
  public var off: Set<Rule.ID> { Set(tuning.off.map(\.rule)) }

  /// What its own rules speak against, with the rules that do.
  public var dimensions: [(rule: Rule.ID, dimension: Dimension.ID)] {
    rules.flatMap { rule in rule.dimensions.map { (rule.id, $0) } }
  }
}
