public import Foundation

/// How long a server asks to wait, as its headers say.
public enum RetryAfter {
  /// Nobody waits longer; it also keeps any number within what can be counted with.
  private static let limit = Duration.seconds(86_400)

  /// From `Retry-After` in seconds or as a date, its variant in milliseconds, or what is said of a used-up limit.
  ///
  /// - Returns: nil where the answer asks for none; at most a day.
  public static func wait(in answer: HTTPAnswer, now: Date) -> Duration? {
    if let text = answer.header("retry-after-ms"), let count = Double(text) { return wait(seconds: count / 1000) }
    if let text = answer.header("retry-after") {
      if let count = Double(text) { return wait(seconds: count) }
      if let date = httpDate(text) { return wait(seconds: date - now.timeIntervalSince1970) }
    }
    guard answer.status == 429 else { return nil }
    let waits = ["requests", "tokens"].compactMap { kind -> Duration? in
      guard answer.header("x-ratelimit-remaining-\(kind)") == "0" else { return nil }
      return answer.header("x-ratelimit-reset-\(kind)").flatMap(span)
    }
    return waits.max()
  }

  private static func wait(seconds: Double) -> Duration? {
    guard seconds.isFinite else { return nil }
    return min(limit, .milliseconds(Int((min(max(seconds, 0), 86_400) * 1000).rounded(.up))))
  }

  /// Reads "1m30.5s", "20ms" or "2h".
  static func span(_ text: String) -> Duration? {
    var seconds = 0.0
    var digits = ""
    var unit = ""
    func value() -> Double? {
      let units = ["h": 3600, "m": 60, "s": 1, "ms": 0.001, "": 1]
      return Double(digits).flatMap { count in units[unit].map { count * $0 } }
    }
    for character in text {
      if character.isNumber || character == "." {
        if !unit.isEmpty {
          guard let part = value() else { return nil }
          seconds += part
          (digits, unit) = ("", "")
        }
        digits.append(character)
      } else {
        unit.append(character)
      }
    }
    return value().flatMap { wait(seconds: seconds + $0) }
  }

  /// Seconds since 1970 of a date such as "Sun, 06 Nov 1994 08:49:37 GMT"; nil for any other form.
  static func httpDate(_ text: String) -> Double? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split { $0 == " " || $0 == "," || $0 == ":" }.map(String.init)
    guard parts.count == 8, parts[7] == "GMT", let month = months.firstIndex(of: parts[2]),
      let day = Int(parts[1]), let year = Int(parts[3]), let hour = Int(parts[4]), let minute = Int(parts[5]),
      let second = Int(parts[6]), (1...31).contains(day), (1970...9999).contains(year), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    // Days since 1970 of a Gregorian date, with years that begin in March so that the leap day comes last.
    let shifted = month < 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    return Double(days * 86_400 + hour * 3600 + minute * 60 + second)
  }
}
