public import JudgeTypes

/// Finds without any model why the offline panel fails: which faults it misses and what their lines share, which findings weigh too
/// little, which rule raises false alarms, which seat passes what it found.
///
/// It edits rubrics/rules/learned.yaml and the thresholds of personas. It reads failures of train and the team's own files; never the
/// shipped rule files, and never git.
public struct OfflineCritic: Critic {
  public let name = "offline"
  public let editsRules = true
  /// The ids of what the panel looks for, which a form can be added to.
  private let knownRules: Set<String>
  /// Rules that the team does not want: nothing is learned of them.
  private let unwanted: Set<String>

  /// - Parameters:
  ///   - knownRules: what the panel looks for, by ids; of these nothing but the ids is used.
  ///   - unwanted: what the team's files put off, by ids.
  public init(knownRules: Set<String>, unwanted: Set<String> = []) {
    (self.knownRules, self.unwanted) = (knownRules, unwanted)
  }

  /// The ids of the rules that an earlier loop learned.
  public static func learnedRules(in workspace: Workspace) -> Set<String> {
    let learned = workspace.files[LearnedRules.path].flatMap { LearnedRules($0) }
    return Set((learned?.rules ?? []).map(\.id))
  }

  public func proposal(
    for failures: [FailedCase], in workspace: Workspace, tried: [RefusedEdit],
    texts: @Sendable (FailedCase) throws -> [CaseText]
  ) async throws -> (Proposal, Usage) {
    let failing = try failures.map { FailingText(failure: $0, texts: try texts($0)) }
    var notes: [String] = []
    var edits = thresholds(for: failures, in: workspace, &notes)
    if let edit = learnedRules(for: failing, in: workspace, tried: tried, &notes) { edits.insert(edit, at: 0) }
    let banned = Set(tried.map(\.edit).filter { !$0.find.isEmpty }.map { "\($0.path) \($0.replace)" })
    let proposal = Proposal(
      analysis: notes.isEmpty ? "no two failures share anything that a rule could say" : notes.joined(separator: "\n"),
      edits: edits.filter { $0.find.isEmpty || !banned.contains("\($0.path) \($0.replace)") },
      evalChanges: doubts(about: failures))
    return (proposal, .none)
  }

  // MARK: Rules

  private func learnedRules(
    for failing: [FailingText], in workspace: Workspace, tried: [RefusedEdit], _ notes: inout [String]
  ) -> FileEdit? {
    let old = workspace.files[LearnedRules.path]
    guard var learned = old.map({ LearnedRules($0) }) ?? LearnedRules() else {
      notes.append(
        "\(LearnedRules.path) was changed by hand and is left alone; rename it to let the loop write its own")
      return nil
    }
    let before = learned
    let triedForms = Set(
      tried.filter { $0.edit.path == LearnedRules.path }
        .flatMap { (LearnedRules($0.edit.replace)?.forms ?? []).map { "\($0.rule) \($0.match)" } })
    silence(&learned, failing, &notes)
    weigh(&learned, failing, &notes)
    for rule in Set(failing.flatMap { $0.failure.missed.map(\.rule) }).sorted()
    where rule != "other" && !unwanted.contains(rule) {
      let wanted = failing.flatMap { $0.lines(missedUnder: rule) }
      let found = SharedTerms.terms(in: wanted, not: failing.flatMap { $0.lines(apartFrom: rule) })
      let forms = found.map {
        LearnedRules.Form(rule: rule, languages: $0.languages.map(\.rawValue), match: $0.pattern)
      }
      .filter { form in !learned.forms.contains { $0.covers(form) } && !triedForms.contains("\(rule) \(form.match)") }
      guard !forms.isEmpty else { continue }
      if !knownRules.contains(rule), !learned.rules.contains(where: { $0.id == rule }) {
        learned.rules.append(newRule(rule, failing, in: workspace))
      }
      learned.forms += forms
      notes.append(
        "\(rule): missed in \(Set(wanted.map(\.caseID)).count) cases; \(forms.count) terms that their lines share")
    }
    // A rule without a form finds nothing, and does not fit the schema.
    learned.rules.removeAll { rule in !learned.forms.contains { $0.rule == rule.id } }
    guard learned != before else { return nil }
    return FileEdit(
      path: LearnedRules.path, find: "", replace: learned.text,
      reason: "what missed faults share, what weighed too little, what raised false alarms")
  }

  /// A finding that is right and too mild to count gets the weight of what reviewers expect.
  private func weigh(_ learned: inout LearnedRules, _ failing: [FailingText], _ notes: inout [String]) {
    let hushed = failing.flatMap { text in
      text.failure.findings.filter { $0.isExpected && $0.severity < .medium }.map { ($0.rule, text.failure.expected) }
    }
    for (rule, outcomes) in Dictionary(grouping: hushed, by: \.0).sorted(by: { $0.key < $1.key }) {
      let severity: Severity = outcomes.contains { $0.1 == .fail } ? .high : .medium
      guard learned.severities[rule] != severity else { continue }
      if let index = learned.rules.firstIndex(where: { $0.id == rule }) {
        let old = learned.rules[index]
        learned.rules[index] = .init(id: rule, severity: severity, dimensions: old.dimensions)
      } else {
        learned.severities[rule] = severity
      }
      notes.append("\(rule): right in \(outcomes.count) cases and too mild to count; now \(severity.rawValue)")
    }
  }

