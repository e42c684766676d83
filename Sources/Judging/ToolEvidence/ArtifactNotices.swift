public import JudgeTypes
internal import Provenance

/// What the static review says of an artifact beside findings, whoever judges it; it stands on record with the artifact.
public struct ArtifactNotices: Sendable, Hashable {
  public static let none = ArtifactNotices(injection: nil, suppressions: [])

  /// Where the artifact holds text that addresses its judges; nil where it holds none.
  let injection: InjectionNotice?
  /// The comments in it that ask for findings to be left out, and what came of each.
  let suppressions: [Suppression]

  public init(injection: InjectionNotice?, suppressions: [Suppression]) {
    self.injection = injection
    self.suppressions = suppressions
  }

  // MARK: On record

  /// - Parameter body: of the artifact's line in the journal.
  init(recorded body: JSONValue) {
    injection = body["injection"].flatMap(InjectionNotice.init)
    suppressions = (body["suppressions"]?.arrayValue ?? []).compactMap(Suppression.init)
  }

  func write(to body: inout JSONObject) {
    if let injection { body["injection"] = injection.json }
    if !suppressions.isEmpty { body["suppressions"] = .array(suppressions.map(\.json)) }
  }
}
