public import Evals
internal import Foundation
internal import JudgeTypes
internal import Provenance
internal import Storage
public import StoredRuns

/// A person's word on one finding of a stored run.
public struct SpokenWord: Sendable {
  public let word: FindingWord.Word
  /// Why, without secrets.
  public let reason: String
  /// Who says it; nil where nobody is named.
  public let speaker: String?

  /// - Parameter reason: as it is kept: without secrets.
  public init(_ word: FindingWord.Word, reason: String, by speaker: String?) {
    self.word = word
    self.reason = reason
    self.speaker = speaker
  }

  /// Puts it on record, and counts the run's findings anew for the personas that raised this one.
  ///
  /// - Parameters:
  ///   - patience: how long another process that adds a word is waited for; nil for as long as it takes.
  ///   - before: is handed all words with this one, and is done before it is written; what it throws leaves all as it is.
  ///   - note: is told what could not be read, and what of the counting failed, which fails nothing else.
  /// - Throws: `FindingProblem`, `StorageError`, and what `before` throws.
  @discardableResult
  public func say(
    of named: NamedFinding, in run: RecordedRun, state: String, patience: Duration? = nil,
    note: @escaping @Sendable (String) -> Void,
    before: (FindingWords) throws -> Void = { _ in }
  ) throws -> FindingWord {
    if run.isDamaged { throw FindingProblem(damaged: run.run) }
    let spoken = try word(on: named, in: run)
    try FindingsFile(state: state, patience: patience, note: note).add(spoken) { words in
      try before(words)
      do { try PersonaTally.amend(run, personas: spoken.personas, words: words, state: state) } catch {
        note("the scores are not on record: \(error)")
      }
    }
    return spoken
  }

  private func word(on named: NamedFinding, in run: RecordedRun) throws -> FindingWord {
    let (judgment, finding) = (named.judgment, named.finding)
    guard let severity = Severity(rawValue: finding.severity) else { throw FindingProblem(damaged: run.run) }
    let seats = judgment.seats.filter { finding.seats.contains($0.id) }
    let place = finding.evidencePlace
    return FindingWord(
      at: Timestamp.rfc3339(Date()), by: speaker, word: word, reason: reason,
      run: run.run.description, artifact: judgment.path, artifactSHA256: judgment.sha256,
      fingerprint: finding.fingerprint, rule: finding.rule, severity: severity, path: place.path,
      line: place.lines?.lowerBound, endLine: place.lines?.upperBound, seats: finding.seats,
      personas: Set(seats.map(\.persona)).sorted(), models: Set(seats.map(\.model)).sorted())
  }
}
