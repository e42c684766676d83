import Evals
import Findings
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import StaticReview
import StoredRuns

/// Makes or extends the case of an artifact out of what was said of its findings.
struct FindingCaseMaker {
  private let run: RecordedRun
  private let judgment: RecordedJudgment
  private let finding: RecordedJudgment.Finding
  private let state: StateOption

  init(run: RecordedRun, named: NamedFinding, state: StateOption) {
    self.run = run
    judgment = named.judgment
    finding = named.finding
    self.state = state
  }

  /// - Parameters:
  ///   - words: all, with the new one.
  ///   - writer: of the suite as it is now.
  /// - Returns: the case, for people.
  /// - Throws: `CommandFailure` with what to do first, and then nothing is written.
  func write(with words: FindingWords, by writer: FindingCaseWriter) throws -> String {
    let suite = writer.suite
    try requireCounted()
    let file = try state.storedFile(of: judgment, in: run.run)
    let key = FindingCaseWriter.key(path: judgment.path, sha256: judgment.sha256)
    let artifact = FindingCaseWriter.place(of: file.path, key: key)
    let name = artifact.split(separator: "/").last.map(String.init) ?? ""
    let raised = judgment.findings.filter(\.isVerified).compactMap { finding in
      Severity(rawValue: finding.severity).map {
        FindingCase.Raised(id: finding.id, subject: finding.subject, severity: $0)
      }
    }
    let said = words.last(in: judgment.path, sha256: judgment.sha256)
    let hidden = raised.filter { raised in
      said[raised.subject].map { $0.word == .confirmed && Self.isRedacted($0, in: file) } ?? false
    }
    let made: FindingCase
    do {
      made = try FindingCase(
        id: .init("findings/\(name)-\(key)"), artifact: artifact, kind: file.kind, run: run.run.description,
        raised: raised, words: said
      ) { Self.isRedacted($0, in: file) }
    } catch {
      throw failure(error)
    }
    let isThere = suite.cases.contains { $0.id == made.id }
    try requireNoAmendment(of: made.id, in: suite)
    try writer.write(made, of: file)
    return
      "case \(made.id) of the suite \(suite.id) \(isThere ? "rewritten" : "made"): expects \(made.outcome.rawValue), "
      + "\(counted(made.labels.count, "label")); in \(suite.folder)/\(FindingCase.file)\n"
      + (hidden.isEmpty
        ? ""
        : "not among its labels: \(hidden.map(\.id).joined(separator: ", ")), a secret of which the stored file holds a mark alone\n")
  }

  /// A label that a person corrected by hand is not written over by words on findings.
  private func requireNoAmendment(of id: EvalCase.ID, in suite: EvalSuite) throws {
    let path = suite.folder + "/" + EvalCommand.Amend.fileName
    let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard text.contains("\"case\":\"\(id)\"") else { return }
    throw CommandFailure(
      "nothing was written: the label of \(id) was amended by hand (\(path)). Amend it again with: moe-judge eval amend, and say the word "
        + "without --case.")
  }

  /// Suites count verified findings from medium severity on, and nothing else can be a label in them.
  private func requireCounted() throws {
    guard let severity = Severity(rawValue: finding.severity), severity >= FindingCase.leastSeverity else {
      throw CommandFailure(
        "\(finding.id) is of severity \(finding.severity), and suites count findings of \(FindingCase.leastSeverity.rawValue) and "
          + "above. Say the word without --case.")
    }
    guard finding.isVerified else {
      throw CommandFailure(
        "\(finding.id) was struck, for its evidence did not hold, so it counts for nothing in a suite. Say the word without --case."
      )
    }
  }

  /// The offline panel reads a file before its secrets are taken out, and so finds what the stored one does not hold.
  private static func isRedacted(_ word: FindingWord, in file: StoredFile) -> Bool {
    guard word.rule == Redaction.secretRule.rawValue, word.models.contains(ModelName.offline.description),
      let line = word.line
    else { return false }
    return file.lines(line...max(line, word.endLine ?? line)).contains { $0.contains("[redacted:") }
  }

  private func failure(_ refusal: FindingCase.Refusal) -> CommandFailure {
    switch refusal {
    case .open(let ids):
      CommandFailure(
        "nothing was written: \(judgment.path) has findings of \(FindingCase.leastSeverity.rawValue) severity or above of which "
          + "nobody said anything as the file is now: \(ids.joined(separator: ", ")). A case would count them as false alarms. Confirm "
          + "or dismiss them first, without --case, and this one last.")
    case .redacted(let rules):
      CommandFailure(
        "nothing was written: what is confirmed of \(judgment.path) (\(rules.joined(separator: ", "))) is a secret, and the stored "
          + "file holds a mark in its place, so nobody could find it there again. Say the word without --case, and write a case with "
          + "an invented secret by hand.")
    }
  }
}
