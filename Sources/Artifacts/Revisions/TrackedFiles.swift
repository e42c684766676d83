/// What git tracks, whoever committed it.
public enum TrackedFiles {
  /// The first tracked file at or below `path`, by its path from the repository's root; nil where there is none.
  ///
  /// - Throws: `ArtifactError` where `folder` is in no repository.
  public static func first(below path: String, in folder: String = ".") async throws(ArtifactError) -> String? {
    let git = Git(folder: folder, range: path)
    try await git.requireRepository()
    let root = try await RevisionRoot(of: git)
    guard let place = root.place(of: path) else { return nil }
    let listed = try await git.output(
      ["ls-files", "-z", "--full-name", "--", ":(top,literal)\(place)"], limit: 1 << 30)
    return listed.split(separator: 0).first.map { String(decoding: $0, as: UTF8.self) }
  }
}
