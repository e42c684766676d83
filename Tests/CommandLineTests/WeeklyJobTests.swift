import Evals
import Foundation
import Testing

/// scripts/weekly-improvement.sh on real repositories: a bare one as the remote, and clones in which the job runs.
@Suite struct WeeklyJobTests {
  @Test func `what is adopted gets a branch, the ledger is on its own branch, and the checkout stays as it was`()
    async throws
  {
    let machines = try Machines()
    defer { machines.remove() }
    let first = try machines.first()
    let result = try await first.run()
    #expect(result.code == 0 && result.error.contains("adopted: branch moe-judge/improve-small-"), "\(result.error)")
    let branches = try first.remoteBranches()
    #expect(branches.count == 3 && branches.contains("moe-judge/ledger"), "\(branches)")
    let proposal = try #require(branches.first { $0.hasPrefix("moe-judge/improve-small-") })
    #expect(
      try first.git("diff", "--name-only", "main", "origin/\(proposal)").output == "rubrics/rules/learned.yaml\n")
    #expect(try first.ledger().uses.map(\.state) == [.tested])
    #expect(try first.git("ls-tree", "-r", "--name-only", "origin/moe-judge/ledger").output == "small/ledger.json\n")
    #expect(try first.git("symbolic-ref", "--short", "HEAD").output == "main\n")
    #expect(try first.git("status", "--porcelain").output.isEmpty)

    let waiting = try await first.run()
    #expect(waiting.code == 0 && waiting.error.contains("\(proposal) on origin awaits a decision"), "\(waiting.error)")

