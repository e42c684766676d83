internal import JudgeTypes
internal import Provenance

extension MarkdownReport {
  /// Of how many artifacts that pass all dimensions stand in the table.
  private static let tableLimit = 3
  /// How many different banners of judgments are kept.
  private static let bannerLimit = 20

  mutating func addBanners(of judgment: RecordedJudgment) {
    for banner in judgment.ownBanners {
      if let place = banners.firstIndex(where: { $0.text == banner }) {
        banners[place].count += 1
      } else if banners.count < Self.bannerLimit {
        banners.append((banner, 1))
      }
    }
  }

  mutating func addConcerns(of judgment: RecordedJudgment) {
    let concerns = judgment.concerns
    if judgment.gate?.isBlocking == true { blocking += 1 }
    for concern in concerns {
      let words = MarkdownConcern(concern: concern)
      if concern.isForemost {
        if concern.state == nil {
          found.add(words.full, brief: words.brief, rank: concern.rank)
        } else {
          foremost.add(words.full, brief: words.brief, rank: concern.rank)
        }
      } else if concern.isExcused {
        excused.add(words.brief, rank: concern.rank)
      } else {
        allowed.add(words.brief, rank: concern.rank)
      }
    }
    if judgment.isUndecided {
      undecided.add(
        "- \(MarkdownWords.code(judgment.path)): \(spoken(judgment.outcome)), "
          + "\(MarkdownWords.prose(judgment.reason, limit: 300))\n")
    }
  }

  mutating func addDisagreement(of judgment: RecordedJudgment) {
    let path = MarkdownWords.code(judgment.path)
    for dissent in judgment.dissent {
      let confidence = dissent.confidence.map { ", confidence \(percent($0))" } ?? ""
      let reason = MarkdownWords.prose(dissent.keyConcerns.first ?? dissent.rationale, limit: 300)
      disagreement.add(
        "- dissent on \(path): \(seat(dissent.seat)) holds **\(MarkdownWords.prose(spoken(dissent.verdict), limit: 40))**"
          + "\(confidence): \(reason)\n")
    }
    if let pivot = judgment.pivot, judgment.seatedSeats.count > 1 {
      disagreement.add("- pivot of \(path): \(seat(pivot)) alone could have changed the outcome\n", rank: 2)
    }
    guard let heading = judgment.debateHeading else { return }
    let rounds = judgment.rounds.flatMap { round in
      round.changes.prefix(8).map { "  - round \(round.number): \(words(for: $0))\n" }
        + round.silent.prefix(4).map {
          "  - round \(round.number): no answer from \(MarkdownWords.prose($0, limit: 160))\n"
        }
    }
    disagreement.add(
      "- debate on \(path): \(MarkdownWords.prose(heading))\n\(rounds.joined())",
      brief: "- debate on \(path): \(MarkdownWords.prose(heading))\n", rank: 1)
  }

  private func words(for change: RecordedJudgment.Change) -> String {
    let from = MarkdownWords.prose(spoken(change.from), limit: 40)
    let to = MarkdownWords.prose(spoken(change.to), limit: 40)
    var parts = ["\(seat(change.seat)) " + (from == to ? from : "\(from) → \(to)")]
    let moved = change.moveWords(isSupported: true)
    let places = MarkdownWords.list(change.evidence, limit: 4) { MarkdownWords.code($0, limit: 120) }
    let what = MarkdownWords.list(moved, limit: 4) { MarkdownWords.prose($0, limit: 120) }
    if !moved.isEmpty || !places.isEmpty {
      parts.append([what, places.isEmpty ? "" : "by \(places)"].filter { !$0.isEmpty }.joined(separator: " "))
    }
    let struck = change.moveWords(isSupported: false)
    if !struck.isEmpty || !change.isSupported {
      let what = MarkdownWords.list(struck, limit: 4) { MarkdownWords.prose($0, limit: 120) }
      parts.append("not counted, without new evidence" + (what.isEmpty ? "" : ": \(what)"))
    }
    if !change.withdrawn.isEmpty {
      parts.append("withdraws \(MarkdownWords.list(change.withdrawn, limit: 3) { MarkdownWords.code($0, limit: 120) })")
    }
    return parts.joined(separator: "; ")
  }

  private func seat(_ id: String) -> String { MarkdownWords.code(id, limit: 80) }

  mutating func addTables(of judgment: RecordedJudgment) {
    let path = MarkdownWords.code(judgment.path, isInTable: true, limit: 120)
    // Of what passes beside many others the votes are not looked for.
    let isShown = Headline.tone(of: judgment.outcome) != .good || outcomes.values.reduce(0, +) <= Self.tableLimit
    for dimension in judgment.dimensions where isShown || Self.rank(of: dimension) < 2 {
      dimensions.add(
        row([
          path, MarkdownWords.code(dimension.id, isInTable: true, limit: 80),
          MarkdownWords.prose(spoken(dimension.level), limit: 20), "\(dimension.met)", "\(dimension.violated)",
          "\(dimension.spread)", MarkdownWords.prose(spoken(dimension.outcome), limit: 40),
        ]), rank: Self.rank(of: dimension))
    }
    let stopped = judgment.gate?.reasons.count(where: \.isBlocking)
    artifacts.add(
      row([
        path, MarkdownWords.prose(spoken(judgment.outcome), limit: 40), stopped.map { "\($0)" } ?? "",
        MarkdownWords.prose(judgment.reason, limit: 160),
      ]), rank: (stopped ?? 0) > 0 ? 0 : Headline.tone(of: judgment.outcome) == .good ? 2 : 1)
  }

  private func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

  private static func rank(of dimension: RecordedJudgment.Dimension) -> Int {
    if dimension.isViolated || dimension.isDisputed { return 0 }
    if dimension.spread > 0 { return 1 }
    return dimension.met > 0 ? 2 : 3
  }
}
