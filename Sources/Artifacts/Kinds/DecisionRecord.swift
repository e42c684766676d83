/// Whether Markdown reads as an architecture decision record.
enum DecisionRecord {
  /// True when it has a decision heading, and says its status or context.
  static func describes(_ sample: Sample) -> Bool {
    var hasDecision = false
    var hasStatus = false
    for line in sample.lines {
      let text = line.trimmed
      if text.hasPrefix("#") {
        let title = text.drop { $0 == "#" || $0 == " " || $0 == "." || $0.isNumber }.lowercased()
        hasDecision = hasDecision || title == "decision" || title.hasPrefix("decision outcome")
        hasStatus = hasStatus || title == "status" || title == "context" || title.hasPrefix("context and")
      } else {
        let start = text.drop { $0 == "*" || $0 == "-" || $0 == "_" || $0 == " " }.prefix(8).lowercased()
        hasStatus = hasStatus || start.hasPrefix("status:") || start.hasPrefix("status*")
      }
      if hasDecision, hasStatus { return true }
    }
    return false
  }
}
