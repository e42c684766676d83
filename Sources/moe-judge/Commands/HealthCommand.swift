import ArgumentParser

struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Keep and watch the scores of skills.",
    discussion: """
      A skill is anything whose quality is tracked over time: a prompt, an agent skill, a suite, a persona. Evals and judgments record \
      their own; others are recorded or imported. What is on record stands in health.sqlite in the state folder, and is only ever added to.
      """,
    subcommands: [
      Status.self,
      Regressions.self,
      Report.self,
      Which.self,
      Tasks.self,
      Baselines.self,
      Record.self,
      Import.self,
      Export.self,
    ])
}
