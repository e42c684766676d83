import ArgumentParser
import Findings
import Foundation
import Gating
import JudgeTypes
import Provenance
import Reports
import YAMLFiles

struct GateWaive: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waive", abstract: "Let a finding through until a day, with a reason, on record.",
    discussion: """
      Adds to moe-judge-waivers.yaml; commit it, since in CI it is read from the base revision. Once the day is over the finding \
      blocks again, and the gate says whose waiver it was.

      Examples:
        moe-judge gate waive F2 --reason "the table is dropped in March" --expires 2027-03-31
        moe-judge gate waive 3f2a91c0d4e5b6a7 --reason "..." --expires 2027-03-31 --author ada
      """)

  @Argument(help: "The finding: its id in the run, or its fingerprint or the beginning of it.") var finding: String
  @Option(help: "The run it is in.", completion: .runs) var run = "latest"
  @Option(help: "Why it is let through.") var reason: String
  @Option(help: ArgumentHelp("The last day on which it is, in UTC.", valueName: "YYYY-MM-DD")) var expires: String
  @Option(help: "Who says so; the user of git unless said.") var author: String?
  @Option(help: ArgumentHelp("The configuration file instead of moe-judge.yaml.", valueName: "file")) var config:
    String?
  @OptionGroup var state: StateOption

  func validate() throws {
    guard WaiverFile.isDay(expires) else { throw ValidationError("--expires takes a day such as 2027-01-31.") }
    guard reason.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--reason is empty. Say why.") }
    if let author, author.allSatisfy(\.isWhitespace) { throw ValidationError("--author is empty. Say who.") }
  }

  func run() async throws {
    guard expires >= GateSettings.today else {
      throw CommandFailure("--expires \(expires): that day is over. Name one from today, \(GateSettings.today), on.")
    }
    let named = try NamedFinding.named(finding, in: try state.recorded(run))
    guard named.finding.isVerified else {
      throw CommandFailure("\(finding): its evidence does not hold, so it blocks nothing. There is nothing to waive.")
    }
    guard let author = if let author { author } else { await Speaker.name() } else {
      throw CommandFailure("nobody is named: git has no user.name. Say who lets it through with --author.")
    }
    let files = TeamFiles()
    let configuration = try Composition.reading { () throws(FileProblems) in try files.configuration(at: config) }
    let settings = try GateSettings(configuration.gate, failOn: nil, isAdvisory: false, files: files)
    if let known = settings.waivers.first(where: {
      $0.fingerprint == named.finding.fingerprint && !$0.isExpired(on: GateSettings.today)
    }) {
      throw CommandFailure(
        "\(settings.waiversPath): \(known.terms.author) waives it until \(known.terms.expires) already. Change that entry."
      )
    }
    let waiver = Waiver(
      fingerprint: named.finding.fingerprint,
      terms: .init(reason: try redactedWords(reason), author: author, expires: expires))
    let old = try Composition.reading { () throws(FileProblems) in try files.text(at: settings.waiversPath) }
    try TextFile.write(
      try WaiverText(old, path: settings.waiversPath).adding(waiver, about: named.finding), to: settings.waiversPath)
    Standard.output.write(
      safeLines(
        "\(settings.waiversPath): \(named.finding.rule) (\(named.finding.fingerprint)) is let through until \(expires), by \(author)\n"
      ))
  }
}

/// The text of a file of waivers, to which one is added.
struct WaiverText {
  private let text: String
  private let path: String

  init(_ text: String?, path: String) {
    self.path = path
    self.text = text ?? "# What the gate lets through, by whom, why, and until when (moe-judge gate waive).\nwaivers:\n"
  }

  /// - Throws: `CommandFailure` where the file is written in a way to which nothing can be added; it says what to add by hand.
  func adding(_ waiver: Waiver, about finding: RecordedJudgment.Finding) throws -> String {
    let base = text.replacing("waivers: []\n", with: "waivers:\n")
    let new = base + (base.hasSuffix("\n") ? "" : "\n") + Self.entry(of: waiver, about: finding)
    let before = (try? WaiverFile.waivers(from: text, path: path)) ?? []
    guard let after = try? WaiverFile.waivers(from: new, path: path), after == before + [waiver] else {
      throw CommandFailure(
        "\(path): nothing can be added at its end. Add to 'waivers' by hand:\n\(Self.entry(of: waiver, about: finding))"
      )
    }
    return new
  }

  private static func entry(of waiver: Waiver, about finding: RecordedJudgment.Finding) -> String {
    func quoted(_ text: String) -> String { JSONValue.string(text).canonical }
    return """
        - finding: \(quoted(waiver.fingerprint ?? ""))  # \(safeForTerminal(finding.rule)) in \(safeForTerminal(finding.location.path))
          reason: \(quoted(waiver.terms.reason))
          author: \(quoted(waiver.terms.author))
          expires: \(quoted(waiver.terms.expires))

      """
  }
}
