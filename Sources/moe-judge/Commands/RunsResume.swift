import ArgumentParser
import Provenance
import Storage

struct RunsResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on with a run that was killed or stopped.",
    discussion: """
      Nothing that was answered is asked again. The same as judge --resume RUN.

      Examples:
        moe-judge runs resume                    the newest run that is not finished
        moe-judge runs resume 20261121T0240 -o verdict.json
      """)
  @Argument(
    help: ArgumentHelp("The run's id or the beginning of it; the newest that is not finished.", valueName: "run"),
    completion: .runs)
  var reference: String?
  @Option(
    name: [.customShort("j"), .customLong("jobs")], parsing: .unconditional,
    help: ArgumentHelp("Calls, or offline artifacts, in flight at once.", valueName: "n"))
  var jobs: Int?
  @OptionGroup var state: StateOption
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if let jobs, !(1...1_000).contains(jobs) { throw ValidationError("-j takes a number from 1 to 1000.") }
  }

  func run() async throws {
    let reference = try self.reference ?? newest()
    guard var judge = try? Judge.parse(["--resume", reference]) else {
      throw CommandFailure("\(reference): this names no run. See: moe-judge runs list")
    }
    judge.panel.state = state
    judge.panel.jobs = jobs
    judge.output = output
    try await judge.run()
  }

  private func newest() throws -> String {
    do {
      if let run = try state.library.newestUnfinished() { return run.description }
    } catch {
      throw CommandFailure(error)
    }
    throw CommandFailure("no run of \(state.path) is unfinished, so there is nothing to go on with.")
  }
}
