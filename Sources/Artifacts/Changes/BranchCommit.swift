/// A commit on a new branch, made without touching the working tree or the index.
public enum BranchCommit {
  /// Commits `files` on top of what is checked out.
  ///
  /// - Parameters:
  ///   - branch: its name; it must not be there yet.
  ///   - folder: the files' paths are relative to it; it may be a part of the repository.
  ///   - files: the new texts, by path.
  /// - Returns: the commit's hash.
  /// - Throws: `ArtifactError` outside of a repository, before its first commit, and for a branch that is there.
  public static func make(
    branch: String, in folder: String, files: [String: String], message: String
  ) async throws(ArtifactError) -> String {
    let git = Git(folder: folder, range: branch)
    try await git.requireRepository()
    let parent = try await git.commit("HEAD")
    let reference = "refs/heads/\(branch)"
    guard try await git.run(["check-ref-format", reference]).isSuccess else {
      throw .gitFailed(range: branch, reason: "'\(branch)' is no name of a branch")
    }
    guard try await !git.run(["show-ref", "--verify", "--quiet", reference]).isSuccess else {
      throw .gitFailed(range: branch, reason: "the branch is there already; delete it, or keep what it holds")
    }
    let prefix = String(
      decoding: try await git.output(["rev-parse", "--show-prefix"]).prefix { $0 != 0x0A }, as: UTF8.self)
    var stream = "commit \(reference)\ncommitter \(try await identity(git)) now\n" + data(message) + "from \(parent)\n"
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      stream += "M 100644 inline \(quoted(prefix + path))\n" + data(text)
    }
    _ = try await git.output(["fast-import", "--quiet", "--date-format=now"], input: Array((stream + "\n").utf8))
    return try await git.commit(reference)
  }

  /// Who commits: the one git knows, or the program where it knows nobody.
  private static func identity(_ git: Git) async throws(ArtifactError) -> String {
    let answer = try await git.run(["var", "GIT_COMMITTER_IDENT"])
    let line = String(decoding: answer.output.prefix { $0 != 0x0A }, as: UTF8.self)
    guard answer.isSuccess, let end = line.lastIndex(of: ">") else { return "moe-judge <moe-judge@localhost>" }
    return String(line[...end])
  }

  private static func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }

  private static func quoted(_ path: String) -> String {
    "\"\(path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n"))\""
  }
}
