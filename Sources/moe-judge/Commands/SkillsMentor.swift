import ArgumentParser
import Artifacts
import Foundation
import Provenance
import Reports
import SkillHealth

struct SkillsMentor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mentor", abstract: "Show what low scorers can take over from high scorers of their category.",
    discussion: """
      Compares the structure of skill files: sections, examples, checklists, output templates, code blocks, front matter. What is \
      proposed are headings and lines to fill in, never the mentor's own words. The expected improvement is a difference between \
      skills that are there, with its interval.

      Examples:
        moe-judge skills mentor
        moe-judge skills mentor skills/release-notes/SKILL.md --diff | git apply
        moe-judge skills mentor --guide SKILL-MENTORSHIP-GUIDE.md
        moe-judge skills mentor --scores scores.json --pr --reviewer ada
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Argument(
    help: ArgumentHelp("The skill files to look at; every low scorer unless said.", valueName: "path"),
    completion: .file())
  var paths: [String] = []
  @Option(
    help: ArgumentHelp("The folder of all skills; skills or .claude/skills unless said.", valueName: "directory"),
    completion: .directory)
  var skillsDir: String?
  @Option(help: "Only skills of this category.") var category: String?
  @Option(
    help: ArgumentHelp(
      "Scores as JSON in place of those on record: {skill: {\"health_score\"}} or {skill: {\"scores\": [...]}}, as health exports them.",
      valueName: "file"), completion: .file())
  var scores: String?
  @Option(help: "A skill below this score wants a mentor.") var below: Double = 60
  @Option(
    help: ArgumentHelp("Also write the guide of patterns, such as SKILL-MENTORSHIP-GUIDE.md.", valueName: "file"),
    completion: .file())
  var guide: String?
  @Flag(help: "Print the additions as a diff that git apply takes, and nothing else.") var diff = false
  @Flag(help: "Commit each skill's additions on a branch mentor/<skill> and write the body of its pull request.")
  var pr = false
  @Option(help: "Who is asked to review; unless said, the owner that the front matter's metadata names.") var reviewer:
    String?
  @Option(help: "The form of the output.") var format: Format = .table
  @OptionGroup var state: StateOption

  func validate() throws {
    guard below > 0, below <= 100 else { throw ValidationError("--below is a score above 0 and at most 100.") }
    if diff, pr { throw ValidationError("--diff prints the change, and --pr commits it. Leave one of them out.") }
  }

  func run() async throws {
    if let skillsDir {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: skillsDir, isDirectory: &isFolder), isFolder.boolValue else {
        throw CommandFailure("--skills-dir \(skillsDir): there is no such folder. Name the one that holds the skills.")
      }
    }
    let round = try MentorRound(
      named: paths, folder: folder, scores: SkillScores.read(from: scores, state: state.path), category: category,
      below: below)
    for line in round.passedOver { Standard.note("passed over: \(line)") }
    for skill in round.healthy {
      Standard.note(
        "\(skill.file.path): \(skill.score.score) is not below \(below), so it wants no mentor; --below sets the line")
    }
    if let guide { try WorkspaceFiles.write(round.guide, to: guide) }
    if diff {
      Standard.output.write(round.diff)
    } else if format == .json {
      Standard.output.write(round.json.pretty + "\n")
    } else {
      Standard.output.write(safeLines(round.text))
    }
    if pr { try await propose(round.lessons.filter { !$0.diff.isEmpty }) }
  }

  /// Goes on where one cannot be proposed; the worst code counts at the end.
  private func propose(_ lessons: [MentorRound.Lesson]) async throws {
    var failures: [CommandFailure] = []
    for lesson in lessons {
      do { try await propose(lesson) } catch let failure as CommandFailure { failures.append(failure) }
    }
    guard let last = failures.last else { return }
    for failure in failures.dropLast() {
      Standard.error.write(safeLines("moe-judge: \(failure.message)\n"))
    }
    throw last
  }

  private var folder: String {
    if let skillsDir { return skillsDir }
    return ["skills", ".claude/skills"].first { FileManager.default.fileExists(atPath: $0) } ?? "skills"
  }

  /// A branch with one commit, on top of what is checked out, and the body of its pull request. Nothing is merged or pushed.
  private func propose(_ lesson: MentorRound.Lesson) async throws {
    guard let additions = lesson.additions, let mentorship = lesson.mentorship else { return }
    let name = lesson.learner.file.name
    let branch =
      "mentor/" + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "-" })
    let (folder, path) = lesson.place
    do throws(ArtifactError) {
      try await BranchCommit.requireReady(branch: branch, in: folder, clean: [path])
      let commit = try await BranchCommit.make(
        branch: branch, in: folder, files: [path: additions.after], replacing: [path: additions.before],
        message: "Give the skill \(name) the structure of \(mentorship.mentor.file.name)\n\n"
          + mentorship.lacking.map { "- \($0.name)\n" }.joined())
      let body = "\(state.path(ProcessInfo.processInfo.environment))/mentor/\(branch.dropFirst(7)).md"
      let text = lesson.pullRequest(reviewer: reviewer ?? lesson.learner.file.frontMatter?.owner)
      do { try WorkspaceFiles.write(text, to: body) } catch { throw .gitFailed(range: branch, reason: "\(error)") }
      Standard.note("branch \(branch), commit \(commit.prefix(12)); the body of its pull request is \(body)")
    } catch { throw CommandFailure("--pr: the skill \(name): \(error.description)") }
  }
}
