import Evals
import JudgeTypes
import YAMLFiles

extension CalibrationFile {
  /// The file that the configuration names; nil where it names none.
  ///
  /// - Throws: `CommandFailure` for one that does not fit, or not with `--curtail`.
  init?(of configuration: Configuration, in files: TeamFiles, isCurtailed: Bool) throws {
    guard let path = configuration.calibration else { return nil }
    self = try Composition.reading { () throws(FileProblems) in try CalibrationFile(path, in: files) }
    guard isCurtailed, abstention != nil else { return }
    throw CommandFailure(
      "--curtail stops once the votes that are in settle the outcome, and how far a panel agrees needs them all. Leave --curtail "
        + "out, or take 'panel' out of \(path).")
  }

  /// - Throws: `FileProblems` with everything that does not fit.
  init(_ name: String, in files: TeamFiles) throws(FileProblems) {
    guard let text = try files.text(at: name) else {
      throw FileProblems([
        FileProblem(path: files.shown(name), message: "there is no such file. Mend 'calibration' in moe-judge.yaml.")
      ])
    }
    do { try self.init(text: text, path: files.path(name)) } catch { throw files.source.naming(error) }
  }
}
