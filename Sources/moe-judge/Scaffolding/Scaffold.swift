import Artifacts
import Foundation
import JudgeTypes
import Personas
import Rubrics
import ShippedFiles

/// The files that a team starts with: a function of what is there already and of the panel that is proposed.
struct Scaffold {
  /// What of a folder decides which files it gets.
  struct Surroundings {
    /// Personas and rubrics that the team has in files of its own names.
    var takenPersonas: Set<Persona.ID> = []
    var takenRubrics: Set<Rubric.ID> = []
    /// The folder of decision records, where one of the usual places has one.
    var records: String?
    var usesGitHub = false
    var usesGitLab = false
    /// Whether there are suites by which the panel can be improved every week.
    var hasEvals = false
    var usesPreCommit = false
  }

  struct File: Hashable {
    /// Below the folder that is set up.
    let path: String
    let text: String
  }

  /// In the order in which they are written; .gitignore is not among them, since it may be there and gets a line.
  let files: [File]

  static let routes = "personas/routing.yaml"
  /// What .gitignore has to name: runs hold what was judged.
  static let ignored = ".moe-judge/"
  /// Where teams keep decision records.
  static let recordFolders = [
    "adrs", "adr", "docs/adr", "docs/adrs", "doc/adr", "docs/decisions", "docs/architecture/decisions",
  ]

  /// - Parameters:
  ///   - panel: nil where the routes are there.
  ///   - isMinimal: the configuration and the routes alone.
  ///   - isWeekly: whether the weekly loop is wanted where there is no suite yet.
  init(_ surroundings: Surroundings, panel: PanelProposal?, isMinimal: Bool, isWeekly: Bool) {
    var files = [
      File(
        path: Configuration.fileName,
        text: ScaffoldTexts.configuration(isSingleVendor: panel?.isSingleVendor ?? false, records: surroundings.records)
      )
    ]
    if let panel { files.append(File(path: Self.routes, text: panel.routing)) }
    if !isMinimal {
      files += Self.personas(without: surroundings.takenPersonas) + Self.rubrics(without: surroundings.takenRubrics)
      if surroundings.records == nil {
        files.append(File(path: "adrs/001-record-decisions.md", text: ScaffoldTexts.record))
      }
      files.append(File(path: IgnoreRules.fileName, text: ScaffoldTexts.ignoreFile))
      files += ScaffoldCI(surroundings, isWeekly: isWeekly).files
    }
    self.files = files
  }

  /// The shipped ones; a second file of an id that the team has elsewhere would be an error.
  private static func personas(without taken: Set<Persona.ID>) -> [File] {
    ShippedFiles.files(in: "personas").compactMap { file in
      guard !file.path.hasSuffix("/routing.yaml"),
        let persona = try? PersonaFile.persona(from: file.text, path: file.path), !taken.contains(persona.id)
      else { return nil }
      return File(path: file.path, text: file.text)
    }
  }

  private static func rubrics(without taken: Set<Rubric.ID>) -> [File] {
    ShippedFiles.files(in: "rubrics").compactMap { file in
      guard let rubric = try? RubricFile.rubric(of: file.text, path: file.path), !taken.contains(rubric.id) else {
        return nil
      }
      return File(path: file.path, text: file.text)
    }
  }
}

extension Scaffold.Surroundings {
  /// Looks at the folder that `files` were read from.
  init(of files: FilesCheck) {
    let folder = files.directory
    func path(_ name: String) -> String { folder + "/" + name }
    let shipped = Set((ShippedFiles.files(in: "personas") + ShippedFiles.files(in: "rubrics")).map(\.path))
    let standard = shipped.union(shipped.map(path))
    takenPersonas = Set((files.personas ?? []).filter { !standard.contains($0.path) }.map(\.id))
    takenRubrics = Set((files.rubrics ?? []).filter { !standard.contains($0.path) }.map(\.id))
    records = Scaffold.recordFolders.first { FilesCheck.isFolder(path($0)) }
    let settings = Self.text(at: path(".git/config"))
    usesGitHub = FilesCheck.isFolder(path(".github")) || settings.contains("github.com")
    usesGitLab = FileManager.default.fileExists(atPath: path(".gitlab-ci.yml")) || settings.contains("gitlab.com")
    hasEvals = FilesCheck.isFolder(path("evals"))
    usesPreCommit = FileManager.default.fileExists(atPath: path(".pre-commit-config.yaml"))
  }

  /// Empty where there is no such file.
  private static func text(at path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
