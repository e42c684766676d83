import Foundation
import JudgeTypes
import Provenance
import Reports
import SkillHealth
import TestSupport
import Testing

@testable import moe_judge

/// The files of tasks and choices, with skills that no store needs to hold.
@Suite struct HealthFilesTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "moe-judge-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func task(_ name: String = "code-review", seenAfter: Int = 2, started: Int = 10) -> ImprovementTask {
    let day = sampleDay.advanced(by: -started)
    let finding = HealthFinding(
      state: .regression, severity: .major, alarmed: day.advanced(by: seenAfter), started: day, before: 82, after: 60)
    return ImprovementTask(of: sampleSkill(name, score: 60, finding: finding), causes: [], created: sampleDay)
  }

  private func isNew(_ written: TaskFolder.Written) -> Bool { if case .new = written { true } else { false } }

  @Test func `a task is written once, and what people changed in it stays`() throws {
    try inFolder { state in
      let folder = TaskFolder(state: state)
      #expect(isNew(try folder.write(task())))
      let path = "\(state)/tasks/health-code-review-2026-11-12.md"
      let mine = try String(contentsOfFile: path, encoding: .utf8) + "\nLooked at it. Kim\n"
      try Data(mine.utf8).write(to: URL(fileURLWithPath: path))
      #expect(!isNew(try folder.write(task())))
      // The start was dated anew; another task is open for the skill.
      #expect(!isNew(try folder.write(task(started: 30))))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == mine)
      #expect(try folder.openTasks() == ["code-review": "health-code-review-2026-11-12"])
      #expect(isNew(try folder.write(task("x\"\n---\nstate: closed"))))
      #expect(try folder.tasks().map(\.skill.rawValue).sorted() == ["code-review", "x\"\n---\nstate: closed"])
      #expect(try folder.tasks().allSatisfy { $0.isOpen && $0.target.over == 75 && $0.created == sampleDay })
    }
  }

  @Test func `once closed, the same drop gets no second task, and a later one does`() throws {
    try inFolder { state in
      let folder = TaskFolder(state: state)
      _ = try folder.write(task(started: 40))
      try folder.close(try folder.named("health-code"), on: sampleDay, reason: "done")
      let closed = try folder.named("health-code-review-2026-10-13")
      #expect(!closed.isOpen && closed.reason == "done" && closed.closed == sampleDay)
      #expect(!isNew(try folder.write(task(started: 26))))
      #expect(isNew(try folder.write(task(started: 25))))
    }
  }

  @Test func `a file with carriage returns is read and closed too`() throws {
    let text = task().markdown.replacing("\n", with: "\r\n")
    let read = try TaskFile(text: text, path: "a.md")
    #expect(read.isOpen && read.skill == "code-review")
    let closed = try TaskFile(text: read.closing(on: sampleDay, reason: "why"), path: "a.md")
    #expect(!closed.isOpen && closed.reason == "why" && closed.target.over == 75)
  }

  @Test func `the choice of an unhealthy skill is one line, without the secrets of the task`() throws {
    try inFolder { state in
      let ranking = SkillRanking(
        task: "review", capabilities: [],
        states: [sampleSkill("sick-review", score: 30), sampleSkill("review", score: 90)],
        prefersHealthy: false)
      let sick = try #require(ranking.all.first { $0.isUnhealthy })
      let log = ChoiceLog(state: state)
      let key = "AKIA" + "QYLPMN5HHHFPZAM2"
      for task in ["review it", "review aws_access_key_id = \(key)"] {
        try log.note(sick, for: task, alternatives: ranking.alternatives(to: sick))
      }
      let lines = try String(contentsOfFile: log.path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 2 && !lines[1].contains(key))
      let json = try JSONValue(parsing: String(lines[0]))
      #expect(json["chosen"] == "sick-review" && json["score"] == 30 && json["alternatives"] == ["review"])
      #expect(json["task"] == "review it" && json["time"]?.stringValue?.hasSuffix("Z") == true)
    }
  }
}
