import JudgeTypes
import SkillHealth
import Testing
import YAMLFiles

struct HealthImportTests {
  private static let today = Day(number: 20_000)

  private func read(
    _ text: String, _ format: ImportFormat = .auto, _ options: HealthImport.Options = .init(today: today)
  ) -> HealthImport {
    var read = HealthImport(options)
    read.read(Array(text.utf8), path: "f", format: format)
    return read
  }

  private func record(
    _ skill: Skill.ID = "a", _ day: String = "2024-01-02", score: Double = 80, invocations: Int = 4,
    spread: Double? = nil, key: String? = nil, category: String? = nil, antiPatterns: [AntiPattern: Int] = [:]
  ) throws -> HealthEntry {
    .record(
      HealthRecord(
        skill: skill, day: try #require(Day(day)), score: score, invocations: invocations, spread: spread,
        source: .figures, key: key ?? day, category: category, antiPatterns: antiPatterns))
  }

  private func problems(_ text: String, _ format: ImportFormat = .auto) -> [String] {
    read(text, format).problems.sorted().map(\.description)
  }

  // MARK: Forms

  @Test func `lines, a list, an export and a table say the same`() throws {
    let expected = [
      try record(), try record("a", "2024-01-03", score: 81.5, invocations: 3, spread: 2.25),
    ]
    for text in [
      """
      {"skill":"a","date":"2024-01-02","score":80,"invocations":4}

      {"skill":"a","date":"2024-01-03","score":81.5,"invocations":3,"score_sd":2.25}
      """,
      """
      [{"skill":"a","date":"2024-01-02","score":80,"invocations":4.0},
       {"skill":"a","date":"2024-01-03T23:59:59Z","score":81.5,"invocations":3,"score_sd":2.25,"model":null}]
      """,
      """
      {"a": {"rolling_7d": 80.6, "scores": [{"date":"2024-01-02","score":80,"invocations":4},
        {"date":"2024-01-03","score":81.5,"invocations":3,"score_sd":2.25}], "trend": "stable"}}
      """,
      "skill,date,score,invocations,score_sd\na,2024-01-02,80,4,\na,2024-01-03,81.5,3,2.25\n",
      "\u{FEFF}Skill;Date;Score;Invocations;score_sd\r\na;2024-01-02;80.0;4;\r\na;2024-01-03;81.5;3;2.25\r\n",
    ] {
      let found = read(text)
      #expect(found.problems.isEmpty && found.entries == expected, "\(text)")
    }
  }

