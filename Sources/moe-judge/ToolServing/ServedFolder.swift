import Artifacts
import Foundation

/// The folder that tools may look into.
struct ServedFolder: Sendable {
  private let root = PathRoot()
  /// Whether they may look elsewhere too.
  let allowsOutside: Bool

  /// The path to be judged, as the command takes it.
  ///
  /// - Throws: `CommandFailure` for what is not there, and for what lies outside once its links are followed.
  func checked(_ path: String) throws -> String {
    guard !path.isEmpty else { throw CommandFailure("'path' is empty. Name a file or a directory.") }
    // A name such as - or --x is a file here, and nothing else.
    let path = path.hasPrefix("-") ? "./" + path : path
    guard let real = realpath(path, nil) else {
      let reason = String(cString: strerror(errno))
      throw CommandFailure("\(path): \(reason). Name a file or a directory that is there.")
    }
    defer { free(real) }
    guard allowsOutside || root.holds(String(cString: real)) else {
      throw CommandFailure(
        "\(path): this lies outside the folder where moe-judge mcp runs, and is not looked at. "
          + "Name something below that folder, or start the server with --allow-outside.")
    }
    return path
  }

  /// - Throws: `CommandFailure` where a change of the whole repository would show what lies outside.
  func checkChange() throws {
    var status = stat()
    guard !allowsOutside, lstat(".git", &status) != 0 else { return }
    throw CommandFailure(
      "a change is one of the whole repository, and the folder where moe-judge mcp runs is not its top. "
        + "Start the server there, or with --allow-outside.")
  }
}
