internal import Foundation
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// The pages as files that need no server.
public struct SiteExport {
  private let site: Site
  private let newest: Int

  /// What stands in every folder that an export wrote, and nowhere else.
  static let marker = ".moe-judge-export"

  /// - Parameter runs: how many, the newest, have pages of their own.
  public init(_ site: Site, runs: Int) {
    self.site = site
    newest = runs
  }

  /// Writes all pages or none: into a folder beside, which then takes the place of the one that is named.
  ///
  /// - Parameter isForced: whether a folder that holds other things is set aside.
  /// - Parameter isStopped: asked before each page; once it says so nothing is written, and nothing is left of what was begun.
  /// - Throws: `ExportRefusal`, `CancellationError` where it was stopped, and what the stores throw.
  public func write(
    to folder: String, isForced: Bool, isStopped: () -> Bool = { false }
  ) throws -> Exported {
    let target = try ExportFolder(folder, isForced: isForced, kept: inUse)
    var plan = try ExportPlan(site, newest: newest)
    try plan.survey(isStopped: isStopped)
    var draft = try target.begin()
    let note = try note(plan)
    let loss = site.stores.loss
    var unsound: [RunID] = []
    do {
      for place in plan.order {
        if isStopped() { throw CancellationError() }
        var links = Links(here: place, site: .exported(pages: plan.pages))
        links.note = note
        // Before its page, which says what came of it.
        if case .run(let name) = place, let run = RunID(name), !isSound(run) { unsound.append(run) }
        guard let page = try site.page(at: place, links) else { continue }
        try draft.write(Frame(links: links, warning: loss).document(page), to: Links.file(of: place))
      }
      let mark: JSONValue = [
        "version": .string(Program.version), "at": .string(Timestamp.rfc3339(site.stores.now())),
        "pages": .integer(plan.order.count), "files": .object(draft.written),
      ]
      try draft.write(mark.canonical + "\n", to: Self.marker)
      let aside = try target.put(draft)
      return Exported(
        words: try words(plan, folder, aside: aside, unsound, loss),
        isWhole: plan.failed.isEmpty && !plan.isCutShort && unsound.isEmpty && loss == nil)
    } catch {
      draft.remove()
      throw error
    }
  }

  /// Whether its record can be read and holds, as far as it is there; nobody waits for this as for a page, so that large ones are checked too.
  private func isSound(_ run: RunID) -> Bool {
    guard let reading = try? site.stores.runs.reading(of: run) else { return false }
    guard reading.progress != .underWay else { return true }
    let check = site.stores.runs.checkedNow(reading)
    return check.holds || check.isUnfinished
  }

  /// The store, the team's files, and the repository that these are in.
  private var inUse: [String] {
    let root = URL(fileURLWithPath: site.stores.root).standardizedFileURL
    var folder = root
    while folder.path != "/" {
      if FileStatus(of: folder.path + "/.git") != nil { return [site.stores.state, root.path, folder.path + "/.git"] }
      folder = folder.deletingLastPathComponent()
    }
    return [site.stores.state, root.path]
  }

  /// When it was made, and of what: for the foot of its pages.
  private func note(_ plan: ExportPlan) throws -> String {
    let at = Timestamp.rfc3339(site.stores.now()).prefix(16).replacing("T", with: " ")
    guard site.stores.loss == nil else { return "exported \(at) UTC, of a store that is not whole" }
    let known = try site.stores.index()?.knownRuns().count ?? 0
    let runs = known > newest ? "the newest \(newest) of \(counted(known, "run"))" : "all \(counted(known, "run"))"
    let failed = plan.failed.isEmpty ? "" : ", \(counted(plan.failed.count, "page")) left out"
    return "exported \(at) UTC, \(known == 0 ? "no runs" : runs)\(failed)"
  }

  private func words(
    _ plan: ExportPlan, _ folder: String, aside: String?, _ unsound: [RunID], _ loss: String?
  ) throws -> String {
    var lines = ["\(counted(plan.order.count, "page")) in \(folder); open \(folder)/index.html"]
    if let aside { lines.append("what stood there before is in \(aside)") }
    let known = try site.stores.index()?.knownRuns().count ?? 0
    if known > newest { lines.append("left out: \(counted(known - newest, "older run")); --runs takes more") }
    if plan.isCutShort { lines.append("left out: what comes after \(counted(ExportPlan.limit, "page"))") }
    if FileStatus(of: site.stores.state) == nil {
      lines.append("there is no store at \(site.stores.state) yet, so nothing that was judged or measured is shown")
    }
    if let loss { lines.append("not whole: \(loss)") }
    lines += unsound.prefix(20).map {
      "does not hold: run \($0), as its page says; see: moe-judge runs verify \($0)"
    }
    if unsound.count > 20 { lines.append("does not hold: \(counted(unsound.count - 20, "run")) more") }
    for (place, reason) in plan.failed.prefix(20) {
      lines.append("left out: \(Links.liveAddress(of: place)): \(reason)")
    }
    if plan.failed.count > 20 {
      lines.append("left out: \(counted(plan.failed.count - 20, "page")) more that could not be made")
    }
    return lines.joined(separator: "\n")
  }
}

/// What an export came to.
public struct Exported: Sendable {
  /// What was written and what was left out, for people.
  public let words: String
  /// Whether every page that was wanted could be made, of a store that is whole and of records that hold.
  public let isWhole: Bool
}

/// Why nothing is exported: what is wrong, and what to do.
public struct ExportRefusal: Error, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
