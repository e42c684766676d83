import Testing

@testable import Dashboard

@Suite struct RateLimiterTests {
  private let start = ContinuousClock.now

  @Test func `so many at once, then so many a second, each by itself`() {
    var limiter = RateLimiter(rate: 2, burst: 3)
    for _ in 0..<3 { #expect(limiter.admit("a", at: start) == nil) }
    #expect(limiter.admit("a", at: start) == .seconds(0.5))
    #expect(limiter.admit("b", at: start) == nil)
    #expect(limiter.admit("a", at: start + .milliseconds(500)) == nil)
    #expect(limiter.admit("a", at: start + .milliseconds(500)) != nil)
    for _ in 0..<3 { #expect(limiter.admit("a", at: start + .seconds(60)) == nil) }
    #expect(limiter.admit("a", at: start + .seconds(60)) != nil)
  }

  @Test func `a clock that goes back fills nothing`() {
    var limiter = RateLimiter(rate: 1, burst: 1)
    #expect(limiter.admit("a", at: start + .seconds(10)) == nil)
    #expect(limiter.admit("a", at: start) != nil)
  }

  @Test func `however many ask, the buckets stay few, and those that come late share one`() {
    var limiter = RateLimiter(rate: 1, burst: 1)
    for number in 0..<10_000 { #expect(limiter.admit("\(number)", at: start) == nil) }
    #expect(limiter.admit("late", at: start) == nil)
    #expect(limiter.admit("later", at: start) != nil)
    // Those that are full again are forgotten.
    #expect(limiter.admit("later", at: start + .seconds(5)) == nil)
  }
}
