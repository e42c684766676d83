internal import JudgeTypes
internal import Reports
internal import SkillHealth

/// The small parts that the health pages are made of.
enum HealthMarks {
  private static let signs = HealthSigns.unicode

  static func level(_ level: SkillState.Level) -> HTML {
    HTMLWords.chip(signs.level(level), level.rawValue, tone(of: level))
  }

  /// Nothing of a level where too little is known of the skill.
  static func level(of state: SkillState) -> HTML {
    state.lacksData ? HTMLWords.chip("?", "not yet told", .calm) : level(state.level)
  }

  static func tone(of level: SkillState.Level) -> HTMLWords.Tone {
    switch level {
    case .healthy: .good
    case .warning: .warning
    case .critical: .bad
    }
  }

  static func trend(_ trend: SkillState.Trend) -> HTML {
    let tone: HTMLWords.Tone =
      switch trend {
      case .improving: .good
      case .stable: .calm
      case .degrading: .bad
      }
    return """
      <span class="trend \(tone.rawValue)"><span aria-hidden="true">\(signs.trend(trend))</span> \(trend.rawValue)</span>
      """
  }

  /// What the detector says, where it is worth a chip.
  static func finding(of skill: StandingSkill) -> HTML {
    let finding = skill.state.finding
    return switch finding.state {
    case .regression where skill.isExpectedByChance: HTMLWords.chip("▼", "alarm that chance can raise", .warning)
    case .regression: HTMLWords.chip("▼", finding.severity == .major ? "major regression" : "minor regression", .bad)
    case .incident: HTMLWords.chip("◆", "incident: one bad day", .warning)
    case .degrading: HTMLWords.chip("▽", "signs of a drop", .warning)
    case .improving: HTMLWords.chip("▲", "improving", .good)
    case .insufficientData, .unknown: HTMLWords.chip("?", finding.state.words, .calm)
    case .stable: ""
    }
  }

  /// What is said of a skill in a few words. The sign of an improvement is one that every font has.
  static func notes(of skill: StandingSkill) -> String {
    skill.notes(.unicode).joined(separator: "; ").replacing(signs.improved, with: signs.trend(.improving))
  }

  /// By how much the mean of the last seven days lies under the baseline, as the plain rule has it; nil where it does not.
  static func fallUnderBaseline(_ state: SkillState) -> Double? {
    guard state.finding.isUnderBaseline == true, let baseline = state.baseline, let week = state.rolling7 else {
      return nil
    }
    return baseline.score - week
  }

  /// Both figures against the baseline, each with its name: what stands under it by 10 points or more is the mean of 7 days.
  static func underBaseline(_ state: SkillState) -> HTML? {
    guard let fall = fallUnderBaseline(state) else { return nil }
    let now = state.deltaToBaseline.map { "; its health score stands at \(signed($0)) points" } ?? ""
    return "Its mean of 7 days lies \(oneDecimal(fall)) points under its baseline\(now)."
  }

  static func time(_ day: Day) -> HTML { "<time datetime=\"\(day.description)\">\(day.description)</time>" }

  static func link(to skill: Skill.ID, _ links: Links) -> HTML {
    links.link(HTMLWords.prose(skill.rawValue, limit: 120), to: .skill(skill.rawValue))
  }

  // MARK: The week

  /// Seven bars, five points a step, as in the table of the command line; a short line for a day without invocations.
  static func week(_ scores: [Double?], until day: Day) -> HTML {
    let (width, gap, height) = (12, 4, 28)
    let heights = Sparkline(scores).heights
    let bars = heights.enumerated().map { place, step -> HTML in
      let x = place * (width + gap)
      guard let step else { return "<path class=\"none\" d=\"M\(x + 3) \(height - 1)h\(width - 6)\"/>" }
      let tall = (step + 1) * height / Sparkline.steps
      return "<rect x=\"\(x)\" y=\"\(height - tall)\" width=\"\(width)\" height=\"\(tall)\" rx=\"1.5\"/>"
    }
    let words = scores.map { $0.map(oneDecimal) ?? "not used" }.joined(separator: ", ")
    return """
      <svg class="spark" role="img" viewBox="0 0 \(scores.count * (width + gap)) \(height)" preserveAspectRatio="xMinYMax meet">\
      <title>Scores of the 7 days until \(day.description): \(words)</title>\(HTML.joined(bars))</svg>
      """
  }
}
