import ArgumentParser
import Dashboard
import Foundation
import ServeOptions

@main
struct MoeJudgeServe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moe-judge-serve", abstract: "The dashboard of moe-judge; started by 'moe-judge serve'.",
    subcommands: [Serve.self])

  struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the dashboard.")
    @OptionGroup var options: ServeOptions

    func run() async throws {
      let stores = Stores(
        state: options.stores.statePath(ProcessInfo.processInfo.environment), root: options.stores.root)
      let host = options.host
      try await DashboardServer(Site(stores), host: host, port: options.port).run { port in
        FileHandle.standardError.write(Data("listening on http://\(host):\(port)/\n".utf8))
      }
    }
  }
}
