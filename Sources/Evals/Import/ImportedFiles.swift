internal import Foundation
internal import YAMLFiles

/// What a path of an import means: files inside of the import's folder, and nothing else.
struct ImportedFiles {
  /// The largest artifact that is taken, in bytes.
  static let limit = 64 << 20

  struct File: Sendable, Hashable {
    /// Where it is read from.
    let place: String
    /// Below the artifact; empty for one that is a file itself.
    let name: String
  }

  enum Refusal: Error, Hashable {
    case refused(String)
  }

  /// The folder that nothing leads out of.
  let folder: String

  /// - Returns: the files of the artifact at `path`, and whether it is a folder.
  /// - Throws: why it is not taken, in words.
  func files(at path: String) throws(Refusal) -> (files: [File], isFolder: Bool) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !path.hasPrefix("/") else {
      throw .refused("'\(path)' is an absolute path. Name a file by its path below the import's folder.")
    }
    guard !parts.contains(".."), !path.utf8.contains(0) else {
      throw .refused("'\(path)' leads out of the import's folder. Copy the file into it.")
    }
    var place = folder
    for part in parts where !part.isEmpty && part != "." {
      place += "/" + part
      switch kind(of: place) {
      case .typeSymbolicLink:
        throw .refused("'\(path)' goes over a link. Put the file itself into the import's folder.")
      case nil: throw .refused("there is no file '\(path)' in the import's folder.")
      default: break
      }
    }
    switch kind(of: place) {
    case .typeRegular where place != folder: return ([try file(place, "", path)], false)
    case .typeDirectory where place != folder:
      var files: [File] = []
      try add(below: place, name: "", path, to: &files)
      guard !files.isEmpty else { throw .refused("the folder '\(path)' holds no file.") }
      return (files, true)
    default: throw .refused("'\(path)' is neither a file nor a folder of the import.")
    }
  }

  private func add(below folder: String, name: String, _ path: String, to files: inout [File]) throws(Refusal) {
    for entry in ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() {
      let (place, below) = (folder + "/" + entry, name.isEmpty ? entry : name + "/" + entry)
      switch kind(of: place) {
      case .typeDirectory: if entry != ".git" { try add(below: place, name: below, path, to: &files) }
      case .typeRegular: files.append(try file(place, below, path))
      default: throw .refused("'\(path)/\(below)' is a link or no file. Put the file itself there.")
      }
    }
  }

  private func file(_ place: String, _ name: String, _ path: String) throws(Refusal) -> File {
    let attributes = try? FileManager.default.attributesOfItem(atPath: place)
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    guard size <= Self.limit else { throw .refused("'\(path)' is larger than \(Self.limit) bytes. Leave it out.") }
    guard FileManager.default.isReadableFile(atPath: place) else {
      throw .refused("'\(path)' may not be read. Change its permissions.")
    }
    return File(place: place, name: name)
  }

  private func kind(of path: String) -> FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
  }
}
