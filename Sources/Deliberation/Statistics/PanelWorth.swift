/// What a panel is worth on labelled items: how its judges' errors go together, and what its plain vote gains over its best judge.
public struct PanelWorth: Sendable {
  public let judges: Int
  /// How many items have a right label.
  public let items: Int
  public let errors: ErrorCorrelation
  public let correlation: Estimate?
  /// The number of independent judges that the panel is worth.
  public let effectiveCount: Estimate?
  /// The plain vote's share of right answers; a tie counts by its part.
  public let panelAccuracy: Double
  /// The first by name of the judges that are right most often, over all items: an abstention or a missing vote is not right.
  public let bestJudge: String
  public let bestAccuracy: Double
  /// The panel's accuracy less the best judge's. The interval chooses the best judge anew in each resample.
  public let gain: Estimate

  /// A figure and the interval of its resamples, nil where hardly any had a value.
  public struct Estimate: Sendable, Hashable {
    public let value: Double
    public let interval: ClosedRange<Double>?
  }

  /// Resamples questions, not items: what was said of one question's answers goes together.
  ///
  /// - Parameter table: of `VoteTable.training`.
  /// - Returns: nil without judges or without an item that has a right label.
  public init?(_ table: VoteTable, resampling: Bootstrap = Bootstrap()) {
    let labelled = table.labelledItems
    guard !labelled.isEmpty, !table.judges.isEmpty else { return nil }
    let outcomes = Outcomes(table)
    let once = [Int](repeating: 1, count: table.items.count)
    let questions = Questions(table, of: labelled)
    let worth = outcomes.worth(once)
    judges = table.judges.count
    items = labelled.count
    errors = ErrorCorrelation(table)
    panelAccuracy = worth.panel
    bestAccuracy = worth.best
    bestJudge = table.judges[worth.judge]
    gain = Estimate(
      value: worth.panel - worth.best,
      interval: resampling.interval(count: questions.count) { times in
        let worth = outcomes.worth(questions.spread(times))
        return worth.panel - worth.best
      })
    let count = table.judges.count
    correlation = errors.mean.map { mean in
      Estimate(
        value: mean,
        interval: resampling.interval(count: questions.count) {
          ErrorMoments(table, times: questions.spread($0)).meanCorrelation
        })
    }
    effectiveCount = correlation.flatMap { correlation in
      ErrorCorrelation.effectiveCount(judges: count, correlation: correlation.value).map { value in
        // The larger the correlation, the fewer judges it is worth.
        let ends = correlation.interval.map { interval in
          [interval.upperBound, interval.lowerBound].map {
            ErrorCorrelation.effectiveCount(judges: count, correlation: $0)
          }
        }
        guard let ends, let low = ends[0], let high = ends[1], low <= high else {
          return Estimate(value: value, interval: nil)
        }
        return Estimate(value: value, interval: low...high)
      }
    }
  }

  /// The labelled items of each question.
  private struct Questions {
    private let itemsOfQuestion: [[Int]]
    private let itemCount: Int
    var count: Int { itemsOfQuestion.count }

    init(_ table: VoteTable, of items: [Int]) {
      let names = Folds.questions(items.map { table.items[$0] })
      var places = Names()
      for name in names { places.add(name) }
      var grouped = [[Int]](repeating: [], count: places.count)
      for (item, name) in zip(items, names) { grouped[places.index(of: name)].append(item) }
      (itemsOfQuestion, itemCount) = (grouped, table.items.count)
    }

    func spread(_ times: [Int]) -> [Int] {
      var ofItem = [Int](repeating: 0, count: itemCount)
      for (question, items) in itemsOfQuestion.enumerated() { for item in items { ofItem[item] = times[question] } }
      return ofItem
    }
  }

  /// Who was right where.
  private struct Outcomes {
    private var panel: [Double?] = []
    private var rightJudges: [[Int]] = []
    private let judges: Int

    init(_ table: VoteTable) {
      judges = table.judges.count
      for item in table.items.indices {
        let gold = table.gold[item]
        let leaders = table.plurality(item)
        panel.append(gold.map { leaders.contains($0) ? 1 / Double(leaders.count) : 0 })
        rightJudges.append(table.votes(on: item).filter { Int($0.label) == gold }.map { Int($0.judge) })
      }
    }

    func worth(_ times: [Int]) -> (panel: Double, best: Double, judge: Int) {
      var (whole, sum) = (0, 0.0)
      var right = [Int](repeating: 0, count: judges)
      for (item, share) in panel.enumerated() where times[item] > 0 {
        guard let share else { continue }
        whole += times[item]
        sum += Double(times[item]) * share
        for judge in rightJudges[item] { right[judge] += times[item] }
      }
      let most = right.max() ?? 0
      return (sum / Double(whole), Double(most) / Double(whole), right.firstIndex(of: most) ?? 0)
    }
  }
}
