import Foundation
import GRDB
import JudgeTypes
import SkillHealth
import Storage
import Testing

struct HealthStoreTests {
  let temporary: TemporaryFolder
  var state: String { temporary.path + "/state" }
  static let start = Day(number: 20_000)
  static let time = Date(timeIntervalSince1970: 1_800_000_000)

  init() throws { temporary = try TemporaryFolder() }

  static func record(
    _ skill: Skill.ID = "search", _ day: Int = 0, score: Double = 80, invocations: Int = 10, spread: Double? = nil,
    key: String? = nil, category: String? = nil, model: String? = nil, prompt: String? = nil,
    antiPatterns: [AntiPattern: Int] = [:]
  ) -> HealthRecord {
    let day = start.advanced(by: day)
    return HealthRecord(
      skill: skill, day: day, score: score, invocations: invocations, spread: spread, source: .figures,
      key: key ?? "\(day)", category: category, model: model, prompt: prompt, antiPatterns: antiPatterns)
  }

  private func history(_ skill: Skill.ID = "search") throws -> SkillHistory {
    try #require(try HealthStore(state: state).histories(of: [skill]).first)
  }

  // MARK: What is recorded

  @Test func `what was recorded reads back as it was, in the order of days and names`() throws {
    let store = try HealthStore(state: state)
    let records = [
      Self.record("b", 40, score: 12.5, spread: 3.25, model: "acme/m", prompt: "p1"), Self.record("b", 0),
      Self.record("a", 400, category: "x", antiPatterns: [.toolMisuse: 2]), Self.record("b", -9000),
    ]
    let addition = try store.add(records, amending: false)
    #expect(addition.added == 4 && addition.isWritten)
    let all = try HealthStore(state: state).histories()
    #expect(all.map(\.skill) == ["a", "b"])
    #expect(all[1].days.map { Self.start.distance(to: $0.day) } == [-9000, 0, 40])
    #expect(
      all[1].days[2]
        == DailyScore(
          day: Self.start.advanced(by: 40), score: 12.5, invocations: 10, spread: 3.25, model: "acme/m", prompt: "p1"))
    #expect(all[0].category == "x" && all[0].antiPatterns == [.toolMisuse: 2] && all[1].category == nil)
  }

  @Test func `the same records a second time change nothing`() throws {
    let records = (0..<30).map { Self.record("search", $0, score: Double($0) * 1.7, category: "x") }
    #expect(try HealthStore(state: state).add(records, amending: false).added == 30)
    let before = try history()
    let again = try HealthStore(state: state).add(records, amending: false)
    #expect(again.unchanged == 30 && again.added == 0 && !again.isWritten)
    #expect(try history() == before)
  }

  @Test func `other values of the same record are refused, and nothing that came with them is written`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Self.record()], amending: false)
    let addition = try store.add([Self.record("new"), Self.record(score: 20)], amending: false)
    #expect(!addition.isWritten)
    #expect(
      addition.conflicts
        == [.init(given: .record(Self.record(score: 20)), standing: .record(Self.record()))])
    #expect(try store.histories().map(\.skill) == ["search"])
    let kept = try store.add([.record(Self.record("new")), .record(Self.record(score: 20))], onClash: .keep)
    #expect(kept.added == 1 && kept.conflicts.count == 1)
    #expect(try history().days.map(\.score) == [80])
  }

  @Test func `a correction counts from then on, and what it corrects stays on file`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Self.record(key: "k"), Self.record(score: 0, key: "other")], amending: false)
    #expect(try store.add([Self.record(score: 20, key: "k")], amending: true).amended == 1)
    // A correction of a correction, to another day.
    #expect(try store.add([Self.record("search", 3, score: 30, key: "k")], amending: true).amended == 1)
    #expect(try store.add([Self.record("search", 3, score: 30, key: "k")], amending: true).unchanged == 1)
    #expect(try history().days.map(\.score) == [0, 30])
    let scores = try DatabaseQueue(path: store.path).read {
      try Double.fetchAll($0, sql: "SELECT score FROM records ORDER BY id")
    }
    #expect(scores == [80, 0, 20, 30])
  }

  @Test func `the records themselves refuse to be changed or taken out, whoever asks`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Self.record()], amending: false)
    let other = try DatabaseQueue(path: store.path)
    for sql in ["UPDATE records SET score = 1", "DELETE FROM records", "DELETE FROM baselines"] {
      if sql.contains("baselines") {
        try store.declare([("search", Self.baseline)])
      }
      #expect(throws: DatabaseError.self, "\(sql)") { try other.write { try $0.execute(sql: sql) } }
    }
    #expect(try history().days.map(\.score) == [80])
  }

  @Test func `a trial says what would come of it and writes nothing`() throws {
    let store = try HealthStore(state: state)
    let addition = try store.add([.record(Self.record())], isTrial: true)
    #expect(addition.added == 1 && !addition.isWritten)
    #expect(try store.histories().isEmpty && store.skills().isEmpty)
  }

  @Test func `records of one day are added up by their invocations`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add(
      [
        Self.record(score: 90, invocations: 3, spread: 4, key: "1", model: "m1", prompt: "p"),
        Self.record(score: 60, invocations: 1, key: "2", model: "m2"),
      ], amending: false)
    let day = try #require(try history().days.first)
    // (3 x 90 + 60) / 4 = 82.5. Squares about it: within 2 x 16, between 3 x 7.5^2 + 22.5^2; over n - 1 = 3.
    let squares: Double = 32 + 168.75 + 506.25
    let spread = (squares / 3).squareRoot()
    #expect(day.score == 82.5 && day.invocations == 4 && day.model == "m2" && day.prompt == "p")
    #expect(abs((day.spread ?? 0) - spread) < 1e-9)
    // Nobody knows how ten invocations scattered, so nobody knows how all of them did.
    _ = try store.add([Self.record(invocations: 10, key: "3")], amending: false)
    #expect(try history().days.first?.spread == nil)
  }

  @Test func `sightings without a score are on record, count for no day, and come in once`() throws {
    let store = try HealthStore(state: state)
    let seen = HealthEntry.sighting(
      Sighting(
        skill: "search", day: Self.start, source: .retrospective, key: "s1", antiPatterns: [.excessiveRetry: 1]))
    #expect(try store.add([seen, seen]).added == 1)
    #expect(try store.histories().isEmpty)
    _ = try store.add([Self.record("search", -10, antiPatterns: [.excessiveRetry: 2])], amending: false)
    #expect(try history().antiPatterns == [.excessiveRetry: 3] && history().days.count == 1)
    // Thirty days that end with the last one on record: the first of them is 29 days before it.
    _ = try store.add([Self.record("search", 29)], amending: false)
    #expect(try history().antiPatterns == [.excessiveRetry: 1])
  }

  @Test func `the category that came last counts, and one that is not given says nothing`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Self.record("search", 0, category: "x")], amending: false)
    _ = try store.add([Self.record("search", 1, category: "y")], amending: false)
    #expect(try store.add([Self.record("search", 0)], amending: false).unchanged == 1)
    #expect(try history().category == "y")
    try store.setCategories(["search": "z"])
    try store.setFiles(["search": ["a/SKILL.md"]])
    #expect(try store.histories(category: "z").map(\.files) == [["a/SKILL.md"]])
    #expect(try store.histories(category: "y").isEmpty)
  }

  // MARK: Baselines

  static let baseline = Baseline(
    name: "june", day: start, score: 81.5, invocations: 300, reason: "the new prompt", author: "Kim")

  @Test func `baselines are all kept, the last one declared stands last`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Self.record()], amending: false)
    let later = Baseline(
      name: "june", day: Self.start.advanced(by: 1), score: 70, invocations: 1, reason: "r", author: "a")
    try store.declare([("search", Self.baseline), ("search", later)])
    #expect(try history().baselines == [Self.baseline, later])
    #expect(throws: HealthError(store.path, .baselineExists("search", name: "june", day: Self.start))) {
      try store.declare([("search", Self.baseline)])
    }
    #expect(throws: HealthError(store.path, .unknownSkill("nobody"))) {
      let third = Baseline(name: "july", day: Self.start, score: 70, invocations: 1, reason: "r", author: "a")
      try store.declare([("search", third), ("nobody", Self.baseline)])
    }
    #expect(try history().baselines.count == 2)
  }

  // MARK: Renaming

  @Test func `after a renaming the history is the new name's, and old files can be imported again`() throws {
    let store = try HealthStore(state: state)
    let old = [Self.record("old", 0, category: "x", antiPatterns: [.toolMisuse: 1]), Self.record("old", 1)]
    _ = try store.add(old, amending: false)
    try store.declare([("old", Self.baseline)])
    try store.setFiles(["old": ["a.md"]])
    _ = try store.add([Self.record("new", 2)], amending: false)
    #expect(try store.rename("old", to: "new"))
    #expect(try !store.rename("old", to: "new"))
    let all = try store.histories()
    #expect(all.map(\.skill) == ["new"] && all[0].days.count == 3 && all[0].category == "x" && all[0].files == ["a.md"])
    #expect(all[0].baselines == [Self.baseline] && all[0].antiPatterns == [.toolMisuse: 1])
    #expect(try store.histories(of: ["old"]) == all)
    #expect(try store.skills().map(\.formerNames) == [["old"]])
    // Under either name they are the same records.
    #expect(try store.add(old, amending: false).unchanged == 2)
    #expect(try store.add([Self.record("new", 1)], amending: false).unchanged == 1)
    _ = try store.add([Self.record("old", 9, score: 50)], amending: false)
    #expect(try store.histories().first?.days.last?.score == 50)
    _ = try store.add([Self.record("new", 1, score: 10)], amending: true)
    #expect(try store.histories().first?.days.map(\.score) == [80, 10, 80, 50])
  }

  @Test func `a renaming that leads back, or makes one record of two, is refused`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Self.record("a", 0), Self.record("b", 0), Self.record("c", 1)], amending: false)
    #expect(throws: HealthError(store.path, .renameClash("a", "b", key: "\(Self.start)"))) {
      try store.rename("a", to: "b")
    }
    #expect(throws: HealthError(store.path, .unknownSkill("z"))) { try store.rename("z", to: "b") }
    #expect(throws: HealthError(store.path, .renameCircle("a", "a"))) { try store.rename("a", to: "a") }
    try store.rename("a", to: "c")
    try store.rename("c", to: "d")
    #expect(throws: HealthError(store.path, .renameCircle("d", "a"))) { try store.rename("d", to: "a") }
    #expect(throws: HealthError(store.path, .isFormerName("a", of: "d"))) { try store.rename("a", to: "e") }
    #expect(try store.histories().map { $0.days.count } == [1, 2])
    #expect(try store.skills().last?.formerNames == ["a", "c"])
  }
}
