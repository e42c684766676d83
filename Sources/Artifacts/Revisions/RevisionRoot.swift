import Foundation

/// Where a repository lies on the disk, so that a path tells whether a revision holds it.
struct RevisionRoot: Sendable {
  /// The folder from which relative paths go; absolute.
  let folder: String
  /// The way from the repository's root to the folder.
  private let prefix: [String]
  /// Nil in a repository without a working tree.
  private let workTree: PathRoot?

  init(of git: Git) async throws(ArtifactError) {
    folder = git.folder.hasPrefix("/") ? git.folder : "\(FileAccess.workingFolder)/\(git.folder)"
    prefix = Self.line(try await git.output(["rev-parse", "--show-prefix"])).split(separator: "/").map(String.init)
    let top = try await git.run(["rev-parse", "--show-toplevel"])
    workTree = top.isSuccess && !Self.line(top.output).isEmpty ? PathRoot(Self.line(top.output)) : nil
  }

  /// How many folders lie above the folder in the repository.
  var depth: Int { prefix.count }

  /// The path from the repository's root; nil where it leads out of the repository.
  ///
  /// A path is taken as it is written: whether a part of it is a link is for the revision to say. Only one that seems to lie
  /// elsewhere is asked where its links lead.
  func place(of path: String) -> String? {
    guard let workTree else { return path.hasPrefix("/") ? nil : relative(path) }
    if !path.hasPrefix("/"), let place = relative(path) { return place }
    let absolute = "/" + PathRoot.parts(of: path.hasPrefix("/") ? path : "\(folder)/\(path)").joined(separator: "/")
    if workTree.holds(absolute) { return workTree.place(of: absolute) }
    guard case .success(let real) = FileAccess.realPath(absolute), workTree.holds(real) else { return nil }
    return workTree.place(of: real)
  }

  private func relative(_ path: String) -> String? {
    var parts = prefix
    for part in path.split(separator: "/") where part != "." {
      if part != ".." { parts.append(String(part)) } else if parts.popLast() == nil { return nil }
    }
    return parts.joined(separator: "/")
  }

  private static func line(_ output: [UInt8]) -> String {
    String(decoding: output.last == 0x0A ? output.dropLast() : output[...], as: UTF8.self)
  }
}
