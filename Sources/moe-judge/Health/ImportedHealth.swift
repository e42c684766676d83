import Foundation
import JudgeTypes
import Reports
import SkillHealth
import Storage
import YAMLFiles

/// Reads files of figures and looks back, and puts them on record.
struct ImportedHealth {
  let store: () throws -> HealthStore
  var clash = HealthClash.refuse
  var skipsBad = false
  var isTrial = false
  /// Old names and new ones.
  var renames: [(old: Skill.ID, new: Skill.ID)] = []

  private static let shownProblems = 20

  /// - Returns: what was done, for people.
  /// - Throws: `CommandFailure` with everything that does not fit.
  func take(_ read: HealthImport) throws -> String {
    guard read.problems.isEmpty || (skipsBad && !read.hasUnusableFile) else {
      throw CommandFailure(
        Self.list(read.problems.sorted().map(\.description))
          + "\nNothing was taken. Mend this" + (read.hasUnusableFile ? "." : ", or take the rest with --skip-bad."))
    }
    let store = try store()
    let addition = try KeptHealth.saying {
      let addition = try store.add(
        read.entries, onClash: skipsBad && clash == .refuse ? .keep : clash, isTrial: isTrial, renaming: renames)
      let isRefused = clash == .refuse && !skipsBad && !addition.conflicts.isEmpty
      if !isTrial, !isRefused { try store.setFiles(read.files) }
      return addition
    }
    guard addition.conflicts.isEmpty || skipsBad else {
      throw CommandFailure(
        Self.list(addition.conflicts.map { Self.words(of: $0, in: read) })
          + "\nNothing was taken. Correct what is on record with --amend, or keep it and take the rest with --skip-bad."
      )
    }
    if !read.problems.isEmpty {
      Standard.error.write(safeLines(Self.list(read.problems.sorted().map(\.description)) + "\n"))
    }
    return summary(of: read, addition)
  }

  private static func list(_ lines: [String]) -> String {
    let more = lines.count - shownProblems
    return lines.prefix(shownProblems).joined(separator: "\n") + (more > 0 ? "\nand \(more) more" : "")
  }

  private static func words(of conflict: HealthAddition.Conflict, in read: HealthImport) -> String {
    let place = read.places[.init(conflict.given)].map { "\($0.path):\($0.line): " } ?? ""
    let (given, standing) = (conflict.given, conflict.standing)
    return "\(place)'\(given.skill)' has a record '\(given.key)' with \(standing.difference(from: given)) on file."
  }

  private func summary(of read: HealthImport, _ addition: HealthAddition) -> String {
    let taken = addition.added + addition.amended
    var parts: [String] = []
    if taken == 0 {
      parts.append("nothing new")
    } else {
      let days = read.entries.map(\.day)
      let span = [days.min(), days.max()].compactMap { $0 }.map { "\($0)" }
      parts.append(
        "\(isTrial ? "would take" : "took") \(counted(addition.added, "record")) of \(counted(Set(read.entries.map(\.skill)).count, "skill")), "
          + (Set(span).count == 1 ? span[0] : span.joined(separator: " to ")))
    }
    if addition.amended > 0 { parts.append("\(addition.amended) amended") }
    if addition.unchanged > 0 { parts.append("\(addition.unchanged) on record already") }
    if read.unused > 0 { parts.append("\(read.unused) left out: no invocations") }
    if read.bad > 0 { parts.append("\(counted(read.bad, "line")) left out: see above") }
    if !addition.conflicts.isEmpty {
      parts.append("\(addition.conflicts.count) left out: on record with other values, which --amend corrects")
    }
    return parts.joined(separator: "; ") + "\n"
  }
}

extension HealthEntry {
  /// In what a record on file differs from one that is given: "80 in 10 invocations instead of 20 in 10".
  func difference(from given: HealthEntry) -> String {
    if day != given.day { return "day \(day) instead of \(given.day)" }
    if let category = given.category, category != self.category {
      return "category \(self.category.map { "'\($0)'" } ?? "none") instead of '\(category)'"
    }
    guard case .record(let old) = self, case .record(let new) = given else {
      return antiPatterns == given.antiPatterns ? "another kind of record" : "other anti-patterns"
    }
    if (old.score, old.invocations) != (new.score, new.invocations) {
      return "\(old.score.shortest) in \(old.invocations) instead of \(new.score.shortest) in \(new.invocations)"
    }
    for (name, there, here) in [("model", old.model, new.model), ("prompt", old.prompt, new.prompt)] where there != here
    {
      return "\(name) \(there.map { "'\($0)'" } ?? "none") instead of \(here.map { "'\($0)'" } ?? "none")"
    }
    return old.spread != new.spread ? "another score_sd" : "other anti-patterns"
  }

}
