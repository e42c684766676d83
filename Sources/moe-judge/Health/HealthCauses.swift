import Artifacts
import SkillHealth

/// What is on record around the time at which skills got worse.
enum HealthCauses {
  /// The likeliest start of a drop can be some days late, and what is committed is not in use the same day.
  private static let daysBefore = 7

  /// - Parameter folder: of the repository whose history is asked.
  /// - Returns: of each skill in a regression the changes that may be behind it; skills without any are absent.
  static func of(_ states: [SkillState], in folder: String = ".") async -> [Skill.ID: [HealthCause]] {
    var causes: [Skill.ID: [HealthCause]] = [:]
    for state in states where state.finding.isRegression {
      let found = await of(state, in: folder)
      if !found.isEmpty { causes[state.skill] = found }
    }
    return causes
  }

  private static func of(_ state: SkillState, in folder: String) async -> [HealthCause] {
    guard let started = state.finding.started else { return [] }
    let (first, last) = (started.advanced(by: -daysBefore), state.finding.alarmed ?? state.day)
    let segments = state.segments.filter { (first...max(first, last)).contains($0.started) }.map { HealthCause($0) }
    let commits = await CommitLog.touching(state.files, from: "\(first)", through: "\(last)", in: folder)
    return segments
      + commits.compactMap { commit in
        Day(commit.date).map { day in
          .commit(.init(sha: commit.hash, day: day, subject: commit.subject, author: commit.author))
        }
      }
  }
}
