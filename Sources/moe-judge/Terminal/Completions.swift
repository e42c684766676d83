import ArgumentParser
import Foundation
import ShippedFiles

/// What the shell offers where a word is neither a file nor one of a fixed list.
extension CompletionKind {
  /// Stored runs, the newest first, and `latest`.
  static let runs = CompletionKind.custom { words, _, _ in
    let state = words.dropLast().lastIndex(of: "--state").map { words[$0 + 1] }
    let folder = StateOption.path(flag: state, ProcessInfo.processInfo.environment) + "/runs"
    let runs = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return ["latest"] + runs.filter { !$0.hasPrefix(".") }.sorted(by: >).prefix(50)
  }

  /// The shipped personas and those of personas/.
  static let personas = CompletionKind.custom { _, _, _ in
    let own = ((try? FileManager.default.contentsOfDirectory(atPath: "personas")) ?? [])
      .filter { $0.hasSuffix(".yaml") && $0 != "routing.yaml" }
    let all = own + ShippedFiles.files(in: "personas").map(\.path)
    return Set(all.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }).sorted()
  }

  /// Suites below evals/, by name.
  static let suites = CompletionKind.custom { _, _, _ in
    ((try? FileManager.default.contentsOfDirectory(atPath: "evals")) ?? []).filter {
      FileManager.default.fileExists(atPath: "evals/\($0)/suite.yaml")
    }.sorted()
  }
}
