internal import Foundation
public import YAMLFiles

/// What cases are imported from: a table, lines of JSON, or a folder of labelled files.
public struct ImportSource: Sendable {
  enum Form: Sendable, Hashable {
    case table(delimiter: UInt8)
    case lines
    case folder
  }

  /// The largest table or file of lines that is read, in bytes.
  static let limit = 256 << 20

  let path: String
  let form: Form

  /// - Parameter delimiter: of a table; nil for the one that its ending says, a comma or, for .tsv, a tab.
  /// - Throws: `FileProblems` where nothing is there, or its ending says nothing.
  public init(at path: String, delimiter: UInt8? = nil) throws(FileProblems) {
    func failure(_ message: String) -> FileProblems { FileProblems([FileProblem(path: path, message: message)]) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw failure("there is no such file or folder.")
    }
    self.path = path
    if isFolder.boolValue {
      form = .folder
    } else if path.hasSuffix(".csv") || path.hasSuffix(".tsv") {
      form = .table(delimiter: delimiter ?? UInt8(ascii: path.hasSuffix(".tsv") ? "\t" : ","))
    } else if path.hasSuffix(".jsonl") {
      form = .lines
    } else {
      throw failure("its ending says nothing. Name a .csv, .tsv or .jsonl file, or a folder with pass/ and fail/.")
    }
    guard delimiter == nil || path.hasSuffix(".csv") || path.hasSuffix(".tsv") else {
      throw failure("only a table has a delimiter. Leave it out.")
    }
  }

  /// The folder that paths of the import are relative to, and that none of them leads out of: of a case file of another suite that suite's,
  /// otherwise the one it is in.
  var folder: String {
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    guard form != .folder else { return url.path }
    let folder = url.deletingLastPathComponent()
    let suite = folder.deletingLastPathComponent()
    let isOfSuite =
      form == .lines && folder.lastPathComponent == "cases"
      && FileManager.default.fileExists(atPath: suite.appendingPathComponent("suite.yaml").path)
    return isOfSuite ? suite.path : folder.path
  }

  /// What this import is called in the suite.
  var name: String {
    let last = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    let stem = form == .folder ? last : last.split(separator: ".").dropLast().joined(separator: ".")
    let name = ImportedNames.part(stem)
    return name.isEmpty ? "cases" : name
  }

  func read() -> ImportedCases {
    if form == .folder { return FolderCases.read(folder, name: name) }
    guard let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber,
      size.intValue <= Self.limit, let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      let message = "cannot be read, is not UTF-8, or is larger than \(Self.limit) bytes."
      return ImportedCases(problems: [FileProblem(path: path, message: message)])
    }
    return if case .table(let delimiter) = form {
      CSVCases.read(text, path: path, delimiter: delimiter)
    } else {
      LineCases.read(text, path: path)
    }
  }
}
