internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage

/// Runs as rows: how they ended, what they judged, what was found, when they began, what it cost.
struct RunTable {
  let runs: [RunLine]
  let caption: HTML
  let links: Links

  var markup: HTML {
    """
    <div class="scroll" tabindex="0" role="group" aria-label="Runs">
    <table class="runs">
    <caption>\(caption)</caption>
    <thead><tr><th scope="col">Outcome</th><th scope="col">Judged</th><th scope="col">Verified findings</th>\
    <th scope="col">Started, UTC</th><th scope="col">By</th><th scope="col" class="count">Cost</th></tr></thead>
    <tbody>
    \(HTML.joined(runs.map(row)))</tbody>
    </table></div>

    """
  }

  private func row(_ run: RunLine) -> HTML {
    let record = run.indexed?.record
    return """
      <tr><td>\(RunWords.outcome(of: run))\(run.fault.map { " \($0.chip)" as HTML } ?? "")</td><th scope="row">\(name(of: run))</th>\
      <td>\(run.indexed.map(findings) ?? "–")</td><td>\(moment(record?.started ?? run.run.started))</td>\
      <td>\(record.map { $0.mode == .offline ? "offline" : "models" } ?? "–")</td>\
      <td class="count">\(record.map(RunWords.cost) ?? "–")</td></tr>

      """
  }

  /// Of a run of several artifacts the first one, and how many more.
  private func name(of run: RunLine) -> HTML {
    let place = Place.run(run.run.description)
    guard let record = run.indexed?.record else {
      return links.link(HTMLWords.code(run.run.description), to: place)
    }
    guard let path = record.firstPath else {
      return links.link("nothing judged \(HTMLWords.code(run.run.description))", to: place)
    }
    let others = record.artifacts > 1 ? " and \(grouped(record.artifacts - 1)) more" : ""
    return links.link("\(HTMLWords.code(path, limit: 160))\(others)", to: place)
  }

  private func findings(of run: IndexedRun) -> HTML {
    let grave = [Severity.critical, .high].compactMap { severity -> HTML? in
      run.findings[severity].map { count in
        let sign = severity == .critical ? "▲▲" : "▲"
        return HTMLWords.chip(sign, "\(grouped(count)) \(severity.rawValue)", .bad)
      }
    }
    let others = [Severity.medium, .low, .info].compactMap { severity in
      run.findings[severity].map { "\(grouped($0)) \(severity.rawValue)" }
    }
    guard !grave.isEmpty || !others.isEmpty else { return "<span class=\"soft\">none</span>" }
    let rest: HTML = others.isEmpty ? "" : "<span class=\"soft\">\(others.joined(separator: ", "))</span>"
    return HTML.joined(grave + (others.isEmpty ? [] : [rest]), by: " ")
  }
}

/// What is said of a run in a few words.
enum RunWords {
  static func outcome(of run: RunLine) -> HTML {
    switch run.state {
    case .underWay: HTMLWords.chip("▸", "under way", .calm)
    case .unfinished: HTMLWords.chip("◌", "unfinished", .warning)
    case .notIndexed: HTMLWords.chip("–", "not indexed", .calm)
    case .ended: ended(run.indexed?.record)
    }
  }

  private static func ended(_ record: RunRecord?) -> HTML {
    guard let outcome = record?.outcome else { return HTMLWords.chip("◌", "unfinished", .warning) }
    let why = record?.exitCode.flatMap { reason($0, outcome) }
    return HTMLWords.verdict(outcome.rawValue) + (why.map { " <span class=\"soft\">\($0)</span>" as HTML } ?? "")
  }

  /// What the exit code tells that the outcome does not.
  private static func reason(_ exitCode: Int, _ outcome: Outcome) -> String? {
    switch exitCode {
    case 0 where outcome == .fail: "does not block"
    case 1 where outcome != .fail: "blocked"
    case 4: "providers failed"
    case 5: "budget reached"
    case 70: "internal error"
    case 130: "interrupted"
    default: nil
    }
  }

  static func cost(of record: RunRecord) -> HTML {
    if record.mode == .offline { return "<span class=\"soft\">no calls</span>" }
    return record.costUSD.map { HTML(text: money($0)) } ?? "not known"
  }
}