    // On the adopted state, in a shallow clone that knows nothing of the first.
    try first.git("merge", "--ff-only", "origin/\(proposal)")
    try first.git("push", "origin", "main")
    let second = try machines.clone("second", shallow: true)
    let before = try second.git("ls-remote", "origin").output
    let again = try await second.run()
    #expect(again.code == 0 && again.error.contains("nothing was adopted"), "\(again.error)")
    let report = try String(contentsOf: second.kept("report.md"), encoding: .utf8)
    #expect(report.contains("no headroom"), "\(report)")
    #expect(try second.git("ls-remote", "origin").output == before)
  }

  @Test func `a holdout that was used for nothing is remembered too, and the next loop on another machine knows it`()
    async throws
  {
    let machines = try Machines(split: "{train: 45, dev: 45, holdout: 10}")
    defer { machines.remove() }
    let first = try machines.first()
    let result = try await first.run()
    #expect(result.code == 0 && result.error.contains("nothing was adopted"), "\(result.error)")
    #expect(try first.remoteBranches() == ["main", "moe-judge/ledger"])
    #expect(try first.ledger().uses.count == 1)
    let second = try machines.clone("second")
    let other = try await second.run()
    #expect(other.code == 0, "\(other.error)")
    let report = try String(contentsOf: second.kept("report.md"), encoding: .utf8)
    #expect(report.contains("met this very holdout before"), "\(report)")
    #expect(try second.ledger().uses.count == 1)
    // What the first machine kept is older now, and no conflict.
    let third = try await first.run()
    #expect(third.code == 0, "\(third.error)")
    #expect(try first.ledger().uses.map(\.state) == [.tested])
  }

  @Test func `two machines that looked at the holdout at once stop, and the later one goes on behind the other`()
    async throws
  {
    let machines = try Machines()
    defer { machines.remove() }
    let (first, second) = (try machines.first(), try machines.clone("second"))
    // The first machine's remote is away while it looks, as if both had looked at the same moment.
    let away = machines.folder.appending(path: "away.git")
    let script = try first.program(named: "judge-cut-off", "mv '\(machines.remote.path)' '\(away.path)'")
    let cutOff = try await first.run(["MOE_JUDGE": script])
    #expect(cutOff.code == 1 && cutOff.error.contains("must not be forgotten"), "\(cutOff.error)")
    try FileManager.default.moveItem(at: away, to: machines.remote)
    let taken = try await second.run()
    #expect(taken.code == 0 && taken.error.contains("adopted: branch"), "\(taken.error)")
    let refs = try first.git("ls-remote", "origin").output
    let stopped = try await first.run()
    #expect(stopped.code == 1 && stopped.error.contains("RESUME="), "\(stopped.error)")
    #expect(try first.git("ls-remote", "origin").output == refs)
    let loop = try #require(try HoldoutLedger(text: first.keptText("ledger.json")).uses.first?.loop)
    let behind = try await first.run(["RESUME": loop])
    #expect(behind.code == 0, "\(behind.error)")
    let uses = try first.ledger().uses
    #expect(uses.map(\.state) == [.tested, .forfeited] && uses.last?.loop == loop)
  }

  @Test func `a loop whose process dies goes on once, and a pull request is opened where gh is there`() async throws {
    let machines = try Machines()
    defer { machines.remove() }
    let first = try machines.first()
    // Dies after it has said which loop it is.
    let script = try first.program(
      named: "judge-killed",
      """
      case "$*" in
      *--resume*) ;;
      *) '\(Program.executable.path)' "$@" --max-iterations 1 & pid=$!
        until grep -q '"judged"' .moe-judge/improvements/*/journal.jsonl 2>/dev/null; do sleep 0.05; done
        kill -9 $pid; exit 137 ;;
      esac
      """)
    let said = machines.folder.appending(path: "gh.txt")
    try first.program(named: "gh", "printf '%s\\n' \"$@\" >'\(said.path)'; exit 0")
    let result = try await first.run(["MOE_JUDGE": script])
    #expect(result.code == 0 && result.error.contains("ended with 137; once more"), "\(result.error)")
    #expect(try first.ledger().uses.map(\.state) == [.tested])
    let words = try String(contentsOf: said, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(words.prefix(3) == ["pr", "create", "--head"] && words.contains("--body-file"), "\(words)")
    #expect(words.contains("main") && words.contains { $0.hasPrefix("Improve the panel: ") }, "\(words)")
  }

  @Test func `damaged ledgers, uncommitted changes and names that make no sense are refused before anything is judged`()
    async throws
  {
    let machines = try Machines()
    defer { machines.remove() }
    let first = try machines.first()
    try first.program.write("# changed\n", to: "rubrics/rules/b.yaml")
    let dirty = try await first.run()
    #expect(dirty.code == 1 && dirty.error.contains("rubrics/rules/b.yaml"), "\(dirty.error)")
    try FileManager.default.removeItem(at: first.program.folder.appending(path: "rubrics/rules/b.yaml"))
    for (environment, says) in [
      (["SUITE": "none"], "no evals/none/suite.yaml"), (["SUITE": "../small"], "name a suite"),
      (["REMOTE": "--upload-pack=x"], "no remote"), (["REMOTE": "nowhere"], "cannot be reached"),
      (["RESUME": "20260101T000000Z-abcdef"], "did not begin that loop"), (["MOE_JUDGE": "/none"], "no such program"),
    ] {
      let refused = try await first.run(environment)
      #expect(refused.code == 1 && refused.error.contains(says), "\(environment): \(refused.error)")
    }
    let damaging = try machines.clone("damaging")
    try damaging.git("checkout", "--orphan", "spoilt")
    try damaging.git("rm", "-rfq", ".")
    try damaging.program.write("{}\n", to: "small/ledger.json")
    try damaging.git("add", "small/ledger.json")
    try damaging.git("commit", "-m", "spoil")
    try damaging.git("push", "origin", "spoilt:moe-judge/ledger")
    let refs = try first.git("ls-remote", "origin").output
    let spoilt = try await first.run()
    #expect(spoilt.code == 1 && spoilt.error.contains("is damaged"), "\(spoilt.error)")
    #expect(try first.git("ls-remote", "origin").output == refs)
    #expect(
      !FileManager.default.fileExists(atPath: first.program.folder.appending(path: ".moe-judge/improvements").path))
  }
}