  @Test func `what a line may say besides`() throws {
    let found = read(
      """
      {"skill":"a","date":"2024-01-02","score":0.8,"invocations":4,"score_sd":0.5,"id":"x","category":"c","files":["s/a.md"],"anti_patterns":["tool_misuse"]}
      """, .jsonl, .init(category: "d", source: "lab", scale: .fraction, today: Self.today))
    #expect(
      found.entries == [
        try record(score: 80, spread: 50, key: "lab/x", category: "c", antiPatterns: [.toolMisuse: 1])
      ])
    #expect(found.files == ["a": ["s/a.md"]])
    let table = read(
      "skill,date,score,invocations,files,anti_patterns\na,2024-01-02,80,4,x.md;y.md,tool_misuse:2;excessive_retry:1\n")
    #expect(table.files == ["a": ["x.md", "y.md"]] && table.problems.isEmpty)
    #expect(table.entries.first?.antiPatterns == [.toolMisuse: 2, .excessiveRetry: 1])
    #expect(
      read("{\"skill\":\"a\",\"date\":\"2024-01-02\",\"score\":1,\"invocations\":1,\"score_sd\":0}").problems.isEmpty)
  }

  @Test func `a skill is known by the name it has now`() throws {
    let found = read(
      #"{"skill":"old","date":"2024-01-02","score":80,"invocations":4}"#, .auto,
      .init(today: Self.today, renames: ["old": "a"]))
    #expect(found.entries == [try record()])
  }

  // MARK: Rules

  @Test func `every fault is said with its line, what was found and what to write`() {
    let lines = [
      (#"{"skill":"a","date":"2024-01-02","score":-1,"invocations":1}"#, "f:1: score: found the integer -1"),
      (#"{"skill":"a","date":"2024-01-02","score":100.5,"invocations":1}"#, "f:1: score: found the number 100.5"),
      (#"{"skill":"a","date":"2024-01-02","score":NaN,"invocations":1}"#, "f:1: not JSON"),
      (#"{"skill":"a","date":"2024-01-02","invocations":1}"#, "f:1: there is no 'score'"),
      (#"{"skill":"a","date":"2024-01-02","score":"80","invocations":1}"#, "f:1: score: found the text '80'"),
      (#"{"skill":"a","date":"2024-01-02","score":80}"#, "f:1: there is no 'invocations'"),
      (#"{"skill":"a","date":"2024-01-02","score":80,"invocations":-1}"#, "f:1: invocations: found the integer -1"),
      (#"{"skill":"a","date":"2024-01-02","score":80,"invocations":1.5}"#, "f:1: invocations: found the number 1.5"),
      (#"{"skill":"a","date":"2024-02-30","score":80,"invocations":1}"#, "f:1: date: found '2024-02-30'"),
      (#"{"skill":"a","date":"2024-10-06","score":80,"invocations":1}"#, "f:1: date: 2024-10-06 has not come yet"),
      (#"{"skill":" a","date":"2024-01-02","score":80,"invocations":1}"#, "f:1: skill: a skill's name"),
      (#"{"skill":"a\u001b[2J","date":"2024-01-02","score":80,"invocations":1}"#, "f:1: skill: a skill's name"),
      (#"{"name":"a","date":"2024-01-02","score":80,"invocations":1}"#, "f:1: unknown 'name'. Did you mean 'skill'?"),
      (
        #"{"skill":"a","date":"2024-01-02","scoer":80,"invocations":1}"#,
        "f:1: scoer: unknown key 'scoer'. Did you mean"
      ),
      (
        #"{"skill":"a","date":"2024-01-02","score":80,"invocations":1,"anti_patterns":["x"]}"#,
        "f:1: anti_patterns: found"
      ),
      ("[1]", "f:1: found the integer 1; expected a map"), ("\"x\"", "f:1: there is no column"),
      ("", "f: the file is empty"),
    ]
    for (line, expected) in lines {
      let found = problems(line)
      #expect(found.first?.hasPrefix(expected) == true, "\(line): \(found)")
    }
  }

  @Test func `a table's header is told what it may be called`() {
    #expect(
      problems("name,day,score,n\na,2024-01-02,80,1\n") == [
        "f:1: unknown column 'day'. Did you mean 'date'?", "f:1: unknown column 'n'. Did you mean 'invocations'?",
        "f:1: unknown column 'name'. Did you mean 'skill'?",
      ])
    #expect(
      problems("skill,date,score,skill,invocations\n").contains("f:1: the column 'skill' stands twice. Keep one."))
    #expect(
      problems("skill,date,invocations\na,2024-01-02,1\n").first?.hasPrefix("f:1: there is no column 'score'") == true)
    let found = problems("skill,date,score,invocations\na,2024-01-02,NaN,1\na,2024-01-03,,2\na,2024-01-04,80\n")
    #expect(found.count == 3)
    #expect(found[0].hasPrefix("f:2: score: found the text 'NaN'") && found[1].hasPrefix("f:3: there is no 'score'"))
    #expect(found[2].hasPrefix("f:4: the row has 3 fields, the header 4"))
  }

  @Test func `lines are told even inside of one document`() {
    let list = "[\n{\"skill\":\"a\",\"date\":\"2024-01-02\",\"score\":1,\"invocations\":1},\n\n{\"skill\":\"]\\\"[\"}]"
    #expect(problems(list).allSatisfy { $0.hasPrefix("f:4:") } && !problems(list).isEmpty)
    let export = "{\"a\": {\"x\": [{}], \"scores\": [\n{\"date\":\"2024-01-02\",\"score\":1,\"invocations\":1},\n{}]}}"
    #expect(problems(export).allSatisfy { $0.hasPrefix("f:3:") } && problems(export).count == 2)
    #expect(problems("[\n{\"skill\": }]").first?.hasPrefix("f:2: not JSON") == true)
  }

  @Test func `tomorrow is taken, the day after only when it is said, a day without use is left out`() throws {
    func line(_ day: String, _ rest: String = "\"score\":80,\"invocations\":4") -> String {
      "{\"skill\":\"a\",\"date\":\"\(day)\",\(rest)}"
    }
    // 20000 is 2024-10-04.
    #expect(read(line("2024-10-05")).problems.isEmpty && read(line("2024-10-06")).problems.count == 1)
    #expect(read(line("2024-10-06"), .auto, .init(today: Self.today, allowsFuture: true)).entries.count == 1)
    let idle = read(
      line("2024-01-02", "\"invocations\":0") + "\n" + line("2024-01-03", "\"score\":null,\"invocations\":0"))
    #expect(idle.entries.isEmpty && idle.unused == 2 && idle.problems.isEmpty)
  }

  @Test func `the same record twice in one file is one, or a problem where it says two things`() throws {
    let line = #"{"skill":"a","date":"2024-01-02","score":80,"invocations":4}"#
    #expect(read(line + "\n" + line).problems.isEmpty)
    let found = problems(line + "\n" + line.replacing("80", with: "81"))
    #expect(
      found == [
        "f:2: 'a' has a record '2024-01-02' with other values on line 1. Give each an 'id' to have them added up, or keep one."
      ])
    #expect(read(line + "\n" + line.replacing("\"score\":80", with: "\"id\":\"b\",\"score\":81")).entries.count == 2)
  }

  @Test func `shares that are taken for points are noticed`() {
    func lines(_ score: String) -> String {
      "skill,date,score,invocations\na,2024-01-02,\(score),1\na,2024-01-03,1,1\n"
    }
    #expect(read(lines("0.5")).looksLikeShares && !read(lines("50")).looksLikeShares)
  }

  @Test func `any bytes give problems or entries`() {
    var bytes: [UInt8] = Array(
      #"[{"skill":"a","date":"2024-01-02","score":80,"invocations":4},{"a":[1,{"b":"\u00e9"}]}]"#.utf8)
    for index in bytes.indices {
      for replacement: UInt8 in [0, 0x22, 0x5B, 0x7B, 0xFF] {
        let old = bytes[index]
        bytes[index] = replacement
        for format in ImportFormat.allCases {
          var read = HealthImport(.init(today: Self.today))
          read.read(bytes, path: "f", format: format)
          #expect(!read.problems.isEmpty || !read.entries.isEmpty || format == .retrospective)
        }
        bytes[index] = old
      }
    }
  }
}
