import JudgeTypes
import Judging
import Provenance
import Reports
import StaticReview
import StoredRuns

/// Why a run came to what it came to, for people.
struct RunExplanation {
  private let run: RecordedRun

  init(of run: RecordedRun) { self.run = run }

  var text: String {
    let parts = [heading] + run.judgments.indices.map { lines(ofJudgment: $0) } + [advice]
    return parts.filter { !$0.isEmpty }.map { $0.map(safeForTerminal).joined(separator: "\n") }.joined(
      separator: "\n\n") + "\n"
  }

  private var heading: [String] {
    let commit = run.revision.map { ["commit \($0)"] } ?? []
    let facts = ["\(run.outcome)", run.mode, "moe-judge \(run.version)", "verdict rules \(run.verdictRules)"] + commit
    return ["run \(run.run): \(facts.joined(separator: ", "))"] + run.banners.map { "! \($0)" }
  }

  private var advice: [String] {
    guard let judgment = run.judgments.first else { return ["nothing was judged"] }
    let finding = run.judgments.lazy.compactMap { $0.findings.first?.id }.first
    return (finding.map { ["one finding whole: moe-judge explain \(run.run) \($0)"] } ?? [])
      + ["a rule: moe-judge explain --rule \(judgment.rule)"]
  }

  // MARK: One artifact

  private func lines(ofJudgment index: Int) -> [String] {
    let judgment = run.judgments[index]
    let outcome = judgment.outcome.replacing("_", with: " ").uppercased()
    var lines = ["\(outcome)  \(judgment.path)", "  decided by \(judgment.rule): \(judgment.reason)"]
    if let meaning = DecidingRule(rawValue: judgment.rule)?.meaning { lines.append("    \(meaning)") }
    lines.append(
      judgment.pivot.map { "  pivot: \($0) alone could have changed the outcome" }
        ?? "  pivot: none; no single seat could have changed the outcome")
    lines += judgment.banners.filter { !run.banners.contains($0) }.map { "  ! \($0)" }
    lines += section("debate", debate(of: judgment))
    lines += section("seats", seats(of: judgment))
    for outcome in [DimensionOutcome.violated, .disputed] {
      let dimensions = judgment.dimensions.filter { $0.outcome == outcome.rawValue }
      lines += section("dimensions \(outcome.rawValue)", dimensions.flatMap { self.lines(of: $0, inJudgment: index) })
    }
    lines += section("findings", judgment.findings.filter(\.isVerified).flatMap { self.lines(of: $0) })
    let struck = judgment.findings.filter { !$0.isVerified }.map(\.id)
    if !struck.isEmpty {
      lines.append("  struck, because the evidence did not hold: \(struck.joined(separator: ", "))")
    }
    return lines
  }

  private func section(_ name: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["  \(name)"] + lines.map { "    \($0)" }
  }

  private func debate(of judgment: RecordedJudgment) -> [String] {
    guard let end = judgment.debateEnd.flatMap(DebateEnd.init) else { return [] }
    let rounds = judgment.rounds.flatMap { round in
      [
        "round \(round.number), about \(round.disputed.isEmpty ? "the verdict" : round.disputed.joined(separator: ", "))"
      ]
        + round.changes.map { change in
          let evidence = change.evidence.isEmpty ? "" : ", by \(change.evidence.joined(separator: ", "))"
          let word = change.isSupported ? "counts" : "not all of it counts, for want of new evidence"
          return "  \(change.seat) \(change.from) → \(change.to)\(evidence): \(word)"
        } + round.silent.map { "  no answer of \($0)" }
    }
    return ["before it: \(judgment.outcomeBeforeDebate)"] + rounds + ["it ended: \(end.meaning)"]
  }

  private func seats(of judgment: RecordedJudgment) -> [String] {
    var columns = TextTable()
    for seat in judgment.seats where seat.state != SeatState.notApplicable.rawValue {
      columns.add([seat.id, seat.word, "weight \(seat.weight)", seat.model, seat.reason ?? seat.rationale ?? ""])
    }
    return columns.text.split(separator: "\n").map(String.init)
  }

  private func lines(of dimension: RecordedJudgment.Dimension, inJudgment index: Int) -> [String] {
    let against = run.findings(against: dimension.id, inJudgment: index)
    let votes = "\(dimension.met) met, \(dimension.violated) violated"
    let findings = against.isEmpty ? "" : "; by \(against.joined(separator: ", "))"
    return ["\(dimension.id) (\(dimension.level), \(dimension.rubric)): \(votes)\(findings)"]
      + clause(of: dimension).map { "  \($0)" }
  }

