import JudgeTypes
import SkillHealth

/// What skills say of themselves in their SKILL.md files.
enum SkillCapabilities {
  /// - Parameter folder: with one folder a skill; nil for where skills usually are.
  /// - Throws: `CommandFailure` where the folder is not there.
  static func all(in folder: String?) throws -> [Capability] {
    let folders = ["skills", ".claude/skills"]
    let paths: [String]
    if let folder {
      do throws(SkillFolderError) { paths = try SkillFolder.files(at: folder) } catch {
        throw CommandFailure("--skills-dir \(error.description)")
      }
    } else {
      paths = folders.flatMap(SkillFolder.skills)
    }
    // A skill may stand in both folders; the first counts.
    var seen: Set<Skill.ID> = []
    return paths.compactMap { path -> Capability? in
      do throws(SkillFolderError) {
        let capability = Capability(try SkillFolder.read(path))
        return seen.insert(capability.skill).inserted ? capability : nil
      } catch {
        Standard.note("left out: \(error.description)")
        return nil
      }
    }
  }
}

extension Capability {
  fileprivate init(_ file: SkillFile) {
    self.init(
      skill: Skill.ID(file.name), category: file.frontMatter?.category,
      description: file.frontMatter?.description ?? "", headings: file.sections.map(\.heading))
  }
}
