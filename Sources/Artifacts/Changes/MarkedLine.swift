/// A line of a revision that holds a mark, with the one below.
public struct MarkedLine: Sendable, Hashable {
  /// From the repository's root.
  public let path: String
  public let text: String
  /// Empty at the end of the file.
  public let below: String

  /// Every line of `revision` that holds `mark`, letter case ignored.
  ///
  /// - Throws: `ArtifactError` where `folder` is in no repository, or the revision is not known there.
  public static func all(
    holding mark: String, at revision: String, in folder: String = "."
  ) async throws(ArtifactError) -> [MarkedLine] {
    let git = Git(folder: folder, range: revision)
    try await git.requireRepository()
    let commit = try await git.commit(revision)
    let answer = try await git.run(
      ["grep", "-z", "-n", "-I", "-i", "-A1", "--full-name", "--fixed-strings", "-e", mark, commit, "--", ":/"],
      limit: 50_000_000)
    // No line at all is an answer too, and the only failure without a complaint.
    guard answer.isSuccess || answer.output.isEmpty && answer.complaint.hasPrefix("git ended") else {
      throw .gitFailed(range: revision, reason: answer.complaint)
    }
    return lines(in: String(decoding: answer.output, as: UTF8.self), of: commit, holding: mark.lowercased())
  }

  /// `COMMIT:path NUL number NUL text` for a line with the mark and for the one below.
  private static func lines(in output: String, of commit: String, holding mark: String) -> [MarkedLine] {
    let entries = output.split(separator: "\n").compactMap { line -> (path: Substring, number: Int, text: Substring)? in
      let parts = line.split(separator: "\0", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0].hasPrefix(commit + ":"), let number = Int(parts[1]) else { return nil }
      return (parts[0].dropFirst(commit.count + 1), number, parts[2])
    }
    return entries.indices.compactMap { index in
      let entry = entries[index]
      guard entry.text.lowercased().contains(mark) else { return nil }
      let next = index + 1 < entries.count ? entries[index + 1] : nil
      let below = next.flatMap { $0.path == entry.path && $0.number == entry.number + 1 ? $0.text : nil }
      return MarkedLine(path: String(entry.path), text: String(entry.text), below: String(below ?? ""))
    }
  }
}
