import Evals
import Findings
import JudgeTypes
import Judging
import SkillHealth

extension JudgeRun {
  /// Judges every input as `judge` does, keeps what calls answered, and puts on record what each persona found.
  func judgeOnRecord(
    _ parts: Composition, handingTo take: (Judgment) throws -> Void,
    telling tell: (CommandFailure) -> Void = { Standard.error.write("moe-judge: \($0.message)\n") }
  ) async throws -> RunResult {
    parts.memory.begin(run: opening.run)
    var tally = PersonaTally()
    // A file of words that cannot be read is said once, and stops no judgment.
    var words = FindingWords(lines: [])
    if parts.recordsHealth {
      do { words = try FindingsFile(state: parts.state, note: StateOption.noteOfFindings).words() } catch {
        Standard.note("what people said of findings does not count: \(CommandFailure(error).message)")
      }
    }
    let result: RunResult
    do {
      result = try await judge(
        handingTo: { judgment in
          try take(judgment)
          tally.add(judgment, words)
        }, telling: tell)
    } catch {
      await parts.memory.flush()
      throw error
    }
    await parts.memory.flush()
    if parts.recordsHealth, result.exitCode != Int(ExitStatus.interrupted.rawValue) {
      let setup = try opening.invocation?.setup ?? parts.setup()
      HealthRecording(state: parts.state).record(tally, of: TalliedRun(opening, setup: setup), on: result.finished)
    }
    return result
  }
}
