import ArgumentParser
import Foundation
import Judging
import Provenance

/// The command line. Everything it does is in the modules; here words become calls.
@main
struct MoeJudge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moe-judge",
    abstract: "Put an artifact before a panel of judges and get a verdict you can trust and re-check.",
    discussion: """
      Examples:
        moe-judge judge --offline Dockerfile          judge one file without any model
        moe-judge judge src/ --format json            judge a directory, one JSON document on standard output
        moe-judge judge --diff main..HEAD             judge a change
        moe-judge runs verify latest                  re-derive the last verdict from its record

      Exit codes, of which with several the worst counts (130, 70, 2, 1, 5, 4, 3, 0):
      \(ExitStatus.table)
      """,
    version: Program.version,
    subcommands: [
      Init.self, Doctor.self, Judge.self, Validate.self, SchemaCommand.self, PersonasCommand.self, RubricsCommand.self,
      RunsCommand.self, CacheCommand.self, ConsensusCommand.self, EvalCommand.self, Explain.self,
      FindingsCommand.self, GateCommand.self, HealthCommand.self, SkillsCommand.self, Serve.self,
      DashboardCommand.self, MCPCommand.self, ReferenceCommand.self,
    ])

  /// As ArgumentParser's own, but with this program's exit codes: 2 for usage, 70 for what nobody foresaw.
  static func main() async {
    Heap.share()
    // A reader that closes the pipe ends the output, not the program with a trap.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Foundation.exit(report(error))
    }
  }

  /// Says what happened on standard error, help on standard output, and gives the exit code.
  private static func report(_ error: any Error) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    if let failure = error as? CommandFailure {
      Standard.error.write("moe-judge: \(failure.message)\n")
      return failure.code.rawValue
    }
    if error is CancellationError { return ExitStatus.interrupted.rawValue }
    let message = fullMessage(for: error)
    if exitCode(for: error) == .success {
      Standard.output.write(message + "\n")
      return 0
    }
    Standard.error.write(message + "\n")
    // A coding agent would take 2 for "stop", and a wrong option of its hook must stop nobody.
    if SkillsCommand.isHook(CommandLine.arguments.dropFirst()) { return ExitStatus.fail.rawValue }
    return exitCode(for: error) == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.internalError.rawValue
  }
}
