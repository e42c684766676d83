/// What of a git repository was checked out where a run was started.
public struct GitRevision: Sendable, Hashable, CustomStringConvertible {
  /// The hash of the commit.
  public let commit: String
  /// Whether tracked files were otherwise than in that commit.
  public let isDirty: Bool

  public init(commit: String, isDirty: Bool) {
    self.commit = commit
    self.isDirty = isDirty
  }

  public var description: String { commit + (isDirty ? " with changes" : "") }

  public var json: JSONValue { ["commit": .string(commit), "dirty": .bool(isDirty)] }

  /// Nil for anything but what `json` gives.
  public init?(json: JSONValue) {
    guard let commit = json["commit"]?.stringValue, let isDirty = json["dirty"]?.boolValue else { return nil }
    self.init(commit: commit, isDirty: isDirty)
  }
}
