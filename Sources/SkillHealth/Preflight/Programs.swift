import Artifacts
import Foundation
import Subprocess

/// The programs of PATH.
public struct Programs: Sendable {
  private let folders: [String]
  private let environment: [String: String]
  private let root: PathRoot
  /// For how long a program may think about its version.
  private let patience: Duration

  /// - Parameters:
  ///   - environment: whose PATH counts.
  ///   - root: programs below it are found, but never run: they are what the project put there.
  ///   - patience: what takes longer to tell its version is ended, and has told none.
  public init(environment: [String: String], root: String, patience: Duration = .seconds(3)) {
    self.patience = patience
    self.environment = environment
    self.root = PathRoot(root)
    folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
  }

  /// Where a program is; nil where PATH has none. Relative entries of PATH do not count.
  public func place(of name: String) -> String? {
    guard !name.isEmpty, !name.contains("/"), !name.utf8.contains(0) else { return nil }
    return folders.lazy.map { $0 + "/" + name }.first { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
  }

  /// What a program says of its version, asked without a shell.
  ///
  /// - Returns: nil for a program below the root, for one that fails, and for one that says nothing of the kind.
  func version(of path: String, arguments: [String]) async -> ToolVersion? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    guard !root.holds(path), !root.holds(String(cString: resolved)) else { return nil }
    let place = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = place.dropLast().joined(separator: "/")
    // Nothing that the person set for the program itself, and nothing that makes it fetch another of its versions.
    var variables: [Environment.Key: String] = [
      "LC_ALL": "C", "PATH": ([folder] + folders).joined(separator: ":"), "GOTOOLCHAIN": "local",
    ]
    if let home = environment["HOME"] { variables["HOME"] = home }
    let name = place.last.map(String.init) ?? path
    return await withTaskGroup(of: ToolVersion?.self) { group in
      group.addTask { [variables] in await Self.answer(of: name, arguments: arguments, variables: variables) }
      group.addTask {
        try? await Task.sleep(for: patience)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  private static func answer(
    of name: String, arguments: [String], variables: [Environment.Key: String]
  ) async -> ToolVersion? {
    var options = PlatformOptions()
    // What it starts is ended with it.
    options.createSession = true
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
    guard
      let result = try? await Subprocess.run(
        .name(name), arguments: Arguments(arguments), environment: .custom(variables), platformOptions: options,
        output: .string(limit: 16_384), error: .string(limit: 16_384)),
      result.terminationStatus.isSuccess
    else { return nil }
    return ToolVersion(printed: result.standardOutput + "\n" + result.standardError)
  }
}
