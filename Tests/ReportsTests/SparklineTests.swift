import Reports
import Testing

@Suite struct SparklineTests {
  private func text(_ values: [Double?], _ signs: HealthSigns = .unicode) -> String { Sparkline(values).text(signs) }

  @Test func `a change of five points is always seen`() {
    for low in 0...95 {
      for values in [[Double(low), Double(low) + 5], [Double(low) + 5, Double(low)]] {
        #expect(Set(text(values)).count == 2, "\(values)")
      }
    }
  }

  @Test func `what is less than five points moves a bar by one step at most`() throws {
    let bars = Array("▁▂▃▅▆▇█")
    for middle in 3...97 {
      let heights = text([-3, 1, -2, 2, 3, -1].map { Double(middle) + $0 }).compactMap { bars.firstIndex(of: $0) }
      for (left, right) in zip(heights, heights.dropFirst()) { #expect(abs(left - right) <= 1, "\(middle)") }
    }
  }

  @Test func `a steady skill has high bars near 100, middle ones at 50, and low ones near 0`() {
    // Around 50 the scale begins at 32.5: (50 - 32.5) / 5 = 3.5, the fourth bar. At 98 it begins at 66: 6.4, the last one.
    #expect(text([50, 50]) == "▅▅" && text([98, 98]) == "██" && text([2, 2]) == "▁▁")
  }

  @Test func `a wide week is drawn from its least to its greatest`() {
    // 0 to 70 in steps of ten; 35 is the fourth.
    #expect(text([0, 35, 70]) == "▁▅█")
  }

  @Test func `a day without invocations is a gap, and so is what is no number`() {
    #expect(text([nil, 60, nil, .nan, 66]) == "·▃··▆")
    #expect(text([nil, nil]) == "··" && text([]).isEmpty && text([nil, 60], .ascii) == ".4")
  }
}
