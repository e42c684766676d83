import JudgeTypes
import Testing

@testable import Rubrics

/// Whether a demand is that something is, that it is not, or that it is left open.
struct PolarityTests {
  @Test(arguments: [
    "Secrets may never be stored in Git.", "Developers can no longer push to main.",
    "The key must absolutely not leave the store.", "Tokens must, however, not be logged.",
    "Breaking changes must be strictly avoided.", "Log no passwords.", "We neither log nor store passwords.",
    "The log contains no personal data.", "We have decided to not use MongoDB.",
    "The team has decided to not use GraphQL.", "Secrets may under no circumstances be logged.",
    "We aren't using MongoDB.", "Store nothing on disk.", "It is strictly forbidden to log passwords.",
    "The name may not contain spaces.", "MySQL isn't supported.", "No shared databases.",
    "Services do not share tables.", "Passwords are never stored in plain text.", "`latest` is forbidden.",
    "The job makes no network call.", "Nobody pushes to `main`.", "The ledger is out of bounds for reports.",
    "Please don't put names into a key.", "Please refrain from adding agents.",
  ])
  func `a negation is found however far it stands from its verb`(sentence: String) {
    #expect(levels(sentence) == [.mustNot])
  }

  @Test(arguments: [
    ("Plain HTTP should, if possible, not be used.", [Level.shouldNot]),
    ("Never should a service share a store.", [.shouldNot]),
    ("No later than 30 days after closure the data must be deleted.", [.must]),
    ("In no particular order, services must log.", [.must]),
    ("Encryption is not optional.", [.must]), ("We do not require TLS inside the cluster.", []),
    ("Tests are not mandatory.", []), ("No service needs to use MySQL.", []), ("We will not prohibit MySQL.", []),
    ("No service is forbidden to use SQLite.", []), ("There is no requirement to sign commits.", []),
    ("None of these headers is required.", []),
  ])
  func `what is not required is not forbidden, and a limit is no negation`(sentence: String, expected: [Level]) {
    #expect(levels(sentence) == expected)
  }

  @Test(arguments: [
    ("Clients MUST never retry.", [Level.mustNot]), ("A token is NOT REQUIRED.", []),
    ("No client MAY delete it.", [.mustNot]), ("Retries MUST be avoided.", [.mustNot]),
    ("Clients MAY only send JSON.", [.must]), ("Values that a client MAY see are listed.", []),
    ("It holds a link from which the client MAY read.", []),
  ])
  func `capitals say which words carry, not which way`(sentence: String, expected: [Level]) {
    let intro =
      "# S\n\nThe key words \"MUST\" and \"MAY\" are to be interpreted as described in RFC 2119.\n\n## Fields\n\n"
    #expect(extract(intro + sentence).map(\.level) == expected)
  }

  @Test(arguments: [
    ("Chosen option: PostgreSQL, because no other option scales.", [Level.must]),
    ("Chosen option: PostgreSQL, not MySQL", [.must]), ("Chosen option: TBD", []), ("MySQL was not chosen.", []),
    ("We did not choose Oracle.", []), ("We have not decided on a cache yet.", []),
    ("Previously we decided to use DB2.", []), ("We decided to postpone this.", []),
    ("It has been decided to use Kafka.", [.must]), ("It was chosen for its size.", []),
  ])
  func `what was not chosen, or not yet, binds nobody`(sentence: String, expected: [Level]) {
    #expect(levels(sentence) == expected)
  }

  @Test(arguments: [
    ("We will prohibit MySQL.", [Level.mustNot]), ("We will recommend PostgreSQL.", [.should]),
    ("We will permit SQLite for prototypes.", [.may]), ("We will not allow Oracle.", [.mustNot]),
    ("We do not recommend Access.", [.shouldNot]), ("We reject unsigned images.", [.must]),
    ("We drop events older than a day.", [.must]), ("We suggest short names.", [.should]),
    ("Teams are asked to merge these in May.", [.should]), ("Keep requests small if you can.", [.should]),
    ("Deploy whenever you like.", [.may]), ("It is up to each team to add limits.", [.may]),
    ("The file is up to 64 KB.", []), ("Deploy when the tests are green.", [.must]),
  ])
  func `some verbs carry a level of their own`(sentence: String, expected: [Level]) {
    #expect(levels(sentence) == expected)
  }
}

struct MainKeywordTests {
  @Test(arguments: [
    "A run that was lost because providers failed MUST give 4.",
    "A file of which nothing can be shown MUST be refused.",
    "Where nothing reaches the bar the outcome MUST be undecided.",
  ])
  func `a keyword in capitals is the sentence's own where what stands before it has had its verb`(sentence: String) {
    #expect(levels(sentence) == [.must])
  }

  @Test(arguments: [
    "The gateway was chosen because clients MUST retry.",
    "It is about values which MUST be produced.",
  ])
  func `one inside a reason or a relative clause is not`(sentence: String) {
    #expect(levels(sentence, in: "Context").isEmpty)
  }
}
