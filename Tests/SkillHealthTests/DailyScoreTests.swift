import SkillHealth
import Testing

struct DailyScoreTests {
  private func part(_ score: Double, _ invocations: Int, spread: Double? = nil) -> DailyScore.Part {
    DailyScore.Part(score: score, invocations: invocations, spread: spread, model: nil, prompt: nil)
  }

  @Test func `a day's only record is the day`() {
    let day = DailyScore([part(81.3, 7, spread: 2)], on: Day(number: 1))
    #expect(day == DailyScore(day: Day(number: 1), score: 81.3, invocations: 7, spread: 2))
    #expect(DailyScore([DailyScore.Part](), on: Day(number: 1)) == nil)
  }

  @Test func `single invocations scatter as their scores do`() {
    // 100, 100, 0, 0 about 50: squares 4 x 2500, over 3.
    let day = DailyScore([part(100, 1), part(0, 1), part(100, 1), part(0, 1)], on: Day(number: 1))
    #expect(day?.score == 50 && abs((day?.spread ?? 0) - (10_000.0 / 3).squareRoot()) < 1e-9)
  }

  @Test func `the spread of two halves is that of the whole`() {
    // 1, 2, 3 (mean 2, spread 1) and 5, 7 (mean 6, spread of 2 x 1 over 1): 1, 2, 3, 5, 7 about 3.6 have squares 23.2, over 4.
    let day = DailyScore([part(2, 3, spread: 1), part(6, 2, spread: 2.0.squareRoot())], on: Day(number: 1))
    #expect(abs((day?.score ?? 0) - 3.6) < 1e-12 && abs((day?.spread ?? 0) - 5.8.squareRoot()) < 1e-12)
  }
}
