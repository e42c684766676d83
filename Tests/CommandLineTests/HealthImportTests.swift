import Foundation
import GRDB
import Testing

/// `health import`, `record`, `export` and `baseline`, as a person uses them.
@Suite struct HealthImportTests {
  private static let header = "skill,date,score,invocations\n"

  private func withProgram(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try await body(program)
  }

  /// Thirty days of two skills that end with 2026-06-30.
  private static var month: String {
    header
      + (1...30).flatMap { day in
        ["search", "notes"].map { "\($0),2026-06-\(day < 10 ? "0" : "")\(day),\(60 + day),\(day)\n" }
      }.joined()
  }

  private func exported(_ program: Program, _ words: String...) async throws -> String {
    let result = try await program.run(arguments: ["health", "export", "--format", "csv"] + words)
    #expect(result.code == 0, "\(result.error)")
    return result.output
  }

  @Test func `a month imported twice, or in another order, changes nothing`() async throws {
    try await withProgram { program in
      try program.write(Self.month, to: "june.csv")
      let first = try await program.run("health", "import", "june.csv", "--category", "agent")
      #expect(
        first.code == 0 && first.output == "took 60 records of 2 skills, 2026-06-01 to 2026-06-30\n",
        "\(first.output)\(first.error)")
      let before = try await exported(program)
      #expect(before.split(separator: "\n").count == 61)
      let again = try await program.run("health", "import", "june.csv")
      #expect(again.code == 0 && again.output == "nothing new; 60 on record already\n", "\(again.output)")
      let rows = Self.month.split(separator: "\n")
      try program.write(([rows[0]] + rows.dropFirst().reversed()).joined(separator: "\n"), to: "back.csv")
      let other = try await program.run("health", "import", "back.csv", "--state", "other", "--category", "agent")
      #expect(other.code == 0, "\(other.error)")
      #expect(try await exported(program) == before)
      #expect(try await exported(program, "--state", "other") == before)
    }
  }

  @Test func `what is exported can be imported, and is the same`() async throws {
    try await withProgram { program in
      try program.write(
        """
        {"skill":"a, \\"b\\"","date":"2026-06-01","score":81.23456789012345,"invocations":4,"score_sd":0.1,"category":"c","model":"m"}
        {"skill":"a, \\"b\\"","date":"2026-06-02","score":0,"invocations":1,"prompt":"p","files":["x.md","y z.md"]}
        """, to: "in.jsonl")
      #expect(try await program.run("health", "import", "in.jsonl").code == 0)
      for format in ["csv", "jsonl"] {
        let out = try await program.run("health", "export", "--format", format, "-o", "out.\(format)")
        #expect(out.code == 0 && out.output.isEmpty, "\(out.error)")
        let back = try await program.run("health", "import", "out.\(format)", "--state", format)
        #expect(back.code == 0, "\(back.error)")
        for form in ["csv", "jsonl"] {
          let there = try await program.run("health", "export", "--format", form)
          let here = try await program.run("health", "export", "--format", form, "--state", format)
          #expect(there.output == here.output && !here.output.isEmpty)
        }
      }
    }
  }

  @Test func `everything that does not fit is said with its line, and nothing is taken`() async throws {
    try await withProgram { program in
      let tomorrow = Int(Date().timeIntervalSince1970 / 86_400) + 1
      func day(_ number: Int) -> String {
        Date(timeIntervalSince1970: Double(number) * 86_400).formatted(.iso8601.year().month().day())
      }
      try program.write(
        Self.header
          + """
          a,2026-06-01,-1,1
          a,2026-06-02,101,1
          a,2026-06-03,,1
          a,2026-06-04,80,-1
          a,2026-06-05,80,1.5
          a,2026-13-01,80,1
          a,\(day(tomorrow)),80,1
          a,\(day(tomorrow + 1)),80,1
          a,2026-06-07,,0
          a,2026-06-08,50,1
          a,2026-06-08,60,1

          """, to: "bad.csv")
      let refused = try await program.run("health", "import", "bad.csv")
      #expect(refused.code == 2 && refused.output.isEmpty)
      for line in [2, 3, 4, 5, 6, 7, 9, 12] {
        #expect(refused.error.contains("bad.csv:\(line): "), "\(line): \(refused.error)")
      }
      for line in [8, 10, 11] { #expect(!refused.error.contains("bad.csv:\(line): ")) }
      #expect(refused.error.contains("--allow-future") && refused.error.contains("--skip-bad"))
      #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/.moe-judge/health.sqlite"))
      let partly = try await program.run("health", "import", "bad.csv", "--skip-bad")
      #expect(
        partly.code == 0
          && partly.output
            == "took 2 records of 1 skill, 2026-06-08 to \(day(tomorrow)); 1 left out: no invocations; 8 lines left out: see above\n",
        "\(partly.output)\(partly.error)")
      try program.write(Self.header + (1...30).map { _ in "a,x,1,1\n" }.joined(), to: "many.csv")
      #expect(try await program.run("health", "import", "many.csv").error.contains("and 10 more"))
    }
  }

  @Test func `other values of the same record are refused until they are called a correction`() async throws {
    try await withProgram { program in
      try program.write(Self.header + "a,2026-06-01,80,10\n", to: "a.csv")
      try program.write(Self.header + "b,2026-06-01,80,10\na,2026-06-01,20,10\n", to: "b.csv")
      _ = try await program.run("health", "import", "a.csv")
      let refused = try await program.run("health", "import", "b.csv")
      #expect(
        refused.code == 2
          && refused.error.contains("b.csv:3: 'a' has a record '2026-06-01' with 80 in 10 instead of 20 in 10 on file"),
        "\(refused.error)")
      #expect(try await exported(program).split(separator: "\n").count == 2)
      let trial = try await program.run("health", "import", "b.csv", "--amend", "--dry-run")
      #expect(trial.output.hasPrefix("would take 1 record of 2 skills"), "\(trial.output)")
      let amended = try await program.run("health", "import", "b.csv", "--amend")
      #expect(amended.code == 0 && amended.output.contains("; 1 amended"), "\(amended.output)")
      #expect(try await exported(program, "--skill", "a").hasSuffix("a,2026-06-01,20,10,,,,,\n"))
    }
  }

  @Test func `a renamed skill brings its history along`() async throws {
    try await withProgram { program in
      try program.write(Self.header + "old,2026-06-01,80,10\n", to: "a.csv")
      _ = try await program.run("health", "import", "a.csv")
      let renamed = try await program.run("health", "record", "--rename", "old", "new")
      #expect(renamed.code == 0 && renamed.output == "old is new from now on, with its history\n", "\(renamed.error)")
      #expect(try await program.run("health", "import", "a.csv").output.hasPrefix("nothing new"))
      try program.write(Self.header + "new,2026-06-02,81,10\n", to: "b.csv")
      let again = try await program.run("health", "import", "b.csv", "a.csv", "--rename", "new=newest")
      #expect(again.code == 0, "\(again.error)")
      let rows = try await exported(program).split(separator: "\n").dropFirst()
      #expect(rows == ["newest,2026-06-01,80,10,,,,,", "newest,2026-06-02,81,10,,,,,"])
      let circle = try await program.run("health", "record", "--rename", "newest", "old")
      #expect(circle.code == 2 && circle.error.contains("which is the same skill"), "\(circle.error)")
    }
  }

  @Test func `sessions come from standard input, one file or a folder of them`() async throws {
    try await withProgram { program in
      let lines = #"{"session":"1","skill":"a","date":"2026-06-01","success":true}"# + "\n"
      let other = #"{"session":"2","skill":"a","date":"2026-06-01","success":false,"anti_patterns":["tool_misuse"]}"#
      #expect(
        try await program.run("health", "import", "-", input: lines).output == "took 1 record of 1 skill, 2026-06-01\n")
      try program.write(lines, to: "s/1.jsonl")
      try program.write(other, to: "s/2.json")
      let folder = try await program.run("health", "import", "--format", "retrospective", "s")
      #expect(folder.output == "took 1 record of 1 skill, 2026-06-01; 1 on record already\n", "\(folder.error)")
      #expect(try await exported(program).contains("a,2026-06-01,50,2,"))
      #expect(try await program.run("health", "import", "none.jsonl").code == 2)
      #expect(try await program.run("health", "import", "-", input: "").code == 2)
    }
  }

  @Test func `an import that is killed leaves all of it or nothing`() async throws {
    try await withProgram { program in
      try program.write(Self.header + "kept,2026-06-01,80,10\n", to: "kept.csv")
      _ = try await program.run("health", "import", "kept.csv")
      let rows = (0..<20_000).map { "s\($0 % 2000),2026-0\(1 + $0 / 2000 % 6)-\(10 + $0 / 12_000),80,\(1 + $0 % 7)\n" }
      try program.write(Self.header + rows.joined(), to: "large.csv")
      let wal = program.folder.appending(path: ".moe-judge/health.sqlite-wal")
      // By Ctrl-C once the database is open, whenever that is: the transaction is whole either way.
      _ = try await program.run(
        arguments: ["health", "import", "large.csv"],
        interruptingWhen: { FileManager.default.fileExists(atPath: wal.path) })
      let lines = try await exported(program).split(separator: "\n").count
      #expect(lines == 2 || lines == 20_002)
      let again = try await program.run("health", "import", "large.csv")
      #expect(again.code == 0, "\(again.error)")
      #expect(try await exported(program).split(separator: "\n").count == 20_002)
    }
  }

  @Test func `the examples of the documentation say the same in every form`() async throws {
    try await withProgram { program in
      let page = try String(contentsOf: Program.root.appending(path: "docs/health/README.md"), encoding: .utf8)
      let parts = page.components(separatedBy: "<!-- example: ").dropFirst()
      for part in parts {
        let name = String(part.prefix { $0 != " " })
        try program.write(
          part.components(separatedBy: "```")[1].drop { !$0.isNewline }.dropFirst().description, to: name)
      }
      var exports: Set<String> = []
      for form in ["jsonl", "json", "csv"] {
        let taken = try await program.run("health", "import", "figures.\(form)", "--state", form)
        #expect(taken.output.hasPrefix("took 2 records of 1 skill"), "\(form): \(taken.output)\(taken.error)")
        exports.insert(try await exported(program, "--state", form))
      }
      #expect(exports.count == 1)
      let settings = try String(contentsOf: program.folder.appending(path: "settings.json"), encoding: .utf8)
      _ = try JSONSerialization.jsonObject(with: Data(settings.utf8))
      let command = settings.components(separatedBy: "\"command\": \"moe-judge ").dropFirst().first
      let words = try #require(command).prefix { $0 != "\"" }.split(separator: " ").map(String.init)
      let log = try String(contentsOf: program.folder.appending(path: "retrospectives.jsonl"), encoding: .utf8)
      try program.write(log, to: ".moe-judge/sessions/retrospectives.jsonl")
      let hooked = try await program.run(arguments: words)
      #expect(hooked.output == "took 5 records of 2 skills, 2026-06-03 to 2026-06-04\n", "\(words) \(hooked.error)")
      #expect(try await program.run(arguments: words).output == "nothing new; 5 on record already\n")
    }
  }

  // MARK: Single scores and baselines

  @Test func `a single score is recorded once, and corrected when that is said`() async throws {
    try await withProgram { program in
      func record(_ words: String...) async throws -> Program.Result {
        try await program.run(arguments: ["health", "record", "search", "--date", "2026-06-01"] + words)
      }
      let first = try await record("--score", "82", "--invocations", "40", "--category", "c")
      #expect(first.output == "search 2026-06-01: 82 in 40 invocations, recorded\n", "\(first.error)")
      #expect(try await record("--score", "82", "--invocations", "40").output.contains("on record already"))
      let other = try await record("--success")
      #expect(other.code == 2 && other.error.contains("82 in 40 instead of 100 in 1"), "\(other.error)")
      #expect(try await record("--success", "--id", "s1").code == 0)
      #expect(try await record("--score", "50", "--invocations", "40", "--amend").output.contains("amended"))
      // (50 x 40 + 100) / 41.
      let days = try await exported(program)
      #expect(days.contains("search,2026-06-01,\(2100.0 / 41),41,"), "\(days)")
      for words in [
        ["--score", "101"], ["--score", "NaN"], ["--score", "5", "--success"], [],
        ["--score", "5", "--invocations", "0"],
      ] {
        #expect(try await program.run(arguments: ["health", "record", "x"] + words).code == 2, "\(words)")
      }
      #expect(try await program.run("health", "record", "search", "--files", "a.md,b.md").code == 0)
      #expect(try await exported(program).contains("a.md;b.md"))
    }
  }

  @Test func `a baseline is the mean of thirty days, and a second one needs a reason`() async throws {
    try await withProgram { program in
      try program.write(Self.month + "idle,2026-01-01,50,5\n", to: "june.csv")
      _ = try await program.run("health", "import", "june.csv", "--category", "agent")
      func declare(_ words: String...) async throws -> Program.Result {
        try await program.run(
          arguments: ["health", "baseline"] + words, environment: ["USER": "ada", "HOME": program.folder.path])
      }
      let first = try await declare("june", "--date", "2026-06-30", "--format", "json")
      // Of day d: score 60 + d, d invocations. 60 + (1^2 + ... + 30^2) / (1 + ... + 30) = 60 + 9455 / 465.
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: [String: Any]])
      #expect(first.code == 0 && first.error.contains("1 skill left out"), "\(first.error)")
      #expect(json.count == 2 && abs((json["search"]?["score"] as? Double ?? 0) - (60 + 9455.0 / 465)) < 1e-9)
      #expect(json["search"]?["invocations"] as? Int == 465 && json["search"]?["date"] as? String == "2026-06-30")
      let again = try await declare("next", "--date", "2026-06-30")
      #expect(again.code == 2 && again.error.contains("--reason"), "\(again.error)")
      let same = try await declare("june", "--date", "2026-06-30", "--reason", "r")
      #expect(same.code == 2 && same.error.contains("has a baseline 'june' of 2026-06-30"), "\(same.error)")
      #expect(
        try await declare("june", "--date", "2026-06-29", "--skill", "search", "--reason", "one day less").code == 0)
      let list = try await declare("--list")
      #expect(
        list.output.split(separator: "\n").count == 3 && list.output.contains("ada: one day less"), "\(list.output)")
      #expect(try await declare("--list", "--format", "json").output.contains("2026-06-29"))
      #expect(try await declare("later", "--date", "2020-01-01", "--reason", "r").code == 2)
    }
  }

  @Test func `a header that fits nothing leaves no rest to take`() async throws {
    try await withProgram { program in
      try program.write("prompt name,day,avg\nsearch,2026-06-01,80\n", to: "raw.csv")
      let result = try await program.run("health", "import", "raw.csv", "--skip-bad")
      #expect(result.code == 2 && !result.error.contains("--skip-bad"), "\(result.error)")
    }
  }

  @Test func `shares are not taken for points of a hundred unless that is said`() async throws {
    try await withProgram { program in
      try program.write(
        "skill,date,score,invocations\ns,2026-06-01,0.8,5\ns,2026-06-02,0.9,5\n", to: "shares.csv")
      let result = try await program.run("health", "import", "shares.csv")
      #expect(result.code == 2 && result.error.contains("--score-scale 0-1"), "\(result.error)")
      #expect(try await program.run("health", "import", "shares.csv", "--score-scale", "0-1").code == 0)
      #expect(try await exported(program).contains("s,2026-06-01,80,5"))
    }
  }

  @Test func `the export of skills is read back with category and files, and says how they stand`() async throws {
    try await withProgram { program in
      try program.write(
        #"{"skill":"s","date":"2026-06-01","score":80,"invocations":5,"category":"c","files":["a.md"]}"#, to: "s.jsonl")
      #expect(try await program.run("health", "import", "s.jsonl").code == 0)
      #expect(try await program.run("health", "export", "-o", "s.json").code == 0)
      let text = try String(contentsOf: program.folder.appending(path: "s.json"), encoding: .utf8)
      for key in ["rolling_7d", "rolling_30d", "trend", "health_score", "baseline_score", "last_improvement_date"] {
        #expect(text.contains("\"\(key)\""), "\(text)")
      }
      #expect(try await program.run("health", "import", "s.json", "--state", "other").code == 0)
      let one = try await program.run("health", "export", "--format", "csv")
      let other = try await program.run("health", "export", "--format", "csv", "--state", "other")
      #expect(one.output == other.output && one.output.contains("a.md"))
    }
  }

  @Test func `as a hook it is content with a file that is not there, and stops no agent`() async throws {
    try await withProgram { program in
      let none = try await program.run("health", "import", "--hook", "--format", "retrospective", "none.jsonl")
      #expect(none.code == 0 && none.error.isEmpty, "\(none.error)")
      try program.write("no JSON\n", to: "bad.jsonl")
      let bad = try await program.run("health", "import", "--hook", "--format", "retrospective", "bad.jsonl")
      #expect(bad.code == 1 && bad.error.contains("bad.jsonl:1"), "\(bad.error)")
    }
  }

  @Test func `an import that is refused, or only tried, renames nothing`() async throws {
    try await withProgram { program in
      try program.write("skill,date,score,invocations\nold,2026-06-01,80,5\n", to: "one.csv")
      _ = try await program.run("health", "import", "one.csv")
      try program.write("skill,date,score,invocations\nold,2026-06-01,70,5\n", to: "other.csv")
      let refused = try await program.run("health", "import", "other.csv", "--rename", "old=new")
      #expect(refused.code == 2 && refused.error.contains("Nothing was taken"), "\(refused.error)")
      #expect(try await exported(program).contains("old,2026-06-01,80,5"))
      let tried = try await program.run("health", "import", "one.csv", "--rename", "old=new", "--dry-run")
      #expect(tried.code == 0 && tried.output.contains("1 on record already"), "\(tried.output)\(tried.error)")
      #expect(try await exported(program).contains("old,2026-06-01,80,5"))
      #expect(try await program.run("health", "import", "one.csv", "--rename", "old=new").code == 0)
      #expect(try await exported(program).contains("new,2026-06-01,80,5"))
    }
  }
}
