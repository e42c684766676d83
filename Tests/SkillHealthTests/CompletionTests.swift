import Foundation
import Provenance
import Testing

@testable import SkillHealth

@Suite struct CompletionTests {
  private func workshop(_ body: (Workshop) throws -> Void) throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try body(workshop)
  }

  @Test func `what the skill promises and is not there at the end is said`() throws {
    try workshop { workshop in
      var session = PlayedSession(in: workshop.folder, skill: try Samples.skill("plan-feature"))
      #expect(try session.play("Stop") == [.incompleteOutput])
      #expect(session.watch.success == false)
      var done = PlayedSession(in: workshop.folder, skill: try Samples.skill("plan-feature"))
      try workshop.write("plan", to: "docs/plans/feature-plan.md")
      let path = JSONValue.string(workshop.folder + "/docs/plans/feature-plan.md")
      #expect(try done.play("Stop").isEmpty && done.watch.success == nil)
      _ = try done.use("Write", ["file_path": path, "content": "plan"])
      #expect(try done.play("Stop").isEmpty && done.watch.success == true)
    }
  }

  @Test func `a TODO that the session wrote and left is said`() throws {
    try workshop { workshop in
      var session = PlayedSession(in: workshop.folder)
      let path = JSONValue.string(workshop.folder + "/a.py")
      let write: JSONValue = [
        "tool_name": "Write", "tool_input": ["file_path": path, "content": "# TODO: the rest\n"],
        "tool_response": ["type": "create"],
      ]
      _ = try session.play("PreToolUse", write)
      try workshop.write("# TODO: the rest\n", to: "a.py")
      _ = try session.play("PostToolUse", write)
      #expect(try session.play("Stop") == [.incompleteOutput])
      // The next prompt speaks of something else.
      _ = try session.play("UserPromptSubmit")
      #expect(try session.play("Stop").isEmpty)
      var other = PlayedSession(in: workshop.folder)
      _ = try other.use(
        "Edit", ["file_path": path, "old_string": "# TODO: the rest", "new_string": "# TODO: the rest, soon"])
      #expect(try other.play("Stop").isEmpty)
    }
  }

  @Test func `a TODO that was there before, is gone again, or is part of a name is no work left`() throws {
    try workshop { workshop in
      try workshop.write("# TODO: old\nTODO_STATES = 1\n", to: "a.py")
      let path = JSONValue.string(workshop.folder + "/a.py")
      var session = PlayedSession(in: workshop.folder)
      _ = try session.use("Write", ["file_path": path, "content": "# TODO: old\nx = 1\n"])
      _ = try session.use("Edit", ["file_path": path, "old_string": "x = 1", "new_string": "TODO_STATES = 2"])
      #expect(try session.play("Stop").isEmpty)
      _ = try session.use("Edit", ["file_path": path, "old_string": "x", "new_string": "x # TODO"])
      _ = try session.use("Edit", ["file_path": path, "old_string": "x # TODO", "new_string": "x"])
      #expect(try session.play("Stop").isEmpty)
    }
  }

  private static func skill(_ body: String) throws -> SkillFile {
    try SkillFile(path: "s/SKILL.md", text: "---\nname: s\ndescription: d\n---\n\(body)")
  }

  @Test func `what a checklist says to be gone is promised by nobody, and only output sections tell a failure`() throws
  {
    try workshop { workshop in
      let gone = try Self.skill(
        "## Completion Checklist\n- [ ] `src/old.py` is removed\n- [ ] `legacy/` was deleted\n\n## Success Output\n- `a.txt` was renamed\n"
      )
      var session = PlayedSession(in: workshop.folder, skill: gone)
      #expect(try session.play("Stop").isEmpty && session.watch.success == nil)
      let listed = try Self.skill("## Completion Checklist\n- [ ] `docs/a.md` says it\n")
      var other = PlayedSession(in: workshop.folder, skill: listed)
      #expect(try other.play("Stop") == [.incompleteOutput] && other.watch.success == nil)
    }
  }

  @Test(arguments: [
    ("All tests pass.\nI will now update the docs.", true), ("Next, I'll run the migration:", true),
    ("Done. If you want, I will now push it.", false), ("Shall I push it? I will now wait.", false),
    ("All done.", false), ("All green. I'm going to leave the flaky upload test alone.", false),
    ("Done. Next, I'll wait for your review.", false), ("I'm going to leave the flaky test alone.", false),
    ("Next, I'll wait for your review.", false), ("I will now begin. It is done.", false),
    ("**I'll now run it.**", true),
  ])
  func `a last message that announces work is said`(message: String, isPromise: Bool) throws {
    var session = PlayedSession()
    #expect(
      try session.play("Stop", ["last_assistant_message": .string(message)]) == (isPromise ? [.incompleteOutput] : []))
  }

  @Test func `the last message is read from the transcript where the event does not hold it`() throws {
    try workshop { workshop in
      let tool = #"{"type":"assistant","message":{"role":"assistant","content":[{"type":"tool_use","name":"Read"}]}}"#
      let text =
        #"{"type":"assistant","message":{"role":"assistant","content":[{"type":"text","text":"I'll now run it."}]}}"#
      let user = #"{"type":"user","message":{"role":"user","content":"I will now wait"}}"#
      let path = JSONValue.string(workshop.folder + "/t.jsonl")
      // Longer than the end that is read, so that its first line is half of one.
      try workshop.write(String(repeating: user + "\n", count: 2_000) + "\(text)\n\(tool)\n\(user)\n", to: "t.jsonl")
      var session = PlayedSession(in: workshop.folder)
      #expect(try session.play("Stop", ["transcript_path": path]) == [.incompleteOutput])
      try workshop.write(user + "\n\u{FFFD}{\n", to: "t.jsonl")
      var other = PlayedSession(in: workshop.folder)
      #expect(try other.play("Stop", ["transcript_path": path]).isEmpty)
      #expect(try other.play("Stop", ["transcript_path": "/dev/zero"]).isEmpty)
    }
  }

  @Test func `a retrospective says what is known and invents no score`() throws {
    var session = PlayedSession(skill: try Samples.skill("code-review"))
    _ = try session.play("UserPromptSubmit", ["prompt": "review"])
    for _ in 0..<3 { _ = try session.shell("git diff") }
    let day = try #require(Day("2026-11-22"))
    #expect(
      Retrospective(of: session.watch, on: day)?.line
        == #"{"anti_patterns":["excessive_retry"],"date":"2026-11-22","session":"s","skill":"code-review"}"#)
    #expect(Retrospective(of: PlayedSession().watch, on: day) == nil)
  }

  @Test func `a session is read as it was written`() throws {
    var session = PlayedSession()
    _ = try session.shell("git diff")
    _ = try session.use("Read", ["file_path": "/srv/project/a.py"])
    let kept = session.watch.session
    #expect(WatchedSession(encoded: kept.encoded) == kept)
    #expect(WatchedSession(encoded: Array("{}".utf8)) == nil && WatchedSession(encoded: [0xFF]) == nil)
    // What was asked stands there as a hash alone.
    #expect(!String(decoding: kept.encoded, as: UTF8.self).contains("git diff"))
  }
}
