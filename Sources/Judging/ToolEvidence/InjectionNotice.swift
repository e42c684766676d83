public import JudgeTypes
internal import Provenance

/// What a judgment says where the artifact holds text that addresses its judges, whatever they make of it.
///
/// It comes of the offline review, which no text can talk round, and stands on record with the artifact.
public struct InjectionNotice: Sendable, Hashable {
  /// The first place, such as `src/app.py:12`, as it may be shown.
  let first: String
  /// How many there are.
  let count: Int

  /// Nil where none of `findings` is such a text.
  public init?(of findings: [ToolFinding]) {
    let places = Set(findings.filter(\.isInjection).map { Place(path: $0.path, line: $0.lines?.lowerBound ?? 1) })
    guard let first = places.min() else { return nil }
    self.first = "\(first.path.shownName):\(first.line)"
    count = places.count
  }

  private struct Place: Hashable, Comparable {
    let path: String
    let line: Int

    static func < (left: Place, right: Place) -> Bool { (left.path, left.line) < (right.path, right.line) }
  }

  // MARK: On record

  init?(json: JSONValue) {
    guard let first = json["first"]?.stringValue, let count = json["count"]?.intValue, count > 0 else { return nil }
    self.first = first
    self.count = count
  }

  var json: JSONValue { ["first": .string(first), "count": .integer(count)] }

  var banner: String {
    let others = count == 1 ? "" : count == 2 ? " and 1 more place" : " and \(count - 1) more places"
    return "the artifact holds text that addresses its judges: \(first)\(others) (\(ToolFinding.injectionRule))"
  }
}
