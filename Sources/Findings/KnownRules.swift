internal import Foundation
internal import ShippedFiles
public import StaticReview
public import YAMLFiles

/// The rules that findings may name and by which secrets are known: the shipped ones, and the team's beside them, whatever these
/// leave out.
public enum KnownRules {
  /// Below the team's root.
  public static let folder = "rubrics/rules"

  /// - Throws: `FileProblems` for a file of the team that is no rule file.
  public static func all(root: String) throws(FileProblems) -> [Rule] {
    let shipped = ShippedFiles.files(in: "Sources/StaticReview/Data").map { (path: $0.path, text: $0.text) }
    let names = Set(shipped.map { name(of: $0.path) })
    let own = own(in: root + "/" + folder).filter { !names.contains(name(of: $0.path)) }
    var files: [RuleFile] = []
    for (path, text) in shipped + own { files.append(try RuleFile(from: text, path: path)) }
    return try files.rules(isTuned: false)
  }

  private static func own(in folder: String) -> [(path: String, text: String)] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
      .compactMap { name in
        FileManager.default.contents(atPath: "\(folder)/\(name)").map {
          ("\(Self.folder)/\(name)", String(decoding: $0, as: UTF8.self))
        }
      }
  }

  private static func name(of path: String) -> Substring { path.split(separator: "/").last ?? path[...] }
}
