import Foundation
import SkillHealth
import Testing

/// Ten skill files, one for each kind of thing that can be missing.
@Suite struct PreflightTests {
  /// - Parameters:
  ///   - files: what the project has.
  ///   - programs: what PATH has, with what each prints of its version.
  private func check(
    _ name: String, files: [String] = [], environment: [String: String] = [:], programs: [String: String] = [:]
  ) async throws -> PreflightResult {
    let workshop = try Workshop()
    defer { workshop.remove() }
    for file in files { try workshop.write("x\n", to: "project/\(file)") }
    try workshop.write("", to: "project/.keep")
    try workshop.write("", to: "bin/.keep")
    for (program, text) in programs { try workshop.install(program, printing: text) }
    let skill = try Samples.skill(name)
    let preflight = Preflight(
      root: workshop.folder + "/project", environment: environment.merging(["PATH": workshop.folder + "/bin"]) { $1 },
      // Other tests may keep every core busy meanwhile.
      patience: .seconds(120))
    return await preflight.check(skill, siblings: SkillFolder.siblings(of: skill))
  }

  private func warnings(_ result: PreflightResult, _ kind: PreflightWarning.Kind) -> [String] {
    result.warnings.filter { $0.kind == kind }.map(\.name)
  }

  @Test func `a file that is not there is missing, with its line and what to do`() async throws {
    let result = try await check("release-notes", files: ["CHANGELOG.md"])
    let thing = try #require(result.missing.first)
    #expect(result.missing.count == 1 && thing.kind == .file && thing.name == "docs/release-policy.md")
    #expect(thing.line == 16 && thing.runFirst == nil && thing.mend.hasPrefix("Create docs/release-policy.md"))
    // "You know which version …": nobody but a person can tell.
    #expect(warnings(result, .person) == ["You know which version is to be released"])
  }

  @Test func `a pattern that no file matches is missing, and so is a linked file`() async throws {
    let result = try await check("api-reference", files: ["openapi/README.md"])
    #expect(result.missing.map(\.kind) == [.files, .file])
    #expect(result.missing.map(\.name) == ["openapi/**/*.yaml", "docs/style.md"])
    #expect(try await check("api-reference", files: ["openapi/v1/pay.yaml", "docs/style.md"]).isValid)
  }

