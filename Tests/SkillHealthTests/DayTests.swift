import SkillHealth
import Testing

@Suite struct DayTests {
  @Test(arguments: ["1970-01-01", "2024-02-29", "2026-11-22", "0000-01-01", "9999-12-31", "2000-02-29", "2026-03-01"])
  func `a day is written as it is read`(text: String) throws {
    #expect(try #require(Day(text)).description == text)
  }

  @Test(arguments: [
    "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-11-22", "2026-11-32", "", "2026/11/22", "2026-11-22x",
  ])
  func `what no calendar has is no day`(text: String) {
    #expect(Day(text) == nil)
  }

  @Test func `of a time the date counts as it stands there`() throws {
    #expect(Day("2026-11-22T23:59:59-08:00") == Day("2026-11-22"))
  }

  @Test func `days are counted across months and leap years`() throws {
    let (start, end) = (try #require(Day("2024-02-28")), try #require(Day("2024-03-01")))
    #expect(start.distance(to: end) == 2)
    #expect(start.advanced(by: 366).description == "2025-02-28")
  }
}
