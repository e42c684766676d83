/// The files that decide how a panel judges and that a change may touch, as text: personas, rubrics, rule files.
public struct Workspace: Sendable, Hashable {
  /// By path, relative to the folder that holds personas/ and rubrics/.
  public var files: [String: String]

  public init(files: [String: String]) { self.files = files }

  /// A SHA-256 over all paths and texts: two workspaces of one digest judge alike.
  public var digest: String {
    sha256(files.sorted { $0.key < $1.key }.map { "\($0.utf8.count) \($0)\($1.utf8.count) \($1)" }.joined())
  }

  /// What differs from `base`: the new texts, by path. Nothing is ever deleted.
  public func changes(from base: Workspace) -> [String: String] {
    files.filter { base.files[$0.key] != $0.value }
  }

  /// The changes as one unified diff, file by file in the order of their paths; empty where nothing changed.
  public func diff(from base: Workspace) -> String {
    changes(from: base).sorted { $0.key < $1.key }
      .map { UnifiedDiff.text(path: $0.key, before: base.files[$0.key], now: $0.value) }.joined()
  }
}
