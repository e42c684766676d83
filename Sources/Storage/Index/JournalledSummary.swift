import JudgeTypes
public import Provenance

extension RunSummary {
  /// What the journal's own lines say of the run, for one whose bytes are pruned, so that nothing can be derived anew.
  ///
  /// Nil where they are of no run, or a judgment among them makes no sense.
  public init?(journalled entries: [Journal.Entry]) {
    guard let opening = entries.first, opening.kind == "run", let run = opening.body["run"]?.stringValue,
      let id = RunID(run), let mode = opening.body["mode"]?.stringValue.flatMap(RunResult.Mode.init),
      let started = opening.body["started"]?.stringValue, let version = opening.body["version"]?.stringValue
    else { return nil }
    let lines = entries.filter { $0.kind == "judgment" }.map(\.body)
      .sorted { ($0["ordinal"]?.intValue ?? 0) < ($1["ordinal"]?.intValue ?? 0) }
    let ordinals = lines.compactMap { $0["ordinal"]?.intValue }
    guard ordinals.count == lines.count, Set(ordinals).count == lines.count else { return nil }
    let usage = Self.usageOfSeats(entries)
    var judgments: [JudgmentSummary] = []
    for line in lines {
      let seats = usage[line["ordinal"]?.intValue ?? -1] ?? [:]
      guard let judgment = JudgmentSummary(journalled: line, usage: seats) else { return nil }
      judgments.append(judgment)
    }
    let result = entries.last { $0.kind == "result" }?.body
    let spent = lines.map { Usage(json: $0["usage"] ?? .null) }
    let isCostKnown = spent.allSatisfy { $0.costUSD != nil || $0.calls == 0 }
    self.init(
      record: RunRecord(
        run: id, started: started, finished: result?["finished"]?.stringValue, mode: mode,
        outcome: result?["outcome"]?.stringValue.flatMap(Outcome.init), exitCode: result?["exit_code"]?.intValue,
        artifacts: judgments.count, firstPath: judgments.first?.path, version: version,
        costUSD: isCostKnown ? spent.reduce(.none, +).costUSD : nil),
      judgments: judgments, ordinals: ordinals)
  }

  /// What each seat's own line says that it took, by the artifact's ordinal and the seat's id.
  private static func usageOfSeats(_ entries: [Journal.Entry]) -> [Int: [String: Usage]] {
    var usage: [Int: [String: Usage]] = [:]
    for entry in entries where ["answer", "failure", "interruption", "canary"].contains(entry.kind) {
      guard let ordinal = entry.body["ordinal"]?.intValue, let seat = entry.body["seat"]?.stringValue,
        let spent = entry.body["usage"]
      else { continue }
      // A seat that judged in parts has a line for each.
      usage[ordinal, default: [:]][seat] = (usage[ordinal]?[seat] ?? .none).followed(by: Usage(json: spent))
    }
    return usage
  }
}

extension JudgmentSummary {
  fileprivate init?(journalled line: JSONValue, usage: [String: Usage]) {
    guard let artifact = line["artifact"], let path = artifact["path"]?.stringValue,
      let kind = artifact["kind"]?.stringValue.flatMap(ArtifactKind.init),
      let sha256 = artifact["sha256"]?.stringValue, let outcome = line["outcome"]?.stringValue.flatMap(Outcome.init)
    else { return nil }
    let seats = line["seats"]?.arrayValue ?? []
    let states = seats.compactMap { $0["state"]?.stringValue.flatMap(SeatState.init) }
    self.init(
      path: path, kind: kind, sha256: sha256, outcome: outcome, agreement: line["agreement"]?.doubleValue,
      seatsJudged: states.count { $0 == .judged }, seats: states.count { $0 != .notApplicable },
      findings: (line["findings"]?.arrayValue ?? []).compactMap(FindingSummary.init(journalled:)),
      seatUsage: seats.compactMap { SeatUsage(journalled: $0, usage: usage) }.sorted {
        $0.seat.rawValue < $1.seat.rawValue
      })
  }
}

extension SeatUsage {
  fileprivate init?(journalled seat: JSONValue, usage: [String: Usage]) {
    guard let id = seat["seat"]?.stringValue, let persona = seat["persona"]?.stringValue,
      let model = seat["model"]?.stringValue
    else { return nil }
    let isCached = seat["cached"]?.boolValue ?? false
    let spent = usage[id] ?? .none
    guard isCached || spent.calls > 0 else { return nil }
    self.init(
      seat: .init(id), persona: .init(persona), model: model, isCached: isCached,
      state: seat["state"]?.stringValue.flatMap(SeatState.init), usage: spent)
  }
}

extension FindingSummary {
  fileprivate init?(journalled finding: JSONValue) {
    guard let fingerprint = finding["fingerprint"]?.stringValue, let rule = finding["rule"]?.stringValue,
      let severity = finding["severity"]?.stringValue.flatMap(Severity.init),
      let message = finding["message"]?.stringValue,
      let status = finding["status"]?.stringValue.flatMap(Finding.Status.init)
    else { return nil }
    let evidence = finding["evidence"]?[0]
    self.init(
      fingerprint: fingerprint, rule: rule, severity: severity, message: message, path: evidence?["path"]?.stringValue,
      line: evidence?["start_line"]?.intValue, status: status,
      dimension: finding["dimension"]?.stringValue.map(Dimension.ID.init(_:)))
  }
}
