internal import Evals
internal import JudgeTypes
internal import Provenance
internal import Reports

/// Figures, times and outcomes as the pages of evals write them.
enum EvalWords {
  /// To three places; a dash that is read as "none" where there is no figure.
  static func figure(_ value: Double?) -> HTML {
    value == nil ? #"<span class="soft">none</span>"# : HTML(text: plotted(value))
  }

  static func interval(_ range: ClosedRange<Double>?) -> HTML {
    guard let range else { return #"<span class="soft">none</span>"# }
    return "\(plotted(range.lowerBound)) to \(plotted(range.upperBound))"
  }

  /// To the minute, in UTC.
  static func time(_ text: String) -> HTML {
    guard Timestamp.milliseconds(rfc3339: text) != nil else { return HTMLWords.code(text, limit: 40) }
    return #"<time datetime="\#(text)">\#(String(text.prefix(16).replacing("T", with: " "))) UTC</time>"#
  }

  static func day(_ text: String) -> HTML {
    guard Timestamp.milliseconds(rfc3339: text) != nil else { return HTMLWords.code(text, limit: 40) }
    return #"<time datetime="\#(text)">\#(String(text.prefix(10)))</time>"#
  }

  /// An outcome, or what is said of constraints in words.
  static func came(_ words: String) -> HTML {
    Outcome(rawValue: words) == nil ? HTMLWords.prose(words, limit: 120) : HTMLWords.verdict(words)
  }

  static func part(_ origin: EvalOrigin) -> String { origin.split ?? "whole suite" }

  /// A figure against the one before: the sign says the way, so that no colour has to.
  static func change(from before: Double?, to now: Double?) -> HTML {
    guard let before, let now else { return "" }
    let difference = now - before
    if abs(difference) < 0.000_5 { return HTMLWords.chip("=", "unchanged", .calm) }
    let words = "\(difference > 0 ? "+" : "−")\(plotted(abs(difference)))"
    return HTMLWords.chip(difference > 0 ? "↑" : "↓", words, difference > 0 ? .good : .bad)
  }

  static func cost(_ head: EvalHead) -> HTML {
    if head.origin.mode == "offline" { return "no calls" }
    return head.figures.costUSD.map { HTML(text: money($0)) } ?? "not known"
  }

  static func p(_ value: Double) -> String { value < 0.000_1 ? "p under 0.0001" : "p = \(significant(value))" }

  /// How likely luck alone mends, or breaks, so many of the cases that came out otherwise.
  static func luck(
    _ p: Double?, of counts: PairedCounts, what: String = "mend", capital: Bool = false
  ) -> HTML {
    guard let p else {
      return
        "\(capital ? "Fewer" : "fewer") than \(ExactTest.fewest) cases came out otherwise, so nothing can be told from luck"
    }
    return """
      \(capital ? "Luck" : "luck") alone would \(what) so many of the \(counts.discordant) that came out otherwise with \(Self.p(p)) (exact \
      one-sided test)
      """
  }

  static func tile(_ name: String, _ value: HTML, _ note: HTML = "", isBad: Bool = false) -> HTML {
    let kind: HTML = isBad ? #" class="bad""# : ""
    let more: HTML = note.source.isEmpty ? "" : #"<dd class="note">\#(note)</dd>"#
    return "<div\(kind)><dt>\(name)</dt><dd>\(value)</dd>\(more)</div>\n"
  }

  static func outcome(_ outcome: LoopOutcome?) -> HTML {
    switch outcome {
    case .adopted: HTMLWords.chip("✓", "adopted", .good)
    case .notBetter: HTMLWords.chip("✗", "not better", .warning)
    case .cannotDecide: HTMLWords.chip("?", "cannot decide", .warning)
    case .noGainOnDev: HTMLWords.chip("–", "no gain on dev", .calm)
    case .noCandidates: HTMLWords.chip("–", "no candidates", .calm)
    case .ledgerSpent: HTMLWords.chip("!", "ledger spent", .warning)
    case .alreadyTested: HTMLWords.chip("–", "already tested", .calm)
    case .forfeited: HTMLWords.chip("!", "forfeited", .warning)
    case nil: HTMLWords.chip("…", "not ended", .calm)
    }
  }

  /// A table that may be wider than the window.
  static func scroll(_ label: String, _ table: HTML) -> HTML {
    "<div class=\"scroll wide\" tabindex=\"0\" role=\"group\" aria-label=\"\(label)\">\n\(table)</div>\n"
  }

  /// A small line of figures from 0 to 1, the oldest first.
  static func spark(_ values: [Double?], title: String, id: String) -> HTML {
    let known = values.compactMap(\.self)
    guard known.count > 1, let low = known.min(), let high = known.max() else { return "" }
    let span = max(high - low, 0.05)
    let points = known.enumerated().map { place, value -> String in
      let x = 4 + 132 * Double(place) / Double(known.count - 1)
      let y = 32 - 24 * (value - low) / span
      return "\((x * 10).rounded() / 10) \((y * 10).rounded() / 10)"
    }
    return """
      <svg class="chart spark" viewBox="0 0 140 40" role="img" aria-labelledby="\(id)"><title id="\(id)">\(title)</title>\
      <path class="line" d="M\(points.joined(separator: "L"))"/></svg>
      """
  }
}
