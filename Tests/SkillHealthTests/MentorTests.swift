import SkillHealth
import Testing

@Suite struct MentorTests {
  private func skill(
    _ name: String, _ score: Double, category: String? = "docs", description: String = "Write notes of a release.",
    body: String = ""
  ) throws -> ScoredSkill {
    let front = category.map { "category: \($0)\n" } ?? ""
    let text =
      "---\nname: \(name)\ndescription: \(description)\n\(front)---\n\n# \(name)\n\n## Steps\n\n1. Begin.\n\(body)"
    return ScoredSkill(
      file: try SkillFile(path: "skills/\(name)/SKILL.md", text: text), score: SkillScore(score: score, invocations: 50)
    )
  }

  private static let checklist =
    "\n## Completion Checklist\n\n- [ ] secret words one\n- [ ] secret words two\n- [ ] three\n"
  private static let principles = "\n## Principles\n\n1. secret words\n"

  @Test func `the mentor is the most similar healthy skill of the same category`() throws {
    let low = try skill("notes", 40)
    let near = try skill("changelog", 80, body: Self.checklist)
    let far = try skill("diagrams", 95, description: "Draw pictures from sources.", body: Self.checklist)
    let other = try skill("notes-two", 99, category: "ops", body: Self.checklist)
    let middling = try skill("notes-three", 70, body: Self.checklist)
    let search = MentorSearch([low, near, far, other, middling])
    let mentorship = try #require(search.mentorship(for: low))
    #expect(mentorship.mentor.file.name == "changelog" && search.learners == [low])
    #expect(mentorship.lacking == [.section(.completionChecklist), .tickedChecklist])
    #expect(MentorSearch([low, other]).mentorship(for: low) == nil)
    let stray = try skill("stray", 10, category: nil)
    #expect(MentorSearch([stray, near]).mentorship(for: stray) == nil)
  }

