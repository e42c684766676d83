extension DailyScore {
  /// All records of one day together: the mean weighted by invocations, and the spread of all invocations about it.
  ///
  /// The spread is known only where that of every record with several invocations is. Model and prompt are those of the last record
  /// that names one.
  ///
  /// - Parameter records: of one skill and one day, in the order in which they came; nil for none.
  public init?(_ records: some Collection<Part>, on day: Day) {
    let invocations = records.reduce(0) { $0 + $1.invocations }
    guard invocations > 0 else { return nil }
    let mean = records.reduce(0) { $0 + $1.score * Double($1.invocations) } / Double(invocations)
    self.init(
      day: day, score: records.count == 1 ? records.first?.score ?? mean : min(100, max(0, mean)),
      invocations: invocations, spread: Self.spread(of: records, mean: mean, invocations: invocations),
      model: records.reduce(nil) { $1.model ?? $0 }, prompt: records.reduce(nil) { $1.prompt ?? $0 })
  }

  /// What a record adds to its day.
  public struct Part: Sendable, Hashable {
    public let score: Double
    public let invocations: Int
    public let spread: Double?
    public let model: String?
    public let prompt: String?

    public init(score: Double, invocations: Int, spread: Double?, model: String?, prompt: String?) {
      self.score = score
      self.invocations = invocations
      self.spread = spread
      self.model = model
      self.prompt = prompt
    }
  }

  private static func spread(of records: some Collection<Part>, mean: Double, invocations: Int) -> Double? {
    if records.count == 1 { return records.first?.spread }
    guard invocations > 1 else { return nil }
    var squares = 0.0
    for record in records {
      // A single invocation does not scatter about itself.
      guard let spread = record.invocations == 1 ? 0 : record.spread else { return nil }
      let (distance, count) = (record.score - mean, Double(record.invocations))
      squares += (count - 1) * spread * spread + count * distance * distance
    }
    return (squares / Double(invocations - 1)).squareRoot()
  }
}
