import ArgumentParser
import Foundation
import JudgeTypes
import LanguageModels
import Reports
import YAMLFiles

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scaffold the files a team keeps: configuration, personas, routes, rubrics, a CI job.",
    discussion: """
      Proposes a panel from the keys that are set; one is enough. What is there is left as it is and named, so a second \
      run writes nothing. Of .gitignore alone a file that is there gets a line.

      Examples:
        moe-judge init
        moe-judge init --dry-run
        moe-judge init --minimal
        moe-judge init --weekly
      """)

  @Argument(help: "The folder to set up, as a rule the root of a repository.", completion: .directory) var directory =
    "."
  @Flag(help: "Say what would be written, and write nothing.") var dryRun = false
  @Flag(help: "Write moe-judge.yaml and personas/routing.yaml alone.") var minimal = false
  @Flag(help: "On GitHub write the weekly improvement loop too, as is done anyway where there is a folder evals.")
  var weekly = false

  func run() async throws {
    try requireFolder()
    let environment = ProcessInfo.processInfo.environment
    let files = FilesCheck(of: directory)
    guard files.problems.isEmpty, let configuration = files.configuration, let personas = files.personas else {
      throw CommandFailure(
        files.problems.map(\.description).joined(separator: "\n")
          + "\nWhat is here does not fit. Mend it first: beside it nothing new would work.")
    }
    let table = ProviderTable(configuration.providers)
    let finder = PanelFinder(
      personas: personas.filter { configuration.personas?.contains($0.id) ?? true }, table: table,
      transport: try CurlTransport(.init(environment: environment)), deadline: .seconds(2))
    let keyed = Set(KeysCheck(table, environment: environment).opened)
    // Routes that are there are the team's, and a new configuration must not follow a panel that it does not have.
    let proposal = isStanding(Scaffold.routes) ? nil : await finder.proposal(keyed: keyed)
    let surroundings = Scaffold.Surroundings(of: files)
    let above = TeamFiles(root: directory).configuredFolderAbove
    let hadConfiguration = isStanding(Configuration.fileName)
    let isNew = try write(Scaffold(surroundings, panel: proposal?.panel, isMinimal: minimal, isWeekly: weekly))
    let ending = Ending(
      isNew: isNew, proposal: proposal, lacksProfile: hadConfiguration && !configuration.isSingleVendor,
      hasKey: !keyed.isEmpty, records: surroundings.records,
      advice: isNew && !minimal ? ScaffoldCI(surroundings, isWeekly: weekly).advice : [], folder: directory,
      above: above)
    Standard.output.write(safeLines(ending.text))
  }

  private func isStanding(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: directory + "/" + name)
  }

  private func requireFolder() throws {
    guard FilesCheck.isFolder(directory) else {
      throw CommandFailure("\(directory): there is no such folder. Make it first, or name the root of the repository.")
    }
    guard access(directory, W_OK | X_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      throw CommandFailure("\(directory): nothing can be written here: \(reason). Allow it, or name another folder.")
    }
  }

  /// Says of each file at once what became of it, so that a failure half-way leaves no doubt about what came before it.
  ///
  /// - Returns: whether anything was to be written.
  private func write(_ scaffold: Scaffold) throws -> Bool {
    let writer = ScaffoldWriter(folder: directory, isDryRun: dryRun)
    var isNew = false
    func say(_ outcome: ScaffoldWriter.Outcome, _ path: String) {
      let line: String
      switch outcome {
      case .written: line = (dryRun ? "would write  " : "wrote  ") + path
      case .extended: line = (dryRun ? "would add \(Scaffold.ignored) to  " : "added \(Scaffold.ignored) to  ") + path
      case .left(let reason): line = "left  \(path), which \(reason)"
      }
      if case .left = outcome {} else { isNew = true }
      Standard.output.write(safeForTerminal(line) + "\n")
    }
    if isStanding(Scaffold.routes) { say(.left("is there"), Scaffold.routes) }
    for file in scaffold.files { say(try writer.write(file), file.path) }
    if !minimal { say(try writer.ignore(Scaffold.ignored), ".gitignore") }
    return isNew
  }

  /// What is said last: the panel, what is still to be done by hand, the next command.
  struct Ending {
    let isNew: Bool
    let proposal: DoctorProposal?
    /// Whether a configuration that was there before does not allow a panel of few families.
    let lacksProfile: Bool
    let hasKey: Bool
    let records: String?
    /// What is to be done by hand for CI.
    let advice: [String]
    let folder: String
    /// A folder above that has a configuration too.
    let above: String?

    var text: String {
      var lines = [""]
      if !isNew { lines.append("Everything is there already.") }
      if let proposal { lines.append("panel: \(proposal.panel.summary). \(proposal.reason)") }
      if let configuration = proposal?.panel.configuration, lacksProfile {
        lines.append(
          "The \(Configuration.fileName) that was there does not allow this panel. Write into it:\n\n\(configuration)")
      }
      lines += place
      if let records {
        lines.append(
          "rubrics from your records: moe-judge rubrics generate --adr-dir \(quotedForShell(records)) --output rubrics/generated"
        )
      }
      lines += advice
      lines.append("next: \(move)moe-judge " + (hasKey ? "doctor" : "judge --offline FILE"))
      return lines.joined(separator: "\n") + "\n"
    }

    private var move: String { folder == "." ? "" : "cd \(quotedForShell(folder)) && " }

    /// What is odd about the folder.
    private var place: [String] {
      if let above {
        return ["note: \(above) has a \(Configuration.fileName) too, which is not used from here."]
      }
      guard let repository = MachineChecks.repository(above: folder) else {
        return ["note: this folder is in no git repository. Run git init to judge changes with --diff."]
      }
      guard URL(fileURLWithPath: folder).standardizedFileURL.path != repository else { return [] }
      return ["note: the repository's root is \(repository); files here serve runs from this folder alone."]
    }
  }
}
