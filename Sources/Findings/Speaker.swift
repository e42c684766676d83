internal import Artifacts
internal import Foundation

/// Who says something, by git or by the environment.
public enum Speaker {
  /// Git's user name in the current folder, or else the environment's; nil where neither names anybody.
  public static func name() async -> String? {
    if let name = await GitUser.name(in: FileManager.default.currentDirectoryPath) { return name }
    let user = ProcessInfo.processInfo.environment["USER"] ?? ""
    return user.isEmpty ? nil : user
  }
}
