import JudgeTypes
import TestSupport
import Testing

@testable import Rubrics

struct RubricConflictTests {
  private let taxonomy = Taxonomy(
    terms: smallTaxonomy.terms + [
      Taxonomy.Term(name: "Kafka", category: "broker", aliases: [], isExact: false, rivals: "broker"),
      Taxonomy.Term(name: "RabbitMQ", category: "broker", aliases: [], isExact: false, rivals: "broker"),
    ])

  private func rubrics(_ clauses: [String]) -> [Rubric] {
    let documents = clauses.enumerated().map { index, clause in
      (path: "adrs/adr-00\(index + 1).md", text: "# T\n\n## Status\n\nAccepted\n\n## Decision\n\n\(clause)\n")
    }
    return RubricGenerator(taxonomy: taxonomy).generate(from: documents).rubrics
  }

  private func conflicts(_ clauses: String...) -> [String] {
    RubricConflict.all(among: rubrics(clauses), taxonomy: taxonomy).map { conflict in
      "\(conflict.first.clause?.adr ?? "") \(conflict.second.clause?.adr ?? "") \(conflict.kind)"
    }
  }

  @Test(arguments: [
    ("Internal calls must use TLS.", "Internal calls must not use TLS."),
    ("Internal calls should use TLS.", "Never use TLS for internal calls."),
    ("Services must use Kafka.", "Services must not use Kafka."),
    ("Services must use Kafka.", "Kafka must not be used."),
    ("Services must log to stdout.", "Services must not log to stdout, because containers rotate it."),
    ("Controllers must call repositories directly.", "Controllers must not call repositories directly."),
    ("All services must use Kafka.", "Billing services must not use Kafka."),
    ("Services must publish events to Kafka.", "Services should not publish events."),
    ("Services must use TLS 1.0.", "Services must not use TLS."),
    ("Calls may use TLS.", "Calls must not use TLS."),
  ])
  func `one record demands or permits what another forbids`(demand: String, prohibition: String) {
    #expect(conflicts(demand, prohibition) == ["ADR-001 ADR-002 opposed"])
    #expect(conflicts(prohibition, demand) == ["ADR-002 ADR-001 opposed"])
  }

  @Test(arguments: [
    ("Internal calls must use TLS.", "Old TLS versions must not be offered."),
    ("Services must use TLS.", "Services must not use TLS 1.0."),
    ("Clients must use HTTPS.", "Clients must not use HTTP."),
    ("Services must log requests.", "Services must not log requests with personal data."),
    ("Services must use Kafka.", "Frontends must not use Kafka."),
    ("Services must use gRPC instead of REST.", "Services must not use REST."),
    ("Controllers must call services.", "Repositories must not call services."),
    ("Calls may use TLS.", "Calls should not use TLS."),
    ("Calls of the gateway may use TLS.", "Calls must not use TLS."),
    ("Services must validate input before they log requests.", "Services must not log requests."),
    ("Calls must use TLS and must not log TLS keys.", "Calls must use TLS and must not log TLS keys."),
  ])
  func `another thing, a part of it and advice against leave are no conflict`(one: String, other: String) {
    #expect(conflicts(one, other).isEmpty)
    #expect(conflicts(other, one).isEmpty)
  }

  @Test func `two halves of one sentence are no conflict`() {
    #expect(conflicts("Calls must use TLS and must not log TLS keys.").isEmpty)
    #expect(conflicts("Use PostgreSQL.", "Migrations from MySQL must be tested.").isEmpty)
  }

