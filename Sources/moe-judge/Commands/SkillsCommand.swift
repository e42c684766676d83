import ArgumentParser

struct SkillsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skills", abstract: "Check skill files, watch their use, and learn from the good ones.",
    discussion: """
      Examples:
        moe-judge skills preflight skills/release/SKILL.md     is everything there that the skill needs?
        moe-judge skills watch --install                       the hooks of a coding agent, to paste
        moe-judge skills mentor --scores scores.json --diff    what low scorers can take from high scorers
      """,
    subcommands: [SkillsPreflight.self, SkillsWatch.self, SkillsMentor.self])

  /// Whether the words are those of a hook, whose caller takes code 2 for "stop".
  static func isHook(_ arguments: some Sequence<String>) -> Bool {
    let words = Array(arguments)
    return words.first == "skills" && (words.dropFirst().first == "watch" || words.contains("--hook"))
  }
}
