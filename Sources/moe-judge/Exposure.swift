import Artifacts
import JudgeTypes
import Judging
import StaticReview

/// What models are shown of an artifact, and which of them may be.
struct Exposure: Sendable {
  /// Without what goes to no model, and without secrets.
  let shown: Artifact
  /// What the offline review and other tools say of it.
  let claims: ToolClaims
  /// What the offline review says of it beside findings.
  let notices: ArtifactNotices
  /// The files that go to some providers alone.
  fileprivate let restrictions: [(path: String, providers: Set<String>)]

  /// Why the artifact does not go to a model; nil where it may. All seats judge the same text, so one file decides for all.
  func objection(to model: ModelName) -> String? {
    let closed = restrictions.filter { !$0.providers.contains(model.provider) }
    guard let first = closed.first else { return nil }
    let others = closed.count == 1 ? "" : ", and \(closed.count - 1) more files do not go there either"
    return "\(first.path) goes to \(first.providers.sorted().joined(separator: ", ")) alone "
      + "by egress.allow\(others)"
  }
}

extension Composition {
  /// What models are shown of an artifact on which some seats were heard before: what those were shown.
  func exposure(of begun: BegunJudgment) -> Exposure {
    Exposure(
      shown: begun.artifact, claims: begun.claims, notices: .none,
      restrictions: egress.restrictions(on: begun.artifact, root: root))
  }

  /// What may leave the machine of an artifact as it was read.
  func exposure(of raw: Artifact) -> Exposure {
    let open = egress.withholding(from: raw, root: root)
    let shown = redacted(open)
    let paths = Set(open.files.map(\.path))
    let offline = offlinePanel(of: open, shown: shown)
    let findings = offline.toolFindings + evidence.findings(for: raw, by: secrets)
    let claimed = findings.filter { paths.contains($0.path) }
    return Exposure(
      shown: shown, claims: ToolClaims(claimed),
      notices: ArtifactNotices(injection: InjectionNotice(of: claimed), suppressions: offline.suppressions),

      restrictions: egress.restrictions(on: open, root: root))
  }
}
