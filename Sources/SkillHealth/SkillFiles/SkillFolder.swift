public import Artifacts
import Foundation
import JudgeTypes

/// Where skill files are found, and how they are read.
public enum SkillFolder {
  public static let fileName = "SKILL.md"
  /// Larger files are no skills.
  private static let limits = ArtifactLimits(fileBytes: 1_000_000)
  /// The most skills of one folder that are read.
  private static let most = 2_000

  /// The files that a path names: itself, the SKILL.md of a folder, or those of the folders in it.
  ///
  /// - Throws: `SkillFolderError` where there is none.
  public static func files(at path: String) throws(SkillFolderError) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .unreadable(.missing(path: path))
    }
    guard isFolder.boolValue else {
      guard [".md", ".mdx", ".markdown"].contains(where: { path.lowercased().hasSuffix($0) }) else {
        throw .noMarkdown(path: path)
      }
      return [path]
    }
    let folder = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    let own = folder + "/" + fileName
    if FileManager.default.fileExists(atPath: own) { return [own] }
    let inside = skills(in: folder)
    guard !inside.isEmpty else { throw .noSkill(folder: folder) }
    return inside
  }

  /// `*/SKILL.md` of a folder, sorted; empty where it is none.
  public static func skills(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().prefix(most).map { "\(folder)/\($0)/\(fileName)" }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  /// Reads one file; a named pipe, a device, a huge or binary file and one that is not UTF-8 are told by name.
  public static func read(_ path: String) throws(SkillFolderError) -> SkillFile {
    let text: String
    do { text = try ArtifactReader(limits: limits).artifact(at: path).files.first?.content ?? "" } catch {
      throw .unreadable(error)
    }
    do { return try SkillFile(path: path, text: text) } catch { throw .malformed(error) }
  }

  /// The other skills below the folder in which `file`'s own folder stands; those that cannot be read are left out.
  public static func siblings(of file: SkillFile) -> [SkillFile] {
    let whole = URL(fileURLWithPath: file.path).standardizedFileURL
    guard whole.lastPathComponent.lowercased() == fileName.lowercased() else { return [] }
    let own = whole.deletingLastPathComponent()
    let parent = own.deletingLastPathComponent()
    return skills(in: parent.path).filter {
      URL(fileURLWithPath: $0).deletingLastPathComponent().standardizedFileURL.path != own.path
    }.compactMap { try? read($0) }
  }
}

/// Why there is no skill to look at.
public enum SkillFolderError: Error, Sendable, CustomStringConvertible {
  case unreadable(ArtifactError)
  case malformed(SkillFileError)
  case noSkill(folder: String)
  case noMarkdown(path: String)

  public var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .malformed(let error): error.description
    case .noMarkdown(let path): "\(path): a skill is a Markdown file. Name a SKILL.md, or the folder that holds it."
    case .noSkill(let folder):
      "\(folder): it holds no SKILL.md, and no folder in it does. Name a skill file, a skill's folder, or a folder of skills."
    }
  }
}
