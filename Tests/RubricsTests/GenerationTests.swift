import Foundation
import JudgeTypes
import Testing

@testable import Rubrics

private let accepted = """
  # ADR-060: Storage

  ## Status

  Accepted

  ## Decision

  All services must use Postgres. Keys must not be logged. Reads may be cached.

  """

struct GenerationTests {
  private let generator = RubricGenerator(taxonomy: smallTaxonomy)

  private func generate(_ text: String = accepted, path: String = "adrs/adr-060-storage.md") throws -> Rubric {
    try #require(generator.generate(from: [(path: path, text: text)]).rubrics.first)
  }

  @Test func `each clause becomes a dimension with its level, scores, checks and source`() throws {
    let rubric = try generate()
    #expect(rubric.id == "adr-060")
    #expect(rubric.name == "ADR-060: Storage")
    #expect(rubric.dimensions.map(\.level) == [.must, .mustNot, .may])
    // 5, 5 and 1 of 11: 4545.45, 4545.45, 909.09; the missing part goes to the first of the largest remainders.
    #expect(rubric.dimensions.map(\.weight) == [4_546, 4_545, 909])
    let first = rubric.dimensions[0]
    #expect(first.name == "All services must use Postgres")
    #expect(first.description == "ADR-060 (Decision) demands: All services must use Postgres.")
    #expect(first.scoreDescriptions.keys.sorted() == [1, 2, 3])
    #expect(
      first.scoreDescriptions == [
        1:
          "Somewhere it is due, this does not hold: All services use Postgres. A sign of that: MySQL or the like in place "
          + "of PostgreSQL.",
        2:
          "Nothing contradicts it, but the artifact does not show it everywhere it is due: All services use Postgres.",
        3: "This holds everywhere it is due: All services use Postgres.",
      ])
    #expect(first.checks.map(\.question).first == "Do all services use Postgres?")
    #expect(first.checks.map(\.isRequired) == [true, true, false, false])
    #expect(first.clause?.line == 9 && first.clause?.section == "Decision")
    #expect(first.terms == ["PostgreSQL"])
    #expect(first.personas == ["technical_architect", "security_analyst", "delivery_engineer"])
    #expect(first.applicability.kinds.contains(.sql) && !first.applicability.kinds.contains(.workflow))
    #expect(rubric.dimensions[1].applicability == .everything && rubric.dimensions[1].personas.isEmpty)
    #expect(rubric.dimensions[2].checks.allSatisfy { !$0.isRequired })
  }

  @Test func `an id is the record's and the beginning of the clause's hash, whatever the wrapping and the line`() throws
  {
    let id = try generate().dimensions[0].id
    let hash = Clause.sha256(of: "All services must use Postgres.")
    #expect(id.rawValue == "adr-060.\(hash.prefix(6))")
    let moved = accepted.replacingOccurrences(of: "All services must", with: "\n\nAll services\nmust")
    #expect(try generate(moved).dimensions[0].id == id)
  }

  @Test func `the same clause twice is one dimension`() throws {
    let twice = accepted + "\nKeys must not be logged.\n"
    #expect(try generate(twice).dimensions.count == 3)
  }

  @Test func `a long clause gets a short name`() throws {
    let text = accepted + "\nServices must " + String(repeating: "carefully ", count: 30) + "write.\n"
    let name = try #require(try generate(text).dimensions.last?.name)
    #expect(name.count <= 80 && name.hasSuffix("…"))
  }

  @Test func `only accepted records are taken unless others are asked for, and rejected ones never`() {
    let proposed = accepted.replacingOccurrences(of: "Accepted", with: "Proposed")
    let rejected = accepted.replacingOccurrences(of: "Accepted", with: "Rejected")
    let documents = [(path: "1.md", text: accepted), (path: "2.md", text: proposed), (path: "3.md", text: rejected)]
    #expect(generator.generate(from: documents).skipped.map(\.status) == [.proposed, .rejected])
    let all = RubricGenerator(taxonomy: smallTaxonomy, statuses: Set(RecordStatus.allCases))
    #expect(all.generate(from: documents).rubrics.count == 2)
    #expect(all.generate(from: documents).withoutConstraints == ["3.md"])
  }

  @Test func `a record of more constraints than a rubric's weight has parts is named, and the others are generated`() {
    let many = accepted + (1...10_001).map { "\nService \($0) must use TLS.\n" }.joined()
    let generation = generator.generate(from: [(path: "adr-1.md", text: accepted), (path: "adr-2.md", text: many)])
    #expect(generation.rubrics.map(\.id) == ["adr-1"])
    #expect(
      generation.unreadable.map(\.reason) == [
        "it has 10004 constraints, and the weight of a rubric has 10000 parts; split it"
      ])
  }

  @Test func `records of one number get rubrics of their own, in any order`() {
    let documents = [(path: "a/adr-060-x.md", text: accepted), (path: "b/adr-060-y.md", text: accepted)]
    let ids = generator.generate(from: documents).rubrics.map(\.id)
    #expect(ids == ["adr-060", "b-adr-060-y.md"])
    #expect(generator.generate(from: documents.reversed()).files == generator.generate(from: documents).files)
  }
}

