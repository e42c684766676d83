import JudgeTypes
import SkillHealth
import Testing
import YAMLFiles

struct RetrospectiveTests {
  private func read(_ text: String, _ format: ImportFormat = .auto) -> HealthImport {
    var read = HealthImport(.init(today: Day(number: 20_000)))
    read.read(Array(text.utf8), path: "f", format: format)
    return read
  }

  private func record(
    _ skill: Skill.ID, _ session: String, score: Double, _ antiPatterns: [AntiPattern: Int] = [:],
    category: String? = nil, model: String? = nil
  ) throws -> HealthEntry {
    .record(
      HealthRecord(
        skill: skill, day: try #require(Day("2024-01-02")), score: score, invocations: 1, source: .retrospective,
        key: session, category: category, model: model, antiPatterns: antiPatterns))
  }

  @Test func `a session is one use of a skill, and success is 100`() throws {
    let found = read(
      """
      {"session":"s1","skill":"a","date":"2024-01-02","success":true}
      {"id":"s2","skill":"a","timestamp":"2024-01-02T10:00:00Z","success":false,"anti_patterns":["tool_misuse"]}
      {"session":"s3","skill":"a","date":"2024-01-02","score":62.5,"model":"m","anti_patterns":{"excessive_retry":3}}
      """)
    #expect(found.problems.isEmpty)
    #expect(
      found.entries == [
        try record("a", "s1", score: 100), try record("a", "s2", score: 0, [.toolMisuse: 1]),
        try record("a", "s3", score: 62.5, [.excessiveRetry: 3], model: "m"),
      ])
  }

  @Test func `without success and score only what was seen is kept`() throws {
    let found = read(#"{"session":"s","skill":"a","date":"2024-01-02","anti_patterns":["tool_misuse","tool_misuse"]}"#)
    #expect(
      found.entries == [
        .sighting(
          Sighting(
            skill: "a", day: try #require(Day("2024-01-02")), source: .retrospective, key: "s",
            antiPatterns: [.toolMisuse: 2]))
      ])
    #expect(read(#"{"session":"s","skill":"a","date":"2024-01-02"}"#).entries.isEmpty)
  }

  @Test func `several skills in one session share what is said of all`() throws {
    let found = read(
      """
      [{"session":"s","date":"2024-01-02","category":"c","model":"m","skills":[
        {"skill":"a","success":true},{"skill":"b","score":10,"category":"d","anti_patterns":["context_confusion"]}]}]
      """)
    #expect(
      found.entries == [
        try record("a", "s", score: 100, category: "c", model: "m"),
        try record("b", "s", score: 10, [.contextConfusion: 1], category: "d", model: "m"),
      ])
  }

  @Test func `a later look back at the same session takes the place of an earlier one`() throws {
    let found = read(
      """
      {"session":"s","skill":"a","date":"2024-01-02","score":40}
      {"session":"t","skill":"a","date":"2024-01-02","success":true}
      {"session":"s","skill":"a","date":"2024-01-02","score":90}
      """)
    #expect(found.entries == [try record("a", "s", score: 90), try record("a", "t", score: 100)])
  }

  @Test func `faults have their line`() {
    for (line, expected) in [
      (#"{"session":"s","date":"2024-01-02","success":true}"#, "one of 'skill' and 'skills'"),
      (#"{"skill":"a","date":"2024-01-02","success":true}"#, "there is no 'session'"),
      (#"{"session":"s","skill":"a","success":true}"#, "there is no 'date'"),
      (#"{"session":"s","skill":"a","date":"2024-01-02","success":true,"score":1}"#, "'success' and 'score' both"),
      (#"{"session":"s","id":"t","skill":"a","date":"2024-01-02","success":true}"#, "'session' and 'id' differ"),
      (#"{"session":"s","skill":"a","date":"2024-01-02","success":"yes"}"#, "success: found the text 'yes'"),
      (#"{"session":"s","skills":[{"skill":"a"},{"skill":"a"}],"date":"2024-01-02"}"#, ""),
      (
        #"{"session":"s","skills":[{"skill":"a","success":true},{"skill":"a","success":true}],"date":"2024-01-02"}"#,
        "the skill 'a' stands twice"
      ),
      (#"{"session":"s","skill":"a","date":"2024-01-02","anti_patterns":["misuse"]}"#, "anti_patterns: found a list"),
    ] {
      let found = read("\n" + line, .retrospective).problems.map(\.description)
      #expect(
        expected.isEmpty ? found.isEmpty : found.first?.hasPrefix("f:2: \(expected)") == true, "\(line): \(found)")
    }
    #expect(read("", .retrospective).problems.isEmpty)
  }
}
