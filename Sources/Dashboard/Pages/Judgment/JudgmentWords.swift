internal import Evals
internal import JudgeTypes
internal import Provenance
internal import Reports
internal import StoredRuns

/// What people said of a finding, and live the form by which one says it.
struct JudgmentWords {
  private static let limit = 5

  let stored: StoredJudgment
  let finding: RecordedJudgment.Finding
  let words: FindingWords
  let links: Links

  var html: HTML {
    let subject = subject
    let last = words.last(on: subject, in: stored.judgment.path, sha256: stored.judgment.sha256)
    let all = words.words.filter { $0.fingerprint == subject.fingerprint && $0.artifact == stored.judgment.path }
    let shown = all.suffix(Self.limit).reversed().map { text(of: $0, counts: $0 == last) }
    let more: HTML =
      all.count > Self.limit ? "<p class=\"soft\">and \(counted(all.count - Self.limit, "earlier word"))</p>\n" : ""
    return HTML.joined(Array(shown)) + more + form
  }

  private var subject: FindingWord.Subject {
    guard case .quote(_, let start, _, _)? = finding.checkedEvidence.first?.evidence else {
      return FindingWord.Subject(fingerprint: finding.fingerprint, line: nil)
    }
    return FindingWord.Subject(fingerprint: finding.fingerprint, line: start)
  }

  private func text(of word: FindingWord, counts: Bool) -> HTML {
    let chip =
      word.word == .confirmed
      ? HTMLWords.chip("✓", "confirmed", counts ? .warning : .calm)
      : HTMLWords.chip("✗", "dismissed", counts ? .good : .calm)
    let who: HTML = word.by.map { " by \(HTMLWords.prose($0, limit: 120))" } ?? ""
    let older: HTML = word.artifactSHA256 == stored.judgment.sha256 ? "" : ", of other bytes of the file"
    return """
      <p class="said">\(chip)\(who), \(RunParts.time(word.at))\(older): \(HTMLWords.prose(word.reason, limit: 600))</p>

      """
  }

  private var form: HTML {
    guard links.isLive, links.mayLabel, finding.isVerified else { return "" }
    guard links.takesWords else {
      return "<p class=\"soft\">Nothing can be said of it here: the store may not be written.</p>\n"
    }
    let run = stored.run.description
    return """
      <details class="word" id="word-\(finding.id)"><summary>Confirm or contest this finding, with a reason</summary>
      <p class="soft">It changes no verdict; the word is kept beside the finding and counts in the figures of who raised it. \
      To let the artifact pass, mend it, or have it excepted by a waiver \(HTMLWords.code("moe-judge gate waive")) or by a \
      comment in the artifact where the rule allows one.</p>
      <form class="word" method="post" action="/runs/\(run)/judgments/\(stored.ordinal)/words">
      <input type="hidden" name="finding" value="\(finding.id)"/>
      <p><label for="reason-\(finding.id)">Why, for those who read it later</label>\
      <textarea id="reason-\(finding.id)" name="reason" rows="2" required="required" maxlength="2000"></textarea></p>
      <p><button type="submit" name="word" value="confirmed">It is a fault</button> \
      <button type="submit" name="word" value="dismissed" class="quiet">It is none</button></p>
      </form></details>

      """
  }
}
