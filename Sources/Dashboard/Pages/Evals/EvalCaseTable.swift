internal import Evals
internal import Reports

/// The cases of a run, the worst first.
enum EvalCaseTable {
  private static let mostShown = 150
  private static let mostRight = 300

  static func section(_ kept: KeptEval, _ comparison: Comparison?) -> HTML {
    let broken = Set(comparison?.broken.map(\.id) ?? [])
    let mended = Set(comparison?.mended.map(\.id) ?? [])
    let (named, sealed) = SealedCases.parted(kept.results.cases)
    let cases = named.sorted { worse($0, $1) }
    let faulty = cases.filter { !$0.isRight || $0.falsePositives + $0.falseNegatives > 0 }
    let clean = cases.filter { $0.isRight && $0.falsePositives + $0.falseNegatives == 0 }
    let row = { (one: SavedResults.Case) in
      Self.row(one, broken.contains(one.id) ? .broken : mended.contains(one.id) ? .mended : .same)
    }
    let none: HTML = HTML.when(
      faulty.isEmpty && !cases.isEmpty, "<p>No case is wrong, and no finding is missing or too many.</p>")
    return """
      <section class="card" aria-labelledby="cases"><h2 id="cases">Cases</h2>
      \(none)\(faulty.isEmpty ? "" : table("Wrong cases first, then those with false alarms or missed faults", faulty, mostShown, row))\
      \(clean.isEmpty ? "" : """
        <details><summary>Nothing amiss: \(counted(clean.count, "judgment"))</summary>
        \(table("Cases without anything amiss", clean, mostRight, row))</details>

        """ as HTML)\(SealedCases.words(sealed))</section>

      """
  }

  private static func worse(_ left: SavedResults.Case, _ right: SavedResults.Case) -> Bool {
    func key(_ one: SavedResults.Case) -> (Int, Int, String, Int) {
      (one.isRight ? 1 : 0, -(one.falsePositives + one.falseNegatives), one.id, one.repetition ?? 0)
    }
    return key(left) < key(right)
  }

  private static func table(
    _ caption: String, _ cases: [SavedResults.Case], _ most: Int, _ row: (SavedResults.Case) -> HTML
  ) -> HTML {
    let more = cases.count - most
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more judgment")) not shown</p>"#)
    return EvalWords.scroll(
      caption,
      """
      <table><caption>\(caption)</caption><thead><tr><th scope="col">case</th><th scope="col">part</th><th scope="col">expected</th>\
      <th scope="col">came</th><th scope="col">verdict</th><th scope="col" class="count">faults found</th>\
      <th scope="col" class="count">missed</th><th scope="col" class="count">false alarms</th></tr></thead><tbody>
      \(HTML.joined(cases.prefix(most).map(row)))</tbody></table>

      """) + rest
  }

  private enum Flip { case broken, mended, same }

  private static func row(_ one: SavedResults.Case, _ flip: Flip) -> HTML {
    let time: HTML = one.repetition.map { #" <span class="soft">time \#($0 + 1)</span>"# } ?? ""
    let word: HTML =
      switch flip {
      case .broken: " " + HTMLWords.chip("✗", "broken since", .bad)
      case .mended: " " + HTMLWords.chip("✓", "fixed since", .good)
      case .same: ""
      }
    return """
      <tr><th scope="row">\(HTMLWords.code(one.id, limit: 200))\(time)</th><td>\(clipped(one.split, to: 20))</td>\
      <td>\(EvalWords.came(one.expected))</td><td>\(EvalWords.came(one.came))</td>\
      <td>\(one.isRight ? HTMLWords.chip("✓", "right", .good) : HTMLWords.chip("✗", "wrong", .bad))\(word)</td>\
      <td class="count">\(one.truePositives)</td><td class="count">\(one.falseNegatives)</td>\
      <td class="count">\(one.falsePositives)</td></tr>

      """
  }

  // MARK: Repeats

  /// The cases that did not come out the same each time; nothing where each was judged once.
  static func repeats(_ kept: KeptEval) -> HTML {
    guard kept.head.figures.repeats > 1 else { return "" }
    let byCase = Dictionary(grouping: kept.results.cases, by: \.id)
    let unsteady = byCase.filter { Set($0.value.map(\.came)).count > 1 }.sorted { $0.key < $1.key }
    guard !unsteady.isEmpty else {
      return """
        <section class="card" aria-labelledby="repeats"><h2 id="repeats">Over the repeats</h2>
        <p>Every case came out the same \(kept.head.figures.repeats) times.</p></section>

        """
    }
    let named = unsteady.filter { !SealedCases.parted($0.value).named.isEmpty }
    let rows = named.prefix(100).map { id, times -> HTML in
      let outcomes = times.sorted { ($0.repetition ?? 0) < ($1.repetition ?? 0) }.prefix(20).map {
        EvalWords.came($0.came)
      }
      return """
        <tr><th scope="row">\(HTMLWords.code(id, limit: 200))</th><td>\(EvalWords.came(times.first?.expected ?? ""))</td>\
        <td>\(HTML.joined(outcomes, by: " "))</td><td class="count">\(times.count(where: \.isRight)) of \(times.count)</td></tr>

        """
    }
    let more = named.count - rows.count
    let sealed = unsteady.count - named.count
    let rest: HTML =
      HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more case")) not shown</p>"#)
      + HTML.when(sealed > 0, #"<p class="soft">\#(counted(sealed, "case")) of the holdout counted and not named</p>"#)
    return """
      <section class="card" aria-labelledby="repeats"><h2 id="repeats">Over the repeats</h2>
      \(EvalWords.scroll("Cases that did not come out the same each time", """
        <table><caption>\(unsteady.count) of \(counted(byCase.count, "case")) did not come out the same each time</caption><thead><tr>\
        <th scope="col">case</th><th scope="col">expected</th><th scope="col">came, in order</th><th scope="col" class="count">right</th>\
        </tr></thead><tbody>
        \(HTML.joined(rows))</tbody></table>

        """ as HTML))\(rest)</section>

      """
  }
}
