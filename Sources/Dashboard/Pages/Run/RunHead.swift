internal import JudgeTypes
internal import Judging
internal import Provenance
internal import Reports
internal import StoredRuns

/// The verdict over a run, before everything else.
struct RunHead {
  let reading: RunReading
  let check: RunReadings.Check
  /// How many judgments ended how; empty where that is not known.
  let outcomes: [String: Int]

  var html: HTML {
    guard reading.progress == .ended, let result else { return unfinished }
    if let checked, !checked.holds { return damaged(checked) }
    let headline = Headline(of: result, outcomes: outcomes, blocking: blocking)
    let title = isGateUncounted ? gateTitle(result, headline) : (headline.tone, headline.title)
    return """
      <div class="verdict \(title.0.rawValue)">
      <h1><span class="sign" aria-hidden="true">\(sign(of: title.0))</span> \(title.1)</h1>
      <p class="sentence">\(headline.sentence); exit code \(result.exitCode).\(HTML.when(isGateUncounted, uncounted))</p>
      <p class="soft">\(moment(result))</p>
      \(HTML.when(result.isOffline, "<p class=\"offline\">\(Headline.offline)</p>\n"))\
      \(HTMLWords.banners(result.ownBanners + caveats))\(tiles(result))</div>

      """
  }

  /// Of a record that does not hold nothing is claimed: where it breaks, and no more.
  private func damaged(_ check: RunCheck) -> HTML {
    """
    <div class="verdict bad">
    <h1><span class="sign" aria-hidden="true">✗</span> This record does not hold</h1>
    <p class="sentence">How the run ended cannot be told from it. \(HTMLWords.prose(check.faults.first ?? "", limit: 400))</p>
    \(HTMLWords.banners(caveats))<p class="soft">Started \(RunParts.time(reading.opening?.started ?? reading.run.started)) · \
    run \(reading.run.description) · what stands below is what the journal says</p>
    </div>

    """
  }

  private let uncounted: HTML = " How many reasons the gate has is known once the record is checked."

  private var checked: RunCheck? { if case .done(let check) = check { check } else { nil } }

  /// As it follows from the answers; of a run that was not derived, as its last words say it.
  private var result: RecordedResult? {
    if let result = checked?.result { return result }
    guard let opening = reading.opening, let ending = reading.ending else { return nil }
    return try? RecordedResult(json: [
      "schema_version": .string(RecordedResult.schemaVersion), "run": .string(reading.run.description),
      "mode": .string(opening.mode.rawValue), "outcome": ending["outcome"] ?? .null,
      "exit_code": ending["exit_code"] ?? .null, "started": .string(opening.started),
      "finished": ending["finished"] ?? .null, "version": .string(opening.version),
      "banners": ending["banners"] ?? [], "judgments": [],
    ])
  }

  private var blocking: Int { checked?.blocking ?? 0 }

  /// A gate decided, and nobody counted by what.
  private var isGateUncounted: Bool { reading.opening?.gate != nil && result?.gate == nil }

  private func gateTitle(_ result: RecordedResult, _ headline: Headline) -> (Headline.Tone, String) {
    guard reading.opening?.gate?.isAdvisory == false else { return (headline.tone, headline.title) }
    switch ExitStatus(rawValue: Int32(clamping: result.exitCode)) {
    case .fail: return (.bad, result.isOffline ? "The gate blocks, by static review" : "The gate blocks")
    case .pass: return (headline.tone == .bad ? .warning : headline.tone, "The gate passes")
    default: return (headline.tone, headline.title)
    }
  }

  private var caveats: [String] {
    guard let checked, !checked.holds, !checked.isUnfinished else { return [] }
    let isSaid = checked.result?.banners.contains { $0.hasPrefix("this record does not hold") } ?? false
    return isSaid ? [] : ["this record does not hold; see: moe-judge runs verify \(reading.run)"]
  }

  private var unfinished: HTML {
    let words =
      switch reading.progress {
      case .underWay: "This run is under way"
      case .stopped: "This run was stopped before its end"
      case .ended: "The last words of this run cannot be read"
      }
    let sentence: HTML =
      switch reading.progress {
      case .underWay: "Nothing is decided before its end."
      case .stopped:
        "It passes nothing. Go on with it: \(HTMLWords.code("moe-judge runs resume \(reading.run)")). What is on record is not asked again."
      case .ended: "See \(HTMLWords.code("moe-judge runs verify \(reading.run)"))."
      }
    return """
      <div class="verdict warning">
      <h1><span class="sign" aria-hidden="true">\(reading.progress == .underWay ? "…" : "!")</span> \(words)</h1>
      <p class="sentence">\(sentence)</p>
      <p class="soft">Started \(RunParts.time(reading.opening?.started ?? reading.run.started)) · \(reading.run.description)</p>
      </div>

      """
  }

  private func moment(_ result: RecordedResult) -> HTML {
    "\(RunParts.time(result.started)) to \(RunParts.time(result.finished)) · \(result.isOffline ? "offline" : "by models") · run \(reading.run.description)"
  }

  private func sign(of tone: Headline.Tone) -> String {
    switch tone {
    case .good: "✓"
    case .warning: "!"
    case .bad: "✗"
    }
  }

  /// How many reasons the gate sorted where.
  private func tiles(_ result: RecordedResult) -> HTML { result.gate.map { HTMLGate(summary: $0).tiles } ?? "" }
}
