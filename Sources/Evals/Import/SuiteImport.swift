internal import Foundation
public import JudgeTypes
public import YAMLFiles

/// Cases that are to join a suite, or to make one: everything is checked before anything is written.
public struct SuiteImport: Sendable {
  /// A file of the suite that is to be written.
  struct File: Sendable, Hashable {
    enum Content: Sendable, Hashable {
      case text(String)
      /// Of the file at this place.
      case copy(String)
    }

    /// Below the suite's folder.
    let path: String
    let content: Content
  }

  static let caseFile = "cases/imported.jsonl"
  static let artifacts = "artifacts/imported"

  /// The suite's folder.
  public let folder: String
  public let isNew: Bool
  /// What is added, in the order of the import.
  public internal(set) var cases: [(id: String, outcome: Outcome, artifact: String, hasFindings: Bool)] = []
  /// Copies of artifacts, none of which is there yet.
  var files: [File] = []
  /// The whole new text of the case file and, where it changes, of suite.yaml.
  var texts: [File] = []

  /// - Parameters:
  ///   - folder: of the suite; one that is not there yet, or has no suite.yaml, becomes one.
  ///   - kind: tells an artifact's kind by its path and, where it is a file, its content.
  /// - Throws: `FileProblems` with everything that does not fit, in the import and in the suite.
  public init(
    from source: ImportSource, into folder: String, kind: (_ path: String, _ content: String?) -> ArtifactKind
  ) throws(FileProblems) {
    self.folder = folder
    isNew = !FileManager.default.fileExists(atPath: folder + "/suite.yaml")
    let suite = isNew ? nil : try SuiteFile.suite(in: folder)
    var read = source.read()
    var plan = ImportPlan(of: source, into: folder, taken: Set(suite?.cases.map(\.id.rawValue) ?? []))
    var lines: [String] = []
    for one in read.cases {
      do throws(FileProblems) {
        let (line, added) = try plan.add(one, kind: kind)
        lines.append(line)
        cases.append(added)
      } catch {
        read.problems += error.problems
      }
    }
    files = plan.files
    do throws(FileProblems) { texts = try Self.texts(adding: lines, to: folder, isNew: isNew) } catch {
      read.problems += error.problems
    }
    guard read.problems.isEmpty else { throw FileProblems(read.problems) }
  }

  /// Below the suite's folder, everything that is written, sorted.
  public var paths: [String] { (files + texts).map(\.path).sorted() }

  private static func texts(adding lines: [String], to folder: String, isNew: Bool) throws(FileProblems) -> [File] {
    let cases = File(
      path: caseFile, content: .text((try standing(caseFile, in: folder) ?? "") + lines.map { $0 + "\n" }.joined()))
    let path = folder + "/suite.yaml"
    guard !isNew else {
      let last = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
      let id = ImportedNames.part(last)
      return [
        cases, File(path: "suite.yaml", content: .text(SuiteText.new(id: id.isEmpty ? "suite" : id, cases: caseFile))),
      ]
    }
    let text = try standing("suite.yaml", in: folder) ?? ""
    let entries = try YAMLFile.value(of: text, path: path)["cases"]?.list ?? []
    if entries.contains(where: { $0.string == caseFile }) { return [cases] }
    guard !FileManager.default.fileExists(atPath: folder + "/" + caseFile) else {
      let message = "it is there, and suite.yaml does not name it. Name it below cases:, or take it away."
      throw FileProblems([FileProblem(path: folder + "/" + caseFile, message: message)])
    }
    guard let extended = SuiteText.adding(caseFile, to: text) else {
      let message = "its list is not in a form that can be added to. Write '\(caseFile)' into it, with an empty file."
      throw FileProblems([FileProblem(path: path, key: "cases", message: message)])
    }
    return [cases, File(path: "suite.yaml", content: .text(extended))]
  }

  /// The text of a file of the suite, ending with a line feed; nil where it is not there.
  private static func standing(_ path: String, in folder: String) throws(FileProblems) -> String? {
    let place = folder + "/" + path
    guard FileManager.default.fileExists(atPath: place) else { return nil }
    guard let data = FileManager.default.contents(atPath: place), let text = String(data: data, encoding: .utf8) else {
      throw FileProblems([FileProblem(path: place, message: "cannot be read, or is not UTF-8.")])
    }
    return text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
  }
}
