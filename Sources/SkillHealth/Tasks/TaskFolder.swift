internal import Foundation
internal import YAMLFiles

/// The improvement tasks of a state folder: tasks/<id>.md.
public struct TaskFolder: Sendable {
  public let path: String
  /// A task is small; what is larger is none.
  private static let limit = 1 << 20

  public init(state: String) { path = state + "/tasks" }

  /// All of them by id.
  ///
  /// - Parameters:
  ///   - prefix: only files whose names begin so.
  ///   - unreadable: is told of each file that is none, and why.
  /// - Throws: what Foundation says of a folder that cannot be read.
  public func tasks(prefix: String = "", unreadable: (any Error) -> Void = { _ in }) throws -> [TaskFile] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    return names.filter { $0.hasSuffix(".md") && $0.hasPrefix(prefix) }.sorted().compactMap { name in
      do { return try task(at: path + "/" + name) } catch {
        unreadable(error)
        return nil
      }
    }
  }

  private func task(at path: String) throws -> TaskFile {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) <= Self.limit,
      let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
    else {
      throw FileProblems([
        FileProblem(
          path: path, message: "this is no task: not a readable file of text of at most 1 MB. Take it away.")
      ])
    }
    return try TaskFile(text: text, path: path)
  }
}
