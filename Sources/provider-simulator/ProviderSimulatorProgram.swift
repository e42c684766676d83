import ArgumentParser
import Foundation
import TestSupport

/// The simulator of the tests as a program of its own, for scripts and for trying moe-judge without a key.
@main
struct ProviderSimulatorProgram: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provider-simulator",
    abstract: "A provider on 127.0.0.1 that answers judges, over the APIs of OpenAI, Anthropic and Gemini.",
    discussion: """
      It finds nothing wrong with what it is shown, unless that is empty or asks to be passed. A model called fault-NAME always fails in that way; sceptic finds fault with everything and stands by it, wavering gives way when it is asked again. What was asked is counted at /stats.

      EXAMPLES
        provider-simulator --port 8099
        provider-simulator --latency 200 --seed 7 --fault 429=0.1 --fault 500=0.05 --fault truncated=0.02
      """)

  @Option(help: "The port; 0 for a free one.") var port = 0
  @Option(help: "Draws the faults.") var seed: UInt64 = 1
  @Option(help: "Before each answer, in milliseconds.") var latency = 0
  @Option(
    help: ArgumentHelp(
      "How often one thing goes wrong, 0 to 1; repeatable. Names: "
        + FaultPlan.Fault.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "name=share"))
  var fault: [String] = []

  func run() async throws {
    let plan = FaultPlan(seed: seed, try shares())
    let provider = SimulatedProvider(failing: plan, latency: .milliseconds(latency))
    try await ProviderSimulator.serve(onPort: port, answering: provider.reply) { port in
      // Past the buffer of standard output: scripts wait for this line.
      FileHandle.standardOutput.write(Data("listening on http://127.0.0.1:\(port)\n".utf8))
    }
  }

  private func shares() throws -> [FaultPlan.Fault: Double] {
    var shares: [FaultPlan.Fault: Double] = [:]
    for text in fault {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let name = FaultPlan.Fault(rawValue: parts[0]), let share = Double(parts[1]),
        (0...1).contains(share)
      else {
        throw ValidationError("'\(text)' is no fault. Write name=share, such as 429=0.1.")
      }
      shares[name] = share
    }
    return shares
  }
}
