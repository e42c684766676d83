import Artifacts
import Evals
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import StaticReview
import StoredRuns
import YAMLFiles

/// A person's word on one finding of a stored run: put on record, and made a case where that is asked for.
struct SpokenWord {
  let word: FindingWord.Word
  let reason: String
  let state: StateOption

  /// - Parameter suite: into which the case goes; nil for none.
  /// - Returns: what was done, for people.
  func say(of finding: String, in reference: String, suite: EvalSuite?) async throws -> String {
    let run = try state.recorded(reference)
    if run.isDamaged { throw CommandFailure(damaged: run.run) }
    let named = try NamedFinding(finding, in: run)
    let spoken = try self.word(on: named, in: run, by: await Speaker.name())
    let file = FindingsFile(state: state)
    var text =
      "\(named.finding.id) \(spoken.severity.rawValue) \(spoken.rule) of \(spoken.artifact): \(word.rawValue)\n"
    guard let suite else {
      try file.add(spoken) { recount(run, spoken, $0) }
      return text
    }
    let maker = FindingCaseMaker(run: run, named: named, state: state)
    var writer: FindingCaseWriter?
    do {
      try file.add(spoken) { words in
        // Read anew, for another word may have changed it while this one waited for its turn.
        let current = FindingCaseWriter(suite: try NamedSuite.suite(suite.folder))
        writer = current
        text += try maker.write(with: words, by: current)
        recount(run, spoken, words)
      }
    } catch {
      writer?.takeBack()
      throw error
    }
    return text
  }

  /// What a person says counts for the personas that raised the finding.
  private func recount(_ run: RecordedRun, _ spoken: FindingWord, _ words: FindingWords) {
    HealthRecording(state: state.path).amend(run, personas: spoken.personas, words: words)
  }

  private func word(on named: NamedFinding, in run: RecordedRun, by speaker: String?) throws -> FindingWord {
    let (judgment, finding) = (named.judgment, named.finding)
    guard let severity = Severity(rawValue: finding.severity) else {
      throw CommandFailure(damaged: run.run)
    }
    let seats = judgment.seats.filter { finding.seats.contains($0.id) }
    let place = finding.evidencePlace
    return FindingWord(
      at: Timestamp.rfc3339(Date()), by: speaker, word: word, reason: try redactedWords(reason),
      run: run.run.description, artifact: judgment.path, artifactSHA256: judgment.sha256,
      fingerprint: finding.fingerprint, rule: finding.rule, severity: severity, path: place.path,
      line: place.lines?.lowerBound, endLine: place.lines?.upperBound, seats: finding.seats,
      personas: Set(seats.map(\.persona)).sorted(), models: Set(seats.map(\.model)).sorted())
  }
}
