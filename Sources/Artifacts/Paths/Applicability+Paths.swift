public import JudgeTypes

extension Applicability {
  /// Whether it concerns a file: its kind is among the kinds and its path fits one of the globs, empty lists fitting all.
  ///
  /// A glob without a slash is held against the file's name, so `*.tf` concerns files in every folder.
  public func applies(toPath path: String, kind: ArtifactKind) -> Bool {
    guard kinds.isEmpty || kinds.contains(kind) else { return false }
    guard !globs.isEmpty else { return true }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return globs.contains { glob in
      let pattern = GlobPattern(glob)
      return pattern.matches(path) || (!glob.contains("/") && pattern.matches(name))
    }
  }

  /// Whether it concerns one of the artifact's files, or the artifact itself where no globs are named.
  public func applies(to artifact: Artifact) -> Bool {
    if globs.isEmpty, kinds.isEmpty || kinds.contains(artifact.kind) { return true }
    return artifact.files.contains { applies(toPath: $0.path, kind: $0.kind) }
  }
}
