import ArgumentParser
import Foundation
import Judging
import LanguageModels
import Reports

struct GateComment: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comment",
    abstract: "Keep one comment on the pull request or merge request of this CI job.",
    discussion: """
      The comment is found again by a hidden first line, and only where the token's own account wrote it. On GitHub it takes \
      GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY and the number from GITHUB_EVENT_PATH; on GitLab MOE_JUDGE_GITLAB_TOKEN, \
      CI_API_V4_URL, CI_PROJECT_ID and CI_MERGE_REQUEST_IID. Where there is no pull request, or the token may not comment (a \
      fork), a note says so and the exit code is 0.

      Examples:
        moe-judge judge --diff main..HEAD -o verdict.md
        moe-judge gate comment verdict.md
        moe-judge gate comment verdict.md --dry-run
      """)

  @Argument(
    help: ArgumentHelp("The report in Markdown, or - for standard input.", valueName: "file.md"), completion: .file())
  var file: String
  @Option(help: ArgumentHelp("Tells several comments on one pull request apart.", valueName: "name")) var name: String?
  @Option(help: ArgumentHelp("The pull request, where it is not the one that began the job.", valueName: "n"))
  var number: Int?
  @Flag(help: "Print the comment's text, and send nothing.") var dryRun = false
  @Flag(help: "Fail where there is no pull request, no token, or no permission.") var require = false

  func validate() throws {
    if let number, number < 1 { throw ValidationError("--number takes the number of a pull request.") }
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let marker = try CommentMarker(name: name)
    let report = try NamedText.text(
      at: file, "the report", advice: "Write it with: moe-judge judge ... -o \(quotedForShell(file))")
    let forge = CommentPlace.forge(of: environment) ?? .gitHub
    let body = CommentBody(report, marker: marker, for: forge, job: CommentPlace.job(in: environment))
    guard !dryRun else {
      Standard.output.write(safeLines(body.text) + "\n")
      return
    }
    let place: CommentPlace
    do { place = try CommentPlace(environment, number: number) } catch let absence as CommentPlace.Absence {
      return try leave(absence.reason, .usage)
    }
    // A page holds a hundred comments of full length.
    var settings = CurlTransport.Settings(environment: environment)
    settings.responseLimit = 64 << 20
    let upsert = CommentUpsert(
      client: ForgeClient(place: place, transport: try CurlTransport(settings)), marker: marker,
      sleep: { try await Task.sleep(for: $0) })
    do {
      let outcome = try await upsert.put(body.text)
      if body.isCut {
        Standard.note("the report is longer than \(forge.name) takes; the comment says where the rest is")
      }
      let address = outcome.address.map { "  " + safeForTerminal($0) } ?? ""
      Standard.output.write("\(outcome.change.rawValue)  comment on \(place.description)\(address)\n")
    } catch ForgeError.refused(let words) {
      try leave("\(words). \(forge.permission)", .providers)
    } catch let error as ForgeError {
      throw CommandFailure("no comment on \(place.description): \(error.words)", .providers)
    }
  }

  /// That nobody can be told is no reason to fail, unless it was asked for.
  private func leave(_ reason: String, _ code: ExitStatus) throws {
    guard !require else { throw CommandFailure("no comment: \(reason)", code) }
    Standard.note("no comment: \(reason)")
  }
}
