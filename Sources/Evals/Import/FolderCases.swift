internal import Foundation
internal import JudgeTypes
internal import YAMLFiles

/// Cases from a folder whose subfolders `pass`, `conditional` and `fail` hold the artifacts, each file one case.
enum FolderCases {
  /// What file managers and git leave in folders.
  private static let leftOut: Set<String> = [".DS_Store", ".git", ".gitkeep", "Thumbs.db"]

  static func read(_ folder: String, name: String) -> ImportedCases {
    var all = ImportedCases()
    let manager = FileManager.default
    let entries = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    let known = ImportedCase.outcomes.map(\.rawValue)
    for entry in entries {
      let place = folder + "/" + entry
      guard kind(of: place) != .typeRegular else { continue }
      guard known.contains(entry), kind(of: place) == .typeDirectory else {
        let advice = nearest(entry, among: known).map { "Did you mean '\($0)'?" } ?? "Take it away."
        all.problems.append(
          FileProblem(path: place, message: "only the folders \(known.joined(separator: ", ")) are read. \(advice)"))
        continue
      }
      add(below: place, path: "", outcome: entry, name, to: &all)
    }
    if all.cases.isEmpty, all.problems.isEmpty {
      all.problems = [
        FileProblem(
          path: folder, message: "it holds no case. Put the artifacts into \(known.joined(separator: "/, "))/ in it.")
      ]
    }
    return all
  }

  private static func add(
    below folder: String, path: String, outcome: String, _ name: String, to all: inout ImportedCases
  ) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for entry in names.sorted() where !leftOut.contains(entry) {
      let (place, below) = (folder + "/" + entry, path.isEmpty ? entry : path + "/" + entry)
      switch kind(of: place) {
      case .typeDirectory: add(below: place, path: below, outcome: outcome, name, to: &all)
      case .typeRegular:
        all.cases.append(
          // The place of the copy does not tell the outcome: judges are shown paths.
          ImportedCase(
            id: "\(name)/\(outcome)/\(below)", content: .file("\(outcome)/\(below)"), name: below, kind: nil,
            outcome: outcome, labels: [], source: nil, path: place, line: nil))
      default:
        all.problems.append(
          FileProblem(path: place, message: "this is neither a file nor a folder. Put the file itself here."))
      }
    }
  }

  /// Of what stands there itself: a link is a link.
  private static func kind(of path: String) -> FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
  }
}
