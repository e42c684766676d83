public import JudgeTypes

/// A judgment as a person reads it in a terminal.
public struct TableReport: Sendable {
  private let style: TextStyle
  private let isVerbose: Bool
  /// How many findings are shown before the rest is only counted.
  private static let findingLimit = 20

  public init(style: TextStyle, isVerbose: Bool = false) {
    self.style = style
    self.isVerbose = isVerbose
  }

  /// The whole run: banners, every judgment, the totals.
  public func text(of result: RunResult, reproduce: String?) -> String {
    let judgments = result.judgments.map { text(of: $0, besides: result.banners) }
    return beginning(of: result) + judgments.joined() + end(of: result, reproduce: reproduce)
  }

  /// What stands above the judgments.
  public func beginning(of result: RunResult) -> String {
    let lines = result.banners.map { style.yellow("! \(safeForTerminal($0))") + "\n" }
    return lines.joined() + (lines.isEmpty || result.tally.judged == 0 ? "" : "\n")
  }

  /// One judgment with the empty line that parts it from the next.
  public func text(of judgment: Judgment, besides banners: [String]) -> String {
    lines(of: judgment, besides: banners).map { $0 + "\n" }.joined() + "\n"
  }

  /// What stands below the judgments.
  public func end(of result: RunResult, reproduce: String?) -> String {
    var lines = [totals(of: result)]
    if let gate = result.gate {
      lines.append(gate.isBlocking ? style.red(gate.words) : gate.words)
      if gate.isBlocking {
        lines.append(
          style.dim(
            "why: moe-judge explain \(safeForTerminal(result.run)) FINDING; "
              + "until a day: moe-judge gate waive FINDING --reason ... --expires ..."))
      }
      lines += gate.notes.map { style.yellow("! \(safeForTerminal($0))") }
    }
    if let agreement = result.agreement { lines.append(text(of: agreement)) }
    if let reproduce { lines.append(style.dim("again: \(reproduce)")) }
    let head = result.head.map { ", head \($0)" } ?? ""
    lines.append(style.dim("run \(safeForTerminal(result.run + head))"))
    let isAlone = result.tally.judged == 0
    return (isAlone ? "\n" : "") + lines.map { $0 + "\n" }.joined()
  }

  /// One judgment: its outcome and why, the dimensions that matter, the findings, the seats, coverage.
  ///
  /// - Parameter result: the banners that stand above all judgments and need no second place.
  public func lines(of judgment: Judgment, besides result: [String] = []) -> [String] {
    let artifact = judgment.artifact
    var lines = [
      "\(outcome(judgment.outcome))  \(style.bold(safeForTerminal(artifact.path)))  "
        + style.dim("\(artifact.kind.rawValue), \(counted(artifact.lines, "line"))")
    ]
    lines.append("  \(safeForTerminal(judgment.consensus.reason))")
    lines += judgment.banners.filter { !result.contains($0) }.map { "  " + style.yellow("! \(safeForTerminal($0))") }
    if let debate = judgment.debate {
      let debated = DebateLines(debate: debate, before: judgment.outcomeBeforeDebate, after: judgment.outcome)
      lines += debated.lines.map { "  \(safeForTerminal($0))" }
    }
    lines += dimensions(of: judgment)
    lines += findings(of: judgment)
    lines += judgment.suppressions.map { "  \(safeForTerminal($0.words))" }
    if let gate = judgment.gate {
      lines += GateLines(of: gate, isAdvisory: judgment.isGateAdvisory).lines.map { "  \(safeForTerminal($0))" }
    }
    lines += seats(of: judgment)
    lines += coverage(of: judgment)
    return lines
  }

  private func outcome(_ outcome: Outcome) -> String {
    let text = outcome.words.uppercased()
    switch outcome {
    case .pass: return style.green(text)
    case .fail: return style.red(text)
    case .conditional, .inconclusive, .noConsensus: return style.yellow(text)
    }
  }

  // MARK: Dimensions

