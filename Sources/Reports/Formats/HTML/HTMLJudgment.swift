internal import JudgeTypes
package import Provenance

/// One judgment as a part of the page.
package struct HTMLJudgment {
  package let judgment: RecordedJudgment
  /// Its anchor in the page.
  package let anchor: String

  package init(judgment: RecordedJudgment, anchor: String) {
    self.judgment = judgment
    self.anchor = anchor
  }

  package var section: HTML {
    let tone =
      judgment.gate.map { $0.isBlocking ? Headline.Tone.bad : $0.isUndecided ? .warning : .good }
      ?? Headline.tone(of: judgment.outcome)
    return """
      <section class="judgment \(tone.rawValue)" id="\(anchor)" aria-labelledby="\(anchor)-h">
      <h2 id="\(anchor)-h">\(HTMLWords.verdict(judgment.outcome)) <span class="path" dir="auto">\
      \(HTMLWords.breakable(clipped(judgment.path, to: 400)))</span></h2>
      <p class="soft">\(spoken(judgment.kind)), \(counted(judgment.lines, "line"))\(agreement)</p>
      <p class="reason">\(HTMLWords.prose(judgment.reason, limit: 1_500))</p>
      \(HTMLWords.banners(judgment.ownBanners))\
      \(HTMLFindings(judgment: judgment, anchor: anchor).section)\
      \(HTMLVotes(judgment: judgment).section)\
      \(HTMLPositions(judgment: judgment).sections)\
      \(suppressions)\(coverage)</section>

      """
  }

  private var agreement: String { judgment.agreement.map { "; seats agree to \(percent($0))" } ?? "" }

  package var suppressions: HTML {
    guard !judgment.suppressions.isEmpty else { return "" }
    return """
      <h3>Comments that ask for findings to be left out</h3>
      \(HTMLWords.list(judgment.suppressions.prefix(100).map { HTMLWords.prose($0.words, limit: 800) }))

      """
  }

  package var coverage: HTML {
    let files = judgment.files
    let missed = judgment.missedFiles
    var items = missed.prefix(100).map { file -> HTML in
      let sign = file.state == FileCoverage.State.partial.rawValue ? "◐" : "∅"
      return
        "\(HTMLWords.chip(sign, spoken(file.state), .warning)) \(HTMLWords.code(file.path)) \(HTMLWords.prose(file.reason ?? "", limit: 600))"
    }
    if missed.count > 100 { items.append("and \(missed.count - 100) more") }
    items += judgment.silentSeats.map { seat in
      "\(HTMLWords.chip("∅", spoken(seat.state), .warning)) seat \(HTMLWords.code(seat.id)) \(HTMLWords.prose(seat.reason ?? "", limit: 600))"
    }
    if !judgment.unassessed.isEmpty {
      let names = HTML.joined(judgment.unassessed.prefix(60).map { HTMLWords.code($0) }, by: ", ")
      items.append("\(HTMLWords.chip("–", "not assessed", .calm)) and not in that weight: \(names)")
    }
    return """
      <h3>Coverage</h3>
      <p>\(counted(files.count - missed.count, "file")) judged, \(counted(missed.count, "file")) not or in part; \
      \(percent(judgment.assessedWeight)) of the weight assessed. \(Usage(json: judgment.usage).words). \
      SHA-256 \(HTMLWords.code(judgment.sha256))</p>
      \(HTMLWords.list(items))

      """
  }
}
