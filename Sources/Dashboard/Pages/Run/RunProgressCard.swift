internal import Judging
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// How far a run is that goes on; nothing for one that ended. The script keeps the words up to date, and they are true without it.
struct RunProgressCard {
  let reading: RunReading
  let links: Links

  var html: HTML {
    guard reading.progress != .ended else { return "" }
    let judged = reading.map.count(of: .judgment)
    let named = reading.opening?.artifacts ?? 0
    let answers = RunProgress.answers(in: reading.map)
    let isFollowed = reading.progress == .underWay && links.isLive
    let source: HTML = isFollowed ? " data-events=\"/runs/\(reading.run.description)/events\"" : ""
    let note: HTML =
      isFollowed
      ? "<p class=\"soft\" data-live=\"note\">As it was when the page was loaded. Reload it to see how far the run is now.</p>\n"
      : ""
    return """
      <section class="card progress" aria-labelledby="progress"\(source)>
      <h2 id="progress">How far it is</h2>
      <p role="status" aria-live="polite"><strong data-live="judged">\(judged)</strong> of <span data-live="artifacts">\(named)</span> \
      artifacts judged, <span data-live="answers">\(answers)</span> answers of seats on record</p>
      <progress max="\(max(1, named))" value="\(min(judged, max(1, named)))" aria-labelledby="progress"></progress>
      <p>Judged last: <span data-live="last">\(last)</span></p>
      \(note)</section>

      """
  }

  private var last: HTML {
    guard let line = reading.map.last(of: .judgment), let ordinal = line.ordinal,
      let judgment = try? reading.recorded(ordinal)
    else { return "none yet" }
    return "\(HTMLWords.code(judgment.path)) \(spoken(judgment.outcome))"
  }
}
