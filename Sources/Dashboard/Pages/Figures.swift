internal import Provenance
internal import Reports
internal import SkillHealth

/// A count with its thousands apart: `12,345`.
func grouped(_ count: Int) -> String {
  let digits = Array(String(count.magnitude))
  let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
  return (count < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
}

/// A count that stands large: from ten millions on to a tenth of a million, such as `278.8 million`.
func rounded(_ count: Int) -> String {
  guard count >= 10_000_000 else { return grouped(count) }
  let tenths = (count + 50_000) / 100_000
  return "\(grouped(tenths / 10)).\(tenths % 10) million"
}

/// A count with its noun.
func grouped(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// A time to the minute, in UTC; what is none stands as it is.
func moment(_ time: String) -> HTML {
  guard Timestamp.milliseconds(rfc3339: time) != nil else { return HTMLWords.code(time, limit: 40) }
  let minute = String(time.prefix(16)).replacing("T", with: " ")
  return "<time datetime=\"\(time)\">\(minute)</time>"
}

extension Day {
  var markup: HTML { "<time datetime=\"\(description)\">\(description)</time>" }
}

extension Stores {
  /// In UTC.
  var today: Day { Day(Timestamp.rfc3339(now())) ?? Day(number: 0) }
}

/// Figures side by side, each with what it is of.
func tiles(_ figures: [(name: String, value: HTML, note: String)]) -> HTML {
  let parts = figures.map { figure -> HTML in
    let note: HTML = figure.note.isEmpty ? "" : " <span class=\"soft\">\(figure.note)</span>"
    return "<div><dt>\(figure.name)</dt><dd>\(figure.value)\(note)</dd></div>\n"
  }
  return "<dl class=\"tiles figures\">\n\(HTML.joined(parts))</dl>\n"
}