  @Test func `additions are skeletons in the learner's name, and no words of the mentor`() throws {
    let low = try skill("notes", 40, body: Self.principles)
    let mentor = try skill(
      "changelog", 90,
      body: Self.checklist + "\n## Output Template\n\n```markdown\n# secret words\n```\n" + Self.principles)
    let mentorship = try #require(MentorSearch([low, mentor]).mentorship(for: low))
    let text =
      "---\nname: notes\ndescription: Write notes of a release.\ncategory: docs\n---\n\n# notes\n\n## Steps\n\n1. Begin.\n"
      + Self.principles
    let after = SkillAdditions(to: text, for: mentorship).after
    let read = try SkillFile(path: low.file.path, text: after)
    #expect(read.patterns.isSuperset(of: mentorship.lacking))
    // The mentor's checklist has three tasks; Principles belong behind it.
    #expect(read.section(.completionChecklist)?.items.map(\.form) == [.task, .task, .task])
    #expect(read.sections.compactMap(\.kind) == [.outputTemplate, .completionChecklist, .principles])
    #expect(
      after.contains("Fill in for notes (Write notes of a release): a task list")
        && !after.replacing(Self.principles, with: "").contains("secret words"))
    #expect(!after.contains("\n\n\n"))
  }

  @Test func `keys of the front matter are added in it, and more tasks below a list that has none`() throws {
    let low = try skill("notes", 40, body: "\n## Completion Checklist\n\n- all is done\n")
    let file = try SkillFile(
      path: "skills/changelog/SKILL.md",
      text:
        "---\nname: changelog\ndescription: Write notes.\ncategory: docs\nversion: 1.0.0\nallowed-tools: Read\n---\n# C\n"
        + Self.checklist)
    let mentor = ScoredSkill(file: file, score: SkillScore(score: 90, invocations: 1))
    let mentorship = try #require(MentorSearch([low, mentor]).mentorship(for: low))
    #expect(mentorship.lacking == [.frontMatter("version"), .frontMatter("allowed-tools"), .tickedChecklist])
    let text =
      "---\nname: notes\ndescription: Write notes of a release.\ncategory: docs\n---\n\n# notes\n\n## Steps\n\n1. Begin.\n\n## Completion Checklist\n\n- all is done\n"
    let read = try SkillFile(path: "x/SKILL.md", text: SkillAdditions(to: text, for: mentorship).after)
    #expect(read.frontMatter?.version == "0.1.0" && read.frontMatter?.allowedTools == nil)
    #expect(read.section(.completionChecklist)?.items.map(\.form) == [.item, .task, .task, .task])
  }

  @Test func `applied once, a learner lacks nothing, and each supplement stands in its section`() throws {
    let full =
      Self.checklist + "\n## Output Template\n\n```text\nx\n```\n" + Self.principles
      + "\n## Anti-Patterns\n\n- first\n\n| Bad | Instead |\n| --- | --- |\n| a | b |\n\n## Examples\n\n```text\nx\n```\n"
    let mentor = try skill("changelog", 90, body: full)
    let bodies = [
      "\n## Anti-Patterns\n\n- secret\n", "", "\n## Examples\n\n- none\n", "\n## Output Template\n\n- none\n",
      "\n## Completion Checklist\n\n- all\n",
    ]
    for body in bodies {
      let low = try skill("notes", 40, body: body)
      let mentorship = try #require(MentorSearch([low, mentor]).mentorship(for: low))
      let text =
        "---\nname: notes\ndescription: Write notes of a release.\ncategory: docs\n---\n\n# notes\n\n## Steps\n\n1. Begin.\n"
        + body
      let after = try SkillFile(path: low.file.path, text: SkillAdditions(to: text, for: mentorship).after)
      #expect(mentor.file.patterns.subtracting(after.patterns).isEmpty, "\(body)")
    }
  }

  @Test func `code blocks alone are given as an example`() throws {
    let mentor = try skill("changelog", 90, body: "\n## More\n\n```text\nx\n```\n")
    let low = try skill("notes", 40)
    let mentorship = try #require(MentorSearch([low, mentor]).mentorship(for: low))
    #expect(mentorship.lacking == [.codeBlocks])
    let text =
      "---\nname: notes\ndescription: Write notes of a release.\ncategory: docs\n---\n\n# notes\n\n## Steps\n\n1. Begin.\n"
    let after = try SkillFile(path: low.file.path, text: SkillAdditions(to: text, for: mentorship).after)
    #expect(after.patterns.contains(.codeBlocks))
  }

  @Test func `a category on record counts where the front matter names none`() throws {
    let low = ScoredSkill(
      file: try skill("notes", 40, category: nil).file, score: SkillScore(score: 40, invocations: 1, category: "docs"))
    let mentor = try skill("changelog", 90)
    #expect(MentorSearch([low, mentor]).mentorship(for: low)?.mentor == mentor)
  }

  @Test func `an improvement is a difference of means with an interval, and cannot be told from few`() {
    #expect(
      ExpectedImprovement(with: [80, 90, 85, 88], without: Array(repeating: 50, count: 9))
        == .cannotBeTold(with: 4, without: 9))
    // 80 on one side and 50 on the other, always: every resample differs by 30.
    #expect(
      ExpectedImprovement(with: Array(repeating: 80, count: 5), without: Array(repeating: 50, count: 6))
        == .points(30, low: 30, high: 30, with: 5, without: 6))
    guard
      case .points(let points, let low, let high, _, _) = ExpectedImprovement(
        with: [70, 80, 90, 60, 100], without: [50, 40, 60, 70, 30])
    else {
      Issue.record("five of each are enough")
      return
    }
    // Means 80 and 50. Each mean of five has a standard error of sqrt(200/5) = 6.3, their difference one of 8.9, so 95 % are about ±17.5.
    #expect(points == 30 && (8...18).contains(low) && (42...52).contains(high))
  }

  @Test func `a pattern is a lesson where half of the healthy have it and fewer of the low`() throws {
    let skills = try [
      skill("a", 90, body: Self.checklist), skill("b", 80, body: Self.checklist + Self.principles),
      skill("c", 40, body: Self.principles), skill("d", 30),
    ]
    let counts = MentorSearch(skills).patterns(in: "docs")
    let checklist = try #require(counts.first { $0.pattern == .section(.completionChecklist) })
    #expect(
      checklist.high == 2 && checklist.ofHigh == 2 && checklist.low == 0 && checklist.ofLow == 2 && checklist.isLesson)
    #expect(counts.first { $0.pattern == .section(.principles) }?.isLesson == false)
  }
}
