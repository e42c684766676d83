internal import Foundation
public import JudgeTypes
internal import Provenance
public import YAMLFiles

/// An improvement task as it stands in its file, with whatever people changed in it.
public struct TaskFile: Sendable {
  public let path: String
  public let id: String
  public let skill: Skill.ID
  /// The words of the file; whatever is not closed or done is open.
  public let state: String
  public let created: Day?
  public let started: Day?
  public let target: ImprovementTarget
  public let closed: Day?
  public let reason: String?
  /// The whole file.
  public let text: String

  public var isOpen: Bool { !["closed", "done"].contains(state.lowercased()) }

  /// - Throws: `FileProblems` where the front matter is no YAML or lacks what a task needs.
  public init(text: String, path: String) throws(FileProblems) {
    guard let head = Self.head(of: text) else {
      throw FileProblems([
        FileProblem(path: path, line: 1, message: "this is no task: it has no front matter between two lines '---'.")
      ])
    }
    let lines = Self.lines(of: text)
    // The first line is handed over empty, so that problems name the file's lines.
    let yaml = try YAMLFile.value(of: "\n" + lines[1..<head].joined(separator: "\n"), path: path)
    var problems: [FileProblem] = []
    func required(_ key: String, _ what: String) -> String {
      if let value = yaml[key]?.string, !value.isEmpty { return value }
      problems.append(
        FileProblem(path: path, line: yaml[key]?.line ?? 1, key: key, message: "there is no \(what). Write one."))
      return ""
    }
    let (id, skill) = (required("id", "id"), required("skill", "name of a skill"))
    let target = yaml["target"]?.number
    if target == nil {
      problems.append(
        FileProblem(
          path: path, line: yaml["target"]?.line ?? 1, key: "target",
          message: "there is no score from 0 to 100 to reach. Write one, such as 75."))
    }
    guard problems.isEmpty else { throw FileProblems(problems) }
    self.path = path
    self.id = id
    self.skill = Skill.ID(skill)
    state = yaml["state"]?.string ?? "open"
    created = yaml["created"]?.string.flatMap { Day($0) }
    started = yaml["started"]?.string.flatMap { Day($0) }
    self.target = ImprovementTarget(over: target ?? 0)
    closed = yaml["closed"]?.string.flatMap { Day($0) }
    reason = yaml["reason"]?.string
    self.text = text
  }

  /// The file with the task closed; all else in it stays as it is, to the byte.
  public func closing(on day: Day, reason: String) -> String {
    var lines = Self.lines(of: text)
    guard let end = Self.head(of: text) else { return text }
    let ours = ["state", "closed", "reason"]
    var isOurs = false
    let kept = lines[1..<end].filter { line in
      // What is indented goes on with the key above it.
      if line.first.map({ $0 != " " && $0 != "\t" }) ?? false { isOurs = ours.contains { line.hasPrefix("\($0):") } }
      return !isOurs
    }
    let said = ["state: closed", "closed: \(day)", "reason: \(JSONValue.string(reason).canonical)"]
    lines.replaceSubrange(1..<end, with: kept + said)
    return lines.joined(separator: "\n")
  }

  /// The index of the line that ends the front matter.
  private static func head(of text: String) -> Int? {
    let lines = lines(of: text)
    func isMark(_ line: String) -> Bool { line.trimmingCharacters(in: .whitespacesAndNewlines) == "---" }
    guard lines.first.map(isMark) ?? false else { return nil }
    return lines.dropFirst().firstIndex(where: isMark)
  }

  /// By line feeds alone: with the carriage return before it, one is a character of its own.
  private static func lines(of text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
  }
}
