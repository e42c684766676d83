import Artifacts
import Foundation

/// Who says something, by git or by the environment.
enum Speaker {
  /// Nil where neither names anybody.
  static func name() async -> String? {
    if let name = await GitUser.name(in: FileManager.default.currentDirectoryPath) { return name }
    let user = ProcessInfo.processInfo.environment["USER"] ?? ""
    return user.isEmpty ? nil : user
  }
}
