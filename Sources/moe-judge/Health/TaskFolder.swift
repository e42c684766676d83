import Foundation
import JudgeTypes
import Reports
import SkillHealth
import YAMLFiles

/// The improvement tasks of a state folder for the command line, with failures in its words.
extension TaskFolder {
  /// In days. The start of a drop is dated anew as days come in; within these it is the same one.
  private static var datingError: Int { 14 }

  /// All of them by id. Says on standard error which files are none.
  func read() throws -> [TaskFile] {
    do { return try tasks { Standard.error.write(safeLines("\($0)\n")) } } catch {
      throw CommandFailure("\(path): the folder of tasks cannot be read: \(error.localizedDescription). Check who may.")
    }
  }

  /// The id of the open task of each skill that has one.
  func openTasks() throws -> [Skill.ID: String] {
    Dictionary(try read().filter(\.isOpen).map { ($0.skill, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// The task that `reference` names: its id, or the beginning of it.
  func named(_ reference: String) throws -> TaskFile {
    let all = try read()
    let found = all.filter { $0.id == reference }
    let near = found.isEmpty ? all.filter { $0.id.hasPrefix(reference) } : found
    guard let task = near.first, near.count == 1 else {
      let known = all.filter(\.isOpen).map(\.id)
      let advice = nearest(reference, among: known).map { "Did you mean '\($0)'?" }
      let listed = known.isEmpty ? "No task is open." : "Open: \(known.prefix(5).joined(separator: ", "))."
      throw CommandFailure(
        "\(reference): this names \(near.isEmpty ? "no task" : "several tasks") in \(path). \(advice ?? listed)")
    }
    return task
  }

  enum Written {
    /// It is at this path now.
    case new(String)
    /// The task of this id is about the same; its file stays as it is.
    case there(String)
  }

  /// Writes the task unless there is one: of the same id, open for the same skill, or of a drop of it that began about then.
  func write(_ task: ImprovementTask) throws -> Written {
    let same = try read().first { other in
      guard other.skill == task.state.skill else { return false }
      return other.isOpen || other.started.map { abs($0.distance(to: task.started)) <= Self.datingError } ?? false
    }
    if let same { return .there(same.id) }
    let file = "\(path)/\(task.id).md"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data(task.markdown.utf8).write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      return .there(task.id)
    } catch {
      throw failure(file, error)
    }
    return .new(file)
  }

  func close(_ task: TaskFile, on day: Day, reason: String) throws {
    do {
      try Data(task.closing(on: day, reason: reason).utf8).write(
        to: URL(fileURLWithPath: task.path), options: .atomic)
    } catch {
      throw failure(task.path, error)
    }
  }

  private func failure(_ path: String, _ error: any Error) -> CommandFailure {
    CommandFailure("\(path): cannot be written: \(error.localizedDescription). Check the folder and the disk.")
  }
}