  /// Where the dimension's clause stands, and how it reads.
  private func clause(of dimension: RecordedJudgment.Dimension) -> [String] {
    guard let source = dimension.source else { return [] }
    let text = run.clauses[dimension.id].map { ": \(folded($0))" } ?? ""
    return ["\(source.adr), \(source.path):\(source.line)\(text)"]
  }

  private func lines(of finding: RecordedJudgment.Finding) -> [String] {
    let heading = "\(finding.id) \(finding.severity) \(finding.rule)  \(finding.place)"
    let quote = finding.evidence.first?["quote"]?.stringValue?.split(whereSeparator: \.isNewline).first
    return [heading, "   \(finding.message) (\(finding.seats.joined(separator: ", ")))"]
      + (quote.map { ["   > \($0.prefix(110))"] } ?? [])
  }

  // MARK: One finding

  /// - Parameter name: a finding's id, or the beginning of its fingerprint; of an id that several artifacts have, all.
  func text(ofFinding name: String) throws -> String {
    let all = run.judgments.indices.flatMap { index in
      run.judgments[index].findings.map { (judgment: index, finding: $0) }
    }
    let byID = all.filter { $0.finding.id.lowercased() == name.lowercased() }
    let found = byID.isEmpty && name.count >= 4 ? all.filter { $0.finding.fingerprint.hasPrefix(name) } : byID
    guard !found.isEmpty else { throw CommandFailure(unknown(name, among: all.map(\.finding))) }
    let parts = found.map { lines(of: $0.finding, inJudgment: $0.judgment).map(safeForTerminal) }
    return parts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private func unknown(_ name: String, among findings: [RecordedJudgment.Finding]) -> String {
    guard !findings.isEmpty else { return "run \(run.run) has no findings, so none is called '\(name)'." }
    var seen: Set<String> = []
    let ids = findings.map(\.id).filter { seen.insert($0).inserted }
    let shown = ids.prefix(12).joined(separator: ", ") + (ids.count > 12 ? " and \(ids.count - 12) more" : "")
    return
      "run \(run.run) has no finding '\(name)'. It has \(shown); a fingerprint is named by four digits or more of it."
  }

  private func lines(of finding: RecordedJudgment.Finding, inJudgment index: Int) -> [String] {
    let judgment = run.judgments[index]
    var lines = ["\(finding.id)  \(finding.severity)  \(finding.rule)  in \(judgment.path)", "  \(finding.message)"]
    lines.append(
      finding.isVerified
        ? "  verified: all of its evidence was found" : "  struck: its evidence did not hold, so it counts for nothing")
    if let rule = (try? RuleBook())?.fault(finding.rule) {
      lines += ["  why it matters: \(rule.why)", "  mend: \(rule.mend)"]
    }
    for evidence in finding.evidence { lines += self.lines(of: evidence) }
    for dimension in judgment.dimensions where isRaised(finding, against: dimension, inJudgment: index) {
      lines.append("  against: \(dimension.name)")
      lines += self.lines(of: dimension, inJudgment: index).map { "    \($0)" }
    }
    lines.append("  raised by")
    for seat in judgment.seats where finding.seats.contains(seat.id) {
      lines.append("    \(seat.id) on \(seat.model), verdict \(seat.word)")
    }
    return lines + ["  fingerprint: \(finding.fingerprint)"]
  }

  private func isRaised(
    _ finding: RecordedJudgment.Finding, against dimension: RecordedJudgment.Dimension, inJudgment index: Int
  ) -> Bool {
    dimension.id == finding.dimension
      || run.findings(against: dimension.id, inJudgment: index).contains(finding.id)
  }

  private func lines(of evidence: JSONValue) -> [String] {
    let verified = evidence["verified"]?.boolValue == true ? "found" : "not found"
    let path = evidence["path"]?.stringValue ?? "the artifact"
    guard evidence["kind"]?.stringValue == "quote" else {
      let terms = (evidence["terms"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
      let holds = evidence["verified"]?.boolValue == true ? "none of them occurs" : "this does not hold"
      return ["  evidence: absence in \(path) of: \(terms) (\(holds))"]
    }
    let start = evidence["start_line"]?.intValue ?? 0
    let quote = (evidence["quote"]?.stringValue ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    return ["  evidence: \(path), from line \(start) (\(verified))"]
      + quote.enumerated().map { "    \(start + $0.offset)  \($0.element)" }
  }

  private func folded(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
