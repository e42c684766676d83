package import JudgeTypes
package import Provenance

extension Usage {
  /// Calls, tokens and cost, as people write them.
  package var words: String {
    guard calls > 0 else { return "no calls" }
    return "\(counted(calls, "call")), \(tokenWords), \(costUSD.map(money) ?? "cost not known")"
  }

  private var tokenWords: String {
    guard let inputTokens, let outputTokens else { return "tokens not reported" }
    return "\(inputTokens) tokens in, \(outputTokens) out"
  }
}

/// Such as `-0.07`, and `0.6` for 0.60.
package func twoDecimals(_ value: Double) -> String {
  let rounded = (value * 100).rounded() / 100
  return "\(rounded == 0 ? 0 : rounded)"
}

/// A share of 1 in whole percent.
package func percent(_ share: Double) -> String { "\(Int((min(max(share, -100), 100) * 100).rounded())) %" }

/// The name of an outcome or a state as people write it.
package func spoken(_ name: String) -> String { name.replacing("_", with: " ") }

/// The beginning of a long text; of what is more than a few words it says too how much is left out.
///
/// - Parameter limit: in Unicode scalars.
package func clipped(_ text: String, to limit: Int) -> String {
  let scalars = text.unicodeScalars
  guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
    end != scalars.endIndex
  else { return text }
  return String(scalars[..<end]) + (limit < 400 ? "…" : "… (\(counted(scalars[end...].count, "more character")))")
}

/// The lines of a quotation, as far as they are shown.
struct QuotedLines {
  /// Each with its number, 1-based.
  let lines: [(number: Int, text: String)]
  /// How many lines follow that are not shown.
  let hidden: Int

  /// - Parameters:
  ///   - start: the line in the artifact on which the quotation begins.
  ///   - limit: how many lines are shown.
  ///   - length: how many Unicode scalars of each are shown.
  init(_ text: String, from start: Int, limit: Int, length: Int) {
    let end: Unicode.Scalar = "\n"
    let all = text.unicodeScalars.split(separator: end, omittingEmptySubsequences: false)
    lines = all.prefix(limit).enumerated().map { place, line in
      (max(start, 1).addingReportingOverflow(place).partialValue, clipped(String(line), to: length))
    }
    hidden = max(0, all.count - limit)
  }
}

extension RecordedJudgment {
  /// What a reader must know of it, without what every offline result says of itself.
  package var ownBanners: [String] { banners.filter { !isSaidElsewhere($0) } }

  /// Seats that applied and gave no verdict.
  package var silentSeats: [Seat] { seats.filter { $0.verdict == nil && $0.state != SeatState.notApplicable.rawValue } }

  /// Seats that had something to judge.
  package var seatedSeats: [Seat] { seats.filter { $0.state != SeatState.notApplicable.rawValue } }

  package var isUndecided: Bool {
    outcome == Outcome.noConsensus.rawValue || outcome == Outcome.inconclusive.rawValue
  }

  /// The files that were not judged whole.
  var missedFiles: [File] { files.filter { $0.state != FileCoverage.State.judged.rawValue } }

  /// Nil where none was held.
  var debateHeading: String? {
    guard let debateEnd else { return nil }
    let ending = DebateEnd(rawValue: debateEnd)?.words ?? spoken(debateEnd)
    let tokens = rounds.map(\.tokens)
    let cost =
      tokens.contains(nil)
      ? "" : ", \(tokens.compactMap(\.self).reduce(0) { $0.addingReportingOverflow($1).partialValue }) tokens"
    let effect = outcome == outcomeBeforeDebate ? "the outcome stays" : "before it: \(spoken(outcomeBeforeDebate))"
    return "\(counted(rounds.count, "round")), \(ending)\(cost); \(effect)"
  }
}

extension RecordedResult {
  package var ownBanners: [String] { banners.filter { !isOffline || !isSaidElsewhere($0) } }

  var usageWords: String { Usage(json: usage).words }
}

/// The banner of the offline panel, which reports say in words of their own.
private func isSaidElsewhere(_ banner: String) -> Bool { banner.hasPrefix("offline: one deterministic reviewer") }

extension RecordedJudgment.Change {
  /// The scores that moved, with or without new evidence.
  func moveWords(isSupported: Bool) -> [String] {
    moves.filter { $0.isSupported == isSupported }
      .map { "\($0.dimension) \($0.from.map { "\($0)" } ?? "none") → \($0.to)" }
  }
}

extension RecordedJudgment.Source {
  /// Where the clause stands: `adrs/001.md:12`, `adrs/001.md:12-14`.
  var place: String { endLine > line ? "\(path):\(line)-\(endLine)" : "\(path):\(line)" }
}

extension RecordedJudgment.Finding {
  /// The beginning of its fingerprint, by which moe-judge explain knows it in any artifact of the run.
  package var shortFingerprint: String { String(fingerprint.unicodeScalars.prefix(12)) }
}
