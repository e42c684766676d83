internal import Provenance
internal import Reports
internal import StoredRuns

/// The words of the clauses that a finding breaks, and how to have it explained.
struct JudgmentClauses {
  let stored: StoredJudgment
  let finding: RecordedJudgment.Finding

  var html: HTML {
    let clauses = finding.dimensions.compactMap { dimension in stored.clauses[dimension].map { (dimension, $0) } }
    return HTML.joined(
      clauses.prefix(6).map { dimension, text in
        "<blockquote class=\"clause-text\">\(HTMLWords.prose(text, limit: 800)) <span class=\"soft\">\(HTMLWords.code(dimension))</span></blockquote>\n"
      }) + why
  }

  private var why: HTML {
    "<p class=\"soft\">Why it matters and how to mend it: \(HTMLWords.code("moe-judge explain --rule \(quotedForShell(finding.rule))"))</p>\n"
  }
}
