internal import Evals
internal import Provenance
internal import Reports
internal import Storage

/// A loop of improvement as the pages show it.
struct KeptImprovement: Sendable {
  let id: String
  let start: LoopStart?
  /// Nil while it has not ended, or was stopped.
  let report: ImprovementReport?
  let isRolledBack: Bool

  /// The newest first; those that cannot be read have neither start nor report.
  static func newest(_ limit: Int, from stores: Stores) throws -> (kept: [KeptImprovement], all: Int) {
    let all = try ImprovementFiles.all(in: stores.state)
    return (all.suffix(limit).reversed().map { load($0.description, from: stores) }, all.count)
  }

  private static func load(_ id: String, from stores: Stores) -> KeptImprovement {
    let files = ImprovementFiles(state: stores.state, id: id)
    let report = try? read(report: files, stores)
    return KeptImprovement(
      id: id, start: report?.start ?? (try? steps(of: files, stores))?.start, report: report,
      isRolledBack: files.isRolledBack)
  }

  static func read(report files: ImprovementFiles, _ stores: Stores) throws -> ImprovementReport? {
    try stores.memory.value("improvement \(files.report)", of: [FileStamp(of: files.report)]) { try files.readReport() }
  }

  /// What the loop has on record besides the cases that were judged.
  struct Steps: Sendable {
    var start: LoopStart?
    /// By iteration.
    var proposals: [Int: Proposal] = [:]
    var end: LoopEnd?
    var judged = 0
  }

  static func steps(of files: ImprovementFiles, _ stores: Stores) throws -> Steps {
    try stores.memory.value("steps \(files.journal)", of: [FileStamp(of: files.journal)]) {
      var steps = Steps()
      let (events, judged) = try files.readSteps()
      steps.judged = judged
      for event in events {
        switch event {
        case .begun(let start): steps.start = start
        case .proposed(let iteration, let proposal, _, _): steps.proposals[iteration] = proposal
        case .ended(let end): steps.end = end
        case .judged, .opened: break
        }
      }
      return steps
    }
  }
}

/// Tables of loops.
enum ImprovementList {
  static func table(_ kept: [KeptImprovement], caption: String, links: Links) -> HTML {
    let rows = kept.map { one -> HTML in
      let report = one.report
      let chosen = report?.iterations.last { $0.state == .kept }
      let p = report?.end?.entry?.p.map(EvalWords.p) ?? ""
      let taken: HTML = HTML.when(one.isRolledBack, " " + HTMLWords.chip("↩", "taken back", .warning))
      let began = one.start.map { EvalWords.time($0.started) } ?? HTMLWords.code(one.id)
      let way: HTML =
        report == nil
        ? #"<span class="soft">none</span>"#
        : arrow(report?.baselineDev.outcomeF1, (chosen?.dev ?? report?.baselineDev)?.outcomeF1)
      let sealed: HTML =
        report?.holdoutNow == nil
        ? #"<span class="soft">sealed</span>"# : arrow(report?.holdoutBefore?.outcomeF1, report?.holdoutNow?.outcomeF1)
      return """
        <tr><th scope="row">\(links.link(began, to: .improvement(one.id)))</th>\
        <td>\(HTMLWords.code(one.start?.suite ?? "not known"))</td><td>\(EvalWords.outcome(report?.end?.outcome))\(taken)</td>\
        <td class="count">\(report?.iterations.count ?? 0)</td><td class="count">\(way)</td><td class="count">\(sealed)</td>\
        <td>\(p)</td></tr>

        """
    }
    return EvalWords.scroll(
      caption,
      """
      <table><caption>\(caption)</caption><thead><tr><th scope="col">begun</th><th scope="col">suite</th><th scope="col">came to</th>\
      <th scope="col" class="count">iterations</th><th scope="col" class="count">dev outcome F1</th>\
      <th scope="col" class="count">holdout outcome F1</th><th scope="col">holdout test</th></tr></thead><tbody>
      \(HTML.joined(rows))</tbody></table>

      """)
  }

  static func arrow(_ before: Double?, _ now: Double?) -> HTML {
    #"\#(EvalWords.figure(before)) <span aria-hidden="true">→</span><span class="unseen"> to </span> \#(EvalWords.figure(now))"#
  }
}
