public import Foundation

/// A day of the calendar, without a time zone: the day that stands in the record.
public struct Day: Sendable, Hashable, Comparable, Strideable, CustomStringConvertible {
  /// Days since 1970-01-01, from the first of year 0 to the last of year 9999.
  public let number: Int

  public init(number: Int) { self.number = number }

  /// The day of a time, in UTC.
  public init(of time: Date) { self.init(number: Int((time.timeIntervalSince1970 / 86_400).rounded(.down))) }

  /// `2026-11-21`, or a time in RFC 3339, whose date is taken as it stands there; nil for any other text and for days that no calendar has.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10 || (bytes.count > 11 && [UInt8(ascii: "T"), UInt8(ascii: " ")].contains(bytes[10])) else {
      return nil
    }
    self.init(bytes[..<10])
  }

  /// Ten bytes, `YYYY-MM-DD`.
  init?(_ bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    let dash = UInt8(ascii: "-")
    guard bytes.count == 10, bytes[start + 4] == dash, bytes[start + 7] == dash,
      let year = Self.number(bytes[start..<start + 4]), let month = Self.number(bytes[start + 5..<start + 7]),
      let day = Self.number(bytes[start + 8..<start + 10]), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// In the proleptic Gregorian calendar. Years are counted from March, so that the leap day ends one, in eras of 400 years.
  private init(year: Int, month: Int, day: Int) {
    let marchYear = month > 2 ? year : year - 1
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// `2026-11-21`.
  public var description: String {
    let shifted = number + 719_468 + 146_097
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + (era - 1) * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  public func distance(to other: Day) -> Int { other.number - number }
  public func advanced(by days: Int) -> Day { Day(number: number + days) }
  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}
