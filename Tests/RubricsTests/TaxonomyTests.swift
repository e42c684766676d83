import Foundation
import Testing
import YAMLFiles

@testable import Rubrics

struct TaxonomyTests {
  @Test func `the longest name wins, names end at word bounds, and a term counts once`() {
    #expect(
      smallTaxonomy.terms(in: "postgres, TLS 1.3 and TLS; MySQLite; Unit tests").map(\.name) == [
        "PostgreSQL", "TLS", "unit test",
      ])
    let match = smallTaxonomy.matches(in: "with TLS 1.3").first
    #expect(match?.range == 5..<12)
  }

  @Test func `a plural s belongs to the term`() {
    #expect(smallTaxonomy.terms(in: "two MySQLs").map(\.name) == ["MySQL"])
  }

  @Test func `English words count only as written`() {
    #expect(smallTaxonomy.terms(in: "the rest of it").isEmpty)
    #expect(smallTaxonomy.terms(in: "a REST interface").map(\.name) == ["REST"])
    #expect(smallTaxonomy.terms(in: "a restful interface").map(\.name) == ["REST"])
    #expect(smallTaxonomy.terms(in: "tls").isEmpty)
  }

  @Test func `a capital that only begins a sentence is no term`() throws {
    let taxonomy = Taxonomy(terms: [
      Taxonomy.Term(name: "Go", category: "language", aliases: ["Golang"], isExact: true, rivals: nil)
    ])
    #expect(taxonomy.terms(in: "Go through the gateway. Go to it.").isEmpty)
    #expect(taxonomy.terms(in: "Use Go to build it").map(\.name) == ["Go"])
    #expect(taxonomy.terms(in: "Go services log JSON").map(\.name) == ["Go"])
  }

  @Test func `aliases name the term, and terms of one choice are rivals`() throws {
    let term = try #require(smallTaxonomy.term(named: "postgres"))
    #expect(term.category == "database")
    #expect(smallTaxonomy.rivals(of: term).map(\.name) == ["MySQL"])
    #expect(smallTaxonomy.categories == ["database", "cryptography", "protocol", "regulation", "testing", "language"])
  }

  @Test func `texts of any script are searched without harm`() {
    #expect(smallTaxonomy.terms(in: "éTLS TLSé — TLS。").map(\.name) == ["TLS"])
    #expect(smallTaxonomy.terms(in: "").isEmpty)
  }

  @Test func `a file is read, and its faults are named together`() throws {
    let yaml = "database:\n  PostgreSQL: {aliases: [Postgres], rivals: relational}\n  Redis:\n"
    let taxonomy = try Taxonomy(yaml: yaml, path: "taxonomy.yaml")
    #expect(taxonomy.terms.map(\.name) == ["PostgreSQL", "Redis"])
    let problems = #expect(throws: FileProblems.self) {
      try Taxonomy(yaml: "a:\n  X: {alias: [Y]}\n  Z: {rivals: [a]}\n", path: "t.yaml")
    }
    #expect(problems?.problems.map(\.line) == [2, 3])
  }

  @Test func `the shipped taxonomy reads, and each name means one term`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Rubrics/Data/taxonomy.yaml")
    let taxonomy = try Taxonomy(yaml: String(contentsOf: file, encoding: .utf8), path: "taxonomy.yaml")
    #expect(taxonomy.terms.count >= 500)
    var owners: [String: String] = [:]
    for term in taxonomy.terms {
      for name in [term.name] + term.aliases {
        let owner = owners.updateValue(term.name, forKey: name.lowercased())
        #expect(owner == nil, "'\(name)' names \(owner ?? "") and \(term.name)")
      }
    }
    let text = "Encrypt with AES-256 and TLS for HIPAA; FHIR over Kafka with event sourcing in Postgres"
    #expect(
      taxonomy.terms(in: text).map(\.name) == [
        "encryption", "AES", "TLS", "HIPAA", "FHIR", "Kafka", "event sourcing", "PostgreSQL",
      ])
  }
}
