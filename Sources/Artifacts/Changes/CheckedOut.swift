/// What of a repository is checked out at a folder.
public struct CheckedOut: Sendable, Hashable {
  /// The hash of the commit.
  public let commit: String
  /// Whether tracked files are otherwise than in that commit; files that git does not know do not count.
  public let isDirty: Bool

  /// More than a list of changes has that anybody would judge, in bytes.
  private static let limit = 64 << 20

  /// Nil outside of a repository, before its first commit, and where git is not there or does not answer.
  public static func at(_ folder: String) async -> CheckedOut? {
    let arguments = ["status", "--porcelain=v2", "--branch", "--untracked-files=no", "-z"]
    let answer = try? await Git(folder: folder, range: "").run(arguments, limit: limit)
    guard let answer, answer.isSuccess else { return nil }
    return CheckedOut(status: answer.output)
  }

  /// Reads `git status --porcelain=v2 --branch -z`: headers with `# `, then one entry for each changed file.
  init?(status output: [UInt8]) {
    let entries = output.split(separator: 0)
    let prefix = Array("# branch.oid ".utf8)
    guard let oid = entries.first(where: { $0.starts(with: prefix) })?.dropFirst(prefix.count),
      oid.allSatisfy("0123456789abcdef".utf8.contains), oid.count >= 40
    else { return nil }
    commit = String(decoding: oid, as: UTF8.self)
    isDirty = entries.contains { !$0.starts(with: Array("# ".utf8)) }
  }
}
