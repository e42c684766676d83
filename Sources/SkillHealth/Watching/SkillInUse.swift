import Foundation

/// Finds the file of a skill that an agent names.
public enum SkillInUse {
  /// Where agents keep skills, below the project and below the person's folder.
  private static let folders = [
    ".claude/skills", "skills", ".agents/skills", ".codex/skills", ".gemini/skills", ".github/skills",
  ]

  /// The SKILL.md of the skill `name`; nil where none of the folders has it.
  ///
  /// - Parameters:
  ///   - name: as the agent writes it; `plugin:name` is `name`.
  ///   - roots: the project's folder, then others, absolute.
  public static func file(of name: String, below roots: [String]) -> String? {
    let plain = name.split(separator: ":").last.map(String.init) ?? name
    guard !plain.isEmpty, !plain.contains("/"), plain != ".", plain != "..", !plain.utf8.contains(0) else { return nil }
    let places = roots.flatMap { root in folders.map { "\(root)/\($0)" } }
    let direct = places.map { "\($0)/\(plain)/\(SkillFolder.fileName)" }
    if let found = direct.first(where: FileManager.default.fileExists(atPath:)) { return found }
    // A skill may have another name than its folder.
    return places.lazy.flatMap(SkillFolder.skills).first { path in
      guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: 4_096) else {
        return false
      }
      return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).prefix(12).contains { line in
        guard line.hasPrefix("name:") else { return false }
        return line.dropFirst(5).trimmingCharacters(in: .init(charactersIn: " \t\r\"'")) == plain
      }
    }
  }
}
