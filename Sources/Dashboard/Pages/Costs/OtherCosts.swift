internal import Evals
internal import JudgeTypes
internal import Reports
internal import SkillHealth
internal import Storage

/// What called models besides judgments: evals of suites, and loops of improvement. They keep sums of their own.
struct OtherCosts {
  private static let mostLoops = 40

  private let evals: EvalCosts
  private var loops = 0
  private var loopsUSD = 0.0
  private var loopsWithoutPrice = 0
  /// Older loops that were not looked at.
  private let passedOver: Int

  init(since: Day?, in index: RunIndex, of stores: Stores) throws {
    evals = try index.evalCosts(since: since?.description)
    let (kept, all) = try KeptImprovement.newest(Self.mostLoops, from: stores)
    passedOver = all - kept.count
    for loop in kept where (loop.start?.started ?? "") >= (since?.description ?? "") {
      // One that has not ended has called models perhaps, and says nothing of it yet.
      guard let usage = loop.report?.usage else {
        guard loop.start != nil else { continue }
        loops += 1
        loopsWithoutPrice += 1
        continue
      }
      guard usage.calls > 0 else { continue }
      loops += 1
      if let cost = usage.costUSD { loopsUSD += cost } else { loopsWithoutPrice += 1 }
    }
  }

  func markup(_ links: Links) -> HTML {
    let begin: HTML =
      "<p class=\"others\">Only judgments stand in these sums. \(links.link("Evals and improvements", to: .evals)) keep figures of their own"
    guard evals.evals + loops > 0 else { return begin + "; none of these days called a model.</p>\n" }
    let parts = [
      Self.words(grouped(evals.evals, "eval"), evals.evals, evals.costUSD, evals.withoutPrice),
      Self.words(grouped(loops, "improvement"), loops, loopsUSD, loopsWithoutPrice),
    ].compactMap(\.self)
    let sum = money(evals.costUSD + loopsUSD)
    let isOpen = evals.withoutPrice + loopsWithoutPrice > 0
    let older: HTML = HTML.when(passedOver > 0, " \(grouped(passedOver, "older loop")) not looked at.")
    return begin
      + ", by which they took in the same days \(isOpen ? "at least " : "")<strong>\(sum)</strong>: \(parts.joined(separator: ", ")).\(older)</p>\n"
  }

  private static func words(_ name: String, _ count: Int, _ cost: Double, _ unknown: Int) -> String? {
    guard count > 0 else { return nil }
    return "\(name) \(money(cost))" + (unknown > 0 ? " (\(grouped(unknown)) without a known price)" : "")
  }
}
