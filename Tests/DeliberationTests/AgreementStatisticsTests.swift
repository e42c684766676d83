import Deliberation
import JudgeTypes
import Testing

/// Agreement statistics against the values that their authors published.
@Suite struct AgreementStatisticsTests {
  private func isClose(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) < 1e-9 } ?? false
  }

  /// Two raters over 200 units from a table of counts, the first rater's category by row.
  private func ratings(_ counts: [[Int]]) -> (first: [Int], second: [Int]) {
    var (first, second): ([Int], [Int]) = ([], [])
    for (row, cells) in counts.enumerated() {
      for (column, count) in cells.enumerated() {
        first += [Int](repeating: row, count: count)
        second += [Int](repeating: column, count: count)
      }
    }
    return (first, second)
  }

  @Test func `Cohen's kappa of his table of 1960 is 29/59`() {
    // Shares .44 .07 .09 / .05 .20 .05 / .01 .03 .06 of 200: p_o = .70; margins .60 .30 .10 and .50 .30 .20, so
    // p_e = .30 + .09 + .02 = .41 and kappa = (.70 - .41) / (1 - .41) = 29/59 = .492 as published.
    let (first, second) = ratings([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    #expect(isClose(Agreement.cohenKappa(first, second), 29.0 / 59))
    #expect(isClose(Agreement.cohenKappa(second, first), 29.0 / 59))
  }

  @Test func `Fleiss' kappa of his diagnoses of 1971 is 5437/12637`() {
    // 30 patients, 6 psychiatrists, 5 diagnoses. Mean agreement 5/9; the shares 26/180, 26/180, 30/180, 55/180, 43/180 have
    // the squares' sum 3563/16200; (5/9 - 3563/16200) / (1 - 3563/16200) = 5437/12637 = .430 as published.
    let patients = """
      444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
      333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
      """
    let units = patients.split { $0 == " " || $0 == "\n" }.map { $0.compactMap(\.wholeNumberValue) }
    #expect(isClose(Agreement.fleissKappa(units), 5_437.0 / 12_637))
    #expect(isClose(Agreement.percent(units), 5.0 / 9))
  }

  @Test func `Krippendorff's alpha of his example of 2011 is 113/152, 108577/133160 and 951/1120`() {
    // 4 observers, 12 units of which 11 are pairable, 40 pairable values. Observed and expected disagreement, times 40:
    // nominal 8 and 1216/39; ordinal 1891 and 133160/13; interval 52/3 and 4480/39. Published as .743, .815 and .849.
    let observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    let units = (0..<12).map { unit in
      observers.compactMap { Array($0)[unit].wholeNumberValue.map(Double.init) }
    }
    #expect(isClose(KrippendorffAlpha.alpha(units, .nominal), 113.0 / 152))
    #expect(isClose(KrippendorffAlpha.alpha(units, .ordinal), 108_577.0 / 133_160))
    #expect(isClose(KrippendorffAlpha.alpha(units, .interval), 951.0 / 1_120))
  }

  @Test func `where nothing can differ or nothing can be compared there is no coefficient`() {
    #expect(Agreement.cohenKappa([1, 1], [1, 1]) == nil)
    #expect(Agreement.cohenKappa([], []) == nil)
    #expect(Agreement.fleissKappa([[1, 1], [1, 1]]) == nil)
    #expect(Agreement.fleissKappa([[1, 2], [1]]) == nil)
    #expect(Agreement.percent([[1], []]) == nil)
    for metric in KrippendorffAlpha.Metric.allCases {
      #expect(KrippendorffAlpha.alpha([[1, 1], [1, 1]], metric) == nil)
      #expect(KrippendorffAlpha.alpha([[1], [2]], metric) == nil)
    }
  }

  @Test func `error correlation and the number of independent judges follow from who erred where`() throws {
    // Errors of a: 1 1 0 0, of b: 1 1 0 0, of c: 1 0 1 0. r(a,b) = 1; r(a,c) = r(b,c) = (1/4 - 1/4) / (1/4) = 0; mean 1/3.
    let votes = ["a": "xxyy", "b": "xxyy", "c": "xyxy"].flatMap { judge, labels in
      labels.enumerated().map { RecordedVote(item: "\($0)", judge: judge, label: "\($1)", gold: "y") }
    }
    let errors = ErrorCorrelation(VoteTable.training(votes))
    #expect(isClose(errors.mean, 1.0 / 3))
    #expect(errors.pairs.map(\.correlation) == [1, 0, 0] && errors.pairs.map(\.items) == [4, 4, 4])
    // 3 / (1 + 2/3) = 9/5.
    #expect(isClose(ErrorCorrelation.effectiveCount(judges: 3, correlation: 1.0 / 3), 9.0 / 5))
    #expect(ErrorCorrelation.effectiveCount(judges: 3, correlation: -0.5) == nil)
  }

  @Test func `an interval depends on the seed alone and holds the figure`() throws {
    let values = (0..<50).map { Double($0 % 7) }
    func interval(seed: UInt64) -> ClosedRange<Double>? {
      Bootstrap(resamples: 400, seed: seed).interval(count: values.count) { times in
        zip(values, times).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(values.count)
      }
    }
    let first = try #require(interval(seed: 1))
    #expect(interval(seed: 1) == first && interval(seed: 2) != first)
    // The mean is 147/50 = 2.94, its standard error about 2/7 of one.
    #expect(first.contains(2.94) && first.lowerBound > 2 && first.upperBound < 4)
    // The first numbers of SplitMix64 from seed 0, as its authors' reference gives them.
    var generator = SplitMix(seed: 0)
    #expect(generator.next() == 0xe220_a839_7b1d_cdaf && generator.next() == 0x6e78_9e6a_a1b9_65f4)
  }

  @Test func `a panel's worth names its best judge and what the plain vote gained`() throws {
    // a is right on 3 of 4, b and c on 2; the plain vote on 1, 2 and 4: 3/4, no more than a.
    let votes = ["a": "yyyx", "b": "yxxy", "c": "xyxy"].flatMap { judge, labels in
      labels.enumerated().map { RecordedVote(item: "\($0)", judge: judge, label: "\($1)", gold: "y") }
    }
    let worth = try #require(PanelWorth(VoteTable.training(votes), resampling: Bootstrap(resamples: 200)))
    #expect(
      worth.bestJudge == "a" && worth.bestAccuracy == 0.75 && worth.panelAccuracy == 0.75 && worth.gain.value == 0)
    #expect(worth.gain.interval?.contains(0) == true)
  }

  @Test func `nominal alpha of as many values as units needs no square of them`() {
    // Each value is given twice in its own unit and once in each of two mixed ones: N = 4n, D_o sums to 2n, D_e to 4n (4n - 4).
    let count = 50_000
    let units = (0..<count).flatMap { [[Double($0), Double($0)], [Double($0), Double(($0 + 1) % count)]] }
    let expected = 1 - Double(4 * count - 1) / Double(8 * (count - 1))
    #expect(isClose(KrippendorffAlpha.alpha(units, .nominal), expected))
  }

  @Test func `the mean kappa is that of the pairs of judges that have one`() {
    // kappa(a,b) = 1, kappa(a,c) = kappa(b,c) = (1/2 - 1/2) / (1/2) = 0; d shares no item with anyone.
    let votes = ["a": "xxyy", "b": "xxyy", "c": "xyxy"].flatMap { judge, labels in
      labels.enumerated().map { RecordedVote(item: "\($0)", judge: judge, label: "\($1)") }
    }
    let alone = RecordedVote(item: "alone", judge: "d", label: "x")
    #expect(isClose(PanelAgreement(VoteTable(votes + [alone])).meanKappa, 1.0 / 3))
  }
}
