import Foundation
import JudgeTypes
import Reports
import SkillHealth
import Storage
import TestSupport
import Testing

@testable import Dashboard

/// The page of one skill, over a real record.
@Suite struct SkillPageTests {
  private func page(_ skills: SampleSkills, _ skill: String) throws -> HTMLInspection {
    let page = HTMLInspection(try #require(try skills.document(.skill(skill))))
    #expect(page.error == nil)
    #expect(page.all("h1").count == 1)
    return page
  }

  @Test func `a regression says what it is in the words of the alert, since when, with causes and what to check`()
    throws
  {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let page = try page(skills, "drops")
    #expect(page.text.contains("REGRESSION: drops dropped 23"))
    #expect(page.text.contains(" points about \(SampleSkills.dropped)") && page.text.contains("It fell by 23"))
    #expect(page.text.contains("model acme/large -> acme/small on \(SampleSkills.dropped)"))
    #expect(page.text.contains("git log --since="))
    #expect(page.text.contains("Run the same cases with the model and the prompt from before the change"))
    #expect(page.text.contains("moe-judge health regressions --skill drops --auto-task"))
    let drawn = page.elements.compactMap { $0.attributes["class"] }
    for mark in ["began", "seen", "change", "fall", "band", "base", "line", "month"] { #expect(drawn.contains(mark)) }
  }

  @Test func `the chart names its days and levels for those who do not see it`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let words = try #require(try page(skills, "drops").all("desc").first?.text)
    #expect(words.contains("The mean of the last 7 days is 6"))
    #expect(words.contains("a drop from 85"))
    #expect(words.contains("began about \(SampleSkills.dropped)"))
  }

  @Test func `a bad day is an incident, and stands in the table`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let page = try page(skills, "bad-day")
    #expect(page.text.contains("Incident: one bad day"))
    let row = page.all("tr").first { $0.text.hasPrefix("\(SampleSkills.today)") }
    #expect(row?.text.contains("bad day") == true)
    #expect(!page.text.contains("REGRESSION"))
  }

  @Test func `declared baselines stand with their reasons, the one in force marked`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let history = try #require(try skills.store.histories(of: ["steady"]).first)
    for (name, back) in [("june", 30), ("july", 5)] {
      let day = SampleSkills.today.advanced(by: -back)
      let baseline = try #require(
        Baseline(of: history, name: name, day: day, reason: "why <b>\(name)</b>", author: "kim"))
      try skills.store.declare([(skill: "steady", baseline: baseline)])
    }
    let rows = try page(skills, "steady").all("tr").map(\.text)
    #expect(rows.contains { $0.contains("july") && $0.contains("in force") && $0.contains("why <b>july</b>") })
    #expect(rows.contains { $0.contains("june") && !$0.contains("in force") })
  }

  @Test func `a task is shown with its file, and an open one in the alert`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let state = try #require(try skills.stores.standingSkills()?["drops"]?.state)
    let task = ImprovementTask(of: state, causes: [], created: SampleSkills.today)
    try FileManager.default.createDirectory(atPath: skills.state + "/tasks", withIntermediateDirectories: true)
    try Data(task.markdown.utf8).write(to: URL(fileURLWithPath: "\(skills.state)/tasks/\(task.id).md"))
    try Data("no task".utf8).write(to: URL(fileURLWithPath: "\(skills.state)/tasks/health-drops-x.md"))
    let page = try page(skills, "drops")
    #expect(page.text.contains("An improvement task is open: \(task.id)"))
    #expect(page.all("details").first?.text.contains("## What is likely behind it") == true)
  }

  @Test func `tasks that cannot be read are not said to be none`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    try Data().write(to: URL(fileURLWithPath: skills.state + "/tasks"))
    let page = try page(skills, "drops")
    #expect(page.text.contains("cannot be read") && !page.text.contains("No improvement task is open"))
  }

  @Test func `a former name leads to the skill of now`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    try skills.store.rename("steady", to: "calm")
    #expect(try page(skills, "steady").text.contains("What was called steady has this name now."))
  }

  @Test func `a skill with few days says that nothing can be told`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    #expect(try page(skills, SampleSkills.hostile).text.contains("Too little data to tell"))
  }
}
