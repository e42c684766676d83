import JudgeTypes
import Testing

@testable import Rubrics

/// Rules stated plainly, and what only looks like one.
struct PlainRuleTests {
  @Test(arguments: [
    "Retention is 30 days.", "Every log line needs a request id.", "TLS >= 1.2 everywhere.",
    "JWTs expire after 15 minutes.", "Secrets live in Vault.", "A version is supported for at least 12 months.",
    "Names must follow {team}-{service}.", "All services but the gateway log JSON.",
    "Existing services stay on Java 17.", "Hash passwords with Argon2.",
    "The gateway enforces a hard limit of 100 requests.", "The team owns its alerts.",
    "We are going to use Kafka.", "Images are rebuilt every night.", "Every job which writes takes a lock.",
    "Jobs whose lock is older than a minute are stopped.", "The name (as shown above) is part of the path.",
    "The gateway, the worker and the cache remain reachable.", "The key is a string of 8 to 16 letters.",
    "Inside the job, and in what it starts, the clock is read-only.", "When you add a job you choose its owner.",
    "Should the store be down, the job serves the last copy.", "If a key leaks, rotate it first.",
    "The default branch is called `main`.", "Services must log<br>never print.", "Logs are in the archive.",
    "Decisions that block others get a record.", "You register a name in the console.",
    "The ledger only holds the key.", "Jobs only read from the replica.",
    "Any job that handles cards runs in its own account.", "If the cache is unreachable the job fails open.",
    "Going forward, jobs are written in Go.", "Migrations are forward-only.", "Access is by group.",
    "Our choice is PostgreSQL.", "The worker must import nothing but the types.", "Errors follow RFC 7807.",
    "The last line, left by a stopped job, is cut.", "Every bound that ends a search must be noted below the rule.",
  ])
  func `a plain statement of a decision is one demand`(sentence: String) {
    #expect(levels(sentence) == [.must])
  }

  @Test func `fragments count in prose and in lists`() {
    #expect(levels("Logs are JSON, one line per event, to stdout. No files!!") == [.must, .mustNot])
    let list = "- every log line needs a request id\n- TLS >= 1.2 everywhere\n- supported for at least 12 months\n"
    #expect(levels(list) == [.must, .must, .must])
    #expect(levels("No objections.").isEmpty)
  }

  @Test func `the clauses of a sentence are read each for itself`() {
    #expect(levels("Time should be bounded; what nests must be bounded in depth.") == [.should, .must])
    #expect(levels("Clients use TLS, never plain HTTP.") == [.must, .mustNot])
    #expect(levels("We suggest short names but we do not check them.") == [.should, .mustNot])
    #expect(levels("Consumers must be idempotent, as messages can be delivered late.") == [.must])
    #expect(levels("Links expire after an hour, never later.") == [.must])
    #expect(levels("Keys last a year, and may be renewed.") == [.must, .may])
    #expect(levels("An image exists for each; it is not admitted to production.") == [.must, .mustNot])
    #expect(levels("If the job stops, and the lock is kept, nobody knows.").isEmpty)
  }

  @Test(arguments: [
    "Ann thinks we must also use Redis but we could not agree.", "TODO: decide about the cache, which must be fast.",
    "This must be a joke.", "It must not be forgotten that DB2 is still used.", "We will write a blog post about it.",
    "We must pay for the second instance.", "The same event may arrive twice.", "This must have been a mistake.",
    "According to the vendor, clients must upgrade.", "As an example, services must log XML.",
    "The law says that personal data must be deleted.", "Costs will rise.",
    "Existing clients will continue to work.", "Onboarding will be quicker.", "We will save money.",
    "Build times should go down.", "We lack experience with Kafka.", "We struggle with MySQL.",
    "We spent a week on it.", "All options have drawbacks.", "Every database has its limits.", "We accept the risk.",
    "We call this the outbox pattern.", "Messages may arrive out of order.", "PostgreSQL can store JSON.",
    "Details can be found in the wiki.", "The migration may take a year.",
    "There is no acceptable alternative to TLS.", "The unacceptable latency of MySQL is the reason.",
    "~~Services must use `MySQL`.~~", "Someone may be running it in production.",
    "The worker will probably be the last to go.", "We had feared that jobs would run into it.",
    "It is assumed that jobs will log.", "Be aware that we don't own the host.", "React has a large community.",
    "The build takes ten minutes.",
    "The library allows clients to ask for more.", "The broker gives us routing.", "There is a trade-off.",
    "We will review this decision in six months.", "We don't plan to replace it.", "Legal has no objections.",
  ])
  func `dissent, forecasts, warnings and hearsay demand nothing`(sentence: String) {
    #expect(levels(sentence).isEmpty)
  }