  @Test func `a clause without a subject is about its heading`() {
    let limit = "### Upload limit\n\nMUST be 15 seconds."
    #expect(conflicts(limit, "### Upload limit\n\nMUST be 60 seconds.") == ["ADR-001 ADR-002 figures(\"15\", \"60\")"])
    #expect(conflicts(limit, "### Download limit\n\nMUST be 60 seconds.").isEmpty)
    #expect(conflicts("### Debug mode\n\nMUST be enabled.", "### Audit mode\n\nMUST NOT be enabled.").isEmpty)
    #expect(
      conflicts("### Debug mode\n\nMUST be enabled.", "### Debug mode\n\nMUST NOT be enabled.") == [
        "ADR-001 ADR-002 opposed"
      ])
  }

  @Test func `the same predicate with different figures`() {
    #expect(
      conflicts("Sessions must expire after 15 minutes.", "Sessions must expire after 60 minutes.") == [
        "ADR-001 ADR-002 figures(\"15\", \"60\")"
      ])
    #expect(
      conflicts("Services must use TLS 1.2.", "Services must use TLS 1.3.") == [
        "ADR-001 ADR-002 figures(\"1.2\", \"1.3\")"
      ]
    )
    #expect(
      conflicts("Requests must not take longer than 2s.", "Requests must not take longer than 5s.") == [
        "ADR-001 ADR-002 figures(\"2s\", \"5s\")"
      ])
  }

  @Test(arguments: [
    ("Tests must cover 80 % of the code.", "Tests should cover 90 % of the code."),
    ("Access tokens must expire after 15 minutes.", "Refresh tokens must expire after 60 minutes."),
    ("In production, logs must be kept 90 days.", "In staging, logs must be kept 7 days."),
    ("Service 17 must read queue 17.", "Service 18 must read queue 18."),
    ("Services must follow RFC 7231.", "Services must follow RFC 8174."),
    ("Sessions must expire after 15 minutes.", "Sessions must expire after 15 minutes."),
  ])
  func `numbers that count or limit other things are no conflict`(one: String, other: String) {
    #expect(conflicts(one, other).isEmpty)
  }

  @Test func `two records choose rivals for the same purpose, or for any`() {
    #expect(
      conflicts("Services must use PostgreSQL.", "Orders must be stored in MySQL.") == [
        "ADR-001 ADR-002 rivals(\"PostgreSQL\", \"MySQL\")"
      ])
    #expect(
      conflicts("Use Kafka for order events.", "Use RabbitMQ for events.") == [
        "ADR-001 ADR-002 rivals(\"Kafka\", \"RabbitMQ\")"
      ])
    #expect(
      conflicts("Use Kafka for order events.", "Use RabbitMQ for batch jobs.", "Batch jobs must be queued in Kafka.")
        == ["ADR-002 ADR-003 rivals(\"RabbitMQ\", \"Kafka\")"])
  }

  @Test func `rivals for two purposes, and a rival that is refused, are no conflict`() {
    #expect(conflicts("Use Kafka for order events.", "Use RabbitMQ for batch jobs.").isEmpty)
    #expect(conflicts("Orders must be stored in MySQL.", "Sessions must be stored in PostgreSQL.").isEmpty)
    #expect(conflicts("Use Kafka.", "Services must use Kafka instead of RabbitMQ.").isEmpty)
  }

  @Test(.timeLimit(.minutes(5)))
  func `scraps of sentences in any order are compared`() {
    let scraps = Words.set(
      "must not should may never avoid be and or but , : ; . ( ) ' 15 15% TLS 1.2 Kafka no it services use used because "
        + "instead of when without Logging: % - 漢字 e\u{301} ’ cannot to")
    let words = scraps.sorted()
    var random = SeededGenerator(seed: 5)
    let dimensions = (0..<3_000).map { index in
      let name = (0..<Int.random(in: 0...9, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
      return Dimension(
        id: Dimension.ID("d\(index)"), name: name.joined(separator: " "), description: "d", scale: .threePoint,
        level: Level.allCases.randomElement(using: &random) ?? .may, scoreDescriptions: [:], checks: [], weight: 1,
        terms: ["Kafka", "TLS"])
    }
    let rubric = Rubric(id: "r", name: "r", path: "r.yaml", dimensions: dimensions)
    for conflict in RubricConflict.all(among: [rubric], taxonomy: taxonomy) where conflict.kind == .opposed {
      #expect(!conflict.first.level.isProhibition && conflict.second.level.isProhibition)
    }
  }

  @Test(.timeLimit(.minutes(5)), arguments: [("thing", 5_000), ("", 1)])
  func `ten thousand dimensions are compared, of which each is in one conflict`(thing: String, count: Int) {
    let dimensions = (0..<10_000).map { index in
      let name = "Services must \(index.isMultiple(of: 2) ? "" : "not ")use \(thing)\(index / 2 % count) over Kafka"
      return Dimension(
        id: Dimension.ID("d\(index)"), name: name, description: "d", scale: .threePoint,
        level: index.isMultiple(of: 2) ? .must : .mustNot, scoreDescriptions: [:], checks: [], weight: 1,
        terms: ["Kafka"])
    }
    let rubric = Rubric(id: "r", name: "r", path: "r.yaml", dimensions: dimensions)
    #expect(RubricConflict.all(among: [rubric], taxonomy: taxonomy).count == 5_000)
  }
}
