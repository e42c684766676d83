import Evals
import Foundation
import JudgeTypes
import Reports
import SkillHealth

/// Skills with their scores, and whom each low scorer can learn from.
struct MentorRound {
  /// One low scorer.
  struct Lesson {
    let learner: ScoredSkill
    /// Nil where the category has no healthy skill.
    let mentorship: Mentorship?
    /// Nil where there is nothing to add.
    let additions: SkillAdditions?

    /// As `git apply` takes it in this folder; empty where there is nothing to add.
    var diff: String {
      guard let additions, additions.before != additions.after else { return "" }
      // A diff is cut at line feeds, which are no characters of their own behind a carriage return.
      let whole = additions.before + additions.after
      let mark = ["\u{F8FF}", "\u{F8FE}", "\u{F8FD}"].first { !whole.contains($0) } ?? "\u{F8FC}"
      let texts = [additions.before, additions.after].map { $0.replacing("\r\n", with: mark + "\n") }
      return UnifiedDiff.text(path: path, before: texts[0], now: texts[1]).replacing(mark, with: "\r")
    }

    /// The file as the working folder calls it.
    var path: String { MentorRound.relative(learner.file.path) }
  }

  let search: MentorSearch
  let lessons: [Lesson]
  /// Skill files without a score, or that cannot be read.
  let passedOver: [String]

  /// - Parameters:
  ///   - named: the skill files to look at; empty for every low scorer.
  ///   - folder: where the other skills are.
  ///   - category: only skills of this one.
  /// - Throws: `CommandFailure` for what is named and is no skill with a score.
  init(
    named: [String], folder: String, scores: [Skill.ID: SkillScore], category: String?, below limit: Double
  ) throws {
    var passedOver: [String] = []
    var skills: [ScoredSkill] = []
    var seen: Set<String> = []
    let own = try named.flatMap(Self.files)
    let isFolder = FileManager.default.fileExists(atPath: folder)
    for path in own + (isFolder ? SkillFolder.skills(in: folder) : [])
    where seen.insert(Self.relative(path)).inserted {
      do throws(SkillFolderError) {
        let file = try SkillFolder.read(path)
        guard let score = scores[Skill.ID(file.name)] ?? scores[Skill.ID(file.folderName)] else {
          passedOver.append("\(path): there is no score of '\(file.name)'")
          continue
        }
        if category == nil || file.category == category { skills.append(ScoredSkill(file: file, score: score)) }
      } catch { passedOver.append(error.description) }
    }
    let search = MentorSearch(skills, below: limit)
    let places = Set(own.map(Self.relative))
    let learners =
      own.isEmpty ? search.learners : search.learners.filter { places.contains(Self.relative($0.file.path)) }
    lessons = try learners.map { learner in
      let mentorship = search.mentorship(for: learner)
      return Lesson(learner: learner, mentorship: mentorship, additions: try mentorship.map { try Self.additions($0) })
    }
    self.search = search
    self.passedOver = passedOver
  }

  private static func files(at path: String) throws -> [String] {
    do { return try SkillFolder.files(at: path) } catch { throw CommandFailure(error) }
  }

  private static func additions(_ mentorship: Mentorship) throws -> SkillAdditions {
    let path = mentorship.learner.file.path
    let bytes = try NamedFile.bytes(at: path, "the skill file", advice: "Name another one.")
    return SkillAdditions(to: String(decoding: bytes, as: UTF8.self), for: mentorship)
  }

  /// Below the working folder where it lies there, without `./` before it.
  static func relative(_ path: String) -> String {
    let whole = URL(fileURLWithPath: path).standardizedFileURL.path
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL.path + "/"
    return whole.hasPrefix(here) ? String(whole.dropFirst(here.count)) : whole
  }

  var diff: String { lessons.map(\.diff).joined() }
}
