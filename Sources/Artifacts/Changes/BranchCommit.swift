/// A commit on a new branch, made without touching the working tree or the index.
public enum BranchCommit {
  /// Whether such a commit can be made, before anybody works for it.
  ///
  /// - Parameters:
  ///   - branch: its name, where it is known already.
  ///   - clean: files and folders that have to be as they are committed.
  /// - Throws: `ArtifactError` with what is in the way.
  public static func requireReady(branch: String?, in folder: String, clean: [String]) async throws(ArtifactError) {
    let git = Git(folder: folder, range: branch ?? "HEAD")
    try await git.requireRepository()
    if let branch, try await !git.run(["check-ref-format", "refs/heads/\(branch)"]).isSuccess {
      throw .gitFailed(range: branch, reason: "'\(branch)' is no name of a branch")
    }
    if let branch, try await git.run(["show-ref", "--verify", "--quiet", "refs/heads/\(branch)"]).isSuccess {
      throw .gitFailed(range: branch, reason: "the branch \(branch) is there already; delete it, or name another one")
    }
    let status = try await git.output(["status", "--porcelain", "--"] + clean)
    guard status.isEmpty else {
      let first = String(decoding: status.prefix { $0 != 0x0A }, as: UTF8.self).dropFirst(3)
      throw .gitFailed(range: "HEAD", reason: "\(first) is not as it is committed; commit it or put it back first")
    }
  }

  /// Commits `files` on top of what is checked out.
  ///
  /// - Parameters:
  ///   - branch: its name. One that is there already is left as it is where its last commit has this very message: it was made before.
  ///   - folder: the files' paths are relative to it; it may be a part of the repository.
  ///   - files: the new texts, by path.
  ///   - before: what those files have to hold in what is checked out, nil for one that must not be there; files that it does not
  ///     name may hold anything.
  /// - Returns: the commit's hash.
  /// - Throws: `ArtifactError` outside of a repository, before its first commit, for a branch of another making, and for files that hold
  ///   something else, so that nobody's change is taken back unseen.
  public static func make(
    branch: String, in folder: String, files: [String: String], replacing before: [String: String?] = [:],
    message: String
  ) async throws(ArtifactError) -> String {
    let git = Git(folder: folder, range: branch)
    try await git.requireRepository()
    let parent = try await git.commit("HEAD")
    let reference = "refs/heads/\(branch)"
    guard try await git.run(["check-ref-format", reference]).isSuccess else {
      throw .gitFailed(range: branch, reason: "'\(branch)' is no name of a branch")
    }
    if try await git.run(["show-ref", "--verify", "--quiet", reference]).isSuccess {
      let last = String(decoding: try await git.output(["log", "-1", "--format=%B", reference]), as: UTF8.self)
      guard last.trimmingNewlines == message.trimmingNewlines else {
        throw .gitFailed(range: branch, reason: "the branch is there already; delete it, or keep what it holds")
      }
      return try await git.commit(reference)
    }
    let prefix = String(
      decoding: try await git.output(["rev-parse", "--show-prefix"]).prefix { $0 != 0x0A }, as: UTF8.self)
    for (path, expected) in before.sorted(by: { $0.key < $1.key }) {
      let answer = try await git.run(["show", "\(parent):\(prefix)\(path)"], limit: 16 << 20)
      let held = answer.isSuccess ? String(decoding: answer.output, as: UTF8.self) : nil
      guard held == expected else {
        throw .gitFailed(range: branch, reason: "\(path) was changed since; take the change up by hand")
      }
    }
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

extension String {
  fileprivate var trimmingNewlines: Substring {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return text
  }
}
