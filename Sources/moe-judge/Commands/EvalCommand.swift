import ArgumentParser

struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Measure the panel against labelled cases.",
    subcommands: [Run.self, Improve.self, Compare.self, Calibrate.self, History.self, Import.self, Amend.self])
}
