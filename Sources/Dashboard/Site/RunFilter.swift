/// Which runs a page lists, and from where on: as addresses and forms say it, whether it makes sense or not.
public struct RunFilter: Sendable, Hashable {
  /// As the JSON result names it, or `unfinished`, or `stopped`; nil for every outcome.
  public var outcome: String?
  /// `models` or `offline`; nil for both.
  public var mode: String?
  /// Only runs with a verified finding of it.
  public var severity: String?
  /// Of an artifact, or of a folder of artifacts; nil for every one.
  public var path: String?
  /// The first and the last day, `YYYY-MM-DD` in UTC; nil for no bound.
  public var from: String?
  public var to: String?
  /// Only runs older than this one, by its id: the pages after the first; nil for the newest.
  public var before: String?
  /// Only runs newer than this one, the nearest of them.
  public var after: String?

  public init(
    outcome: String? = nil, mode: String? = nil, severity: String? = nil, path: String? = nil, from: String? = nil,
    to: String? = nil, before: String? = nil, after: String? = nil
  ) {
    self.outcome = outcome
    self.mode = mode
    self.severity = severity
    self.path = path
    self.from = from
    self.to = to
    self.before = before
    self.after = after
  }

  /// An empty value filters nothing, as a form sends it where nothing was chosen.
  init(query: [String: String]) {
    func value(_ key: String) -> String? { query[key].flatMap { $0.isEmpty ? nil : $0 } }
    self.init(
      outcome: value("outcome"), mode: value("mode"), severity: value("severity"), path: value("path"),
      from: value("from"), to: value("to"), before: value("before"), after: value("after"))
  }

  /// In the order in which addresses name them.
  var query: [(key: String, value: String)] {
    [
      ("outcome", outcome), ("mode", mode), ("severity", severity), ("path", path), ("from", from), ("to", to),
      ("before", before), ("after", after),
    ].compactMap { key, value in value.map { (key, $0) } }
  }

  /// The same choice of runs, from the newest on.
  var fromTheNewest: RunFilter {
    var first = self
    (first.before, first.after) = (nil, nil)
    return first
  }

  /// Whether it lets every run through.
  var choosesAll: Bool { fromTheNewest == RunFilter() }

  func older(than run: String) -> RunFilter {
    var next = fromTheNewest
    next.before = run
    return next
  }

  func newer(than run: String) -> RunFilter {
    var next = fromTheNewest
    next.after = run
    return next
  }
}
