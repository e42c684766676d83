public import ArgumentParser
import Foundation
import JudgeTypes
import Provenance
public import Reports

/// How results are shown, and where they go.
struct OutputOptions: ParsableArguments {
  typealias Format = ResultForm.Name

  @Option(help: "The form of standard output.") var format: Format = .table
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Also write to this file; the form by its extension (\(Format.extensions)); repeatable.", valueName: "file"),
    completion: .file())
  var output: [String] = []
  @Flag(help: "Say nothing but the result.") var quiet = false
  @Flag(help: "Show every dimension, finding and skipped file.") var verbose = false
  @Flag(help: "No colours; NO_COLOR does the same.") var noColor = false
  @Flag(help: "No progress on standard error.") var noProgress = false

  var progressStyle: Progress.Style {
    if quiet || noProgress { return .none }
    return Standard.error.isTerminal ? .live : .plain
  }

  func outputs() throws -> Outputs {
    let files = try Self.files(output)
    let isColoured = Standard.output.isTerminal && !noColor && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    return Outputs(format: format, files: files, isColoured: isColoured, isVerbose: verbose)
  }

  /// The files with the form that the extension of each names.
  static func files(_ paths: [String]) throws -> [(path: String, format: Format)] {
    try paths.map { path in
      guard let format = Format(ofFile: path) else {
        throw CommandFailure("-o \(path): the extension names no form. Use one of \(Format.extensions).")
      }
      try requirePlace(for: path)
      return (path, format)
    }
  }

  /// Said before anything is judged: a result that finds no place is lost work.
  private static func requirePlace(for path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw CommandFailure("-o \(path): there is no folder \(folder). Make it first, or name another place.")
    }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw CommandFailure("-o \(path): this is a folder. Name a file in it.")
    }
    guard access(folder, W_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      throw CommandFailure("-o \(path): nothing can be written in \(folder): \(reason). Name another place.")
    }
  }
}

/// Standard output and the files that take the result.
struct Outputs: Sendable {
  /// Of standard output; nil where that takes none.
  let format: OutputOptions.Format?
  let files: [(path: String, format: OutputOptions.Format)]
  let isColoured: Bool
  let isVerbose: Bool
}

extension ResultForm.Name: ExpressibleByArgument {}
