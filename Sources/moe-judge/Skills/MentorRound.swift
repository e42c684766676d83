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

    /// As `git apply` takes it anywhere in the repository, or in this folder where there is none; empty where there is nothing to add.
    var diff: String {
      guard let additions, additions.before != additions.after else { return "" }
      // A diff is cut at line feeds, which are no characters of their own behind a carriage return.
      let whole = additions.before + additions.after
      let mark = ["\u{F8FF}", "\u{F8FE}", "\u{F8FD}"].first { !whole.contains($0) } ?? "\u{F8FC}"
      let texts = [additions.before, additions.after].map { $0.replacing("\r\n", with: mark + "\n") }
      return UnifiedDiff.text(path: place.path, before: texts[0], now: texts[1]).replacing(mark, with: "\r")
    }

    /// The file as the working folder calls it.
    var path: String { MentorRound.relative(learner.file.path) }

    /// The top level of its repository, and the file as that calls it; the working folder where there is none.
    var place: (folder: String, path: String) {
      let whole = URL(fileURLWithPath: learner.file.path).standardizedFileURL
      var folder = whole.deletingLastPathComponent()
      while folder.path != "/" {
        if FileManager.default.fileExists(atPath: folder.appending(path: ".git").path) {
          return (folder.path, String(whole.path.dropFirst(folder.path.count + 1)))
        }
        folder = folder.deletingLastPathComponent()
      }
      return (".", path)
    }
  }

  let search: MentorSearch
  let lessons: [Lesson]
  /// Skill files without a score, or that cannot be read.
  let passedOver: [String]
  /// Skills that were named and want no mentor.
  let healthy: [ScoredSkill]

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
    var categories: Set<String> = []
    let files = try named.map(Self.files)
    let own = files.flatMap { $0 }
    // A folder of skills is named for all that is in it, a skill for itself.
    let alone = Set(files.filter { $0.count == 1 }.flatMap { $0 })
    let isFolder = FileManager.default.fileExists(atPath: folder)
    for path in own + (isFolder ? SkillFolder.skills(in: folder) : [])
    where seen.insert(Self.relative(path)).inserted {
      let file: SkillFile
      do { file = try SkillFolder.read(path) } catch {
        guard !alone.contains(path) else { throw CommandFailure(error) }
        passedOver.append(error.description)
        continue
      }
      guard let score = scores[Skill.ID(file.name)] ?? scores[Skill.ID(file.folderName)] else {
        guard !alone.contains(path) else {
          throw CommandFailure(
            "\(path): there is no score of '\(file.name)'. Record uses of it, or add it to the file of --scores.")
        }
        passedOver.append("\(path): there is no score of '\(file.name)'")
        continue
      }
      let skill = ScoredSkill(file: file, score: score)
      categories.insert(skill.category ?? "")
      if category == nil || skill.category == category {
        skills.append(skill)
      } else if alone.contains(path) {
        passedOver.append("\(path): its category is '\(skill.category ?? "")'")
      }
    }
    if let category, !categories.contains(category) {
      let known = categories.filter { !$0.isEmpty }.sorted().joined(separator: ", ")
      throw CommandFailure(
        "--category \(category): no skill with a score belongs to it. \(known.isEmpty ? "None has a category." : "There are: \(known).")"
      )
    }
    let search = MentorSearch(skills, below: limit)
    let places = Set(own.map(Self.relative))
    let learners =
      own.isEmpty ? search.learners : search.learners.filter { places.contains(Self.relative($0.file.path)) }
    healthy = skills.filter { skill in
      places.contains(Self.relative(skill.file.path)) && !learners.contains { $0.file.path == skill.file.path }
    }
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
