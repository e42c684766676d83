import ArgumentParser
import Gating
import JudgeTypes
import Judging
import Provenance
import Reports

struct GateWaivers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waivers", abstract: "Who lets what through, why, and until when; exits 1 when one has expired.",
    discussion: """
      Examples:
        moe-judge gate waivers
        moe-judge gate waivers --day 2027-01-31 --format json
      """)
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @OptionGroup(title: "Gate") var gate: GateOptions
  @OptionGroup var state: StateOption
  @Option(help: "The form of the output.") var format: Format = .table

  func run() async throws {
    let settings = try await gate.settings(state: state)
    let day = gate.today
    let waivers = settings.waivers.sorted { ($0.terms.expires, $0.subject) < ($1.terms.expires, $1.subject) }
    Standard.output.write(format == .json ? json(of: waivers, on: day) : table(of: waivers, on: day, settings))
    if waivers.contains(where: { $0.isExpired(on: day) }) { throw ExitStatus.fail.code }
  }

  private func table(of waivers: [Waiver], on day: String, _ settings: GateSettings) -> String {
    guard !waivers.isEmpty else { return safeLines("no waivers: there is none in \(settings.waiversPath)\n") }
    var columns = TextTable()
    columns.add(["expires", "state", "what", "author", "reason"])
    for waiver in waivers {
      columns.add([
        waiver.terms.expires, waiver.isExpired(on: day) ? "expired" : "holds", waiver.subject, waiver.terms.author,
        waiver.terms.reason,
      ])
    }
    return safeLines(columns.text)
  }

  private func json(of waivers: [Waiver], on day: String) -> String {
    JSONValue.array(
      waivers.map { waiver in
        [
          "what": .string(waiver.subject), "expires": .string(waiver.terms.expires),
          "expired": .bool(waiver.isExpired(on: day)), "author": .string(waiver.terms.author),
          "reason": .string(waiver.terms.reason),
        ]
      }
    ).pretty + "\n"
  }
}