  private func dimensions(of judgment: Judgment) -> [String] {
    let all = judgment.consensus.dimensions
    let shown = isVerbose ? all : all.filter { $0.outcome == .violated || $0.outcome == .disputed || $0.spread > 0 }
    guard !shown.isEmpty else { return [] }
    var columns = TextColumns()
    columns.add(["dimension", "level", "votes", "spread", "outcome", "evidence"])
    for result in shown.sorted(by: Self.mattersMore) {
      columns.add([
        result.dimension.id.rawValue, result.dimension.level.rawValue, "\(result.met) met, \(result.violated) violated",
        "\(result.spread)", result.outcome.rawValue, firstEvidence(against: result.dimension.id, in: judgment),
      ])
    }
    let painted = columns.lines { row, column, text in
      if row == 0 { return style.dim(text) }
      return column == 4 && text == "violated" ? style.red(text) : text
    }
    return [""] + painted
  }

  private static func mattersMore(_ left: DimensionResult, _ right: DimensionResult) -> Bool {
    func rank(_ result: DimensionResult) -> (Int, Int, String) {
      (result.outcome == .violated ? 0 : 1, result.dimension.level.isBinding ? 0 : 1, result.dimension.id.rawValue)
    }
    return rank(left) < rank(right)
  }

  private func firstEvidence(against dimension: Dimension.ID, in judgment: Judgment) -> String {
    let findings = judgment.seats.flatMap { $0.result.evaluation?.verifiedFindings ?? [] }
    return findings.first { $0.dimension == dimension }.map(place) ?? ""
  }

  // MARK: Findings

  private func findings(of judgment: Judgment) -> [String] {
    let verified = judgment.findings.filter { $0.finding.status == .verified }
    let voided = judgment.findings.count - verified.count
    var lines: [String] = []
    if !verified.isEmpty {
      lines.append("")
      for finding in verified.prefix(isVerbose ? .max : Self.findingLimit) { lines += self.lines(of: finding) }
      if verified.count > Self.findingLimit, !isVerbose {
        lines.append("  and \(verified.count - Self.findingLimit) more; --verbose shows all")
      }
    }
    if voided > 0 { lines.append("  \(counted(voided, "finding")) struck, because the evidence did not hold") }
    return lines
  }

  private func lines(of finding: PanelFinding) -> [String] {
    let severity = finding.finding.severity
    let label = severity >= .high ? style.red(severity.rawValue) : style.yellow(severity.rawValue)
    let seats = safeForTerminal(finding.seats.map(\.rawValue).joined(separator: ", "))
    var lines = ["  \(finding.id) \(label) \(safeForTerminal(finding.finding.rule))  \(place(of: finding.finding))"]
    lines.append("     \(safeForTerminal(finding.finding.message)) " + style.dim("(\(seats))"))
    if case .quote(_, _, _, let text)? = finding.finding.evidence.first?.evidence {
      let shown = safeForTerminal(String(text.prefix { $0 != "\n" }))
      lines.append(style.dim("     > \(shown.count > 110 ? shown.prefix(110) + "…" : shown)"))
    }
    return lines
  }

  private func place(of finding: Finding) -> String {
    finding.evidence.first.map { safeForTerminal($0.evidence.place) } ?? ""
  }

  // MARK: Seats

  private func seats(of judgment: Judgment) -> [String] {
    let shown = judgment.seats.filter { isVerbose || $0.result.state != .notApplicable }
    guard !shown.isEmpty else { return dissent(of: judgment) + pivot(of: judgment) }
    var columns = TextColumns()
    columns.add(["seat", "model", "verdict", "why"])
    for record in shown {
      let evaluation = record.result.evaluation
      columns.add([
        record.seat.id.rawValue, record.answeredBy.description,
        evaluation?.verdict.rawValue ?? record.result.state.rawValue.replacing("_", with: " "),
        (record.primaryFailure.map { "answers in place of \($0) " } ?? "")
          + (record.result.reason ?? evaluation?.rationale ?? ""),
      ])
    }
    let painted = columns.lines { row, column, text in
      if row == 0 { return style.dim(text) }
      guard column == 2 else { return text }
      return text == "pass" ? style.green(text) : text == "fail" ? style.red(text) : style.yellow(text)
    }
    return [""] + painted + dissent(of: judgment) + pivot(of: judgment)
  }