struct SupersededRecordTests {
  private func superseded(_ other: String, status: String = "Accepted") -> [String] {
    let old = (path: "adrs/adr-003-old.md", text: accepted)
    let text = "# ADR-009: New\n\n## Status\n\n\(status)\n\n\(other)\n\n## Decision\n\nUse TLS.\n"
    let documents = [old, (path: "adrs/adr-009-new.md", text: text)]
    return RubricGenerator(taxonomy: smallTaxonomy).generate(from: documents).superseded.map(\.description)
  }

  @Test func `a record that another one replaces is reported while it is in force`() {
    for words in ["Supersedes [ADR-003](adr-003-old.md)", "Supersedes: ADR 3", "Replaces ADR-0003."] {
      #expect(
        superseded(words) == [
          "adrs/adr-003-old.md: still in force, although adrs/adr-009-new.md supersedes it. Set its status to superseded, or mend the other record."
        ])
    }
  }

  @Test func `what is only proposed replaces nothing yet, and what replaces nothing says so`() {
    #expect(superseded("Supersedes ADR-003", status: "Proposed").isEmpty)
    #expect(superseded("Supersedes: none").isEmpty)
    #expect(superseded("Supersedes ADR-004").isEmpty)
  }
}

struct GeneratedDirectoryTests {
  private let generator = RubricGenerator(taxonomy: smallTaxonomy)

  /// Generates the rubrics of the records in `folder`, and says what that changed.
  private func generate(
    in folder: String, named name: String = "adrs"
  ) throws -> (generation: RubricGeneration, plan: GeneratedDirectory.Plan) {
    let directory = GeneratedDirectory(path: folder + "/out")
    let generation = try generator.generate(directory: folder + "/adrs", named: name, keeping: directory.index)
    let plan = try directory.plan(for: generation)
    try directory.carryOut(plan)
    return (generation, plan)
  }

  @Test func `generating twice changes nothing`() throws {
    try withFolder { folder in
      try write(accepted, folder + "/adrs/adr-060-storage.md")
      let first = try generate(in: folder)
      #expect(first.plan.written == ["adr-060.yaml", "index.yaml"])
      let second = try generate(in: folder).plan
      #expect(second.written.isEmpty && second.removed.isEmpty)
      #expect(second.unchanged == ["adr-060.yaml", "index.yaml"])
      let text = try String(contentsOfFile: folder + "/out/adr-060.yaml", encoding: .utf8)
      #expect(!text.contains(folder))
      #expect(try RubricFile.rubric(of: text, path: "x").dimensions == first.generation.rubrics[0].dimensions)
    }
  }

  @Test func `the index is written last and says where the rubrics come from`() throws {
    try withFolder { folder in
      let plain = accepted.replacingOccurrences(of: "ADR-060: ", with: "")
      for name in ["adr-060", "zebra"] { try write(plain, folder + "/adrs/\(name).md") }
      #expect(try generate(in: folder).plan.written == ["adr-060.yaml", "zebra.yaml", "index.yaml"])
      let index = try #require(GeneratedDirectory(path: folder + "/out").index)
      #expect(index.directory == "adrs" && index.statuses == [.accepted])
      #expect(index.entries.map(\.file) == ["adr-060.yaml", "zebra.yaml"])
      #expect(index.entries.map(\.source) == ["adrs/adr-060.md", "adrs/zebra.md"])
    }
  }

  @Test func `an index never names a file outside its directory`() throws {
    let text = "rubrics:\n  - {id: a, name: A, file: ../../a.yaml, source: a.md, dimensions: 1, lock: x}\n"
    #expect(try #require(GeneratedIndex(yaml: text)).entries.isEmpty)
    #expect(GeneratedIndex(yaml: "- 1") == nil && GeneratedIndex(yaml: "a: [") == nil)
  }

  @Test func `a stale generated file goes, a hand-written one stays`() throws {
    try withFolder { folder in
      try write(accepted, folder + "/adrs/adr-060-storage.md")
      try write(accepted, folder + "/adrs/adr-061-storage.md")
      _ = try generate(in: folder)
      try write("id: mine\n", folder + "/out/mine.yaml")
      try FileManager.default.removeItem(atPath: folder + "/adrs/adr-060-storage.md")
      #expect(try generate(in: folder).plan.removed == ["adr-060.yaml"])
      #expect(FileManager.default.fileExists(atPath: folder + "/out/mine.yaml"))
    }
  }

