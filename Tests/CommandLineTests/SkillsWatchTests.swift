import Foundation
import Provenance
import Testing

/// `skills watch`, called as a coding agent calls it: once for each event.
@Suite struct SkillsWatchTests {
  private func withProgram(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try await body(program)
  }

  private func event(_ program: Program, _ name: String, _ members: JSONValue = [:]) throws -> String {
    let common: JSONValue = [
      "hook_event_name": .string(name), "session_id": "s-1", "cwd": .string(program.folder.path),
      "transcript_path": "/none",
    ]
    let whole = try #require(common.objectValue).merging(try #require(members.objectValue)) { _, new in new }
    return JSONValue.object(whole).canonical
  }

  private func shell(_ program: Program, _ command: String) throws -> String {
    try event(
      program, "PostToolUse",
      ["tool_name": "Bash", "tool_input": ["command": .string(command)], "tool_response": ["stdout": "x"]])
  }

  @Test func `the third time is told as the agent takes it, and only once`() async throws {
    try await withProgram { program in
      let input = try shell(program, "git diff")
      for _ in 0..<2 {
        let quiet = try await program.run("skills", "watch", input: input)
        #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.error.isEmpty, "\(quiet.error)")
      }
      let told = try await program.run("skills", "watch", input: input)
      let answer = try JSONValue(parsing: told.output)["hookSpecificOutput"]
      #expect(told.code == 0 && answer?["hookEventName"] == "PostToolUse")
      #expect(
        answer?["additionalContext"]?.stringValue?.hasPrefix("excessive_retry: 'git diff' was asked 3 times") == true)
      #expect(try await program.run("skills", "watch", input: input).output.isEmpty)
      #expect(
        FileManager.default.fileExists(atPath: program.folder.appending(path: ".moe-judge/sessions/s-1.json").path))
    }
  }

  @Test func `whatever comes, it ends with 0 and says nothing to the agent`() async throws {
    try await withProgram { program in
      let inputs = [
        "", "{", "null", "[1]", "\u{0}\u{1}\u{2}", String(repeating: "[", count: 100_000), "{\"hook_event_name\": 3}",
        #"{"hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":7,"tool_response":[[[]]]}"#,
        "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":\"Read\",\"tool_input\":{\"file_path\":\"\(String(repeating: "a", count: 6_000_000))\"}}",
      ]
      for input in inputs {
        let result = try await program.run("skills", "watch", input: input)
        #expect(result.code == 0 && result.output.isEmpty, "\(input.prefix(40)): \(result.error)")
      }
      #expect(try await program.run("skills", "watch").code == 0)
      // A wrong option is not taken for "stop" either.
      #expect(try await program.run("skills", "watch", "--wrong", input: "{}").code == 1)
    }
  }

  @Test func `a folder that cannot be written stops nobody`() async throws {
    try await withProgram { program in
      try program.write("a file in the place of the folder", to: "state")
      let result = try await program.run("skills", "watch", "--state", "state", input: try shell(program, "ls"))
      #expect(
        result.code == 0 && result.output.isEmpty && result.error.contains("nothing was looked at"), "\(result.error)")
    }
  }

  @Test func `events that come at once are all counted`() async throws {
    try await withProgram { program in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            let input = try shell(program, "make part\(number)x")
            let result = try await program.run("skills", "watch", input: input)
            #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
          }
        }
        try await group.waitForAll()
      }
      let data = try Data(contentsOf: program.folder.appending(path: ".moe-judge/sessions/s-1.json"))
      let calls = try JSONValue(parsing: [UInt8](data))["calls"]?.arrayValue
      #expect(calls?.count == 8)
    }
  }

  @Test func `an id that is no name stays in the folder`() async throws {
    try await withProgram { program in
      let input = try shell(program, "ls").replacing("\"s-1\"", with: "\"../../x/y\"")
      #expect(try await program.run("skills", "watch", input: input).code == 0)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: program.folder.appending(path: ".moe-judge/sessions").path)
      #expect(names.filter { $0.hasPrefix("id-") && $0.hasSuffix(".json") }.count == 1)
    }
  }

  @Test func `the skill that the agent names is found, and its session is looked back on once`() async throws {
    try await withProgram { program in
      let sample = Program.root.appending(path: "Tests/SkillSamples/plan-feature")
      let place = program.folder.appending(path: ".claude/skills/plan-feature")
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: sample, to: place)
      let use = try event(program, "PreToolUse", ["tool_name": "Skill", "tool_input": ["skill": "plan-feature"]])
      #expect(try await program.run("skills", "watch", input: use).code == 0)
      for _ in 0..<2 {
        let stop = try await program.run("skills", "watch", input: try event(program, "Stop"))
        #expect(stop.code == 0 && stop.output.isEmpty, "\(stop.output)")
      }
      let text = try String(
        contentsOf: program.folder.appending(path: ".moe-judge/sessions/retrospectives.jsonl"), encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init)
      let line = try JSONValue(parsing: try #require(lines.first))
      #expect(
        lines.count == 1 && line["skill"] == "plan-feature" && line["session"] == "s-1" && line["success"] == false)
      #expect(line["anti_patterns"] == ["incomplete_output"] && line["score"] == nil)
    }
  }

  private func retrospectives(_ program: Program) throws -> [JSONValue] {
    let file = program.folder.appending(path: ".moe-judge/sessions/retrospectives.jsonl")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  private func begin(_ skill: String, _ program: Program) async throws {
    let use = try event(program, "PreToolUse", ["tool_name": "Skill", "tool_input": ["skill": .string(skill)]])
    #expect(try await program.run("skills", "watch", input: use).code == 0)
  }

  @Test func `a skill ends with the prompt after its turn, and later work is none of its doing`() async throws {
    try await withProgram { program in
      try program.write(
        "---\nname: plan\ndescription: b\n---\n## Success Output\n- `plan.md`\n", to: "skills/plan/SKILL.md")
      try await begin("plan", program)
      try program.write("x", to: "plan.md")
      let path = JSONValue.string(program.folder.appending(path: "plan.md").path)
      let write = try event(
        program, "PostToolUse", ["tool_name": "Write", "tool_input": ["file_path": path], "tool_response": "ok"])
      for input in [write, try event(program, "Stop"), try event(program, "UserPromptSubmit")] {
        _ = try await program.run("skills", "watch", input: input)
      }
      try FileManager.default.removeItem(at: program.folder.appending(path: "plan.md"))
      for _ in 0..<3 { _ = try await program.run("skills", "watch", input: try shell(program, "git diff")) }
      _ = try await program.run("skills", "watch", input: try event(program, "Stop"))
      let lines = try retrospectives(program)
      #expect(lines.count == 1 && lines[0]["success"] == true && lines[0]["anti_patterns"] == [], "\(lines)")
      // A second use is one of its own on record.
      try await begin("plan", program)
      _ = try await program.run("skills", "watch", input: try event(program, "Stop"))
      let last = try retrospectives(program).last
      #expect(last?["session"] == "s-1#2" && last?["success"] == false)
    }
  }

  @Test func `each skill of a turn has its own line with its own anti-patterns`() async throws {
    try await withProgram { program in
      for name in ["rev", "doc"] {
        try program.write("---\nname: \(name)\ndescription: b\n---\n# A\n", to: "skills/\(name)/SKILL.md")
      }
      _ = try await program.run("skills", "watch", input: try event(program, "UserPromptSubmit"))
      for _ in 0..<3 { _ = try await program.run("skills", "watch", input: try shell(program, "git diff")) }
      try await begin("rev", program)
      try await begin("doc", program)
      _ = try await program.run("skills", "watch", input: try event(program, "Stop"))
      let lines = try retrospectives(program)
      #expect(
        lines.map { $0["skill"] } == ["rev", "doc"] && lines.allSatisfy { $0["anti_patterns"] == [] }, "\(lines)")
    }
  }

  @Test func `the project is the folder that the agent names, wherever the session begins`() async throws {
    try await withProgram { program in
      let inner = try shell(program, "ls").replacing(
        JSONValue.string(program.folder.path).canonical, with: JSONValue.string(program.folder.path + "/web").canonical)
      let result = try await program.run(
        "skills", "watch", input: inner, environment: ["CLAUDE_PROJECT_DIR": program.folder.path])
      #expect(result.code == 0, "\(result.error)")
      let data = try Data(contentsOf: program.folder.appending(path: ".moe-judge/sessions/s-1.json"))
      #expect(try JSONValue(parsing: [UInt8](data))["root"]?.stringValue == program.folder.path)
    }
  }

  @Test func `advice for people is plain lines`() async throws {
    try await withProgram { program in
      try program.write(
        "---\nname: a\ndescription: b\nallowed-tools: Read\n---\n# A\n", to: "skills/a/SKILL.md")
      let result = try await program.run(
        "skills", "watch", "--format", "text", "--skill", "skills/a", input: try shell(program, "npm install"))
      #expect(
        result.output.hasPrefix("context_confusion: Bash is not among the tools that the skill a allows (Read)"),
        "\(result.output)")
      let stop = try await program.run(
        "skills", "watch", input: try event(program, "Stop", ["last_assistant_message": "I will now begin."]))
      #expect(stop.output.isEmpty && stop.error.hasPrefix("incomplete_output: "), "\(stop.error)")
    }
  }

  @Test func `the hooks to paste are JSON, and nothing is written`() async throws {
    try await withProgram { program in
      let result = try await program.run("skills", "watch", "--install")
      let hooks = try JSONValue(parsing: result.output)["hooks"]
      #expect(hooks?["Stop"]?[0]?["hooks"]?[0]?["command"] == "moe-judge skills watch")
      #expect(hooks?["PreToolUse"]?[1]?["hooks"]?[0]?["command"] == "moe-judge skills preflight --hook")
      #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: ".moe-judge").path))
    }
  }
}