  /// What raised false alarms: a learned term is forgotten, of another rule's lines those that share something are excepted.
  private func silence(_ learned: inout LearnedRules, _ failing: [FailingText], _ notes: inout [String]) {
    for rule in Set(failing.flatMap { $0.failure.falseAlarms.map(\.rule) }).sorted() {
      let alarms = failing.flatMap { $0.lines(ofAlarmsUnder: rule) }
      let patterns = alarms.map { line in (line.caseID, SharedTerms.patterns(in: line.text)) }
      let blamed = learned.forms.filter { form in
        form.rule == rule && patterns.contains { $0.1.contains(form.match) }
      }
      if !blamed.isEmpty {
        learned.forms.removeAll(where: blamed.contains)
        notes.append("\(rule): \(blamed.count) learned terms raised false alarms and are forgotten")
        continue
      }
      guard knownRules.contains(rule) else { continue }
      let exceptions = SharedTerms.terms(in: alarms, not: failing.flatMap { $0.lines(labelled: rule) })
        .map { LearnedRules.Exception(rule: rule, match: $0.pattern) }
        .filter { !learned.exceptions.contains($0) }
      guard !exceptions.isEmpty else { continue }
      learned.exceptions += exceptions
      notes.append("\(rule): false alarms in \(Set(alarms.map(\.caseID)).count) cases share \(exceptions.count) terms")
    }
  }

  private func newRule(_ id: String, _ failing: [FailingText], in workspace: Workspace) -> LearnedRules.NewRule {
    let outcomes = failing.filter { $0.failure.labels.contains { $0.rule == id } }.map(\.failure.expected)
    let isGrave = outcomes.count { $0 == .fail } * 2 >= outcomes.count
    return LearnedRules.NewRule(
      id: id, severity: isGrave ? .high : .medium,
      dimensions: DimensionSearch(in: workspace).dimensions(about: id).map(\.rawValue))
  }

  // MARK: Thresholds

  /// A seat that raised what is right and passed all the same asks too much of a finding.
  private func thresholds(for failures: [FailedCase], in workspace: Workspace, _ notes: inout [String]) -> [FileEdit] {
    let personas = PersonaThresholds.all(in: workspace)
    return personas.sorted { $0.key < $1.key }.compactMap { seat, file -> FileEdit? in
      let lax = failures.filter { failure in
        failure.expected != .pass && !failure.came.isHeld
          && failure.seats.contains { $0.seat == seat && $0.verdict == .pass }
      }
      let passed = lax.compactMap { failure in
        failure.findings.filter { $0.isExpected && $0.seats.contains(seat) && $0.severity >= .medium }.map(\.severity)
          .max()
      }
      guard passed.count >= SharedTerms.fewestCases, let severity = passed.min(),
        let edit = file.demanding(severity)
      else { return nil }
      notes.append(
        "\(seat): passed \(passed.count) artifacts in which it had found a fault of \(severity.rawValue) or above")
      return edit
    }
  }

  // MARK: Labels

  /// Cases whose label nothing that was found speaks for: reported apart, never changed here.
  private func doubts(about failures: [FailedCase]) -> [EvalChange] {
    failures.filter { $0.expected == .pass && $0.came == .fail && $0.falseAlarms.contains { $0.severity == .critical } }
      .map { failure in
        let alarm = failure.falseAlarms.first { $0.severity == .critical }
        return EvalChange(
          caseID: failure.id,
          doubt:
            "labelled sound, and \(alarm?.rule ?? "") was found with severity critical at line \(alarm?.firstLine ?? 0): "
            + "look whether the label is wrong")
      }
  }
}

extension SharedTerms {
  /// The patterns that could be learned from a line.
  static func patterns(in line: String) -> Set<String> { Set(runs(in: line).map(pattern)) }
}

/// A failed case with its text, by lines.
private struct FailingText {
  let failure: FailedCase
  let texts: [CaseText]

  private func lines(where isWanted: (String, Int) -> Bool) -> [SharedTerms.Line] {
    texts.flatMap { text in
      text.text.lines.enumerated().compactMap { index, line in
        guard isWanted(text.path, index + 1), line.contains(where: { !$0.isWhitespace }) else { return nil }
        return SharedTerms.Line(caseID: failure.id, language: text.language, text: String(line))
      }
    }
  }

  private static func names(_ label: FailedCase.Label, _ path: String) -> Bool {
    label.path.map { path == $0 || path.hasSuffix("/" + $0) } ?? true
  }

  /// A label that spans a whole function says little of any one line.
  private static let longestLabel = 6

  /// The lines of labels that no finding of any severity meets.
  func lines(missedUnder rule: String) -> [SharedTerms.Line] {
    let hushed = failure.findings.filter { $0.isExpected && $0.severity < .medium && $0.rule == rule }
    let labels = failure.missed.filter { label in
      label.rule == rule && label.lines.count <= Self.longestLabel
        && !hushed.contains { $0.lines.overlaps(label.lines) }
    }
    return lines { path, line in labels.contains { Self.names($0, path) && $0.lines.contains(line) } }
  }

  func lines(labelled rule: String) -> [SharedTerms.Line] {
    let labels = failure.labels.filter { $0.rule == rule }
    return lines { path, line in labels.contains { Self.names($0, path) && $0.lines.contains(line) } }
  }

  func lines(apartFrom rule: String) -> [SharedTerms.Line] {
    let labels = failure.labels.filter { $0.rule == rule }
    return lines { path, line in
      !labels.contains {
        Self.names($0, path)
          && ($0.lines.lowerBound - Matching.reachOfFaults...$0.lines.upperBound + Matching.reachOfFaults).contains(
            line)
      }
    }
  }

  func lines(ofAlarmsUnder rule: String) -> [SharedTerms.Line] {
    let alarms = failure.falseAlarms.filter { $0.rule == rule && $0.lines.count <= Self.longestLabel }
    return lines { path, line in alarms.contains { ($0.path ?? path) == path && $0.lines.contains(line) } }
  }
}
