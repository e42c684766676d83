import Foundation

/// A commit as a repository's history tells it.
public struct LoggedCommit: Sendable, Hashable {
  public let hash: String
  /// The committer's, `YYYY-MM-DD`, in the committer's time zone.
  public let date: String
  public let author: String
  /// The first line of its message.
  public let subject: String
}

/// What happened to files in a repository.
public enum CommitLog {
  /// Commits that touch one of the files or folders, the newest first.
  ///
  /// - Parameters:
  ///   - paths: relative to `folder`, taken as they stand, without patterns; others are passed over.
  ///   - first: and `last`, `YYYY-MM-DD`: the days between which they were committed, both inclusive.
  ///   - limit: at most so many.
  /// - Returns: none outside of a repository, and where git is not there: nobody has to have a history.
  public static func touching(
    _ paths: [String], from first: String, through last: String, in folder: String, limit: Int = 20
  ) async -> [LoggedCommit] {
    // One that leads out of the folder would have git say nothing of the others.
    let paths = paths.filter { path in
      !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    }
    guard !paths.isEmpty, limit > 0 else { return [] }
    let arguments =
      [
        "-c", "log.showSignature=false", "--literal-pathspecs", "log", "--max-count=\(limit)",
        "--since=\(first)T00:00:00",
        "--until=\(last)T23:59:59", "--no-color", "--no-mailmap", "-z", "--format=%H%x1f%cs%x1f%an%x1f%s", "--",
      ] + paths
    guard let answer = try? await Git(folder: folder, range: "").run(arguments), answer.isSuccess else { return [] }
    return answer.output.split(separator: 0).compactMap { entry in
      let fields = String(decoding: entry, as: UTF8.self).split(separator: "\u{1f}", omittingEmptySubsequences: false)
      guard fields.count == 4 else { return nil }
      return LoggedCommit(
        hash: fields[0].trimmingCharacters(in: .whitespacesAndNewlines), date: String(fields[1]),
        author: String(fields[2]), subject: String(fields[3]))
    }
  }
}
