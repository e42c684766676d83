import Artifacts
import SkillHealth

/// What is on record around the time at which skills got worse.
enum HealthCauses {
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
    guard let days = state.daysOfCauses else { return [] }
    let commits = await CommitLog.touching(
      state.files, from: "\(days.lowerBound)", through: "\(days.upperBound)", in: folder)
    return state.recordedCauses
      + commits.compactMap { commit in
        Day(commit.date).map { day in
          .commit(.init(sha: commit.hash, day: day, subject: commit.subject, author: commit.author))
        }
      }
  }
}
