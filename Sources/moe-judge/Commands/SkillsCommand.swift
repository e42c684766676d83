import ArgumentParser

struct SkillsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skills", abstract: "Check skill files and watch their use.",
    discussion: """
      Examples:
        moe-judge skills preflight skills/release/SKILL.md     is everything there that the skill needs?
        moe-judge skills watch --install                       the hooks of a coding agent, to paste
      """,
    subcommands: [SkillsPreflight.self, SkillsWatch.self])

  /// Whether the words are those of a hook, whose caller takes code 2 for "stop".
  static func isHook(_ arguments: some Sequence<String>) -> Bool {
    let words = Array(arguments)
    return words.first == "skills" && (words.dropFirst().first == "watch" || words.contains("--hook"))
  }
}
