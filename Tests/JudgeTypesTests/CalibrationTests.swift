import JudgeTypes
import Testing

@Suite struct CalibrationTests {
  private func curve(_ points: (Double, Double)...) -> CalibrationCurve? {
    CalibrationCurve(points.map { .init(place: $0.0, accuracy: $0.1) })
  }

  @Test func `it is linear between points, exact at them, and level beyond the ends`() throws {
    let curve = try #require(self.curve((0.5, 0.25), (0.75, 0.75), (1, 0.5)))
    for (place, accuracy) in [(0.5, 0.25), (0.75, 0.75), (1, 0.5)] { #expect(curve.accuracy(at: place) == accuracy) }
    // Halves and quarters are exact in binary: half way from 0.25 to 0.75, a quarter of the way from 0.75 to 0.5.
    #expect(curve.accuracy(at: 0.625) == 0.5)
    #expect(curve.accuracy(at: 0.8125) == 0.6875)
    #expect(curve.accuracy(at: 0) == 0.25 && curve.accuracy(at: 0.49) == 0.25)
    let short = try #require(self.curve((0.25, 0.5)))
    #expect([0, 0.25, 1].allSatisfy { short.accuracy(at: $0) == 0.5 })
  }

  @Test func `the least of a range is at its ends or at a point in it`() throws {
    let curve = try #require(self.curve((0, 1), (0.5, 0.25), (1, 0.75)))
    #expect(curve.leastAccuracy(in: 0...1) == 0.25)
    #expect(curve.leastAccuracy(in: 0...0.25) == 0.625)
    #expect(curve.leastAccuracy(in: 0.75...1) == 0.5)
    #expect(curve.leastAccuracy(in: 0.75...0.75) == curve.accuracy(at: 0.75))
  }

  @Test func `points that are none, out of range or out of order make no curve`() {
    #expect(CalibrationCurve([]) == nil)
    #expect(curve((0.5, 1.1)) == nil && curve((-0.1, 0.5)) == nil && curve((.nan, 0.5)) == nil)
    #expect(curve((0.5, 0.5), (0.5, 0.6)) == nil && curve((0.6, 0.5), (0.5, 0.6)) == nil)
  }
}
