import JudgeTypes
import ShippedFiles
import StaticReview
import YAMLFiles

/// What the offline panel looks for: the shipped rule files and the team's.
extension TeamFiles {
  /// The folder of the team's own rule files.
  static let rulesFolder = "rubrics/rules"

  var hasOwnRules: Bool {
    get throws { try !Composition.reading { () throws(FileProblems) in try names(in: Self.rulesFolder) }.isEmpty }
  }

  /// What the offline panel looks for: the shipped rule files, replaced by the team's of the same name and joined by its others.
  ///
  /// - Parameter isTuned: false for every rule that any of them holds, whatever the team's leave out: what must not be shown is
  ///   known by these.
  func rules(isTuned: Bool = true) throws(FileProblems) -> [Rule] {
    let own = try files(in: Self.rulesFolder)
    let names = Set(own.map { Self.name(of: $0.path) })
    let shipped = ShippedFiles.files(in: "Sources/StaticReview/Data").map { File(path: $0.path, text: $0.text) }
    let replaced = isTuned ? shipped.filter { names.contains(Self.name(of: $0.path)) } : []
    let kept = isTuned ? shipped.filter { !names.contains(Self.name(of: $0.path)) } : shipped
    let added = isTuned ? own : own.filter { !shipped.map { Self.name(of: $0.path) }.contains(Self.name(of: $0.path)) }
    var problems: [FileProblem] = []
    let read = readEach(kept + added, &problems) { file throws(FileProblems) in
      try RuleFile(from: file.text, path: file.path)
    }
    let lost = readEach(replaced.filter { $0.text.contains("suppressible: false") }, &problems) {
      file throws(FileProblems) in try RuleFile(from: file.text, path: file.path)
    }
    problems += lost.unreplaceable.map {
      FileProblem(
        path: path(Self.rulesFolder) + "/" + Self.name(of: $0),
        message:
          "it would replace the shipped file of this name, which holds rules that always hold. Name it otherwise.")
    }
    guard problems.isEmpty else { throw source.naming(FileProblems(problems)) }
    return try read.rules(isTuned: isTuned)
  }

  /// Dimensions that the team's rules speak against and that stand in no persona and no rubric: such a rule would never be heard.
  func unheard(_ personas: [Persona], _ rubrics: [Rubric]) throws(FileProblems) -> [FileProblem] {
    let known = Set((personas.flatMap(\.dimensions) + rubrics.flatMap(\.dimensions)).map(\.id))
    var problems: [FileProblem] = []
    for file in try files(in: Self.rulesFolder) {
      let missing = try RuleFile(from: file.text, path: file.path).dimensions.filter { !known.contains($0.dimension) }
      problems += missing.map { rule, dimension in
        let near =
          nearest(dimension.rawValue, among: known.map(\.rawValue).sorted()).map { " Did you mean '\($0)'?" } ?? ""
        return FileProblem(
          path: file.path, key: "dimensions",
          message: "the rule '\(rule)' speaks against '\(dimension)', which stands in no persona and no rubric.\(near)")
      }
    }
    return problems
  }

  /// The rules that the team's files put off.
  func rulesOff() throws(FileProblems) -> Set<Rule.ID> {
    var off: Set<Rule.ID> = []
    for file in try files(in: Self.rulesFolder) { off.formUnion(try RuleFile(from: file.text, path: file.path).off) }
    return off
  }

  /// What every offline judgment says of shipped rules that the team does not take as they are; nil where it takes all of them.
  func rulesBanner(_ rules: [Rule]) throws(FileProblems) -> String? {
    let byID = Dictionary(rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let shipped = try self.rules(isTuned: false)
    let left = shipped.map(\.id).filter { byID[$0] == nil }.sorted()
    let milder = shipped.filter { byID[$0.id]?.isMilder ?? false }.map(\.id).sorted()
    let excepted = shipped.filter { byID[$0.id]?.hasExceptions ?? false }.map(\.id).sorted()
    let names = ShippedFiles.files(in: "Sources/StaticReview/Data").map { Self.name(of: $0.path) }
    let replaced = try files(in: Self.rulesFolder).map { Self.name(of: $0.path) }.filter(names.contains)
    let parts = [
      (left.map(\.rawValue), "leave out "), (milder.map(\.rawValue), "give less weight to "),
      (excepted.map(\.rawValue), "except lines of "), (replaced, "replace the shipped "),
    ].filter { !$0.0.isEmpty }.map { $0.1 + $0.0.joined(separator: ", ") }
    return parts.isEmpty ? nil : "the team's rule files \(parts.joined(separator: "; "))"
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
