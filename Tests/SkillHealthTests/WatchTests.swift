import Foundation
import Provenance
import Testing

@testable import SkillHealth

/// A session that events are played into.
struct PlayedSession {
  var watch: SessionWatch
  let folder: String

  init(in folder: String = "/srv/project", skill: SkillFile? = nil) {
    self.folder = folder
    watch = SessionWatch(session: WatchedSession(session: "s", started: ""), skill: skill, home: "/home/ada")
    watch.session.skill = skill?.name
  }

  /// What is said of an event.
  mutating func play(_ name: String, _ members: JSONValue = [:]) throws -> [AntiPattern] {
    let common: JSONValue = ["hook_event_name": .string(name), "session_id": "s", "cwd": .string(folder)]
    let whole = try #require(common.objectValue).merging(try #require(members.objectValue)) { _, new in new }
    return watch.take(try #require(HookEvent(.object(whole)))).map(\.pattern)
  }

  /// One call of a tool with its answer.
  mutating func use(
    _ tool: String, _ input: JSONValue, answer: JSONValue = ["stdout": "ok"], fails: String? = nil
  ) throws -> [AntiPattern] {
    let members: JSONValue = ["tool_name": .string(tool), "tool_input": input]
    let before = try play("PreToolUse", members)
    let ending: JSONValue = fails.map { ["error": .string($0)] } ?? ["tool_response": answer]
    let whole = try #require(members.objectValue).merging(try #require(ending.objectValue)) { _, new in new }
    return before + (try play(fails == nil ? "PostToolUse" : "PostToolUseFailure", .object(whole)))
  }

  mutating func shell(_ command: String, fails: String? = nil) throws -> [AntiPattern] {
    try use("Bash", ["command": .string(command)], fails: fails)
  }
}

@Suite struct HookEventTests {
  @Test func `an event is read in snake_case and in camelCase`() throws {
    for text in [
      #"{"hook_event_name":"PostToolUse","session_id":"a","tool_name":"Read","tool_input":{"file_path":"/x/a.md"},"tool_response":{"content":"hi"},"cwd":"/x"}"#,
      #"{"hookEventName":"postToolUse","sessionId":"a","toolName":"Read","toolInput":{"filePath":"/x/a.md"},"toolResponse":"hi","cwd":"/x"}"#,
      #"{"hookEventName":"postToolUse","sessionId":"a","toolName":"read","toolArgs":"{\"path\":\"/x/a.md\"}","toolResult":{"resultType":"success","textResultForLlm":"hi"},"cwd":"/x"}"#,
    ] {
      let event = try #require(HookEvent(try JSONValue(parsing: text)))
      #expect(event.moment == .afterTool && event.session == "a" && event.workingFolder == "/x")
      #expect(event.tool?.kind == .read && event.tool?.path == "/x/a.md" && event.tool?.output == "hi", "\(text)")
      #expect(event.tool?.hasFailed == false)
    }
  }

  @Test(arguments: [
    #"{"is_error":true,"content":"x"}"#, #"{"exit_code":2,"stdout":""}"#, #"{"success":false}"#, #""Error: no""#,
    #"{"stderr":"sh: 1: foo: not found"}"#, #"{"error":"it broke"}"#, #""Exit code 1\nbad""#,
  ])
  func `a failure is told whichever way it is said`(response: String) throws {
    let text =
      #"{"hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"foo"},"tool_response":"# + response
      + "}"
    #expect(HookEvent(try JSONValue(parsing: text))?.tool?.hasFailed == true)
  }

  @Test func `the code of a server's answer is no failure`() throws {
    let text =
      #"{"hook_event_name":"PostToolUse","tool_name":"WebFetch","tool_input":{"url":"https://a.example"},"tool_response":{"code":200}}"#
    #expect(HookEvent(try JSONValue(parsing: text))?.tool?.hasFailed == false)
  }

