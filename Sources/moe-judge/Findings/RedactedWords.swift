import Findings
import YAMLFiles

/// What a person typed, as it is kept: it may quote a secret, which is not stored.
func redactedWords(_ text: String) throws -> String {
  SecretMarks(try Composition.reading { () throws(FileProblems) in try TeamFiles().rules(isTuned: false) }).redacted(
    text)
}
