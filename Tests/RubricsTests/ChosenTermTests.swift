import Testing

@testable import Rubrics

struct ChosenTermTests {
  @Test(arguments: [
    "Services must use PostgreSQL.", "We decided to use PostgreSQL instead of MySQL.",
    "Use PostgreSQL rather than MySQL.", "Instead of MySQL, use PostgreSQL.", "Use PostgreSQL, not MySQL.",
    "Data that does not change must be stored in PostgreSQL.",
  ])
  func `the one term that a clause takes is chosen`(text: String) {
    #expect(smallTaxonomy.chosenTerm(of: text)?.name == "PostgreSQL")
  }

  @Test(arguments: [
    "We decided to not use PostgreSQL.", "We will never use PostgreSQL.", "No service may use PostgreSQL.",
    "Services no longer use PostgreSQL.", "Don't use PostgreSQL.", "Services cannot use PostgreSQL.",
    "Use files instead of going on with PostgreSQL.", "Write to files rather than use PostgreSQL.",
    "We move away from the use of PostgreSQL.", "Use PostgreSQL and MySQL.", "Test PostgreSQL versions.",
  ])
  func `a term that is refused is not chosen`(text: String) {
    #expect(smallTaxonomy.chosenTerm(of: text) == nil)
  }
}
