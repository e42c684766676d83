import Foundation
import JudgeTypes
import Reports
import SkillHealth
import Storage
import TestSupport
import Testing

@testable import Dashboard

/// The page of all skills, over a real record.
@Suite struct HealthPageTests {
  private func page(_ skills: SampleSkills, _ place: Place = .health) throws -> HTMLInspection {
    let page = HTMLInspection(try #require(try skills.document(place)))
    #expect(page.error == nil)
    return page
  }

  @Test func `what needs attention comes first, the worst before the rest, with since when and why`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let page = try page(skills)
    let items = page.all("ol").first { $0.attributes["class"] == "attention" }?.text ?? ""
    let first = try #require(items.firstRange(of: "drops"))
    let other = try #require(items.firstRange(of: "bad-day"))
    #expect(first.lowerBound < other.lowerBound)
    #expect(items.contains("major regression"))
    #expect(items.contains("about \(SampleSkills.dropped)"))
    #expect(items.contains("model acme/large -> acme/small"))
    #expect(items.contains("incident: one bad day"))
    #expect(!items.contains("steady"))
    #expect(page.text.contains("1 skill got worse and stayed so."))
    #expect(page.all("h1").count == 1)
  }

  @Test func `the distribution says in words what it draws, and a bin of two levels is drawn as two`() throws {
    let states = [72.0, 78, 95, 12].map { sampleSkill("s\($0)", score: $0) }
    let chart = try ParsedXML.root(of: "<div>\(ScoreDistribution(states).markup.source)</div>")
    let words = chart.everything.first { $0.name == "desc" }?.text ?? ""
    #expect(words == "10 to 20: 1 skill; 70 to 80: 2 skills; 90 to 100: 1 skill")
    #expect(
      chart.everything.filter { $0.name == "rect" }.map { $0.attributes["class"] } == [
        "bad", "warning", "good", "good",
      ])
  }

  @Test func `a skill of which too little is known has no level in tiles, lists and chips`() throws {
    let skills = try SampleSkills(isEmpty: true)
    defer { skills.remove() }
    _ = try skills.store.add(SampleSkills.days("persona:new", length: 3) { _ in (33, nil) }, amending: false)
    let page = try page(skills)
    let tiles = page.all("div").filter { $0.text.hasPrefix("critical") || $0.text.hasPrefix("not yet told") }.map(
      \.text)
    #expect(tiles.count == 2 && tiles[0].hasSuffix("0") && tiles[1].hasSuffix("1"), "\(tiles)")
    #expect(page.all("ol").allSatisfy { $0.attributes["class"] != "attention" })
    #expect(page.all("span").allSatisfy { !$0.text.hasSuffix("critical") })
    #expect(page.text.contains("moe-judge health status counts every skill"))
    #expect(try self.page(skills, .skills(SkillFilter(level: "critical"))).text.contains("No skill is like that."))
    #expect(try self.page(skills, .skill("persona:new")).all("h1").first?.text.contains("not yet told") == true)
    let card = try HealthCard.card(from: skills.stores, links: Links(here: .overview, site: .live)).source
    #expect(card.contains("not yet told") && !card.contains("nothing needs attention"))
  }

  @Test func `what stands under a baseline is named, the mean of seven days and the score of now`() throws {
    let finding = HealthFinding(state: .stable, isUnderBaseline: true)
    let state = sampleSkill("s", score: 70, baseline: 83.3, finding: finding)
    let words = try #require(HealthMarks.underBaseline(state)).source
    #expect(
      words == "Its mean of 7 days lies 13.3 points under its baseline; its health score stands at -13.3 points.",
      "\(words)")
  }

  @Test func `a filter lists the skills that it lets through, in its order, and keeps what was chosen`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let page = try page(skills, .skills(SkillFilter(category: "review", order: "name")))
    let rows = page.all("th").filter { $0.attributes["scope"] == "row" }.map(\.text)
    #expect(rows.map { $0.split(separator: " ").first.map(String.init) } == ["bad-day", "rose", "steady"])
    #expect(page.all("option").contains { $0.attributes["selected"] != nil && $0.text == "by name" })
    let improved = try self.page(skills, .skills(SkillFilter(state: SkillFilter.improved)))
    #expect(improved.all("th").filter { $0.attributes["scope"] == "row" }.count == 1)
    let none = try self.page(skills, .skills(SkillFilter(name: "no such skill")))
    #expect(none.text.contains("No skill is like that."))
  }

  @Test func `many skills come a page at a time, and a page behind the last is the last`() throws {
    let skills = try SampleSkills(isEmpty: true)
    defer { skills.remove() }
    let many = (0..<120).map { number in
      SampleSkills.days(Skill.ID("skill-\(number)"), length: 1) { _ in (80, nil) }
    }
    _ = try skills.store.add(Array(many.joined()), amending: false)
    func rows(_ place: Place) throws -> Int {
      try page(skills, place).all("td").count { $0.attributes["class"] == "note" }
    }
    #expect(try rows(.health) == 50)
    #expect(try rows(.skills(SkillFilter(page: 3))) == 20)
    #expect(try rows(.skills(SkillFilter(page: 9))) == 20)
    #expect(try page(skills, .skills(SkillFilter(page: 3))).text.contains("Page 3 of 3"))
    #expect(try HealthPage.places(from: skills.stores).count == 123)
  }

  @Test func `names that are markup stay text on every page`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    for place in [Place.health, .skill(SampleSkills.hostile), .skills(SkillFilter(name: "<script>"))] {
      let page = try page(skills, place)
      #expect(page.all("script").isEmpty)
      #expect(page.text.contains("<script>alert(\"1\")</script> it's ⟨U+202E⟩gpj"))
    }
  }

  @Test func `an empty store says what fills it`() throws {
    let skills = try SampleSkills(isEmpty: true)
    defer { skills.remove() }
    #expect(try page(skills).text.contains("moe-judge health import FILE"))
    #expect(
      try HealthCard.card(from: skills.stores, links: Links(here: .overview, site: .live)).source.contains(
        "health import"))
    #expect(try skills.document(.skill("nothing")) == nil)
  }

  @Test func `what is recorded later is on the page the next time`() throws {
    let skills = try SampleSkills(isEmpty: true)
    defer { skills.remove() }
    _ = try skills.store.add(SampleSkills.days("one", length: 2) { _ in (80, nil) }, amending: false)
    #expect(try page(skills).text.contains("1 skill on record"))
    // Another process, as far as the record knows.
    let other = try HealthStore(state: skills.state)
    _ = try other.add(SampleSkills.days("two", length: 2) { _ in (80, nil) }, amending: false)
    #expect(try page(skills).text.contains("2 skills on record"))
    try other.setCategories(["two": "another"])
    #expect(try page(skills).text.contains("another"))
  }

  @Test func `exported, a page has no form, and links to the files of pages that there are`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let pages = Set(try HealthPage.places(from: skills.stores))
    let links = Links(here: .health, site: .exported(pages: pages))
    let page = try #require(try Site(skills.stores).page(at: .health, links))
    let source = Frame(links: links).document(page)
    let inspected = HTMLInspection(source)
    #expect(inspected.error == nil)
    #expect(inspected.all("form").isEmpty)
    let addresses = inspected.all("a").compactMap { $0.attributes["href"] }
    #expect(addresses.contains("../skills/drops/index.html"))
    #expect(addresses.allSatisfy { !$0.hasPrefix("/") })
  }

  @Test func `the card names the worst and leads to the page`() throws {
    let skills = try SampleSkills()
    defer { skills.remove() }
    let card = try HealthCard.card(from: skills.stores, links: Links(here: .overview, site: .live)).source
    #expect(card.contains("href=\"/skills\"") && card.contains("href=\"/skills/drops\""))
    #expect(card.contains("major regression"))
    _ = try ParsedXML.root(of: card)
  }
}
