internal import Provenance
internal import Storage

/// Which pages an export has: those that can be reached from the sections, of runs the newest.
struct ExportPlan {
  /// More pages than this are not written.
  static let limit = 50_000

  let site: Site
  /// The runs whose pages are wanted.
  private let runs: Set<String>
  private let oldest: String?
  private(set) var pages: Set<Place> = []
  /// In the order in which they were found.
  private(set) var order: [Place] = []
  /// Pages of runs, evals and the like that could not be made, and why.
  private(set) var failed: [(place: Place, reason: String)] = []
  private(set) var isCutShort = false

  /// - Parameter newest: how many runs.
  init(_ site: Site, newest: Int) throws {
    self.site = site
    let found = newest == 0 ? [] : try site.stores.index()?.list(limit: newest).map(\.run.description) ?? []
    runs = Set(found)
    oldest = found.last
  }

  /// Makes every page once to see where it leads.
  ///
  /// - Throws: what a section's page throws, and `CancellationError` once it is stopped.
  mutating func survey(isStopped: () -> Bool) throws {
    let survey = LinkSurvey()
    var waiting = Place.sections.map(\.place)
    var seen = Set(waiting)
    while !waiting.isEmpty {
      if isStopped() { throw CancellationError() }
      let place = waiting.removeFirst()
      guard order.count < Self.limit else {
        isCutShort = true
        return
      }
      do {
        guard try site.page(at: place, Links(here: place, site: .surveyed(survey))) != nil else { continue }
      } catch {
        _ = survey.take()
        guard place.section != place else { throw error }
        failed.append((place, StoreWords.of(error) ?? "\(error)"))
        continue
      }
      order.append(place)
      pages.insert(place)
      let next = survey.take().filter { isWanted($0) && seen.insert($0).inserted }
      waiting += next.sorted { Links.file(of: $0) < Links.file(of: $1) }
    }
  }

  private func isWanted(_ place: Place) -> Bool {
    switch place {
    case .run(let run), .judgment(let run, _), .record(let run), .artifacts(let run, nil, _): return runs.contains(run)
    // Lists by filters are without number.
    case .artifacts: return false
    case .skills(let filter): return filter == SkillFilter(page: filter.page)
    case .runs(let filter):
      // What follows in the list of all is wanted as far as its runs are.
      guard filter == RunFilter(before: filter.before) else { return false }
      guard let before = filter.before, let oldest else { return filter.before == nil }
      return before > oldest
    default: return true
    }
  }
}
