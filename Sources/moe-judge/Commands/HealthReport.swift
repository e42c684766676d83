import ArgumentParser
import Foundation
import Reports
import SkillHealth

extension HealthCommand {
  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the health of all skills as a document: SKILL-HEALTH-REPORT-YYYY-MM-DD.md.",
      discussion: """
        Examples:
          moe-judge health report
          moe-judge health report --on 2026-11-01 -o reports/
          moe-judge health report --category review -o -
        """)

    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("Write to this file, or into this folder; - for standard output.", valueName: "file"),
      completion: .file())
    var output: String?
    @Option(
      help: ArgumentHelp("As it was on this day; nothing later counts.", valueName: "date"), transform: calendarDay)
    var on: Day?
    @Option(help: ArgumentHelp("Only skills of this category; repeatable.", valueName: "name")) var category: [String] =
      []
    @Flag(help: "Overwrite a report that says something else.") var force = false
    @OptionGroup var state: StateOption

    func run() async throws {
      let day = on ?? .today
      let report = try await report(on: day)
      guard output != "-" else {
        Standard.output.write(report)
        return
      }
      let path = place(on: day)
      let isThere = try isThere(report, at: path)
      if !isThere { try write(report, to: path) }
      Standard.output.write(safeLines("\(path)\(isThere ? ": it is there already, and says the same" : "")\n"))
    }

    private func report(on day: Day) async throws -> String {
      let filter = HealthFilter(categories: category)
      func states(_ daysAgo: Int) throws -> [SkillState] {
        try HealthStates.all(state: state.path, on: day.advanced(by: -daysAgo))
      }
      let all = HealthOverview(testing: try states(0))
      guard !all.skills.isEmpty else { throw CommandFailure(HealthStates.firstSteps(in: state.path)) }
      let overview = all.filtered(by: filter)
      guard !overview.skills.isEmpty else {
        throw CommandFailure(
          "--category \(category.joined(separator: ", ")): no skill has it. Categories: \(all.categories.joined(separator: ", "))."
        )
      }
      return HealthReport(
        on: day, overview, weekAgo: try states(7).filter(filter.lets), monthAgo: try states(30).filter(filter.lets),
        causes: await HealthCauses.of(overview.skills.map(\.state)),
        openTasks: try TaskFolder(state: state.path).openTasks(),
        categories: category
      ).markdown
    }

    private func place(on day: Day) -> String {
      let name = HealthReport.fileName(on: day)
      guard let output else { return name }
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
      guard output.hasSuffix("/") || exists && isFolder.boolValue else { return output }
      return output.hasSuffix("/") ? output + name : output + "/" + name
    }

    /// Whether this very report stands there.
    ///
    /// - Throws: `CommandFailure` where something else does, and nobody said that it may go.
    private func isThere(_ report: String, at path: String) throws -> Bool {
      guard FileManager.default.fileExists(atPath: path) else { return false }
      if FileManager.default.contents(atPath: path) == Data(report.utf8) { return true }
      guard force else {
        throw CommandFailure(
          "\(path): a file that says something else stands there. Name another place with -o, or say --force.")
      }
      return false
    }

    private func write(_ report: String, to path: String) throws {
      do { try Data(report.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw CommandFailure(
          "\(path): cannot be written: \(error.localizedDescription). Check the folder, or name another place with -o.")
      }
    }
  }
}
