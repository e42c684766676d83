import JudgeTypes
import StaticReview
import YAMLFiles

/// What a person typed, as it is kept: it may quote a secret, which is not stored.
func redactedWords(_ text: String) throws -> String {
  let rules = try Composition.reading { () throws(FileProblems) in try TeamFiles().rules(isTuned: false) }
  return Redaction(StaticReview(rules: rules)).redacted(
    ArtifactFile(path: "reason.txt", kind: .document, language: .text, content: text, sha256: ""))
}
