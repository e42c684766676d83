import SkillHealth
import Testing

@Suite struct SkillFileTests {
  private func skill(_ text: String) throws(SkillFileError) -> SkillFile {
    try SkillFile(path: "skills/one/SKILL.md", text: text)
  }

  /// What is said of a text that is no skill; empty for one that is.
  private func complaint(_ text: String) -> String {
    do throws(SkillFileError) { _ = try skill(text) } catch { return error.description }
    return ""
  }

  @Test func `front matter gives name, tools, category and version, and lets other keys be`() throws {
    let skill = try Samples.skill("release-notes")
    let front = try #require(skill.frontMatter)
    #expect(front.name == "release-notes" && front.category == "documentation" && front.version == "1.2.0")
    #expect(front.keys.contains("license") && skill.remarks.isEmpty)
    #expect(
      front.allowedTools
        == ["Read", "Grep", "Glob", "Write", "Bash(git log:*)", "Bash(git tag:*)"].map { ToolPermission($0) })
  }

  @Test func `a category may stand in metadata, a description over several lines, tools in a list`() throws {
    let deploy = try #require(try Samples.skill("deploy-staging").frontMatter)
    #expect(deploy.category == "operations" && deploy.allowedTools == nil)
    #expect(deploy.description.hasPrefix("Deploy the current branch to staging and wait until it is healthy. Use when"))
    #expect(
      try Samples.skill("render-diagrams").frontMatter?.allowedTools == [
        ToolPermission("Read"), ToolPermission("Bash"),
      ])
  }

  @Test(
    arguments: [
      ("## Pre-flight Checklist", SkillSection.preflightChecklist),
      ("## 3. Pre-flight checklist:", .preflightChecklist),
      ("### ✅ PREFLIGHT CHECKLIST", .preflightChecklist), ("## Step 1: Required context", .requiredContext),
      ("## When *not* to use", .whenNotToUse), ("## Anti-patterns & pitfalls", nil),
      ("## ❌ Anti Patterns", .antiPatterns),
      ("## Core Principles", .principles), ("## History", nil), ("## 5) Success output", .successOutput),
    ] as [(String, SkillSection?)])
  func `a heading names its section whatever its case, numbers and pictures`(heading: String, kind: SkillSection?)
    throws
  {
    #expect(try skill("# Title\n\n\(heading)\n\n- one\n").sections.last?.kind == kind)
  }

  @Test func `sections know their lines, and lines of the file stay what they are behind front matter`() throws {
    let text =
      "---\nname: a\ndescription: b\n---\n\n# A\n\n## Principles\n\n- one\n  `x.md`\n\n### More\n\n- two\n\n## Steps\n\nend\n"
    let skill = try skill(text)
    // Front matter takes lines 1 to 4, so "# A" is line 6 and "## Principles" line 8; "## Steps" stands on line 17.
    let principles = try #require(skill.section(.principles))
    #expect(principles.lines == 8...16)
    #expect(principles.items.map(\.line) == [10, 15] && principles.items.map(\.text) == ["one `x.md`", "two"])
    #expect(principles.items[1].context == ["More"])
    #expect(skill.sections.map(\.heading) == ["A", "Principles", "More", "Steps"])
  }

  @Test func `code blocks know their language and what they hold`() throws {
    let block = try #require(try Samples.skill("database-migration").section(.outputTemplate)?.codeBlocks.first)
    #expect(block.language == "sql" && block.content == ["-- up", "-- down"])
  }

  @Test func `rows of a table and tasks are items`() throws {
    let table = try #require(try Samples.skill("api-reference").section(.requiredContext))
    #expect(table.items.map(\.form) == [.row, .row] && table.items[0].codes == ["openapi/**/*.yaml"])
    #expect(table.items[1].links == ["docs/style.md"])
    let checklist = try #require(try Samples.skill("release-notes").section(.completionChecklist))
    #expect(checklist.items.map(\.form) == [.task, .task, .task])
  }

  @Test func `front matter that does not parse names its line, one that lacks a key the key`() throws {
    #expect(complaint("---\nname: [a\n---\n# A\n").contains("skills/one/SKILL.md:"))
    let text = complaint("---\nname: a\ndescripton: b\n---\n# A\n")
    #expect(text.contains("skills/one/SKILL.md:2") && text.contains("'description' is missing"), "\(text)")
    #expect(text.contains("skills/one/SKILL.md:3:1") && text.contains("Did you mean 'description'?"), "\(text)")
    #expect(complaint("---\nname: a\ndescription: b\nallowed-tools: {a: b}\n---\n").contains("4:16: allowed-tools"))
  }

  @Test(arguments: ["a\\nb", "a\\u001B[2J", "a\\u202Eb"])
  func `a name that would break out of its line is refused`(name: String) {
    let text = complaint("---\nname: \"\(name)\"\ndescription: b\n---\n# A\n")
    #expect(text.contains("SKILL.md:2") && text.contains("control character"), "\(text)")
  }

  @Test func `a file without front matter has none, and one without text is refused`() throws {
    #expect(try Samples.skill("commit-helper").frontMatter == nil)
    #expect(try Samples.skill("commit-helper").name == "commit-helper")
    #expect(complaint(" \n\n").contains("the file is empty"))
    #expect(
      complaint("# A\n\n" + String(repeating: "![[]()", count: 40_000)).contains("SKILL.md:3: a block of 240000 bytes"))
  }

  @Test func `a rule of dashes without an end is no front matter`() throws {
    #expect(try skill("---\n\n# Title\n\n## Principles\n").frontMatter == nil)
  }

  @Test(
    arguments: [
      ("Read", "Read", true), ("read", "Read", true), ("Read", "read_file", true), ("Bash", "run_shell_command", true),
      ("mcp__github__*", "mcp__github__get", true), ("mcp__github", "mcp__github__get_issue", true),
      ("mcp__git", "mcp__github__get", false), ("Write", "Edit", false), ("TodoWrite", "Wait", false),
    ])
  func `a permission names its tool, by its other names too`(permission: String, tool: String, names: Bool) {
    #expect(ToolPermission(permission).names(tool) == names)
  }

  @Test(
    arguments: [
      ("Bash(git log:*)", "git log -1", true), ("Bash(git log:*)", "git log", true),
      ("Bash(git log:*)", "git logout", false), ("Bash(git log:*)", "git push", false), ("Bash(make)", "make", true),
      ("Bash(make)", "make x", false), ("Bash(git * main)", "git push main", true), ("Bash(npm *)", "npm", true),
      ("Bash", "rm", true),
    ])
  func `a permission of a shell allows its commands`(permission: String, command: String, allows: Bool) {
    #expect(ToolPermission(permission).allows(command: command) == allows)
  }

  @Test(arguments: [
    ("docs/a.md", "docs/a.md"), ("./src/", "src"), ("src/app.py:12-20", "src/app.py"), ("Makefile", "Makefile"),
    (".env", ".env"), ("a/../b.txt", "b.txt"), ("src/**/*.ts", "src/**/*.ts"), ("docs/{a,b}.md", "docs/{a,b}.md"),
  ])
  func `code that names a path gives the path`(code: String, path: String) {
    #expect(PathWord(code: code)?.path == path && PathWord(code: code)?.isOutside == false)
  }

  @Test(arguments: [
    "git status", "read/write", "application/json", "process.env", "foo()", "https://a.example/x.md", "--flag", "main",
    "docs/<name>.md", "docs/{name}.md", "path/to/file.md", "$HOME/x.md", "@scope/package", "origin/main", "a.b", "",
  ])
  func `code that names no path, or one to be filled in, gives none`(code: String) {
    #expect(PathWord(code: code) == nil)
  }

  @Test(arguments: ["/etc/passwd", "../x.md", "a/../../x.md", "~/.ssh/id", "C:\\x.txt"])
  func `a path that leads out is told`(code: String) {
    #expect(PathWord(code: code)?.isOutside == true)
  }
}
