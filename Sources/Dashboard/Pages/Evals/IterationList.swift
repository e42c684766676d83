internal import Evals
internal import Reports

/// What each iteration proposed, what was refused of it, and why.
enum IterationList {
  private static let mostEdits = 30

  static func section(_ report: ImprovementReport, _ steps: KeptImprovement.Steps) -> HTML {
    guard !report.iterations.isEmpty else { return "" }
    let items = report.iterations.prefix(50).map { item($0, steps.proposals[$0.number]) }
    return """
      <section class="card" aria-labelledby="proposed"><h2 id="proposed">What was proposed</h2>
      <ol class="steps">
      \(HTML.joined(items))</ol></section>

      """
  }

  /// Of a loop that has no report yet.
  static func proposals(_ steps: KeptImprovement.Steps) -> HTML {
    guard !steps.proposals.isEmpty else { return "" }
    let items = steps.proposals.sorted { $0.key < $1.key }.prefix(50).map { number, proposal -> HTML in
      "<li><h3>Iteration \(number)</h3>\(analysis(proposal.analysis))\(edits(proposal))</li>\n"
    }
    return """
      <section class="card" aria-labelledby="proposed"><h2 id="proposed">What was proposed</h2>
      <ol class="steps">
      \(HTML.joined(items))</ol></section>

      """
  }

  private static func item(_ iteration: IterationRecord, _ proposal: Proposal?) -> HTML {
    let gain: HTML =
      iteration.devPairs.map {
        #"<p class="soft">On dev \#($0.mended) fixed and \#($0.broken) broken of \#(counted($0.cases, "case")) against the baseline.</p>"#
      } ?? ""
    let trouble: HTML =
      iteration.trouble.map {
        #"<p class="banner"><span aria-hidden="true">!</span> \#(HTMLWords.prose($0, limit: 400))</p>"#
      } ?? ""
    return """
      <li><h3>Iteration \(iteration.number) \(state(iteration.state))</h3>\(trouble)\(analysis(iteration.analysis))\(gain)\
      \(proposal.map(edits) ?? "")\(refusals(iteration.refusals))</li>

      """
  }

  private static func state(_ state: IterationRecord.State) -> HTML {
    switch state {
    case .kept: HTMLWords.chip("✓", state.words, .good)
    case .takenBack: HTMLWords.chip("↩", state.words, .warning)
    case .refused: HTMLWords.chip("✗", state.words, .bad)
    case .nothingProposed: HTMLWords.chip("–", state.words, .calm)
    }
  }

  private static func analysis(_ text: String) -> HTML {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count > 1 else { return text.isEmpty ? "" : "<p>\(HTMLWords.prose(text, limit: 1_200))</p>" }
    let more = lines.count - 6
    let shown = HTMLWords.list(lines.prefix(6).map { HTMLWords.prose($0, limit: 300) })
    guard more > 0 else { return shown }
    let others = lines.dropFirst(6).prefix(60).map { HTMLWords.prose($0, limit: 300) }
    return shown + "<details><summary>\(more) more</summary>\(HTMLWords.list(Array(others)))</details>"
  }

  private static func edits(_ proposal: Proposal) -> HTML {
    let items = proposal.edits.prefix(mostEdits).map { edit -> HTML in
      """
      <details><summary>\(HTMLWords.code(edit.path, limit: 200)): \(clipped(edit.reason, to: 200))</summary>\
      \(change(edit))</details>

      """
    }
    let more = proposal.edits.count - items.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more edit")) not shown</p>"#)
    return HTML.joined(items) + rest
  }

  private static func change(_ edit: FileEdit) -> HTML {
    let now: HTML =
      #"<figure class="quote"><figcaption>new text</figcaption>\#(HTMLWords.quotation(edit.replace, from: 1))</figure>"#
    guard !edit.find.isEmpty else { return now }
    return
      #"<figure class="quote"><figcaption>in the place of</figcaption>\#(HTMLWords.quotation(edit.find, from: 1))</figure>"#
      + now
  }

  private static func refusals(_ refused: [RefusedEdit]) -> HTML {
    guard !refused.isEmpty else { return "" }
    let items = refused.prefix(mostEdits).map { refusal -> HTML in
      """
      \(HTMLWords.chip("✗", "refused", .warning)) \(HTMLWords.code(refusal.edit.path, limit: 200)): \
      \(HTMLWords.prose(refusal.reason, limit: 400))
      """
    }
    let more = refused.count - items.count
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more refusal")) not shown</p>"#)
    return HTMLWords.list(Array(items)) + rest
  }
}
