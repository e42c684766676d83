public import Foundation

/// Moments as provenance writes them: RFC 3339 in UTC with milliseconds, `2026-11-21T02:40:12.345Z`.
///
/// By arithmetic alone: no locale, calendar or formatter has a say.
public enum Timestamp {
  private static let millisecondsPerDay = 86_400_000
  /// 0000-01-01 and the last millisecond of 9999, in milliseconds since 1970.
  private static let range = -62_167_219_200_000...253_402_300_799_999

  /// `date` to the nearest millisecond; a date outside the years 0 to 9999 becomes the nearest one inside.
  public static func rfc3339(_ date: Date) -> String { rfc3339(milliseconds: milliseconds(date)) }

  /// The moment `milliseconds` after the start of 1970.
  public static func rfc3339(milliseconds: Int) -> String {
    let moment = Moment(milliseconds: milliseconds)
    var text = moment.digits(dateSeparator: "-", timeSeparator: ":")
    text.append(UInt8(ascii: "."))
    text += Moment.padded(moment.millisecond, to: 3)
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }

  /// The milliseconds since 1970 of a time as written here; nil for any other text.
  public static func milliseconds(rfc3339 text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 24 else { return nil }
    let parts = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19, 20..<23].map { number(bytes[$0]) }
    let known = parts.compactMap { $0 }
    guard known.count == 7, (1...12).contains(known[1]), (1...31).contains(known[2]) else { return nil }
    let days = days(year: known[0], month: known[1], day: known[2])
    let seconds = known[3] * 3600 + known[4] * 60 + known[5]
    let milliseconds = days * millisecondsPerDay + seconds * 1000 + known[6]
    return rfc3339(milliseconds: milliseconds) == text ? milliseconds : nil
  }

  static func milliseconds(_ date: Date) -> Int {
    let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
    guard !milliseconds.isNaN else { return 0 }
    return Int(min(max(milliseconds, Double(range.lowerBound)), Double(range.upperBound)))
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? Int(String(decoding: digits, as: UTF8.self)) : nil
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that the leap day ends
  /// one, in eras of 400 years.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// A moment taken apart into the fields of a calendar.
  struct Moment {
    let year, month, day, secondOfDay, millisecond: Int

    init(milliseconds: Int) {
      // Counted from 0000-03-01, where nothing is negative but two months of the year 0, which `marchYear` takes up.
      let clamped = min(max(milliseconds, range.lowerBound), range.upperBound)
      let shifted = clamped + 719_468 * millisecondsPerDay + 146_097 * millisecondsPerDay
      let (dayNumber, inDay) = shifted.quotientAndRemainder(dividingBy: millisecondsPerDay)
      let (era, dayOfEra) = dayNumber.quotientAndRemainder(dividingBy: 146_097)
      let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let marchMonth = (5 * dayOfYear + 2) / 153
      day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
      month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
      year = yearOfEra + (era - 1) * 400 + (month <= 2 ? 1 : 0)
      secondOfDay = inDay / 1000
      millisecond = inDay % 1000
    }

    /// Year to second: `2026-11-21T02:40:12`, or with nothing between the parts.
    func digits(dateSeparator: String, timeSeparator: String) -> [UInt8] {
      let date = [Self.padded(year, to: 4), Self.padded(month, to: 2), Self.padded(day, to: 2)]
      let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { Self.padded($0, to: 2) }
      return Array(date.joined(separator: dateSeparator.utf8)) + [UInt8(ascii: "T")]
        + Array(time.joined(separator: timeSeparator.utf8))
    }

    static func padded(_ number: Int, to width: Int) -> [UInt8] {
      let digits = Array(String(number).utf8)
      return Array(repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
    }
  }
}
