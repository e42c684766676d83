import JudgeTypes
import Testing

@testable import Rubrics

/// Each rule with sentences it finds and sentences it leaves.
struct ExtractionRuleTests {
  @Test(arguments: [
    ("All services must log JSON.", [Level.must]), ("Clients shall retry.", [.must]),
    ("Keys must not be shared.", [.mustNot]), ("Plain text must be avoided.", [.mustNot]),
    ("No service may call another's database.", [.mustNot]),
    ("In no case must a job call the store.", [.mustNot]), ("There must be no plain passwords.", [.mustNot]),
    ("Names must be no longer than 20 letters.", [.must]), ("Jobs must avoid shared state.", [.mustNot]),
    ("Where possible the name must be short.", [.must]),
    ("Teams with images which they build must sign them.", [.must]),
    ("Whether a job is late must be told.", [.must]), ("Whether it must stop, nobody knows.", []),
    ("If a service must restart, it logs.", []), ("We use a store that must be replicated.", [.must]),
    ("What must be done?", []),
  ])
  func `must`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("Services should use TLS.", [Level.should]), ("Pods should not call it.", [.shouldNot]),
    ("It should be careful not to copy state.", [.shouldNot]),
    ("Secrets should be read at run time and never be hard-coded.", [.should, .shouldNot]),
    ("It should be easy to avoid.", []), ("This should work in most cases.", []),
    ("This should aid development.", []), ("This should be logged.", [.should]), ("We should be able to grow.", []),
    ("It should be noted that names are short.", []),
    ("Rules SHOULD allow outgoing traffic.", [.should]), ("Otherwise, they should be short.", [.should]),
    ("Otherwise names get long.", []),
  ])
  func `should`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("Services will write to PostgreSQL.", [Level.must]), ("We will not offer a mitigation.", [.mustNot]),
    ("We'll keep the schema.", [.must]), ("This will not change.", []), ("Deployments will be faster.", []),
    ("A report that tells which jobs will restart is late.", []),
    ("Users will not have to log in.", []), ("Old clients will not be affected.", []),
    ("The job will no longer call the store.", [.mustNot]), ("There will be some copies.", []),
    ("There will be one store per team.", [.must]), ("Because jobs restart, they will log.", [.must]),
    ("The gateway would store the tokens.", [.must]), ("It would store more.", []),
    ("The store would need a lock.", []),
    ("A function that the user will call is slow.", []),
    ("A label should be added and the issue will follow the workflow.", [.should]),
  ])
  func `will`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("Every service needs to honour the flag.", [Level.must]), ("There is no need to modify it.", []),
    ("Callers do not have to retry.", []),
  ])
  func `need and have to`(sentence: String, expected: [Level]) {
    #expect(levels(sentence) == expected)
  }

  @Test(arguments: [
    ("TLS is required.", [Level.must]), ("Direct access is forbidden.", [.mustNot]),
    ("Caching is recommended.", [.should]), ("Shared accounts are not recommended.", [.shouldNot]),
    ("Teams are expected to review.", [.should]), ("Extra code would be required.", []),
    ("Little to no code is required.", []), ("This is required as names change.", []),
    ("It is forbidden to log passwords.", [.mustNot]), ("It is mandatory to sign images.", [.must]),
    ("It is recommended to cache answers.", [.should]), ("It is slow.", []),
    ("It is essential to encrypt backups.", [.must]), ("Shared accounts are banned.", [.mustNot]),
    ("Teams are advised to review.", [.should]), ("It is preferable to use TLS.", [.should]),
  ])
  func `required, forbidden, recommended`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("Root access is not permitted.", [Level.mustNot]), ("Only signed images are allowed.", [.must]),
    ("Local overrides are allowed.", [.may]),
    ("Imports between modules: not allowed.", [.mustNot]),
    ("You must not share keys, nor may you log them.", [.mustNot]),
  ])
  func `allowed`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("Components may implement it.", [Level.may]),
    ("Components may optionally implement it; it is not required.", [.may]),
    ("This may cause delays.", []), ("Users can opt out by setting a flag.", [.may]), ("This can lead to outages.", []),
    ("We can explore other ways.", []), ("Teams are free to choose a library.", [.may]),
    ("Under no circumstances may secrets be committed.", [.mustNot]),
    ("Only the gateway may call the store.", [.must]), ("Jobs may only call the replica.", [.must]),
    ("Services may not call each other.", [.mustNot]), ("The lock may not help.", []),
    ("There may be others.", []), ("It came out in May.", []),
    ("The name may have a suffix.", [.may]), ("The lock may have effects.", []),
    ("Keys cannot be shared.", [.mustNot]), ("Rules cannot be checked.", []),
    ("If a job stops, it can start again.", []),
    ("Clients cannot write to the store.", [.mustNot]), ("Clients cannot know the age.", []),
    ("We cannot write to the store.", []),
  ])
  func `may, can, optional`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("Chosen option: \"Use YAML\", because it is good.", [Level.must]),
    ("Chosen option: \"Do not number\", because it is bad.", [.mustNot]),
    ("Chosen option: \"{title}\", because {reason}.", []),
  ])
  func `chosen option`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("We have decided to adopt PostgreSQL.", [Level.must]), ("We decided not to shard.", [.mustNot]),
    ("Let's adopt PostgreSQL.", [.must]), ("We use PostgreSQL.", [.must]), ("We do not share databases.", [.mustNot]),
    ("We no longer use PostgreSQL.", [.mustNot]), ("We already use PostgreSQL.", []),
    ("We avoid shared state.", [.mustNot]), ("We prohibit raw queries.", [.mustNot]),
    ("We discourage global locks.", [.shouldNot]), ("We recommend PostgreSQL.", [.should]),
    ("We allow local caches.", [.may]),
    ("We considered MySQL.", []), ("We need a database.", []), ("We believe it is good.", []),
  ])
  func `what we decided and do`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("Use PostgreSQL.", [Level.must]), ("Never commit keys.", [.mustNot]), ("Do not share keys.", [.mustNot]),
    ("For one-time tasks (migrations, users), fetch secrets ephemerally.", [.must]),
    ("Prefer standard types.", [.should]), ("Consider caching.", [.should]),
    ("Log retention is unclear.", []), ("Use is limited.", []),
  ])
  func `instructions`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("*Strong isolation - use for production.*", ["instruction"]), ("Jobs are slow - use is rare.", []),
    ("The reconciler is in charge of cleaning up.", ["responsibility"]), ("The charge is low.", []),
    ("It is the responsibility of the caller to retry.", ["responsibility"]), ("The responsibility weighs on us.", []),
    ("The old library is outdated.", []), ("The current store is complicated.", []), ("All plans were tested.", []),
    ("Every team we asked already uses PostgreSQL.", []),
    ("The team is responsible for ensuring tests.", ["responsibility"]),
    ("Each stack has its own zone.", ["every-one"]), ("The modules directory contains a folder.", ["plain-present"]),
    ("The flag is not propagated to objects.", ["plain-present"]), ("There is a public zone.", ["plain-present"]),
    ("The library is useful.", []), ("The approach provides benefits.", []),
  ])
  func `other forms of a decision`(sentence: String, expected: [String]) { #expect(rules(sentence) == expected) }

  @Test(arguments: [
    ("Services log JSON to a file.", [Level.must]), ("The gateway terminates TLS.", [.must]),
    ("Builds run in containers.", [.must]), ("It stores the sum beside the file.", [.must]),
    ("A job never writes to the ledger.", [.mustNot]), ("Secrets are never stored in the image.", [.mustNot]),
    ("No service talks to the store of another.", [.mustNot]), ("The worker does not keep state.", [.mustNot]),
    ("New services are to be written in Go.", [.must]), ("The job is idempotent.", [.must]),
    ("PostgreSQL is our only store.", [.must]), ("There are no shared accounts.", [.mustNot]),
    ("PostgreSQL is fast.", []), ("PostgreSQL supports joins.", []), ("The library gives better tooling.", []),
    ("The table lists stores.", []), ("The old job writes to a file.", []), ("There are two ways to do it.", []),
    ("A service is a unit of deployment.", []), ("The name is not standardized.", []), ("Most teams write tests.", []),
    ("The job does not need a lock.", []), ("The builds are slow.", []),
    ("The event has a version.", [.must]), ("The team has experience.", []),
    ("A service asks the broker for a key.", [.must]), ("The answers are long.", []),
    ("The timeout is 30 seconds.", [.must]), ("The cost is 30 pounds.", []), ("Access is limited to admins.", [.must]),
    ("The queue is no longer polled.", [.mustNot]), ("Teams will be able to run tests locally.", []),
  ])
  func `how the system is`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("The decision is to use PostgreSQL.", [Level.must]), ("Our recommendation is to cache.", [.should]),
    ("PostgreSQL was chosen.", [.must]), ("It was decided to use PostgreSQL.", [.must]),
    ("We've decided to use PostgreSQL.", [.must]), ("We're using PostgreSQL.", [.must]),
    ("The decision is hard.", []), ("The decision was made in March.", []), ("We looked at PostgreSQL.", []),
    ("We chose this because teams are small.", []),
  ])
  func `decisions told as such`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    ("It is acceptable to skip the cache.", [Level.may]), ("It is not acceptable to skip tests.", [.mustNot]),
    ("It is advisable to pin versions.", [.should]), ("The cost is acceptable.", []),
    ("Teams have the option to use Go.", [.may]), ("Feel free to add labels.", [.may]), ("The option is old.", []),
    ("Try to keep functions short.", [.should]), ("Favour small modules.", [.should]),
    ("We advise against global locks.", [.shouldNot]), ("The store, facing the need to grow, is slow.", []),
  ])
  func `what is asked for softly`(sentence: String, expected: [Level]) { #expect(levels(sentence) == expected) }

  @Test(arguments: [
    "Refer to the guide.", "Let's look at the options.", "Consider a user who logs in.", "Suppose the store fails.",
    "A cell is defined as a group of pods.", "In the first option, the gateway stores tokens.",
    "Option 2 stores tokens.", "I think the store must grow.",
    "We will see how it goes.", "Developers will be happier.", "Should it be emphasized?",
    "For instance, services must log.", "That is: services must log.",
    "This RFC proposes what services must log.", "Set {name} to what must be.", "\"Services must log.\"",
    "(Services must log.)", "Because services must log.", "This means that services must log.",
  ])
  func `filters drop what only sounds like a demand`(sentence: String) { #expect(levels(sentence).isEmpty) }

  @Test func `code, quotations and images hold no demand`() {
    #expect(findings("## Decision\n\n```\nservices must log\n```\n\n> Services must log.\n\n    must log\n").isEmpty)
    #expect(levels("The flag `must` is old.").isEmpty)
  }

  @Test func `outside the decision less counts`() {
    #expect(levels("Names should be short.", in: "Rationale") == [.should])
    #expect(levels("Names should be short.", in: "Rationale and alternatives").isEmpty)
    #expect(levels("Our images will be signed.", in: "Consequences") == [.must])
    #expect(levels("Our images will remain small.", in: "Consequences").isEmpty)
    #expect(levels("Clients are expected to retry.", in: "Context").isEmpty)
    #expect(levels("Services must log JSON.", in: "Context") == [.must])
    #expect(levels("Services will log JSON.", in: "Context").isEmpty)
    #expect(levels("We should log JSON.", in: "Context").isEmpty)
    #expect(levels("Use JSON.", in: "Context").isEmpty)
    #expect(levels("Services must log JSON.", in: "Goals").isEmpty)
    #expect(levels("Services must log JSON.", in: "Considered Options").isEmpty)
    #expect(levels("We will tag images.", in: "Consequences") == [.must])
    #expect(levels("We will have to tag images.", in: "Consequences").isEmpty)
    #expect(levels("Builds will be slower.", in: "Consequences").isEmpty)
    #expect(levels("Services must log JSON.", in: "Test Plan") == [.must])
  }
}
