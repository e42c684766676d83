internal import Reports
internal import SkillHealth

/// Sentences about all skills.
enum HealthWords {
  /// The worst first, then how many there are.
  static func lead(_ skills: StandingSkills) -> HTML {
    let totals = skills.totals
    let certain = totals.count(.regression) - totals.expectedByChance
    let alarms: HTML =
      certain > 0
      ? "<strong>\(counted(certain, "skill")) got worse and stayed so.</strong> "
      : "No skill is in a regression that chance does not explain. "
    return """
      \(alarms)\(counted(totals.skills, "skill")) on record, as of \(HealthMarks.time(skills.day)) (UTC). \
      A score is from 0 to 100: the share of a suite's F1, of a persona's findings that held, or what was imported.
      """
  }

  /// Why an alarm is not in the list of what needs attention; nothing where each of them is.
  static func byChance(_ totals: HealthOverview.Totals, _ links: Links) -> HTML {
    guard totals.expectedByChance > 0 else {
      return totals.tested > 1
        ? """
        <p class="soft">\(counted(totals.tested, "skill")) were tested side by side; the alarms are corrected for their number, \
        and none of them is one that chance alone would raise.</p>
        """ : ""
    }
    let alarms = counted(totals.expectedByChance, "alarm")
    let words: HTML = "\(alarms) more"
    return """
      <p class="soft">\(links.link(words, to: .skills(SkillFilter(state: HealthFinding.State.regression.rawValue)))) can be chance: \
      among \(totals.tested) skills that were tested side by side that many are to be expected. Wait for their next days.</p>
      """
  }

  static func quiet(_ totals: HealthOverview.Totals) -> HTML {
    let few = totals.count(.insufficientData) + totals.count(.unknown)
    return """
      No regression that holds, no bad day, no skill below 50 or 10 points under its baseline.\
      \(HTML.when(few > 0, " Of \(counted(few, "skill")) too little is on record to tell."))
      """
  }
}
