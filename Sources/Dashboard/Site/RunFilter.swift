/// Which runs a page lists, and from where on.
public struct RunFilter: Sendable, Hashable {
  /// As the JSON result names it; nil for every outcome.
  public var outcome: String?
  /// Of an artifact, or of a folder of artifacts; nil for every one.
  public var path: String?
  /// Only runs older than this one, by its id: the pages after the first; nil for the newest.
  public var before: String?

  public init(outcome: String? = nil, path: String? = nil, before: String? = nil) {
    self.outcome = outcome
    self.path = path
    self.before = before
  }

  /// An empty value filters nothing, as a form sends it where nothing was chosen.
  init(query: [String: String]) {
    func value(_ key: String) -> String? { query[key].flatMap { $0.isEmpty ? nil : $0 } }
    self.init(outcome: value("outcome"), path: value("path"), before: value("before"))
  }

  /// In the order in which addresses name them.
  var query: [(key: String, value: String)] {
    [("outcome", outcome), ("path", path), ("before", before)].compactMap { key, value in value.map { (key, $0) } }
  }
}