  @Test func `a hand-written file is not overwritten`() throws {
    try withFolder { folder in
      try write(accepted, folder + "/adrs/adr-060-storage.md")
      try write("id: mine\n", folder + "/out/adr-060.yaml")
      let error = #expect(throws: RubricDirectoryError.self) { try generate(in: folder) }
      #expect(
        error?.description
          == "\(folder)/out/adr-060.yaml: it is a file that was not generated, and the rubric of adrs/adr-060-storage.md "
          + "needs its name. Nothing was changed. Move it away, or rename the record.")
    }
  }

  @Test func `what another generation removed in the meantime is removed`() throws {
    try withFolder { folder in
      try write(accepted, folder + "/adrs/adr-060-storage.md")
      try write(accepted, folder + "/adrs/adr-061-storage.md")
      _ = try generate(in: folder)
      try FileManager.default.removeItem(atPath: folder + "/adrs/adr-060-storage.md")
      let directory = GeneratedDirectory(path: folder + "/out")
      let plan = try directory.plan(for: try generator.generate(directory: folder + "/adrs", named: "adrs"))
      try directory.carryOut(plan)
      try directory.carryOut(plan)
      #expect(!FileManager.default.fileExists(atPath: folder + "/out/adr-060.yaml"))
    }
  }

  @Test func `where the output cannot be, the error says what to do`() throws {
    try withFolder { folder in
      try write(accepted, folder + "/adrs/adr-060-storage.md")
      try write("x", folder + "/out")
      let error = #expect(throws: RubricDirectoryError.self) { try generate(in: folder) }
      #expect(error?.description.contains("A file stands where a directory is needed") == true)
    }
  }

  @Test func `bad files are reported and the rest is generated`() throws {
    try withFolder { folder in
      try write(accepted, folder + "/adrs/adr-060-storage.md")
      try write("# T\n\n## Status\n\nAccepted\n\n## Decision\n\nNothing much.\n", folder + "/adrs/adr-061.md")
      try write(String(repeating: "[", count: 9_000), folder + "/adrs/adr-062.md")
      try Data([0x23, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder + "/adrs/adr-063.md"))
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/adrs/adr-064.md", withDestinationPath: folder + "/adrs/adr-060-storage.md")
      try write(accepted, folder + "/adrs/.hidden/adr-065.md")
      let result = try generate(in: folder).generation
      #expect(result.rubrics.map(\.id) == ["adr-060"])
      #expect(result.withoutConstraints == ["adrs/adr-061.md"])
      #expect(result.unreadable.map(\.path) == ["adrs/adr-062.md", "adrs/adr-063.md", "adrs/adr-064.md"])
      #expect(result.unreadable[1].reason == "it is not UTF-8 text")
    }
  }

  @Test func `a directory that is not there is an error that says so`() {
    let error = #expect(throws: RubricDirectoryError.self) {
      try generator.generate(directory: "/nowhere/adrs", named: "adrs")
    }
    #expect(error == .unreadable("/nowhere/adrs"))
  }
}

struct RecordNameTests {
  @Test(arguments: [
    ("/srv/team/adrs", "adrs"), ("/srv/team//adrs/./x/", "adrs/x"), ("/srv/team", ""),
    ("/other/adrs/", "/other/adrs"),
    ("/srv/team/../adrs", "/srv/adrs"), ("/srv/teams/adrs", "/srv/teams/adrs"),
  ])
  func `a place below the root has one name however it is spelled`(spelling: String, name: String) {
    #expect(RecordDirectory.name(of: spelling, from: "/srv/team/") == name)
  }

  @Test(arguments: [("adrs", "adrs"), ("./adrs//x/", "adrs/x"), (".", ""), ("", ""), ("../a", "../a"), ("x/../a", "a")])
  func `a relative path is one from the working directory`(spelling: String, name: String) {
    #expect(RecordDirectory.name(of: spelling) == name)
  }
}

struct ForeignLanguageTests {
  @Test(arguments: [
    (
      "Wir verwenden die Datenbank für alle Dienste. Der Zugriff muss mit dem Schlüssel erfolgen und ist nicht frei.",
      "German"
    ),
    ("Nous utilisons une base de données pour tous les services. Le mot de passe est dans la configuration.", "French"),
    (
      "Los servicios deben usar la misma base de datos. El acceso no es libre y se hace con una clave por el equipo.",
      "Spanish"
    ),
    (
      "Os serviços devem usar a mesma base de dados. O acesso não é livre e se faz com uma chave do time.", "Portuguese"
    ),
    (
      "De diensten moeten het netwerk van de organisatie gebruiken. Wij zijn niet vrij om een andere op te zetten.",
      "Dutch"
    ),
    (
      "I servizi devono usare la stessa base di dati. Il codice non è libero e si usa con una chiave della squadra.",
      "Italian"
    ),
  ])
  func `other languages are told by their small words`(text: String, name: String) {
    #expect(ForeignLanguage(of: text)?.name == name)
  }

  @Test(arguments: [
    "", "Services must use TLS.", "`de` `la` `que`",
    String(repeating: "The die is cast on a la carte menus. ", count: 20),
    "| https://gitlab.com/da/do | com.example.de | com | da |\n| --- |\n| no | do | a | com.x | no |",
    "`de` de. `la` la",
    "| TLS | ✅ |\n| --- | --- |\n" + String(repeating: "| Feature | ✅ |\n", count: 20),
    "We use the database of the team for all services, and it is called Das Ding von der Firma.",
  ])
  func `English and texts of which too little is known are taken as they are`(text: String) {
    #expect(ForeignLanguage(of: text) == nil)
  }
}
