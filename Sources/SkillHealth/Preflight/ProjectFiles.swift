import Artifacts
import Foundation

/// What stands below a root, and nowhere else.
public struct ProjectFiles: Sendable {
  public enum Presence: Sendable, Hashable {
    case there
    case missing
    /// It leads out of the root, by its name or by a link.
    case outside
  }

  private let folder: String
  private let root: PathRoot

  public init(root folder: String) {
    self.folder = folder
    root = PathRoot(folder)
  }

  /// What is at a path relative to the root. Only paths below it are looked at.
  public func presence(of path: String) -> Presence {
    guard !path.isEmpty, !path.utf8.contains(0), root.holds(path) else { return .outside }
    let whole = folder + "/" + path
    guard let resolved = realpath(whole, nil) else { return .missing }
    defer { free(resolved) }
    guard root.holds(String(cString: resolved)) else { return .outside }
    return .there
  }

  /// Whether any file is what the pattern describes. Dependencies, build products and links are passed over.
  public func presence(ofPattern pattern: String) -> Presence {
    let reader = ArtifactReader(root: folder)
    do throws(ArtifactError) { return try reader.expand([pattern]).isEmpty ? .missing : .there } catch {
      if case .outsideRoot = error { return .outside }
      return .missing
    }
  }

  /// Its bytes in a file, 0 where there is none.
  public func size(of path: String) -> Int {
    guard presence(of: path) == .there else { return 0 }
    var status = stat()
    return stat(folder + "/" + path, &status) == 0 ? Int(status.st_size) : 0
  }
}
