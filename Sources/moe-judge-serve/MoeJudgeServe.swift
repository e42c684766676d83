import ArgumentParser
import Dashboard
import Findings
import Foundation
import Judging
import Reports
import ServeOptions
import Storage

/// The program that 'moe-judge serve' and 'moe-judge dashboard' become.
@main
struct MoeJudgeServe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moe-judge-serve",
    abstract: "The dashboard of moe-judge; 'moe-judge serve' and 'moe-judge dashboard' start it.",
    subcommands: [Serve.self, DashboardCommand.self, TokenCommand.self])

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode {
      // What it means was said.
      Foundation.exit(code.rawValue)
    } catch {
      Foundation.exit(report(error).rawValue)
    }
  }

  /// Says what happened on standard error, help on standard output, and gives the exit code of the one table.
  private static func report(_ error: any Error) -> ExitStatus {
    let message = fullMessage(for: error)
    if exitCode(for: error) == .success {
      print(message)
      return .pass
    }
    switch error {
    case is ServerRefusal, is TokenProblem, is ExportRefusal:
      say("moe-judge: \(error)")
      return .usage
    case is CancellationError:
      say("stopped; nothing was written")
      return .interrupted
    case is StorageError, is HealthError:
      say("moe-judge: \(error)")
      return .usage
    default:
      say(message)
      return exitCode(for: error) == .validationFailure ? .usage : .internalError
    }
  }

  static func say(_ line: String) { FileHandle.standardError.write(Data((safeLines(line) + "\n").utf8)) }
}

extension MoeJudgeServe {
  struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the dashboard.")
    @OptionGroup var options: ServeOptions

    func run() async throws {
      let environment = ProcessInfo.processInfo.environment
      let stores = Stores(state: options.stores.statePath(environment), root: options.stores.root)
      let tokens = try options.tokenFile.map { path in try TokenFile(path: path) }
      var settings = try ServerSettings(host: options.host, port: options.port, tokens: tokens) { line in
        MoeJudgeServe.say(line)
      }
      settings.rate = options.rate == 0 ? nil : options.rate
      settings.localName = await Speaker.name() ?? "local"
      settings.onOverdue = {
        MoeJudgeServe.say("ended with requests that did not come to their end in time; they are dropped")
        _exit(ExitStatus.interrupted.rawValue)
      }
      if FileStatus(of: stores.state) == nil {
        MoeJudgeServe.say("there is no store at \(stores.state) yet; what comes is shown")
      }
      if tokens?.isEmpty == true {
        MoeJudgeServe.say("\(options.tokenFile ?? ""): it has no token, so nobody is let in")
      }
      let endings = await EndingSignals()
      let host = HostName.inURL(options.host)
      try await DashboardServer(Site(stores), settings).run(until: endings.signals) { port in
        MoeJudgeServe.say("listening on http://\(host):\(port)/")
      }
    }
  }

  struct DashboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dashboard", abstract: "The dashboard as files.", subcommands: [Export.self])

    struct Export: AsyncParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Write the dashboard as static files.")
      @OptionGroup var options: ExportOptions

      func run() async throws {
        let stores = Stores(
          state: options.stores.statePath(ProcessInfo.processInfo.environment), root: options.stores.root)
        let export = SiteExport(Site(stores), runs: options.runs)
        let endings = await EndingSignals()
        let exported = try export.write(to: options.folder, isForced: options.force) { endings.hasCome }
        MoeJudgeServe.say(exported.words)
        if !exported.isWhole { throw ExitCode(ExitStatus.fail.rawValue) }
      }
    }
  }

  struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "token", abstract: "Make a token; it is printed once, and its hash added to the file.")
    @OptionGroup var options: TokenOptions

    func run() throws {
      let scopes = try options.scope.map { word -> Scope in
        guard let scope = Scope(rawValue: word) else {
          throw ValidationError("--scope \(word): use read or label.")
        }
        return scope
      }
      let token = try TokenFile.add(options.name, scopes: scopes.isEmpty ? [.read] : Set(scopes), to: options.tokenFile)
      print(token)
    }
  }
}
