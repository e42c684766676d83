import SkillHealth

/// What skills say of themselves in their SKILL.md files.
enum SkillCapabilities {
  /// - Parameter folder: with one folder a skill; nil for where skills usually are.
  /// - Throws: `CommandFailure` where the folder is not there.
  static func all(in folder: String?) throws -> [Capability] { [] }
}