  @Test(arguments: [
    "The legacy system must be restarted every night.", "We must choose a database.",
    "At the moment every team must run its own broker.",
  ])
  func `the context tells how it is`(sentence: String) { #expect(levels(sentence, in: "Context").isEmpty) }

  @Test func `savings under Consequences are no commitments`() {
    #expect(levels("We will write less code.", in: "Consequences").isEmpty)
    #expect(levels("Tenants should pin it; we will add a check.", in: "Risks") == [.should, .must])
  }

  private let standards =
    "# How we build\n\n## Code\n\nUse Kotlin. Tests must pass. Never commit keys. Sign images. Names should be short.\n\n"

  @Test func `in a document that mostly demands, plain sentences are rules too`() {
    let plain = "## Running\n\nSecrets live in Vault.\n\n- Health checks under `/healthz`\n- No shared hosts\n"
    #expect(findings(standards + plain).suffix(3) == ["9 MUST", "11 MUST", "12 MUST_NOT"])
    #expect(findings("# How it works\n\n\(plain)").isEmpty)
    #expect(findings(standards + "## Retention policy\n\nLogs must be deleted.\n").count == 6)
  }

  @Test func `prose in HTML is read, comments are not`() {
    let text = "## Decision\n\n<details>\n  <summary>Services log JSON.</summary>\n  Use TLS.\n</details>\n"
    #expect(findings(text) == ["4 MUST", "5 MUST"])
    #expect(findings("## Decision\n\n<!-- Services must log. -->\n\n<div>\nmust\n</div>\n").isEmpty)
  }

  @Test func `graduation criteria are demands however they are put`() {
    let text =
      "# T\n\n## Decision\n\nUse X.\n\n## Graduation Criteria\n\n### Beta\n\n- Three teams have been using it\n"
    #expect(findings(text) == ["5 MUST", "11 MUST"])
  }

  @Test func `a decision that was not made gives nothing`() {
    let undecided = "None yet. The board did not choose. Logs are stored in S3."
    #expect(findings("# T\n\nStatus: deferred\n\n## Decision\n\n\(undecided)\n").isEmpty)
    #expect(levels("The decision is postponed. Use XML.").isEmpty)
    #expect(levels("No decision was made. Use XML.").isEmpty)
    #expect(levels("Nothing is stored in S3. Use XML.") == [.mustNot, .must])
  }

  @Test(arguments: [
    "Quicksave is PC only.", "The last good copy is kept as `.bak`.", "Jobs time out after 12 minutes.",
    "If the main copy fails to open we load the spare copy.", "Whether it is late is open, and a late job is stopped.",
    "The previous copy is kept for a day.", "This proposal adds two flags to the client.",
    "In the context of the cart, facing two buyers who can take one item, we decided for locks, to achieve trust.",
    "The lamp is shown from the moment the copy is stored.", "Post the notice when the job is about to end.",
    "The registry rejects an archive whose proof is late.", "Those copies stay local.",
  ])
  func `further plain forms are one demand`(sentence: String) { #expect(levels(sentence) == [.must]) }

  @Test(arguments: [
    "Uploads no longer touch the servers.", "Errors of the network are never fatal.", "They do not contain names.",
    "Foreign issuers aren't accepted.", "For small orders there is no substitution.",
  ])
  func `further negations forbid`(sentence: String) { #expect(levels(sentence) == [.mustNot]) }

  @Test func `what is spared or welcome may be done`() {
    #expect(levels("Mirrors are not obliged to answer.") == [.may])
    #expect(levels("Small changes needn't.") == [.may])
    #expect(levels("Other teams are welcome to reuse the job.") == [.may])
    #expect(levels("Tests are not required.").isEmpty)
    #expect(levels("Headers should not be allowed to hold names.") == [.shouldNot])
    #expect(levels("It is expected that teams move by June.") == [.should])
  }

  @Test func `the items below a name tell what it does`() {
    let items = "The store:\n\n- is encrypted\n- replicates to the second region\n- is not readable from outside\n"
    #expect(levels(items) == [.must, .must, .mustNot])
    #expect(levels("The files hold:\n\nIt was so.\n").isEmpty)
  }

  @Test func `a table that tells what happens in each case is a rule`() {
    #expect(
      levels("| Result | What happens |\n|-|-|\n| clean | it is moved |\n| broken | it is kept |\n") == [.must, .must])
    #expect(levels("| Result | Meaning |\n|-|-|\n| clean | it went well |\n").isEmpty)
    let checks = "| Check | Severity |\n|-|-|\n| two stops | block |\n| near the city | warn |\n"
    #expect(levels(checks) == [.must, .should])
  }
}
