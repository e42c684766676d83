import Artifacts
import Evals
import Foundation
import Reports

/// What becomes of a loop's report: files, a commit, and the way back.
extension EvalCommand.Improve {
  func write(_ report: ImprovementReport, _ folder: ImprovementFolder, command: String) throws {
    let (json, markdown) = (try report.json(), report.markdown(command: command))
    try WorkspaceFiles.write(json, to: folder.report)
    try WorkspaceFiles.write(markdown, to: folder.markdown)
    if !report.diff.isEmpty { try WorkspaceFiles.write(report.diff, to: folder.patch) }
    if let svg { try WorkspaceFiles.write(report.plot.svg, to: svg) }
    for path in output { try WorkspaceFiles.write(path.hasSuffix(".json") ? json : markdown, to: path) }
  }

  func adopt(
    _ report: ImprovementReport, _ files: WorkspaceFiles, _ folder: ImprovementFolder, ledger: String
  ) async throws {
    guard !noApply else {
      return Standard.note("the change is adopted and not written: git apply \(folder.patch)")
    }
    guard pr else {
      try files.adopt(report.files)
      Self.remind(of: ledger)
      return Standard.note(
        "wrote \(report.files.keys.sorted().joined(separator: ", ")); --rollback \(folder.id) takes it back")
    }
    let branch = branch ?? "moe-judge/improve-\(folder.id)"
    do throws(ArtifactError) {
      let commit = try await BranchCommit.make(
        branch: branch, in: ".", files: report.files, replacing: files.before(report.files),
        message:
          "Improve the panel: \(rounded(report.holdoutBefore?.outcomeF1)) to \(rounded(report.holdoutNow?.outcomeF1)) outcome F1 on the holdout\n\n"
          + "Loop \(folder.id) of 'moe-judge eval improve', suite \(report.start.suite).\n")
      Standard.note(
        "branch \(branch), commit \(commit.prefix(12)); the body of its pull request is \(folder.markdown)")
      Self.remind(of: ledger)
    } catch {
      throw CommandFailure("\(error.description)\nThe change is adopted and kept: git apply \(folder.patch)")
    }
  }

  private static func remind(of ledger: String) {
    Standard.note("commit \(ledger) too, apart from the change: it keeps what the holdout was used for")
  }

  /// What --pr needs, before anything is asked: a repository, a branch that is free, and files as they are committed.
  func requireRepository(_ files: WorkspaceFiles) async throws {
    guard await CheckedOut.at(".") != nil else {
      throw CommandFailure(
        "--pr: this folder is in no git repository with a commit. Leave --pr out to write the files here.")
    }
    do throws(ArtifactError) {
      try await BranchCommit.requireReady(
        branch: branch, in: ".", clean: ["personas", "rubrics", Configuration.fileName])
    } catch { throw CommandFailure("--pr: \(error.description)") }
  }

  static func rollBack(_ reference: String, in state: String) throws {
    let folder = try ImprovementFolder.resolve(reference, in: state)
    let opening = try folder.readOpening()
    guard let data = FileManager.default.contents(atPath: folder.report),
      let report = try? ImprovementReport(json: data), report.isAdopted
    else { throw CommandFailure("\(folder.id): this loop adopted nothing, so there is nothing to take back.") }
    guard !folder.isRolledBack else { throw CommandFailure("\(folder.id): its change was taken back before.") }
    let change = report.files.keys.sorted().joined(separator: ", ")
    guard opening.files.isAdopted(report.files) else {
      throw CommandFailure("\(folder.id): its change does not stand in \(change), so there is nothing to take back.")
    }
    try opening.files.rollBack(report.files)
    try folder.markRolledBack()
    Standard.note("took back \(change). The holdout stays used: the ledger keeps that.")
  }
}
