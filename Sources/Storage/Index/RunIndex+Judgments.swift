internal import GRDB
public import JudgeTypes
public import Provenance

/// A judgment as a list of them names it.
public struct IndexedJudgment: Sendable, Hashable {
  public let run: String
  /// Of the artifact in its run, from 0.
  public let ordinal: Int
  public let outcome: String
  /// Of the artifact.
  public let sha256: String
  public let findings: Int
}

extension RunIndex {
  /// How many judgments of a run ended how; empty for one that is not here.
  public func outcomes(of run: RunID) throws(StorageError) -> [String: Int] {
    try storing(path) {
      try database.read { database in
        let rows = try Row.fetchAll(
          database, sql: "SELECT outcome, count(*) AS number FROM judgments WHERE run = ? GROUP BY outcome",
          arguments: [run.description])
        return try rows.reduce(into: [:]) { counts, row in
          counts[try IndexRows.value(row, "outcome")] = try IndexRows.value(row, "number") as Int
        }
      }
    }
  }

  /// Artifacts of a run by their ordinals.
  ///
  /// - Parameters:
  ///   - outcome: only those that ended so; nil for all.
  ///   - start: the first ordinal.
  public func ordinals(
    of run: RunID, outcome: String? = nil, from start: Int = 0, limit: Int
  ) throws(StorageError) -> [Int] {
    let sql = """
      SELECT ordinal FROM judgments WHERE run = :run AND ordinal >= :start AND (:outcome IS NULL OR outcome = :outcome)
      ORDER BY ordinal LIMIT :limit
      """
    return try storing(path) {
      try database.read {
        try Int.fetchAll(
          $0, sql: sql,
          arguments: ["run": run.description, "outcome": outcome, "start": start, "limit": max(0, limit)])
      }
    }
  }

  /// The artifacts of a run that need a reader most: those that fail first, then those without a verdict.
  public func gravestOrdinals(of run: RunID, limit: Int) throws(StorageError) -> [Int] {
    let ranks = [Outcome.fail, .noConsensus, .inconclusive, .conditional]
    let cases = ranks.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }.joined(separator: " ")
    return try storing(path) {
      try database.read {
        try Int.fetchAll(
          $0,
          sql: """
            SELECT ordinal FROM judgments WHERE run = ?
            ORDER BY CASE outcome \(cases) ELSE \(ranks.count) END, ordinal LIMIT ?
            """, arguments: [run.description, max(0, limit)])
      }
    }
  }

  /// The newest judgments of the artifact of this path.
  public func judgments(ofPath artifact: String, limit: Int) throws(StorageError) -> [IndexedJudgment] {
    let sql = """
      SELECT run, ordinal, outcome, sha256, findings FROM judgments WHERE path = ?
      ORDER BY run DESC, ordinal DESC LIMIT ?
      """
    return try storing(path) {
      try database.read {
        try Row.fetchAll($0, sql: sql, arguments: [artifact, max(0, limit)]).map { row in
          IndexedJudgment(
            run: try IndexRows.value(row, "run"), ordinal: try IndexRows.value(row, "ordinal"),
            outcome: try IndexRows.value(row, "outcome"), sha256: try IndexRows.value(row, "sha256"),
            findings: try IndexRows.value(row, "findings"))
        }
      }
    }
  }

  /// What the seats of one run took, by seat; none of those that called no model.
  public func seatCosts(of run: RunID) throws(StorageError) -> [String: Usage] {
    let sql = """
      SELECT seat, sum(calls) AS calls, sum(answers) AS answers,
        CASE WHEN count(input_tokens) = count(*) THEN sum(input_tokens) END AS input_tokens,
        CASE WHEN count(output_tokens) = count(*) THEN sum(output_tokens) END AS output_tokens,
        CASE WHEN count(cost_usd) = count(*) THEN sum(cost_usd) END AS cost_usd
      FROM seat_usage WHERE run = ? GROUP BY seat
      """
    return try storing(path) {
      try database.read { database in
        try Row.fetchAll(database, sql: sql, arguments: [run.description]).reduce(into: [:]) { costs, row in
          costs[try IndexRows.value(row, "seat")] = Usage(
            calls: try IndexRows.value(row, "calls"), answers: try IndexRows.value(row, "answers"),
            inputTokens: try IndexRows.value(row, "input_tokens"),
            outputTokens: try IndexRows.value(row, "output_tokens"), cachedTokens: nil,
            costUSD: try IndexRows.value(row, "cost_usd"))
        }
      }
    }
  }
}
