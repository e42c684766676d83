import ArgumentParser
import Evals
import TestSupport

/// How often the acceptance rules of `eval improve` keep a change that is worth nothing, and one that is worth something.
@main
struct AcceptanceSimulation: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate loops and half-years of loops under the acceptance rules.")

  @Option(help: "Loops of each kind.") var loops = 1_000
  @Option(help: "Half-years of 26 weekly loops.") var halfYears = 1_000
  @Option(help: "Of all draws.") var seed: UInt64 = 1

  mutating func run() {
    var luck = Luck(seed: seed)
    print("loops with five useless candidates that adopt one (\(loops) each)")
    for cases in [40, 200, 400] {
      let adopted = (0..<loops).count { _ in luck.loop(cases, [.useless, .useless, .useless, .useless, .useless]) }
      print("  \(cases) dev and \(cases) holdout cases: \(share(adopted, of: loops))")
    }
    let plain = (0..<loops).count { _ in luck.anyGain(200, Array(repeating: .useless, count: 5)) }
    print("  200 cases, by the rule 'any gain on dev': \(share(plain, of: loops))")
    let seen = (0..<loops).count { _ in luck.loop(200, [.better]) }
    print(
      "one candidate that mends 15 % and breaks 5 %, 200 dev and 200 holdout cases: adopted in \(share(seen, of: loops))"
    )
    var (fooled, late) = (0, 0)
    for _ in 0..<halfYears {
      var ledger = AlphaLedger()
      var isFooled = false
      for _ in 0..<26 where luck.week([.useless, .useless, .useless, .useless, .useless], &ledger) { isFooled = true }
      fooled += isFooled ? 1 : 0
      var other = AlphaLedger()
      for _ in 0..<19 { _ = luck.week(Array(repeating: .useless, count: 5), &other) }
      late += luck.week([.better, .useless, .useless, .useless, .useless], &other) ? 1 : 0
    }
    print("26 weeks of useless candidates, 200 cases: \(share(fooled, of: halfYears)) of half-years adopt anything")
    print("a true gain in week 20, after 19 useless weeks: adopted in \(share(late, of: halfYears))")
  }

  private func share(_ count: Int, of all: Int) -> String {
    "\((Double(count) * 1_000 / Double(all)).rounded() / 10) %"
  }
}

/// A candidate by how often it changes a case.
private struct Effect {
  let mends: Double
  let breaks: Double
  static let useless = Effect(mends: 0.1, breaks: 0.1)
  static let better = Effect(mends: 0.15, breaks: 0.05)
}

private struct Luck {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Whether a first loop adopts anything.
  mutating func loop(_ cases: Int, _ effects: [Effect]) -> Bool {
    var ledger = AlphaLedger()
    return adopts(cases, effects, &ledger)
  }

  mutating func week(_ effects: [Effect], _ ledger: inout AlphaLedger) -> Bool { adopts(200, effects, &ledger) }

  private mutating func adopts(_ cases: Int, _ effects: [Effect], _ ledger: inout AlphaLedger) -> Bool {
    let candidates = effects.enumerated().map { index, effect in
      Acceptance.Candidate(digest: "\(index)", dev: draw(cases, effect))
    }
    let decision = Acceptance.decide(among: candidates, ledger: &ledger, holdout: "h") { best in
      draw(cases, effects[Int(best.digest) ?? 0])
    }
    if case .adopted = decision { return true }
    return false
  }

  /// The rule of many loops: what scores higher than before is kept.
  mutating func anyGain(_ cases: Int, _ effects: [Effect]) -> Bool {
    effects.map { draw(cases, $0).gain }.contains { $0 > 0 }
  }

  private mutating func draw(_ cases: Int, _ effect: Effect) -> PairedCounts {
    var counts = PairedCounts()
    for _ in 0..<cases {
      let value = Double.random(in: 0..<1, using: &generator)
      if value < effect.mends {
        counts.mended += 1
      } else if value < effect.mends + effect.breaks {
        counts.broken += 1
      } else {
        counts.stillRight += 1
      }
    }
    return counts
  }
}
