internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// The artifacts of a run as its own page shows them: the gravest ones, and how to come to the others.
struct RunArtifacts {
  /// How many the run's own page shows.
  static let limit = 50

  let reading: RunReading
  /// How many ended how; empty where the index does not know the run.
  let outcomes: [String: Int]
  /// The gravest first where the index knows the run, else those that were judged last.
  let shown: [ListedArtifact]

  init(_ reading: RunReading, index: RunIndex?) throws {
    self.reading = reading
    let indexed = reading.progress == .ended ? try index?.outcomes(of: reading.run) ?? [:] : [:]
    let lines = reading.judgmentLines
    guard let index, indexed.values.reduce(0, +) == lines.count else {
      let latest = lines.suffix(Self.limit).compactMap(\.ordinal)
      shown = try ListedArtifact.read(reading.progress == .ended ? latest.sorted() : latest.reversed(), of: reading)
      outcomes =
        lines.count <= Self.limit
        ? Dictionary(shown.map { ($0.judgment.outcome, 1) }, uniquingKeysWith: +) : [:]
      return
    }
    shown = try ListedArtifact.read(index.gravestOrdinals(of: reading.run, limit: Self.limit), of: reading)
    // What the record itself tells is not asked of the index.
    outcomes =
      lines.count <= Self.limit
      ? Dictionary(shown.map { ($0.judgment.outcome, 1) }, uniquingKeysWith: +) : indexed
  }

  var total: Int { reading.map.count(of: .judgment) }

  func card(links: Links) -> HTML {
    let run = reading.run.description
    guard total > 0 else {
      return RunParts.card("Artifacts", id: "artifacts", "<p class=\"soft\">None is judged yet.</p>\n")
    }
    let order: HTML =
      total <= shown.count
      ? "" : reading.progress == .ended && !outcomes.isEmpty ? ", the gravest first" : ", those that were judged last"
    let rest: HTML =
      total > shown.count
      ? "<p>These are \(shown.count) of \(total)\(order). \(links.link("All \(total) artifacts", to: .artifacts(run: run, outcome: nil, from: 0)))</p>\n"
      : ""
    return RunParts.card(
      counted(total, "artifact"), id: "artifacts",
      Self.filters(outcomes, run: run, current: nil, links: links)
        + ListedArtifact.table(shown, caption: "Artifacts", run: run, links: links) + rest)
  }

  /// How many ended how, each with its list; nothing where all ended alike.
  static func filters(_ outcomes: [String: Int], run: String, current: String?, links: Links) -> HTML {
    guard outcomes.count > 1 else { return "" }
    let known = Outcome.allCases.map(\.rawValue).filter { outcomes[$0] != nil }
    let items = known.map { outcome -> HTML in
      let words: HTML = "\(HTMLWords.verdict(outcome)) \(outcomes[outcome] ?? 0)"
      return outcome == current
        ? "<li aria-current=\"true\">\(words)</li>\n"
        : "<li>\(links.link(words, to: .artifacts(run: run, outcome: outcome, from: 0)))</li>\n"
    }
    return "<ul class=\"outcomes\" aria-label=\"By outcome\">\n\(HTML.joined(items))</ul>\n"
  }
}