  @Test func `a variable that is not set, or empty, is missing; an optional one is a warning`() async throws {
    let result = try await check(
      "deploy-staging", files: ["deploy/staging.yaml"], environment: ["STAGING_REGION": ""])
    #expect(
      result.missing.map(\.name) == ["STAGING_TOKEN", "STAGING_REGION"]
        && result.missing.allSatisfy { $0.kind == .variable })
    #expect(
      result.missing[0].mend.hasPrefix("export STAGING_TOKEN=") && result.missing[1].why.contains("set and empty"))
    #expect(warnings(result, .optional) == ["DEPLOY_SLACK_WEBHOOK"])
    #expect(warnings(result, .person) == ["No uncommitted changes"])
  }

  @Test func `a tool that PATH does not have is missing; an agent's own tools are no programs`() async throws {
    let result = try await check("render-diagrams", files: ["docs/diagrams/a.mmd"])
    #expect(result.missing.map(\.name) == ["diagram-renderer", "jq"] && result.missing.allSatisfy { $0.kind == .tool })
    #expect(result.missing[1].mend.contains("apt-get install jq"))
    #expect(warnings(result, .permission) == ["Write"])
    let found = try await check(
      "render-diagrams", files: ["docs/diagrams/a.mmd"], programs: ["jq": "jq-1.7", "diagram-renderer": "x"])
    #expect(found.isValid)
  }

  @Test func `a version that is too low is missing, and a version is asked for only where it is wanted`() async throws {
    let result = try await check(
      "frontend-build", files: ["package.json"], programs: ["node": "v18.19.1", "git": "git version 2.39.5"])
    let thing = try #require(result.missing.first)
    #expect(result.missing.count == 1 && thing.kind == .version && thing.name == "node" && thing.line == 11)
    #expect(thing.why.contains("is 18.19.1, and 20 or later"))
    // "`npm test` passes", and the code block that is never run.
    #expect(warnings(result, .person) == ["`npm test` passes", "code block"])
    let enough = try await check(
      "frontend-build", files: ["deno.json"], programs: ["node": "v22.3.0", "git": "git version 2.30.0"])
    #expect(enough.isValid)
    let neither = try await check("frontend-build", programs: ["node": "v22.3.0", "git": "git version 2.30.0"])
    #expect(
      neither.missing.map(\.name) == ["package.json or deno.json"] && neither.missing[0].mend.hasPrefix("One of them"))
    let old = try await check(
      "frontend-build", files: ["package.json"], programs: ["node": "v20.0.0", "git": "git version 2.9.5"])
    #expect(old.missing.map(\.name) == ["git"])
  }

  @Test func `the output of a skill that has not run is missing, with the skill to run first`() async throws {
    let result = try await check("implement-plan")
    #expect(result.missing.map(\.kind) == [.skill, .file])
    #expect(result.missing.map(\.runFirst) == ["plan-feature", "plan-feature"])
    #expect(result.missing[1].name == "docs/plans/feature-plan.md")
    let done = try await check("implement-plan", files: ["docs/plans/feature-plan.md"])
    #expect(done.isValid && warnings(done, .person) == ["The plan was agreed with a person"])
  }

  @Test func `a skill file named from its own folder has the siblings of that folder`() throws {
    let whole = SkillFolder.siblings(of: try Samples.skill("code-review")).count
    let text = "---\nname: a\ndescription: b\n---\n# A\n"
    // Relative to the working folder, whose neighbours are what stands beside it.
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).deletingLastPathComponent().path
    let own = SkillFolder.siblings(of: try SkillFile(path: "SKILL.md", text: text)).count
    #expect(whole == 10 && own == SkillFolder.skills(in: here).count)
  }

  @Test func `sections that good skills have and this one lacks are warnings that say what to write`() async throws {
    let result = try await check("code-review", files: ["CONTRIBUTING.md"])
    #expect(result.isValid)
    #expect(
      warnings(result, .section) == ["Completion Checklist", "Failure Indicators", "When NOT to Use", "Anti-Patterns"])
    #expect(result.warnings.first?.message.contains("task list") == true)
  }

  @Test func `a file without front matter misses it`() async throws {
    let result = try await check("commit-helper")
    #expect(result.missing.map(\.kind) == [.frontMatter] && result.missing[0].mend.contains("name: commit-helper"))
  }

  @Test func `a path that leads out of the root is a warning that names it, and is not looked at`() async throws {
    let result = try await check("restore-backup", files: ["backups/latest.json"])
    #expect(result.isValid)
    #expect(warnings(result, .outside) == ["/etc/backup/restore.conf", "../infrastructure/backup.yml", "~/.pgpass"])
  }

  @Test func `where everything is there nothing is said`() async throws {
    let result = try await check(
      "database-migration", files: ["db/schema.sql", "db/migrations/0001.sql"],
      environment: ["DATABASE_URL": "postgres://localhost/scratch"], programs: ["git": "git version 2.39.5"])
    // templates/migration.sql stands beside the skill file itself. That a database is for scratch only a person can tell.
    #expect(result.missing == [])
    #expect(result.warnings.map(\.kind) == [.person])
  }

  @Test func `of two versions that are too low both are named, and a highest version is a warning`() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try workshop.install("node", printing: "v18.0.0")
    try workshop.write("", to: "project/.keep")
    let items = "- node 20 or later\n- node >= 22\n- node < 24\n"
    let skill = try SkillFile(
      path: workshop.folder + "/SKILL.md", text: "---\nname: a\ndescription: b\n---\n## Required Tools\n\(items)")
    let result = await Preflight(
      root: workshop.folder + "/project", environment: ["PATH": workshop.folder + "/bin:/bin"], patience: .seconds(120)
    ).check(skill, siblings: [])
    #expect(result.missing.map(\.line) == [6, 7] && result.missing.allSatisfy { $0.kind == .version })
    #expect(warnings(result, .version) == ["node"])
  }

  @Test func `a link that leads out of the root is not followed`() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try workshop.write("x", to: "secret.txt")
    try workshop.write("", to: "project/.keep")
    try FileManager.default.createSymbolicLink(
      atPath: workshop.folder + "/project/link.txt", withDestinationPath: "../secret.txt")
    let text = "---\nname: a\ndescription: b\n---\n## Required Context\n- `link.txt`\n"
    let skill = try SkillFile(path: workshop.folder + "/project/SKILL.md", text: text)
    let result = await Preflight(root: workshop.folder + "/project", environment: [:]).check(skill, siblings: [])
    #expect(result.isValid && warnings(result, .outside) == ["link.txt"])
  }

  @Test func `a program of the project itself is found and never run`() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try workshop.install("node", printing: "v22.0.0")
    let text = "---\nname: a\ndescription: b\n---\n## Required Tools\n- `node >= 20`\n"
    let skill = try SkillFile(path: workshop.folder + "/SKILL.md", text: text)
    let result = await Preflight(root: workshop.folder, environment: ["PATH": workshop.folder + "/bin"])
      .check(skill, siblings: [])
    #expect(result.isValid && warnings(result, .version) == ["node"])
  }

  @Test(
    arguments: [
      ("v20.11.1", "20.11.1"), ("git version 2.39.5", "2.39.5"), ("Python 3.11.2", "3.11.2"), ("jq-1.6", "1.6"),
      ("openjdk version \"21.0.2\" 2024-01-16", "21.0.2"), ("go version go1.22.1 linux/amd64", "1.22.1"),
      ("GNU Make 4.3\nBuilt for x86_64", "4.3"), ("Docker version 20.10.24+dfsg1, build 297e128", "20.10.24"),
    ])
  func `a version is read from what programs print`(text: String, version: String) {
    #expect(ToolVersion(printed: text)?.description == version)
  }

  @Test func `versions are compared by their numbers`() throws {
    let versions = try ["2.9.5", "2.30", "20", "20.0.1"].map { try #require(ToolVersion($0)) }
    #expect(versions.sorted() == versions && ToolVersion("20.0") == ToolVersion("v20"))
    for word in ["", "x", "1..2", "latest", "1.2beta"] { #expect(ToolVersion(word) == nil, "\(word)") }
  }
}

/// What single items ask for.
@Suite struct RequiredItemTests {
  private func item(_ text: String, in section: SkillSection = .preflightChecklist, skills: Set<String> = []) throws
    -> RequiredItem
  {
    let skill = try SkillFile(path: "SKILL.md", text: "## \(section.heading)\n\n- \(text)\n")
    return RequiredItem(try #require(skill.sections.first?.items.first), in: section, skills: skills)
  }

  @Test func `variables are known by their sigil or by words about them`() throws {
    #expect(try item("`$API_TOKEN`").requirements == [.variable("API_TOKEN")])
    #expect(try item("`API_TOKEN` is set").requirements == [.variable("API_TOKEN")])
    #expect(try item("environment variable DEPLOY_ENV").requirements == [.variable("DEPLOY_ENV")])
    #expect(try item("export `CI=1`").requirements == [.variable("CI")])
    #expect(try item("`MAX_RETRIES` in the code is 3").requirements == [])
    #expect(try item("`$ARGUMENTS` names the file").requirements == [])
  }

  @Test func `tools are known by the words about them, or because everybody knows them`() throws {
    let twenty = ToolVersion("20")
    #expect(try item("node >= 20").requirements == [.program("node", atLeast: twenty)])
    #expect(try item("Node.js 20 or later").requirements == [.program("node", atLeast: twenty)])
    #expect(try item("`docker` is installed").requirements == [.program("docker", atLeast: nil)])
    #expect(try item("Docker is installed").requirements == [.program("docker", atLeast: nil)])
    #expect(try item("tool: jq").requirements == [.program("jq", atLeast: nil)])
    #expect(
      try item("Python (3.11+)", in: .requiredTools).requirements == [.program("python3", atLeast: ToolVersion("3.11"))]
    )
    #expect(try item("`git --version` at least 2.30").requirements == [.program("git", atLeast: ToolVersion("2.30"))])
    #expect(try item("`staging` is available").requirements == [])
    #expect(try item("go and make sure that the plan is clear").requirements == [])
  }

  @Test func `one of several is enough where the item says or`() throws {
    #expect(try item("`npm` or `pnpm`").isEither)
    #expect(try !item("`npm` and `jq`, 1.6 or later").isEither)
  }

  @Test(arguments: [
    ("`DATABASE_URL` is set (never commit it)", ["DATABASE_URL"]), ("`X_KEY` is set and not empty", ["X_KEY"]),
    ("`docs/a.md` is there, with no drafts in it", ["docs/a.md"]), ("no `dist/a.md`", []),
    ("never commit `.env`", []), ("`X_KEY` is not set", []), ("`docs/a.md` is not empty", ["docs/a.md"]),
    ("`git` is installed; no file `b.lock`", ["git"]), ("Docker is not needed, jq is installed", ["jq"]),
  ])
  func `only what stands right beside a thing denies it`(text: String, names: [String]) throws {
    #expect(try item(text).requirements.map(Self.name) == names)
  }

  private static func name(_ requirement: Requirement) -> String {
    switch requirement {
    case .file(let name), .files(let name), .outside(let name), .variable(let name), .program(let name, _),
      .programAsked(let name, _), .agentTool(let name), .output(ofSkill: let name):
      name
    }
  }

  @Test func `one of several is enough between two spans with or alone`() throws {
    let needs = try item("`git` is installed, and `npm`, `pnpm` or `yarn`").needs
    #expect(needs.map { $0.alternatives.map(Self.name) } == [["git"], ["npm", "pnpm", "yarn"]])
    #expect(try !item("`docs/a.md` and `docs/b.md`, by hand or by script").isEither)
    #expect(try item("Docker or Podman is installed").isEither)
    #expect(try item("[a](docs/a.md) or [b](docs/b.md)").isEither)
  }

  @Test func `optional is what stands before the word`() throws {
    let needs = try item("`A_KEY` (optional) and `B_KEY` are set").needs
    #expect(needs.map(\.isOptional) == [true, false])
    #expect(try item("Optional: `A_KEY` and `B_KEY` are set").needs.allSatisfy(\.isOptional))
  }

  @Test(arguments: [
    ("Node.js 99.x", "99"), ("**node** — version 99 or newer", "99"), ("`node: \">=99\"`", "99"), ("`node@99`", "99"),
    ("node >= 99.", "99"),
  ])
  func `a minimal version is read however it is written`(text: String, version: String) throws {
    #expect(try item(text).requirements == [.program("node", atLeast: ToolVersion(version))])
  }

  @Test(arguments: [
    ("node <22", "node"), ("`node < 22`", "node"), ("Python below 3.9", "python3"), ("Python 3.9 or older", "python3"),
    ("node >=18 <21", "node"), ("node 20abc", "node"), ("node at most 20", "node"),
  ])
  func `a highest version, or one that cannot be read, is for a person`(text: String, name: String) throws {
    let found = try item(text).requirements
    guard case .programAsked(name, _)? = found.first, found.count == 1 else {
      Issue.record("\(found)")
      return
    }
  }

  @Test func `what has to be absent, or is more than being there, is for a person`() throws {
    #expect(try item("`dist/report.md` does not exist").requirements == [])
    let running = try item("`docker` is running")
    #expect(running.requirements == [.program("docker", atLeast: nil)] && running.needsPerson)
    #expect(try item("on the branch `feature/x`").requirements == [])
  }

  @Test func `another skill is known by the word, by output of, or by its name`() throws {
    #expect(try item("Run the skill `plan` first").requirements == [.output(ofSkill: "plan")])
    #expect(try item("Output of `plan-feature`").requirements == [.output(ofSkill: "plan-feature")])
    #expect(
      try item("the plan-feature skill has run", skills: ["plan-feature"]).requirements == [
        .output(ofSkill: "plan-feature")
      ])
    #expect(try item("code generated by `protoc`").requirements == [])
    let file = try item("`docs/plan.md`, written by the `plan` skill")
    #expect(file.requirements == [.file("docs/plan.md")] && file.provider == "plan")
  }
}
