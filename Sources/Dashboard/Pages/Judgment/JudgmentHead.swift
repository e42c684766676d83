internal import JudgeTypes
internal import Judging
internal import Provenance
internal import Reports
internal import StoredRuns

/// The verdict and why, in words, before everything else.
struct JudgmentHead {
  let stored: StoredJudgment
  let reading: RunReading
  let place: JudgmentPlace
  let check: RunReadings.Check
  let links: Links

  private var judgment: RecordedJudgment { stored.judgment }

  var html: HTML {
    """
    \(place.turns)<div class="verdict \(tone.rawValue)">
    <h1><span class="sign" aria-hidden="true">\(sign)</span> <span class="path" dir="auto">\
    \(HTMLWords.breakable(clipped(judgment.path, to: 300)))</span></h1>
    <h2 class="sentence">\(title)</h2>
    <p class="reason">\(HTMLWords.prose(judgment.reason, limit: 1_500))</p>
    \(gate)\(HTML.joined(notes.map { "<p>\($0)</p>\n" }))\
    \(HTML.when(reading.opening?.mode == .offline, "<p class=\"offline\">\(Headline.offline)</p>\n"))\
    \(HTMLWords.banners(judgment.ownBanners))\(doubts)\
    <p class="soft">\(spoken(judgment.kind)), \(counted(judgment.lines, "line")) · SHA-256 \(RunParts.hash(judgment.sha256)) · judged \
    \(RunParts.time(stored.entries.last?.time ?? "")) in \(links.link(HTML(text: "run \(stored.run)"), to: .run(stored.run.description)))</p>
    </div>

    """
  }

  private var tone: Headline.Tone {
    judgment.gate.map { $0.isBlocking ? .bad : $0.isUndecided ? .warning : .good }
      ?? Headline.tone(of: judgment.outcome)
  }

  private var sign: String {
    switch tone {
    case .good: "✓"
    case .warning: "!"
    case .bad: "✗"
    }
  }

  private var title: HTML {
    let findings = judgment.verifiedFindings
    let violated = judgment.dimensions.count(where: \.isViolated)
    let disputed = judgment.dimensions.count(where: \.isDisputed)
    var parts: [HTML] = [HTMLWords.verdict(judgment.outcome), HTML(text: counted(findings.count, "finding"))]
    if violated > 0 { parts.append(HTML(text: "\(counted(violated, "dimension")) violated")) }
    if disputed > 0 { parts.append(HTML(text: "\(counted(disputed, "dimension")) disputed")) }
    // Several roles of one reviewer do not agree, they are one.
    if reading.opening?.mode != .offline, let agreement = judgment.agreement {
      parts.append(HTML(text: "seats agree to \(percent(agreement))"))
    }
    return HTML.joined(parts, by: " · ")
  }

  private var gate: HTML {
    guard let gate = judgment.gate else { return "" }
    let blocking = gate.reasons.count(where: \.isBlocking)
    let words =
      gate.isBlocking
      ? HTMLWords.chip("✗", "the gate blocks: \(counted(blocking, "reason"))", .bad)
      : gate.isUndecided
        ? HTMLWords.chip("?", "the gate is undecided, nothing passes", .warning)
        : HTMLWords.chip("✓", "the gate lets it pass", .good)
    return "<p>\(words)</p>\n"
  }

  private var notes: [HTML] {
    var notes: [HTML] = []
    if judgment.debateEnd != nil {
      notes.append(
        judgment.outcomeBeforeDebate == judgment.outcome
          ? "A debate was held; the outcome stayed."
          : "Before the debate the outcome was \(HTMLWords.verdict(judgment.outcomeBeforeDebate)).")
    }
    // Beside the dissent it is said there.
    if judgment.dissent.isEmpty, let pivot = judgment.pivot {
      notes.append("\(HTMLWords.code(pivot)) alone could have changed the outcome.")
    }
    return notes
  }

  /// What of its record does not hold, where the reader cannot miss it.
  private var doubts: HTML {
    if let problem = stored.problems.first {
      return HTMLWords.banners(["the record of this judgment does not hold: \(problem)"])
    }
    guard case .done(let check) = check, !check.holds, !check.isUnfinished else { return "" }
    return HTMLWords.banners(["the record of the run that this stands in does not hold: \(check.faults.first ?? "")"])
  }
}