  /// Who holds otherwise, how sure it says it is, and its gravest concern.
  private func dissent(of judgment: Judgment) -> [String] {
    judgment.dissent.map { dissent in
      let confidence = dissent.confidence.map { ", confidence \(percent($0))" } ?? ""
      let reason = dissent.keyConcerns.first ?? dissent.rationale
      return "  dissent: "
        + safeForTerminal("\(dissent.seat) holds \(dissent.verdict.rawValue)\(confidence): \(reason)")
    }
  }

  private func pivot(of judgment: Judgment) -> [String] {
    judgment.consensus.pivot.map { ["  pivot: \(safeForTerminal($0.rawValue)) alone could have changed the outcome"] }
      ?? []
  }

  // MARK: Coverage and totals

  private func coverage(of judgment: Judgment) -> [String] {
    let files = judgment.artifact.coverage
    let missed = files.filter { $0.state != .judged }
    let parts = judgment.artifact.parts > 1 ? " in \(judgment.artifact.parts) parts" : ""
    var lines = [
      "",
      "  coverage: \(counted(files.count - missed.count, "file")) judged\(parts), \(percent(judgment.consensus.assessedWeight)) of the weight assessed",
    ]
    for file in files where file.state == .judged {
      if let note = file.reason { lines.append("    note: \(safeForTerminal(file.path)) (\(safeForTerminal(note)))") }
    }
    for file in missed.prefix(isVerbose ? .max : 5) {
      lines.append("    \(file.state.rawValue): \(safeForTerminal(file.path)) (\(safeForTerminal(file.reason ?? "")))")
    }
    if missed.count > 5, !isVerbose { lines.append("    and \(missed.count - 5) more; --verbose shows all") }
    lines += unassessed(of: judgment)
    return lines
  }

  /// What nobody could look at stands outside of the weight; it is named, so that it is not taken for clean.
  private func unassessed(of judgment: Judgment) -> [String] {
    guard !judgment.unassessed.isEmpty else { return [] }
    let shown = judgment.unassessed.prefix(isVerbose ? .max : 4)
    let rest = judgment.unassessed.count - shown.count
    return [
      "    not assessed, and not in that weight: \(shown.map(safeForTerminal).joined(separator: ", "))"
        + (rest > 0 ? " and \(rest) more; --verbose names them" : "")
    ]
  }

  private func totals(of result: RunResult) -> String {
    let counts = Outcome.allCases.compactMap { outcome -> String? in
      let count = result.tally.count(of: outcome)
      return count == 0 ? nil : "\(count) \(outcome.rawValue.replacing("_", with: " "))"
    }
    let cost = result.tally.usage.words
    let cached = result.tally.cached == 0 ? "" : ", \(counted(result.tally.cached, "cached answer"))"
    let judged = counts.isEmpty ? "" : ": \(counts.joined(separator: ", "))"
    return "\(counted(result.tally.judged, "artifact"))\(judged); \(cost)\(cached)"
  }

  private func text(of agreement: RunAgreement) -> String {
    let alpha = agreement.alpha.map { "alpha \(twoDecimals($0))" } ?? "every verdict was the same"
    let least = agreement.leastAlike.map { pair in
      let names = [pair.first, pair.second].map { safeForTerminal($0.rawValue) }.joined(separator: " and ")
      return "; least alike: \(names), kappa \(twoDecimals(pair.kappa ?? 1))"
    }
    return "agreement over \(counted(agreement.artifacts, "artifact")): \(alpha)\(least ?? "")"
  }
}

/// US dollars to four decimals; what is less than one of those is said to be so, never to be nothing.
public func money(_ dollars: Double) -> String {
  if dollars > 0, dollars < 0.000_1 { return "under $0.0001" }
  let units = Int(clamping: Int64(exactly: (dollars * 10_000).rounded()) ?? .max)
  let decimals = String(units % 10_000)
  return "$\(units / 10_000).\(String(repeating: "0", count: 4 - decimals.count))\(decimals)"
}

/// A count with its noun, in the plural where it is due: with an `s` unless another is said.
public func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// A number of bytes as a person reads it, such as `1.2 MB`.
public func shownSize(_ bytes: Int) -> String {
  let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)]
  guard let unit = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) B" }
  return "\(Double(bytes * 10 / unit.1) / 10) \(unit.0)"
}
