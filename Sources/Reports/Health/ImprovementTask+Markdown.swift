import JudgeTypes
import SkillHealth

extension ImprovementTask {
  private var name: String { markdownCode(state.skill.rawValue) }

  var body: String {
    [
      "# Improve \(name): from \(oneDecimal(state.healthScore)) to over \(targetText)\n", standing, likely, work,
      verification, end,
    ].joined(separator: "\n")
  }

  private var standing: String {
    var lines = ["## Where it stands", ""]
    if let alert = state.regressionAlert() { lines += [safeForMarkdown(alert), ""] }
    lines += [
      "- Score: \(oneDecimal(state.healthScore)) (\(state.level.rawValue), \(state.level.range)) on \(state.day), trend \(state.trend.rawValue)",
      "- Means: \(state.rolling7.map(oneDecimal) ?? "none") over 7 days, \(state.rolling30.map(oneDecimal) ?? "none") over 30 days, "
        + "\(counted(state.invocations30, "invocation")) in 30 days",
    ]
    if let baseline = state.baseline {
      lines.append(
        "- Baseline \(safeForMarkdown(baseline.name)) of \(baseline.day): \(oneDecimal(baseline.score)), now \(state.deltaToBaseline.map(signed) ?? "")"
      )
    }
    if let started = state.finding.started {
      lines.append("- Worse since \(started)" + (state.finding.alarmed.map { ", seen on \($0)" } ?? ""))
    }
    if !state.files.isEmpty {
      lines.append("- Files: " + state.files.map { markdownCode($0) }.joined(separator: ", "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var likely: String {
    var lines = ["## What is likely behind it", "", guess.sentence, ""]
    if !causes.isEmpty {
      lines += ["On record around that time; that they came then is all that is known of them:", ""]
      lines += causes.prefix(10).map { "- \($0.markdown)" }
      if causes.count > 10 { lines.append("- and \(causes.count - 10) more") }
      lines.append("")
    }
    lines += ["Look at this first:", ""] + guess.checks(of: state).map { "- [ ] \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var work: String {
    let template = FixTemplate(for: guess.origin)
    var text = "## What to do\n\n" + template.steps.map { "- [ ] \($0)\n" }.joined()
    if !template.sections.isEmpty {
      text += "\nSections to fill in, for its text:\n\n```markdown\n\(template.sections)```\n"
    }
    return text
  }

  private var verification: String {
    var commands: [String] = []
    if let file = state.skillFile {
      commands.append("moe-judge skills preflight \(quotedForShell(file))")
    }
    if state.category == "suite" {
      commands.append("moe-judge eval run \(quotedForShell(state.skill.rawValue))")
    }
    commands += ["moe-judge health regressions", "moe-judge health tasks"]
    return "## How to verify\n\n"
      + commands.enumerated().map { "\($0.offset + 1). \(markdownCode($0.element))\n" }.joined()
      + "\n\(detection)\n"
  }

  private var detection: String {
    state.daysToDetect.map {
      "At today's volume a change of 10 points is seen within \(counted($0, "day")); do not call it mended sooner."
    }
      ?? "At today's volume a change of 10 points is not seen within 90 days: use it, or measure it on cases, more often."
  }

  private var end: String {
    """
    ## Done when

    The score is over \(targetText). Then: \(markdownCode("moe-judge health tasks close \(id) --reason \"what helped\""))

    """
  }
}

extension SkillState {
  /// Its SKILL.md, where one is on record.
  var skillFile: String? { files.first { $0 == "SKILL.md" || $0.hasSuffix("/SKILL.md") } }
}
