import JudgeTypes
import Testing

@testable import Rubrics

/// The dimensions of `sentences` in a decision.
private func dimensions(_ sentences: String, heading: String = "Decision") throws -> [Dimension] {
  let text = "# ADR-060: T\n\n## Status\n\nAccepted\n\n## Decision\n\n### \(heading)\n\n\(sentences)\n"
  let documents = [(path: "adrs/adr-060.md", text: text)]
  return try #require(RubricGenerator(taxonomy: smallTaxonomy).generate(from: documents).rubrics.first).dimensions
}

struct ClauseWordingTests {
  @Test(arguments: [
    ("Chosen option: \"Use YAML front matter\", because it parses.", "Use YAML front matter"),
    ("Additionally, redirects MUST NOT be followed.", "Redirects must not be followed"),
    ("**Network**: Use TLS.", "Network: Use TLS"),
    (
      "The fingerprint of a finding must be made of its rule, its path and the folded text, so that it stays.",
      "The fingerprint of a finding must be made of its rule, its path…"
    ),
    (
      "A dimension made from a MUST clause MUST NOT lose its level.",
      "A dimension made from a MUST clause must not lose its level"
    ),
  ])
  func `a name is the demand without opening, reason and shouting`(clause: String, name: String) throws {
    #expect(try dimensions(clause).first?.name == name)
  }

  @Test func `a name never ends in half a code span or a preposition, and keeps calls`() throws {
    let name = try #require(
      dimensions(
        "The quorum of `n` seats (all of them) must be `min(n, max(3, 60 %))` in the module `Deliberation/Quorum.swift`."
      )
      .first?.name)
    #expect(name == "The quorum of `n` seats must be `min(n, max(3, 60 %))` in the module…")
  }

  @Test func `a fragment is named with its heading, a second demand with the subject of the first`() throws {
    #expect(
      try dimensions("- It must be a string", heading: "partitionkey").first?.name.hasPrefix("partitionkey: ") == true)
    let pair = try dimensions("A journal must be locked, and must not be deleted.")
    #expect(pair.map(\.name).last == "A journal must not be deleted")
    #expect(pair.map(\.checks[0].question).last == "Is a journal never deleted?")
  }

  @Test(arguments: [
    ("Redirects must not be followed.", "Are redirects never followed?"),
    ("Every request must carry a token and log its id.", "Does every request carry a token and log its id?"),
    ("When a key leaks, operators must rotate it.", "When a key leaks, do operators rotate it?"),
    ("Use TLS for all calls.", "Does the artifact use TLS for all calls?"),
    ("Never commit private keys.", "Does the artifact never commit private keys?"),
    ("We will keep records.", "Does the team keep records?"),
    ("Protocols must be limited to A and B, TLS must be new.", "Are protocols limited to A and B?"),
    ("The line feeds inside a secret must be kept.", "Are the line feeds inside a secret kept?"),
    (
      "No service may call another's store.",
      "Is the artifact free of what the clause forbids: \"No service may call another's store\"?"
    ),
  ])
  func `the first check asks the clause itself and is required`(clause: String, question: String) throws {
    let check = try #require(dimensions(clause).first?.checks.first)
    #expect(check.question == question)
    #expect(check.isRequired)
  }

  @Test func `the scores say what 1, 2 and 3 look like for this clause`() throws {
    let scores = try #require(dimensions("Each error must end with a message.").first?.scoreDescriptions)
    #expect(scores[1] == "Not every error ends with a message.")
    #expect(scores[3] == "Each error ends with a message, everywhere the clause covers.")
    let forbidden = try #require(dimensions("Keys must not be logged.").first?.scoreDescriptions)
    #expect(forbidden[1] == "Keys are logged.")
    #expect(forbidden[3] == "Keys are not logged, and nothing is prepared that would bring it about.")
  }

  @Test func `figures and the rest of the clause have checks of their own`() throws {
    let checks = try #require(dimensions("Logs must be kept for 90 days, and a test must show it.").first?.checks)
    #expect(checks.map(\.question).contains("Are the figures those of the clause (90)?"))
    #expect(checks[1].question == "Is the rest of the clause kept too: \"a test must show it\"?")
    #expect(checks.map(\.isRequired) == [true, true, false, false])
  }

  @Test func `the same words under two headings are two demands where they do not say of what`() throws {
    let text = """
      # S

      The key words MUST and MAY are those of RFC 2119.

      ## Attributes

      ### a

      - REQUIRED

      ### b

      - REQUIRED
      """
    let all = RubricGenerator(taxonomy: smallTaxonomy, statuses: Set(RecordStatus.allCases))
    let rubric = try #require(all.generate(from: [(path: "spec.md", text: text)]).rubrics.first)
    #expect(rubric.dimensions.map(\.name) == ["a: required", "b: required"])
    #expect(Set(rubric.dimensions.map(\.id)).count == 2)
  }
}

struct ClauseScopeTests {
  @Test(arguments: [
    ("Dockerfiles must pin their base image.", [ArtifactKind.dockerfile, .agentOutput], [String]()),
    ("In API descriptions, every operation must name its errors.", [.openapi, .agentOutput], []),
    ("All `*.tf` files must be formatted.", [], ["*.tf"]),
    ("Code in `Sources/Storage` must not import NIO.", [], ["Sources/Storage/**"]),
    (
      "Tests must not call the network.", [.code, .agentOutput],
      ["*test*", "*Test*", "*spec.*", "test/**", "tests/**", "Tests/**"]
    ),
  ])
  func `a clause applies to what its subject names`(clause: String, kinds: [ArtifactKind], globs: [String]) throws {
    #expect(try dimensions(clause).first?.applicability == Applicability(kinds: kinds, globs: globs))
  }

  @Test(arguments: [
    "The rules must stand in `Sources/StaticReview/Data`.", "`A` in `Sources/A/B.swift` must be the only place of it.",
    "A label such as `kind/*` must be set.", "Bytes must be stored in `blobs/`.", "A test must show it.",
  ])
  func `what is demanded narrows nothing`(clause: String) throws {
    #expect(try dimensions(clause).first?.applicability.globs == [])
  }

  @Test func `at least three personas claim a clause with a topic`() throws {
    for clause in ["Use TLS.", "Use REST.", "All data must follow HIPAA.", "Write a unit test."] {
      let personas = try #require(dimensions(clause).first?.personas)
      #expect(personas.isEmpty || personas.count >= 3)
    }
  }
}
