internal import Evals
internal import Reports

/// Two runs of the same cases side by side.
enum ComparisonView {
  private static let most = 60

  /// In a few words, for a card.
  static func sentence(_ comparison: Comparison?) -> HTML {
    guard let comparison else { return "the first run" }
    let counts = comparison.counts
    guard counts.cases > 0 else { return "no case in common" }
    guard counts.discordant > 0 else { return "no case came out otherwise, of \(counts.cases)" }
    let fixed = counts.mended > 0 ? HTMLWords.chip("✓", "\(counts.mended) fixed", .good) : ""
    let broken = counts.broken > 0 ? HTMLWords.chip("✗", "\(counts.broken) broken", .bad) : ""
    return "\(fixed) \(broken) of \(counted(counts.cases, "case"))"
  }

  /// Which two runs stand against each other, by their labels: they may be of two sets of rules.
  static func labels(_ now: EvalHead, against before: EvalHead?) -> HTML {
    guard let before, now.origin.label != nil || before.origin.label != nil else { return "" }
    func name(_ head: EvalHead) -> HTML {
      head.origin.label.map { "\u{201C}\(HTMLWords.prose($0, limit: 120))\u{201D}" } ?? "a run without a label"
    }
    return "\(name(now)) against \(name(before))"
  }

  static func section(_ comparison: Comparison?, now: EvalHead, before: EvalHead?, links: Links) -> HTML {
    guard let comparison, let before else {
      return """
        <section class="card" aria-labelledby="flips"><h2 id="flips">Since the run before</h2>
        <p class="soft">This is the first run of this part of the suite; the next one is held against it.</p></section>

        """
    }
    let counts = comparison.counts
    let unpaired = comparison.unpaired.count
    let labels = Self.labels(now, against: before)
    let named: HTML = HTML.when(!labels.source.isEmpty, "<p class=\"soft\">\(labels)</p>\n")
    let apart: HTML = HTML.when(
      unpaired > 0,
      #"<p class="soft">\#(counted(unpaired, "case")) left out: only one of the runs has them, or their labels changed.</p>"#
    )
    return """
      <section class="card" aria-labelledby="flips"><h2 id="flips">Since the run before</h2>
      <p>Against \(links.link(EvalWords.time(before.origin.started), to: .eval(before.origin.id))), case by case: \
      \(luck(comparison)).</p>
      \(named)<dl class="tiles">
      \(EvalWords.tile("fixed", "\(counts.mended)", "wrong, now right"))\
      \(EvalWords.tile("broken", "\(counts.broken)", "right, now wrong", isBad: counts.broken > 0))\
      \(EvalWords.tile("still failing", "\(counts.stillWrong)", "wrong both times"))\
      \(EvalWords.tile("still right", "\(counts.stillRight)", "of \(counted(counts.cases, "case"))"))</dl>
      \(list("Broken", comparison.broken, isOpen: true))\(list("Fixed", comparison.mended, isOpen: comparison.mended.count <= 10))\
      \(list("Still failing", comparison.stillFailing, isOpen: false))\(apart)</section>

      """
  }

  private static func luck(_ comparison: Comparison) -> HTML {
    let counts = comparison.counts
    if counts.discordant == 0 { return "every case came out as before" }
    return counts.broken > counts.mended
      ? "more broke than were fixed; " + lossWords(comparison) : EvalWords.luck(comparison.p, of: counts)
  }

  private static func lossWords(_ comparison: Comparison) -> HTML {
    EvalWords.luck(comparison.loss, of: comparison.counts, what: "break")
  }

  private static func list(_ title: String, _ cases: [SavedResults.Case], isOpen: Bool) -> HTML {
    guard !cases.isEmpty else { return "" }
    let (named, sealed) = SealedCases.parted(cases)
    let items = named.prefix(most).map { one -> HTML in
      let words =
        one.expected == one.came
        ? "\(clipped(one.came, to: 60)), as expected"
        : "expected \(clipped(one.expected, to: 60)), came \(clipped(one.came, to: 60))"
      return #"\#(HTMLWords.code(one.id, limit: 200)) <span class="soft">\#(spoken(words))</span>"#
    }
    let more = named.count - items.count
    let rest: HTML =
      HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more case")) not shown</p>"#)
      + HTML.when(
        !sealed.isEmpty, #"<p class="soft">\#(counted(sealed.count, "case")) of the holdout counted and not named</p>"#)
    let open: HTML = isOpen ? #" open="open""# : ""
    return """
      <details\(open)><summary>\(title): \(counted(cases.count, "case"))</summary>\(HTMLWords.list(Array(items), of: "plain cases"))\(rest)</details>

      """
  }
}
