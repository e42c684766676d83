import ArgumentParser
@preconcurrency import Dispatch
import Foundation
import Judging
import Synchronization

/// The tool server for coding agents.
struct MCPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Serve judge, explain, list_rubrics and health to a coding agent.",
    discussion: """
      Speaks the Model Context Protocol on standard input and output, until its input ends: revision 2026-07-28, and those with a \
      handshake from 2024-11-05 to 2025-11-25. Tools look below the folder where it runs. What they quote of artifacts, files and \
      models is marked as data. A client starts it; see docs/how-to/use-from-a-coding-agent.md.

      Examples:
        moe-judge mcp
        moe-judge mcp --offline                       never ask a model
      """)

  @Flag(help: "Never ask a model, whatever a call wants.") var offline = false
  @Flag(help: "Let calls name files and directories outside the folder where it runs.") var allowOutside = false
  @OptionGroup var state: StateOption

  func run() async throws {
    let tools = ServedTools(
      description: ServedTools.described(), folder: ServedFolder(allowsOutside: allowOutside), state: state,
      environment: ProcessInfo.processInfo.environment, isOffline: offline)
    if Standard.input.isTerminal {
      Standard.note("waits for a client on standard input; press Ctrl-D to end")
    }
    let wire = try Wire()
    let ending = EndingSignals { wire.stop() }
    await ToolService(tools, on: wire).run()
    if wire.hasLostOutput { throw ExitStatus.internalError.code }
    if ending.isInterrupted { throw ExitStatus.interrupted.code }
  }
}

/// SIGTERM and Ctrl-C: the first lets what is in flight be answered, the second leaves at once.
private final class EndingSignals: Sendable {
  private let received = Mutex<[Int32]>([])
  private let sources: [any DispatchSourceSignal]

  init(then stop: @escaping @Sendable () -> Void) {
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for (source, number) in zip(sources, [SIGTERM, SIGINT]) {
      source.setEventHandler { [self] in
        let count = received.withLock { received in
          received.append(number)
          return received.count
        }
        if count > 1 { _exit(ExitStatus.interrupted.rawValue) }
        stop()
      }
      source.resume()
    }
  }

  /// Whether somebody at a terminal ended it.
  var isInterrupted: Bool { received.withLock { $0.first == SIGINT } }
}
