import Foundation
import Provenance
import Testing

/// A change that brings files which would judge it mildly is judged by those of the revision before it; nobody is asked.
@Suite struct BaseRevisionTests {
  private typealias Way = ChangedRepository.Way
  private static let faulty =
    "import hashlib\nAPI_KEY = \"sk_live_51HqLyjWDarjtT1zdp7dc9aBcD\"\n\n\ndef a():\n    legacy()\n"
  private static let rule = """
    rules:
      - id: legacy-call
        name: The old call
        severity: critical
        why: it is slow
        mend: use the new one
        dimensions: [architectural_soundness]
        message: legacy is on its way out
        patterns:
          - {languages: [python], match: '\\blegacy\\('}

    """

  private static let otherStore = "import pymysql\n\n\ndef show(path):\n    return pymysql.connect(path)\n"

  @Test func `a rule that the change puts off or takes away still finds`() async throws {
    let off = try ChangedRepository(base: [:], artifact: Self.faulty) { program in
      try program.write("off: [hardcoded-secret]\n", to: "rubrics/rules/less.yaml")
    }
    defer { off.program.remove() }
    #expect(try await !off.rules(.unguarded).contains("hardcoded-secret"))
    for way in Way.guarded { #expect(try await off.rules(way).contains("hardcoded-secret"), "\(way)") }
    let gone = try ChangedRepository(base: ["rubrics/rules/team.yaml": Self.rule], artifact: Self.faulty) { program in
      try program.write(Self.rule.replacing("critical", with: "low"), to: "rubrics/rules/team.yaml")
      try program.delete("rubrics/rules/team.yaml")
    }
    defer { gone.program.remove() }
    #expect(try await !gone.rules(.unguarded).contains("legacy-call"))
    for way in Way.guarded { #expect(try await gone.rules(way).contains("legacy-call"), "\(way)") }
  }

  @Test func `the ignore file that a change brings leaves nothing out`() async throws {
    let repository = try ChangedRepository(base: [:], artifact: Self.faulty) { program in
      try program.write("app.py\n", to: ".moe-judgeignore")
    }
    defer { repository.program.remove() }
    #expect(try await !repository.rules(.unguarded).contains("hardcoded-secret"))
    for way in Way.guarded { #expect(try await repository.rules(way).contains("hardcoded-secret"), "\(way)") }
    // The other side: what the base leaves out stays out, whatever the change takes from the file.
    let lifted = try ChangedRepository(base: [".moe-judgeignore": "app.py\n"], artifact: Self.faulty) { program in
      try program.delete(".moe-judgeignore")
    }
    defer { lifted.program.remove() }
    for way in Way.guarded {
      let result = try await lifted.judged(way, ["--offline"])
      #expect(!result.output.contains("hardcoded-secret"), "\(result.output)\(result.error)")
    }
  }

  @Test func `comments that leave findings out count where the base holds them`() async throws {
    let comment = "# moe-judge: ignore hardcoded-secret because it is a sample\n"
    let repository = try ChangedRepository(base: [:], artifact: comment + Self.faulty.dropFirst(15)) { _ in }
    defer { repository.program.remove() }
    #expect(try await repository.judgment(.unguarded, ["--offline"])["suppressions"]?[0]?["state"] == "applied")
    for way in Way.guarded {
      #expect(try await repository.judgment(way, ["--offline"])["suppressions"]?[0]?["state"] == "not_in_base")
    }
  }

  private func clauses(_ repository: ChangedRepository, _ way: Way, _ more: [String] = []) async throws -> [String] {
    let judgment = try await repository.judgment(way, ["--offline"] + more)
    let sources = (judgment["dimensions"]?.arrayValue ?? [["error": judgment["error"] ?? .null]])
      .compactMap { $0["source"]?["path"]?.stringValue }
    return Array(Set(sources)).sorted()
  }

  @Test func `decision records are those of the base, whether rubrics are made of them now or were before`()
    async throws
  {
    let record = Record.text("Services must use PostgreSQL.")
    let base = ["adrs/001-store.md": record, "adrs/002-data.md": Record.text("Services must not use MySQL.")]
    let both = ["adrs/001-store.md", "adrs/002-data.md"]
    for settings in [["moe-judge.yaml": "adr_dir: adrs\n"], [:]] {
      let more = settings.isEmpty ? ["--adr-dir", "adrs"] : []
      let repository = try ChangedRepository(base: base.merging(settings) { $1 }, artifact: Self.otherStore) {
        program in
        try program.write(Record.text("Services may use anything."), to: "adrs/001-store.md")
        try program.delete("adrs/002-data.md")
      }
      defer { repository.program.remove() }
      #expect(try await clauses(repository, .unguarded, more) != both)
      for way in Way.guarded { #expect(try await clauses(repository, way, more) == both, "\(way) \(settings)") }
    }
    let generated = try ChangedRepository(
      base: base.merging(try await Self.generated(from: base)) { $1 }, artifact: Self.otherStore
    ) { program in
      try program.delete("adrs")
      try program.delete("rubrics/generated")
    }
    defer { generated.program.remove() }
    #expect(try await clauses(generated, .unguarded).isEmpty)
    for way in Way.guarded {
      #expect(try await clauses(generated, way) == both, "\(way)")
      // Held against the records of the same revision, none of them is stale.
      #expect(try await !generated.judged(way, ["--offline"]).output.contains("stale"))
    }
  }

  @Test func `a record that is a link in the base is refused, and a folder of them that is one is not passed over`()
    async throws
  {
    let repository = try ChangedRepository(base: ["adrs/001-store.md": Record.text("Services must use PostgreSQL.")]) {
      try $0.link("adrs/more", to: "../elsewhere")
    }
    let program = repository.program
    defer { program.remove() }
    let words = ["judge", "--offline", "app.py", "--adr-dir", "adrs", "--config-rev", "HEAD"]
    let said = try await program.run(arguments: words)
    #expect(said.output.contains("adrs/more: not read: it is a link or a submodule"), "\(said.output)\(said.error)")
    try program.link("adrs/002-data.md", to: "001-store.md")
    try program.git("add", "adrs")
    try program.git("commit", "-qm", "link")
    let refused = try await program.run(arguments: words)
    #expect(refused.code == 2 && refused.error.contains("adrs/002-data.md at HEAD: is a link"), "\(refused.error)")
    let missing = try await program.run(arguments: words + ["--adr-dir", "elsewhere"])
    #expect(missing.code == 2 && missing.error.contains("elsewhere at HEAD"), "\(missing.error)")
  }

  /// The generated rubrics of records, by path.
  private static func generated(from records: [String: String]) async throws -> [String: String] {
    let program = try Program()
    defer { program.remove() }
    for (path, text) in records { try program.write(text, to: path) }
    #expect(try await program.run("rubrics", "generate").code == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: program.folder.appending(path: "rubrics/generated").path)
    return Dictionary(
      uniqueKeysWithValues: try names.map {
        ("rubrics/generated/\($0)", try program.text(at: "rubrics/generated/\($0)"))
      })
  }

  @Test func `generated rubrics that the base's records no longer say are stale by the base's own word`() async throws {
    let record = ["adrs/001-store.md": Record.text("Services must use PostgreSQL.")]
    let rubrics = try await Self.generated(from: record)
    let base = rubrics.merging(["adrs/001-store.md": Record.text("Services must use MySQL.")]) { $1 }
    let repository = try ChangedRepository(base: base) { program in
      try program.write(record["adrs/001-store.md"] ?? "", to: "adrs/001-store.md")
    }
    defer { repository.program.remove() }
    #expect(try await !repository.judged(.unguarded, ["--offline"]).output.contains("stale rubric"))
    for way in Way.guarded {
      #expect(try await repository.judged(way, ["--offline"]).output.contains("stale rubric adr-001"), "\(way)")
    }
  }

  @Test func `where the base has no files of its own the shipped ones decide, although the change brings some`()
    async throws
  {
    let repository = try ChangedRepository(base: [:], artifact: Self.faulty) { program in
      try program.write("panel: {personas: [delivery_engineer]}\n", to: "moe-judge.yaml")
      try program.write("off: [hardcoded-secret]\n", to: "rubrics/rules/secrets2.yaml")
      try program.write("this is no persona\n", to: "personas/broken.yaml")
    }
    defer { repository.program.remove() }
    #expect(try await repository.judged(.unguarded, ["--offline"]).code == 2)
    for way in Way.guarded {
      let seats = try await repository.judgment(way, ["--offline"])["seats"]?.arrayValue?.count
      #expect(seats == 6, "\(way)")
      #expect(try await repository.rules(way).contains("hardcoded-secret"))
    }
  }

  @Test func `a change that deletes the configuration is judged by it`() async throws {
    let repository = try ChangedRepository(
      base: ["moe-judge.yaml": "panel: {personas: [security_analyst, qa_evaluator]}\n"], artifact: Self.faulty
    ) { try $0.delete("moe-judge.yaml") }
    defer { repository.program.remove() }
    for way in Way.guarded {
      let seats = try await repository.judgment(way, ["--offline"])["seats"]?.arrayValue ?? []
      #expect(seats.compactMap { $0["persona"]?.stringValue } == ["qa_evaluator", "security_analyst"], "\(way)")
    }
  }

  @Test
  func `a folder that the change makes a link to another is the base's folder, and a link in the base is refused`()
    async throws
  {
    let repository = try ChangedRepository(
      base: ["personas/keeper.yaml": Self.persona("keeper"), "lenient/other.yaml": "id: 7\n"]
    ) { program in
      try program.delete("personas")
      try program.link("personas", to: "lenient")
    }
    defer { repository.program.remove() }
    #expect(try await repository.judged(.unguarded, ["--offline"]).error.contains("personas/other.yaml:1"))
    for way in Way.guarded { #expect(try await repository.judged(way, ["--offline"]).code == 1, "\(way)") }
    // One commit later the link is the base's.
    let closed = try await repository.program.run("judge", "--offline", "app.py", "--config-rev", "HEAD")
    #expect(closed.code == 2 && closed.error.contains("personas at HEAD: is a link"), "\(closed.error)")
  }

  private static func persona(_ id: String) -> String {
    """
    id: \(id)
    name: Ada
    role: tester
    experience: ten years
    evaluation_dimensions:
      - id: \(id)_first
        name: First of \(id)
        description: the first
        scale: "1-3"
        score_descriptions: {1: bad, 2: so so, 3: good}
        checks:
          - {id: c1, question: "Is it?", required: true}
    evaluation_style: {strictness: high}
    rubric_weights: {\(id)_first: 1}
    model: {primary: openai/gpt-4o}
    verdict_thresholds: {pass: "4/5", conditional: 1/2, fail_on: high, conditional_on: medium}

    """
  }

  @Test func `a file of the base that does not fit is named with the revision`() async throws {
    let repository = try ChangedRepository(
      base: ["moe-judge.yaml": "consensus:\n  threshold: 1/3\n", "personas/x.yaml": "id: 7\n"]
    ) { program in
      try program.delete("moe-judge.yaml")
      try program.delete("personas")
    }
    defer { repository.program.remove() }
    let result = try await repository.judged(.byRevision, ["--offline"])
    #expect(
      result.code == 2 && result.error.contains("moe-judge.yaml at HEAD~1:2: consensus.threshold"), "\(result.error)")
    #expect(try await repository.judged(.unguarded, ["--offline"]).code == 1)
    let missing = try await repository.judged(.byRevision, ["--offline", "--config", "other.yaml"])
    #expect(
      missing.code == 2 && missing.error.contains("other.yaml at HEAD~1: there is no such file"), "\(missing.error)")
    let mended = try await repository.judged(.byRevision, ["--offline", "--config", ".gitignore"])
    #expect(mended.code == 2 && mended.error.contains(".gitignore at HEAD~1"), "\(mended.error)")
  }

  @Test func `a branch that begins long ago is judged by BASE as it is named, not by where it parted`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.git("init", "-q")
    try program.write("# nothing yet\n", to: "app.py")
    try program.write(".moe-judge/\n", to: ".gitignore")
    try program.write("off: [hardcoded-secret]\n", to: "rubrics/rules/less.yaml")
    try program.git("add", ".")
    try program.git("commit", "-qm", "the mild days")
    try program.git("checkout", "-qb", "topic")
    try program.write(Self.faulty, to: "app.py")
    try program.git("commit", "-qam", "change")
    try program.git("checkout", "-q", "main")
    try program.delete("rubrics")
    try program.git("commit", "-qam", "strict now")
    try program.git("checkout", "-q", "topic")
    let result = try await program.run(
      "judge", "--offline", "--quiet", "--format", "json", "--diff", "main...topic", environment: ["CI": "true"])
    #expect(result.code == 1 && result.output.contains("hardcoded-secret"), "\(result.output)\(result.error)")
  }
}
