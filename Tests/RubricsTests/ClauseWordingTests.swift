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
    ("Tokens must be short, because headers are.", "Tokens must be short"),
    (
      "Requests must not be dropped, because a field is missing.",
      "Requests must not be dropped, because a field is missing"
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
    let half = try dimensions("Only readers may open it; a hit must hold lines, and must not hold text.")
    #expect(half.last?.name == "A hit must not hold text")
  }

  @Test func `a pronoun takes no subject from another sentence, and its own sentence is quoted`() throws {
    let all = try dimensions("The gateway must validate the token. It must expire within 15 minutes.")
    #expect(all.map(\.checks[0].question).last?.contains("gateway") == false)
    let part = try dimensions(
      "Where a quote is off, it must be moved; where it stands nowhere, it must not be verified.")
    #expect(part.last?.checks[0].question.contains("where it stands nowhere, it must not be verified") == true)
    #expect(part.last?.checks[0].question.contains("Where a quote is off") == true)
  }

  @Test(arguments: [
    ("Redirects must not be followed.", "Are redirects never followed?"),
    ("Every request must carry a token and log its id.", "Does every request carry a token and log its id?"),
    ("When a key leaks, operators must rotate it.", "When a key leaks, do operators rotate it?"),
    ("Use TLS for all calls.", "Does the artifact use TLS for all calls?"),
    ("Never commit private keys.", "Does the artifact never commit private keys?"),
    ("We will keep records.", "Does the team keep records?"),
    ("Keys must not ever be logged.", "Are keys never logged?"),
    ("The line feeds inside a secret must be kept.", "Are the line feeds inside a secret kept?"),
  ])
  func `a plain clause is asked about directly`(clause: String, question: String) throws {
    let check = try #require(dimensions(clause).first?.checks.first)
    #expect(check.question == question)
    #expect(check.isRequired)
  }

  @Test(arguments: [
    "No service may call another's store.", "Services do not share tables.",
    "Passwords are never stored in plain text.",
    "All services must not use MD5.", "Requests must not be rejected because they lack a field.",
  ])
  func `a prohibition in another form is quoted as one that is to be kept`(clause: String) throws {
    let dimension = try #require(dimensions(clause).first)
    let quotation = "\"\(clause.dropLast())\""
    #expect(dimension.level == .mustNot)
    #expect(dimension.checks[0].question == "Does the artifact keep this prohibition: \(quotation)?")
    #expect(dimension.scoreDescriptions[1] == "Somewhere this is not kept: \(quotation)")
  }

  @Test(arguments: [
    "Keys must be stored so that no operator can read them.", "Services must be small unless a team asks for more.",
    "In production, staging, and QA, TLS must be enabled.", "Base images are pinned by digest.",
    "Only the gateway may open ports.", "Not all endpoints must be authenticated.", "Ключи должны must хранить.",
  ])
  func `a demand that says more than subject and predicate is quoted whole`(clause: String) throws {
    let question = try #require(dimensions(clause).first?.checks.first?.question)
    #expect(question == "Does the artifact keep this demand: \"\(clause.dropLast())\"?")
  }

  @Test func `a part that begins with never is quoted in its sentence`() throws {
    let last = try dimensions("Schema changes must go through migrations, and never by hand.").last
    let question = try #require(last?.checks.first?.question)
    #expect(question.contains("in \"Schema changes must go through migrations, and never by hand.\""))
  }

  @Test func `only who uses a thing has chosen it`() throws {
    let used = try #require(dimensions("All services must use PostgreSQL.").first)
    #expect(used.scoreDescriptions[1]?.contains("MySQL or the like in place of PostgreSQL") == true)
    for clause in ["All services must stop using PostgreSQL.", "Teams must phase out the use of PostgreSQL."] {
      let left = try #require(dimensions(clause).first)
      #expect(left.scoreDescriptions[1]?.contains("MySQL") == false)
    }
  }

  @Test func `the scores say what 1, 2 and 3 look like for this clause`() throws {
    let scores = try #require(dimensions("Each error must end with a message.").first?.scoreDescriptions)
    #expect(scores[1] == "Somewhere it is due, this does not hold: Each error ends with a message.")
    #expect(scores[3] == "This holds everywhere it is due: Each error ends with a message.")
    let forbidden = try #require(dimensions("Keys must not be logged.").first?.scoreDescriptions)
    #expect(forbidden[1] == "Somewhere this is not kept: Keys are not logged.")
    #expect(forbidden[3] == "This is kept, and nothing is prepared that would break it: Keys are not logged.")
  }

  @Test func `what binds is required everywhere, a figure has a check of its own`() throws {
    let checks = try #require(dimensions("Logs must be kept for 90 days.").first?.checks)
    #expect(checks.map(\.question).contains("Is the figure that of the clause (90 days)?"))
    #expect(checks.map(\.isRequired) == [true, true, false, false])
    #expect(try dimensions("Logs should be kept.").first?.checks.contains { $0.isRequired } == false)
    for clause in ["Services must not use TLS 1.0.", "Keep 2 lines, not 64 lines.", "Store `90 days` of logs."] {
      #expect(try dimensions(clause).first?.checks.contains { $0.question.contains("figure") } == false)
    }
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
    ("When API descriptions change, every operation must name its errors.", [.openapi, .agentOutput], []),
    ("Kotlin modules must have a docstring.", [.code, .agentOutput], ["*.kt", "*.kts"]),
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
    "Data pipelines must be idempotent.", "Package manifests must pin versions.",
    "Python dependencies must be pinned to an exact version.",
    "Modules other than those in `Sources/Storage` must not import GRDB.",
    "Except in `Sources/Legacy`, code must not use `eval`.",
  ])
  func `what could be broken elsewhere is not narrowed`(clause: String) throws {
    #expect(try dimensions(clause).first?.applicability == .everything)
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
