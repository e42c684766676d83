internal import Foundation
internal import ShippedFiles
public import StaticReview
internal import Storage
public import YAMLFiles

/// The rules that findings may name and by which secrets are known: the shipped ones, and the team's beside them, whatever these
/// leave out.
public enum KnownRules {
  /// Below the team's root.
  public static let folder = "rubrics/rules"

  /// The largest file that is read, in bytes.
  private static let limit = 4 << 20

  /// By these secrets are known: nothing that a team leaves out or replaces is missing.
  ///
  /// - Throws: `FileProblems` for a file of the team that is no rule file.
  public static func all(root: String) throws(FileProblems) -> [Rule] {
    let names = Set(shipped.map { name(of: $0.path) })
    let own = try own(root: root).filter { !names.contains(name(of: $0.path)) }
    return try rules(shipped + own, isTuned: false)
  }

  /// By these findings are explained: as the team's files have them, and as shipped what these leave out or replace.
  ///
  /// - Returns: the rules, and what is wrong with the team's files; the shipped rules alone where something is.
  public static func explaining(root: String) -> (rules: [Rule], problems: [FileProblem]) {
    let all = (try? rules(shipped, isTuned: false)) ?? []
    do throws(FileProblems) {
      let own = try own(root: root)
      let names = Set(own.map { name(of: $0.path) })
      let tuned = try rules(shipped.filter { !names.contains(name(of: $0.path)) } + own, isTuned: true)
      let known = Set(tuned.map(\.id))
      return (tuned + all.filter { !known.contains($0.id) }, [])
    } catch { return (all, error.problems) }
  }

  private static var shipped: [(path: String, text: String)] {
    ShippedFiles.files(in: "Sources/StaticReview/Data").map { ($0.path, $0.text) }
  }

  private static func rules(_ files: [(path: String, text: String)], isTuned: Bool) throws(FileProblems) -> [Rule] {
    var read: [RuleFile] = []
    for (path, text) in files { read.append(try RuleFile(from: text, path: path)) }
    return try read.rules(isTuned: isTuned)
  }

  private static func own(root: String) throws(FileProblems) -> [(path: String, text: String)] {
    let place = root + "/" + folder
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).filter { $0.hasSuffix(".yaml") }
    var files: [(path: String, text: String)] = []
    for name in names.sorted() {
      guard let status = FileStatus(of: "\(place)/\(name)"), status.kind == .file, status.size <= limit,
        let data = FileManager.default.contents(atPath: "\(place)/\(name)")
      else {
        throw FileProblems([
          FileProblem(path: "\(folder)/\(name)", message: "it is no file that can be read, or larger than 4 MB.")
        ])
      }
      files.append(("\(folder)/\(name)", String(decoding: data, as: UTF8.self)))
    }
    return files
  }

  private static func name(of path: String) -> Substring { path.split(separator: "/").last ?? path[...] }
}
