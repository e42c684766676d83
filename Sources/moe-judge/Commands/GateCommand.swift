import ArgumentParser

struct GateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Apply a gate policy to a stored judgment; keep what is known and what is waived.",
    discussion: """
      What blocks stands under 'gate' in moe-judge.yaml, what is known in moe-judge-baseline.json, what is waived until a day in \
      moe-judge-waivers.yaml. 'judge' goes by the same files.

      Examples:
        moe-judge gate latest                               would this run be let through, by the files of today?
        moe-judge gate result.json --config-rev main        the same of a JSON result, by the files of main
        moe-judge gate baseline latest                      from now on only new faults block
        moe-judge gate waive F2 --reason "..." --expires 2027-01-31
        moe-judge gate waivers                              who let what through, why, and until when
        moe-judge gate comment verdict.md                   keep one comment on the pull request
      """,
    subcommands: [GateCheck.self, GateBaseline.self, GateWaive.self, GateWaivers.self, GateComment.self],
    defaultSubcommand: GateCheck.self)
}
