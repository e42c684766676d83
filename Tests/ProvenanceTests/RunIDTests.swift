import Foundation
import Provenance
import TestSupport
import Testing

struct RunIDTests {
  // 1,795,228,812 s = 20,778 days (2026-11-21) of 86,400 s and 9,612 s (02:40:12).
  let date = Date(timeIntervalSince1970: 1_795_228_812.345)

  // 0.345 s × 65,536 = 22,609.92, in hexadecimal 5851.
  @Test func `an id is the time, the part of its second and two digits of the generator`() throws {
    var random = SeededGenerator(seed: 1)
    let id = RunID(at: date, using: &random)
    #expect(id.description.hasPrefix("20261121T024012Z-5851"))
    #expect(RunID(id.description) == id)
    #expect(id.started == "2026-11-21T02:40:12.000Z")
    let later = RunID(at: date.addingTimeInterval(1), using: &random)
    #expect(id < later)
    #expect(try JSONDecoder().decode(RunID.self, from: JSONEncoder().encode(id)) == id)
  }

  @Test func `ids of one second sort in the order in which they were made`() {
    var random = SeededGenerator(seed: 2)
    let ids = (0..<1_000).map {
      RunID(at: Date(timeIntervalSince1970: 1_795_228_812 + Double($0) / 1_000), using: &random)
    }
    #expect(ids == ids.sorted() && Set(ids.map(\.started)).count == 1)
  }

  @Test func `a time that no calendar holds still gives an id`() {
    var random = SeededGenerator(seed: 3)
    for seconds in [-Double.infinity, .infinity, .nan, -0.25, 1e300] {
      let id = RunID(at: Date(timeIntervalSince1970: seconds), using: &random)
      #expect(RunID(id.description) == id)
    }
  }

  @Test(arguments: [
    "", "latest", "../../../../../../etc/x", "20261121T024012Z-3f9a1", "20261121T024012Z-3F9A1C",
    "20261121T024012Z/3f9a1c",
    "20261321T024012Z-3f9a1c", "20260230T024012Z-3f9a1c", "20261121T024012Z-3f9a1c\n", "2026112１T024012Z-3f9a",
    "20261121T246012Z-3f9a1c",
  ])
  func `what is not an id to the letter is none`(text: String) {
    #expect(RunID(text) == nil)
  }

  @Test func `a time is written in UTC with milliseconds`() {
    #expect(Timestamp.rfc3339(date) == "2026-11-21T02:40:12.345Z")
    #expect(Timestamp.rfc3339(milliseconds: 0) == "1970-01-01T00:00:00.000Z")
    #expect(Timestamp.rfc3339(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp.rfc3339(milliseconds: 951_782_400_000) == "2000-02-29T00:00:00.000Z")
    #expect(Timestamp.rfc3339(milliseconds: .min) == "0000-01-01T00:00:00.000Z")
    #expect(Timestamp.rfc3339(milliseconds: .max) == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp.rfc3339(Date(timeIntervalSince1970: .infinity)) == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp.rfc3339(Date(timeIntervalSince1970: .nan)) == "1970-01-01T00:00:00.000Z")
  }

  @Test func `a time agrees with Foundation's calendar and reads back`() {
    var random = SeededGenerator(seed: 5)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for _ in 0..<2_000 {
      let milliseconds = Int.random(in: -2_000_000_000_000...9_000_000_000_000, using: &random)
      let text = Timestamp.rfc3339(milliseconds: milliseconds)
      #expect(Timestamp.milliseconds(rfc3339: text) == milliseconds)
      let seconds = Date(timeIntervalSince1970: Double(milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000)
      #expect(text.prefix(19) == seconds.formatted(style).prefix(19))
    }
  }

  @Test(arguments: [
    "", "2026-11-21T02:40:12Z", "2026-02-30T00:00:00.000Z", "2026-11-21T02:40:60.000Z", "2026-11-21 02:40:12.345Z",
  ])
  func `a time in another form is not read`(text: String) {
    #expect(Timestamp.milliseconds(rfc3339: text) == nil)
  }
}
