internal import JudgeTypes
public import StaticReview

/// What a person typed, as it is kept: it may quote a secret, which is not stored.
public struct SecretMarks: Sendable {
  private let redaction: Redaction

  /// - Parameter rules: every rule that any file holds, whatever is left out of reviews.
  public init(_ rules: [Rule]) { redaction = Redaction(StaticReview(rules: rules)) }

  /// The text with a mark in place of each secret.
  public func redacted(_ text: String) -> String {
    redaction.redacted(
      ArtifactFile(path: "reason.txt", kind: .document, language: .text, content: text, sha256: ""))
  }
}
