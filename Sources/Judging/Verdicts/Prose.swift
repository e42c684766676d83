internal import JudgeTypes

extension Artifact {
  /// The files that somebody ought to have looked at: all but prose and empty ones.
  var sourceFiles: [ArtifactFile] { files.filter { !$0.isBlank && !$0.isProse } }
}

extension ArtifactFile {
  /// By its name: a text of a kind that nobody knows may be source in a language that no detector reads.
  fileprivate var isProse: Bool {
    if language == .markdown { return true }
    guard language == .text else { return false }
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let parts = name.split(separator: ".")
    guard parts.count > 1, let suffix = parts.last else { return Self.proseNames.contains(name) }
    return Self.proseSuffixes.contains(String(suffix)) && !Self.sourceNames.contains(name)
  }

  private static let proseSuffixes: Set<String> = ["txt", "text", "rst", "adoc", "asciidoc", "org", "tex"]
  private static let proseNames: Set<String> = [
    "license", "licence", "copying", "notice", "readme", "changelog", "changes", "history", "news", "authors",
    "contributors", "contributing", "todo",
  ]
  private static let sourceNames: Set<String> = ["requirements.txt", "constraints.txt", "cmakelists.txt"]
}