  @Test(arguments: ["[]", "{}", "1", #"{"a":1}"#])
  func `other JSON is no event`(text: String) throws {
    #expect(HookEvent(try JSONValue(parsing: text)) == nil)
  }

  @Test func `a line for a shell is cut into commands, quotes kept whole`() {
    let line = ShellLine(#"FOO=1 make "a b" 2>&1 | tail -n 3 && cat x > out.txt; git status"#)
    #expect(line.commands.map(\.name) == ["make", "tail", "cat", "git"])
    #expect(line.commands[0].words == ["FOO=1", "make", "a b"] && line.commands[2].target == "out.txt")
    #expect(line.commands.map(\.isPiped) == [false, true, false, false])
    let document = ShellLine("cat <<'EOF' > a.txt\nrm -rf src > b.txt\nEOF\nls")
    #expect(document.commands.map(\.name) == ["cat", "ls"] && document.commands[0].target == "a.txt")
    #expect(!line.isReadOnly && ShellLine("git log | head -3; ls 2>/dev/null").isReadOnly)
  }
}

@Suite struct RetryTests {
  @Test func `the same call three times with nothing changed between is said once`() throws {
    var session = PlayedSession()
    #expect(try session.shell("git diff").isEmpty)
    #expect(try session.shell("git diff").isEmpty)
    #expect(try session.shell("git diff") == [.excessiveRetry])
    #expect(try session.shell("git diff").isEmpty)
    // Another task may be told again.
    _ = try session.play("UserPromptSubmit", ["prompt": "next"])
    for _ in 0..<2 { _ = try session.shell("git diff") }
    #expect(try session.shell("git diff") == [.excessiveRetry])
    #expect(session.watch.session.seen == ["excessive_retry": 2])
  }

  @Test func `nearly the same command that fails three times is a retry`() throws {
    var session = PlayedSession()
    _ = try session.shell("pytest -x tests/a.py | tail -20", fails: "Exit code 1")
    _ = try session.shell("pytest -x tests/a.py 2>&1 | tail -50", fails: "Exit code 1")
    #expect(try session.shell("pytest -x tests/a.py", fails: "Exit code 1") == [.excessiveRetry])
  }

  @Test func `reading a file again after it changed is none, nor is testing after each edit`() throws {
    var session = PlayedSession()
    for step in 0..<4 {
      #expect(try session.use("Read", ["file_path": "/srv/project/a.py"]).isEmpty)
      let edit: JSONValue = ["file_path": "/srv/project/a.py", "old_string": "a", "new_string": .string("b\(step)")]
      #expect(try session.use("Edit", edit).isEmpty)
      #expect(try session.shell("make test", fails: step < 3 ? "Exit code 2" : nil).isEmpty, "step \(step)")
    }
  }

  @Test func `test-first work is no retry: what went well since ends the count`() throws {
    var session = PlayedSession()
    for step in 0..<5 {
      for fails in ["Exit code 1", "Exit code 1", nil] {
        _ = try session.use("Write", ["file_path": "/srv/project/a.py", "content": .string("\(step)\(fails ?? "")")])
        #expect(try session.shell("make test", fails: fails).isEmpty, "step \(step)")
      }
    }
  }

  @Test(arguments: [
    ["gh pr checks 7"], ["kubectl get pods"], ["kubectl rollout status deploy/a"], ["gh run view 3"],
    ["sleep 20 && curl localhost"], ["curl localhost", "sleep 30"],
  ])
  func `waiting is no retry`(commands: [String]) throws {
    var session = PlayedSession()
    for _ in 0..<6 { for command in commands { #expect(try session.shell(command).isEmpty, "\(command)") } }
  }

  @Test func `agents beside each other and a summed up session ask for themselves`() throws {
    var session = PlayedSession()
    for agent in ["a", "b", "c"] {
      let call: JSONValue = [
        "tool_name": "Bash", "tool_input": ["command": "git diff"], "tool_response": "x", "agent_id": .string(agent),
      ]
      #expect(try session.play("PostToolUse", call).isEmpty)
    }
    for moment in ["SessionStart", "PreCompact"] {
      for _ in 0..<2 { #expect(try session.shell("git log").isEmpty) }
      _ = try session.play(moment, ["source": "compact"])
    }
    #expect(try session.shell("git log").isEmpty)
  }

  @Test func `six failures of one command are too many even with edits between`() throws {
    var session = PlayedSession()
    var said: [AntiPattern] = []
    for step in 0..<6 {
      _ = try session.use("Write", ["file_path": "/srv/project/a.py", "content": .string("\(step)")])
      said += try session.shell("make test", fails: "Exit code 2")
    }
    #expect(said == [.excessiveRetry])
  }
}

@Suite struct ScopeTests {
  @Test func `a tool or a command that the skill does not allow is confusion`() throws {
    var session = PlayedSession(skill: try Samples.skill("database-migration"))
    #expect(try session.shell("make migrate:up").isEmpty)
    #expect(try session.shell("npm install") == [.contextConfusion])
    var other = PlayedSession(skill: try Samples.skill("database-migration"))
    #expect(try other.use("WebFetch", ["url": "https://a.example"]) == [.contextConfusion])
    // The tools that Required Tools names are allowed too, and so are those that ask or plan.
    #expect(try other.use("TodoWrite", ["todos": []]).isEmpty)
  }

  private func skill(_ body: String, tools: String? = nil) throws -> SkillFile {
    let allowed = tools.map { "allowed-tools: \($0)\n" } ?? ""
    return try SkillFile(path: "a/SKILL.md", text: "---\nname: a\ndescription: b\n\(allowed)---\n\(body)")
  }

  @Test(arguments: [
    ("src/a.py", false), ("docs/b.md", false), ("prod/a.tf", true), ("src/gen.py", true), ("infra/x.tf", true),
  ])
  func `a bold line over a list decides, whatever its items say by the way`(path: String, isConfusion: Bool) throws {
    let body = """
      ## Scope Boundaries

      **In scope**

      - `src/`, no matter how large, but not `src/gen.py`
      - `docs/`, though not only there
      - Never change `infra/`

      **Out of scope**

      - `prod/`, which only operators may change
      """
    var session = PlayedSession(skill: try skill(body))
    let said = try session.use("Write", ["file_path": .string("/srv/project/" + path), "content": "x"])
    #expect(said == (isConfusion ? [.contextConfusion] : []))
  }

  @Test(arguments: [
    ("rm -rf prod", true), ("sed -i s/a/b/ prod/main.tf", true), ("echo x > prod/a.tf", true),
    ("cat secrets/key", true),
    ("mv a.txt prod/", true), ("cat a | tee prod/x", true), ("cd prod && rm a.tf", true), ("rm -rf src", false),
    ("cat src/a.py | wc -l", false), ("cp src/a prod/a", true), ("rm -rf deep", true),
  ])
  func `commands are held against what is out of scope`(command: String, isConfusion: Bool) throws {
    let body = "## Scope Boundaries\n- Out of scope: `prod/`, `secrets/**`, `deep/er/x.md`\n"
    var session = PlayedSession(skill: try skill(body))
    #expect(try session.shell(command) == (isConfusion ? [.contextConfusion] : []))
  }

  @Test func `so are searches and listings`() throws {
    let file = try skill("## Scope Boundaries\n- Out of scope: `secrets/**`\n")
    for tool in ["Grep", "Glob"] {
      var session = PlayedSession(skill: file)
      #expect(
        try session.use(tool, ["pattern": "x", "path": "/srv/project/secrets"]) == [.contextConfusion], "\(tool)")
      #expect(try session.use(tool, ["pattern": "x", "path": "/srv/project"]).isEmpty)
    }
  }

  @Test(arguments: [
    ("git diff; rm -rf src", "'rm -rf src' is not among the commands"), ("cd web && git diff", nil),
    ("git diff | head -3", nil), ("FOO=1 git diff --stat", nil), ("git diff $(rm -rf src)", "'rm -rf src'"),
    ("git diff $(cat a.txt)", nil), ("git difftool", "'git difftool'"), ("timeout 9 git diff", nil),
    ("git diff <<EOF\nrm -rf src\nEOF", nil), ("git diff && npm i", "'npm i'"),
  ])
  func `each command of a line has to be allowed, and advice names the one that is not`(command: String, words: String?)
    throws
  {
    var session = PlayedSession(skill: try skill("# A\n", tools: "Read, Bash(git diff:*)"))
    let event: JSONValue = [
      "hook_event_name": "PreToolUse", "cwd": "/srv/project", "tool_name": "Bash",
      "tool_input": ["command": .string(command)],
    ]
    let said = session.watch.take(try #require(HookEvent(event))).filter { $0.pattern == .contextConfusion }
    #expect(said.count == (words == nil ? 0 : 1) && said.first?.text.contains(words ?? "") != false, "\(said)")
  }

  @Test(arguments: [("src/a.py", false), ("docs/a.md", true)])
  func `a path pattern behind a tool is held`(path: String, isConfusion: Bool) throws {
    var session = PlayedSession(skill: try skill("# A\n", tools: "Write(src/**)"))
    let said = try session.use("Write", ["file_path": .string("/srv/project/" + path), "content": "x"])
    #expect(said == (isConfusion ? [.contextConfusion] : []))
  }

  @Test func `a lead over a list says what the list is, and a name stands for files of that name`() throws {
    let text = """
      ---
      name: a
      description: b
      ---
      ## Scope Boundaries

      You may read `state/`. You may not:

      - look into `journal.jsonl`
      - edit `ledger.json`
      """
    for (tool, path, isConfusion) in [
      ("Read", "state/runs/journal.jsonl", true), ("Read", "state/a.txt", false), ("Write", "evals/ledger.json", true),
      ("Read", "evals/ledger.json", false), ("Write", "docs/a.md", false),
    ] {
      var session = PlayedSession(skill: try SkillFile(path: "a/SKILL.md", text: text))
      let said = try session.use(tool, ["file_path": .string("/srv/project/" + path), "content": "x"])
      #expect(said == (isConfusion ? [.contextConfusion] : []), "\(tool) \(path)")
    }
  }

  @Test(arguments: [
    ("Write", "db/migrations/0002.sql", false), ("Write", "db/schema.sql", true), ("Read", "db/schema.sql", false),
    ("Read", "app/main.py", true), ("Write", "docs/x.md", true), ("Read", "docs/x.md", false),
    ("Write", "../elsewhere/x.md", true), ("Read", "/etc/passwd", true), ("Write", "/tmp/x.md", false),
    ("Read", "/usr/include/stdio.h", false), ("Read", "/home/ada/.claude/notes.md", false),
  ])
  func `paths are held against the scope boundaries and the project`(tool: String, path: String, isConfusion: Bool)
    throws
  {
    var session = PlayedSession(skill: try Samples.skill("database-migration"))
    let said = try session.use(
      tool, ["file_path": .string(path.hasPrefix("/") ? path : "/srv/project/" + path), "content": "x"])
    #expect(said == (isConfusion ? [.contextConfusion] : []))
  }
}

@Suite struct MisuseTests {
  @Test(arguments: [
    ("cat src/a.py", "Read", true), ("cat src/a.py | wc -l", "Read", false), ("grep -rn foo src", "Grep", true),
    ("sed -i s/a/b/ x.txt", "Edit", true), ("sed -n 1,5p x.txt", "Edit", false), ("echo hi > x.txt", "Write", true),
    ("echo hi > /dev/null", "Write", false), ("find . -name x", "Glob", true), ("tail -f log", "Read", false),
    ("cat src/a.py", "Grep", false),
  ])
  func `a shell in the place of a tool that is there is misuse`(command: String, tool: String, isMisuse: Bool) throws {
    var session = PlayedSession()
    _ = try session.use(tool, ["file_path": "/tmp/none", "pattern": "x"])
    #expect(try session.shell(command) == (isMisuse ? [.toolMisuse] : []))
  }

  @Test func `a change of a file that nobody read is misuse, where reads are known`() throws {
    let edit: JSONValue = ["file_path": "/srv/project/b.py", "old_string": "a", "new_string": "b"]
    var session = PlayedSession()
    #expect(try session.use("Edit", edit).isEmpty)
    var other = PlayedSession()
    _ = try other.use("Read", ["file_path": "/srv/project/a.py"])
    #expect(try other.use("Edit", edit) == [.toolMisuse])
    var third = PlayedSession()
    _ = try third.use("Read", ["file_path": "/srv/project/a.py"])
    _ = try third.use("Write", ["file_path": "/srv/project/b.py", "content": "new"])
    #expect(try third.use("Edit", edit).isEmpty)
  }

  @Test(arguments: [
    (".env", true), (".env.example", false), ("config/server.pem", true), ("package-lock.json", true),
    ("dist/app.js", true), ("src/app.js", false), ("api/user.pb.go", true),
  ])
  func `a file for secrets or a generated one is no place to write`(path: String, isMisuse: Bool) throws {
    var session = PlayedSession()
    let said = try session.use("Write", ["file_path": .string("/srv/project/" + path), "content": "x"])
    #expect(said == (isMisuse ? [.toolMisuse] : []))
  }

  @Test(arguments: ["cp a .env", "echo x | tee .env", "echo x > .env", "cat .env | wc -l", "rm config/server.pem"])
  func `a command that touches a file for secrets is misuse`(command: String) throws {
    var session = PlayedSession()
    #expect(try session.shell(command) == [.toolMisuse])
  }

  @Test func `generated folders may be removed and filled by commands`() throws {
    var session = PlayedSession()
    #expect(try session.shell("rm -rf node_modules dist").isEmpty && session.shell("cp -r build dist/").isEmpty)
  }

  @Test func `of a session that read more files than are kept nothing is said to be unread`() throws {
    var session = PlayedSession()
    for number in 0...WatchedSession.pathLimit {
      _ = try session.use("Read", ["file_path": .string("/srv/project/f\(number).py")])
    }
    let edit: JSONValue = ["file_path": "/srv/project/f400.py", "old_string": "a", "new_string": "b"]
    #expect(try session.use("Edit", edit).isEmpty)
  }

  @Test func `the same command that failed and fails again unchanged is misuse`() throws {
    var session = PlayedSession()
    _ = try session.shell("make deploy", fails: "Exit code 1")
    #expect(try session.shell("make deploy", fails: "Exit code 1") == [.toolMisuse])
    var other = PlayedSession()
    _ = try other.shell("make deploy", fails: "Exit code 1")
    _ = try other.use("Write", ["file_path": "/srv/project/Makefile", "content": "x"])
    #expect(try other.shell("make deploy", fails: "Exit code 1").isEmpty)
  }

  @Test func `naming what does not exist twice is a risk of hallucination`() throws {
    var session = PlayedSession()
    let read: JSONValue = ["file_path": "/srv/project/src/nothing.py"]
    let complaint = "File does not exist: /srv/project/src/nothing.py"
    #expect(try session.use("Read", read, fails: complaint).isEmpty)
    // Another name is another slip.
    #expect(try session.shell("frobnicate -n", fails: "Exit code 127\nbash: frobnicate: command not found").isEmpty)
    #expect(
      try session.shell("frobnicate --now", fails: "Exit code 127\nbash: frobnicate: command not found") == [
        .hallucinationRisk
      ])
    // What a program complains of, and the agent did not name, is none.
    var other = PlayedSession()
    for _ in 0..<2 {
      _ = try other.shell("python3 app.py", fails: "Exit code 1\nModuleNotFoundError: No module named 'requests'")
    }
    #expect(other.watch.session.seen["hallucination_risk"] == nil)
  }

  @Test(arguments: [
    ("make test", "Exit code 2\nFAIL: the test user does not exist"),
    ("ls src/nothing", "ls: src/nothing: No such file or directory"),
    ("cat nothing.md", "Exit code 1\ncat: nothing.md: No such file or directory"),
    ("psql -f nothing.sql", "NOTICE:  table \"nothing\" does not exist, skipping"),
    ("git grep 'does not exist'", "a.py: x does not exist"),
  ])
  func `tests, databases and those who look may speak of what does not exist`(command: String, complaint: String) throws
  {
    var session = PlayedSession()
    for _ in 0..<2 { _ = try session.shell(command, fails: complaint) }
    #expect(session.watch.session.seen["hallucination_risk"] == nil)
    // Nor is a complaint a failure where the call went well.
    var other = PlayedSession()
    for _ in 0..<2 {
      _ = try other.use(
        "Bash", ["command": "frob || true"], answer: ["stdout": "", "stderr": "sh: frob: not found", "exit_code": 0])
    }
    #expect(other.watch.session.seen["hallucination_risk"] == nil)
  }
}
