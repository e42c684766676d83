internal import Foundation
internal import ShippedFiles
internal import Storage

/// The files of a team below one folder, and the shipped ones in whose place it has none.
struct TeamFolder: Sendable {
  struct File: Sendable {
    /// Below the folder.
    let path: String
    let text: String
  }

  /// The largest file that is read, in bytes, and the most files of a folder.
  private static let limit = 4 << 20
  private static let most = 5_000

  let root: String

  func place(of path: String) -> String { root + "/" + path }

  /// Nil where no regular file of bearable size stands there; links are not followed.
  func text(at path: String) -> String? {
    guard let status = FileStatus(of: place(of: path), followsLink: false), status.kind == .file,
      status.size <= Self.limit
    else { return nil }
    return FileManager.default.contents(atPath: place(of: path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first suite by name below `evals/` of a team's folder; nil where there is none.
  static func firstSuite(in root: String) -> String? {
    let folder = root + "/evals"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().prefix(most)
    return names.first { FileStatus(of: "\(folder)/\($0)/suite.yaml", followsLink: false)?.kind == .file }
  }

  /// The YAML files directly inside of a folder, sorted.
  func yamlPaths(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place(of: folder))) ?? []
    return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().prefix(Self.most).map {
      "\(folder)/\($0)"
    }
  }

  func files(in folder: String) -> [File] {
    yamlPaths(in: folder).compactMap { path in text(at: path).map { File(path: path, text: $0) } }
  }

  /// The shipped files of a folder, but for those in whose very place the team has its own.
  func shipped(_ folder: String, besides own: [File]) -> [File] {
    let replaced = Set(own.map(\.path))
    return ShippedFiles.files(in: folder).filter { !replaced.contains($0.path) }.map {
      File(path: $0.path, text: $0.text)
    }
  }
}
