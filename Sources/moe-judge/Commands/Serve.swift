import ArgumentParser
import Foundation
import Judging
import ServeOptions

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the dashboard and its read API.",
    discussion: """
      Overview, runs, judgments, rubrics, evals, skill health and costs of the store, as pages for a browser and under /api/v1 for programs \
      (/api/v1/openapi.json describes it). /health says whether the store can be read, /metrics is for Prometheus. Everybody on this machine \
      may look, nobody else; with --token-file whoever has a token may, from wherever --host can be reached. Put a proxy that speaks TLS \
      before it there. Ctrl-C ends it.

      Examples:
        moe-judge serve
        moe-judge serve --port 9000 --state /srv/moe-judge
        moe-judge-serve token anna --scope read --scope label --token-file tokens
        moe-judge serve --host 0.0.0.0 --token-file tokens
      """)
  @OptionGroup var options: ServeOptions

  func run() throws { try ServeProgram.become() }
}

struct DashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard", abstract: "The dashboard as files.", subcommands: [Export.self])

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write the dashboard as static files.",
      discussion: """
        The same pages as 'serve' shows, for a browser without a server, such as an artifact of a CI job. The folder is put in place \
        whole or not at all. Where a page could not be made, a record does not hold or something of the store is gone, it is written and named, \
        and the exit code is 1. An earlier export in that folder goes, anything else there never.

        Examples:
          moe-judge dashboard export site
          moe-judge dashboard export site --runs 500
        """)
    @OptionGroup var options: ExportOptions

    func run() throws { try ServeProgram.become() }
  }
}

/// The server is a program of its own, which stands beside this one: its libraries are no part of what every other command loads.
enum ServeProgram {
  private static let name = "moe-judge-serve"

  /// Goes on as that program, with the words that this one was given.
  ///
  /// - Throws: `CommandFailure` where it is not there. One of that name elsewhere on PATH may be of another version, so it is not taken.
  static func become() throws -> Never {
    guard let own = ownPath else {
      throw CommandFailure(
        "it is not known where this program's own file is, and \(name) stands beside it. Start \(name) itself.")
    }
    let path = (own as NSString).deletingLastPathComponent + "/" + name
    guard access(path, X_OK) == 0 else {
      throw CommandFailure(
        "\(path): \(name) is not there, which serves and exports the dashboard. Install both programs (make install), or build it beside this "
          + "one: swift build --product \(name)")
    }
    var words = ([path] + CommandLine.arguments.dropFirst()).map { strdup($0) } + [nil]
    execv(path, &words)
    throw CommandFailure("\(path): it cannot be started: \(String(cString: strerror(errno))).", .internalError)
  }

  /// Of the running program's file, links followed.
  private static var ownPath: String? {
    #if os(Linux)
      return try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    #else
      return Bundle.main.executableURL?.resolvingSymlinksInPath().path
    #endif
  }
}
