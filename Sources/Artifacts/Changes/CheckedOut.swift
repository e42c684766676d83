import Foundation

/// What of a repository is checked out at a folder.
public struct CheckedOut: Sendable, Hashable {
  /// The hash of the commit.
  public let commit: String
  /// Whether tracked files are otherwise than in that commit; files that git does not know do not count.
  public let isDirty: Bool

  /// More than a list of changes has that anybody would judge, in bytes.
  private static let limit = 64 << 20

  /// Nil outside of a repository, before its first commit, and where git is not there or does not answer in time.
  ///
  /// No program is run that the repository's own configuration names: it may come from anywhere.
  ///
  /// - Parameter patience: how long git may take; in a repository so large that it takes longer, nothing is said.
  public static func at(_ folder: String, patience: Duration = .seconds(3)) async -> CheckedOut? {
    guard isInRepository(folder) else { return nil }
    return await withTaskGroup(of: CheckedOut?.self) { group in
      group.addTask { await asked(in: folder) }
      group.addTask {
        try? await Task.sleep(for: patience)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  /// Whether git's own folder, or the file that stands for it, is here or above; asking git that would take longer than a small
  /// judgment's other beginnings together.
  public static func isInRepository(_ folder: String) -> Bool {
    var place = URL(fileURLWithPath: folder).standardizedFileURL
    while true {
      if FileManager.default.fileExists(atPath: place.appending(path: ".git").path) { return true }
      guard place.path != "/" else { return false }
      place.deleteLastPathComponent()
    }
  }

  private static func asked(in folder: String) async -> CheckedOut? {
    var git = Git(folder: folder, range: "")
    guard let filters = await filters(of: git) else { return nil }
    // To tell whether a file was changed, git passes it through its filter, which is a command of the configuration.
    git.settings = filters.flatMap { filter in
      [("filter.\(filter).clean", ""), ("filter.\(filter).process", ""), ("filter.\(filter).required", "false")]
    }
    let arguments = [
      "status", "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules=all", "-z",
    ]
    guard let answer = try? await git.run(arguments, limit: limit), answer.isSuccess else { return nil }
    return CheckedOut(status: answer.output)
  }

  /// The names of all filters that are configured; nil where git does not say.
  private static func filters(of git: Git) async -> Set<String>? {
    let arguments = ["config", "-z", "--name-only", "--get-regexp", #"^filter\."#]
    guard let answer = try? await git.run(arguments) else { return nil }
    // Without any it ends with 1 and says nothing.
    guard answer.isSuccess || answer.complaint.hasPrefix("git ended") else { return nil }
    let names = answer.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    return Set(
      names.compactMap { name in
        let rest = name.dropFirst("filter.".count)
        return rest.lastIndex(of: ".").map { String(rest[..<$0]) }
      })
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
