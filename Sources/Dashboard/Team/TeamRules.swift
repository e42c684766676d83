internal import Findings
internal import JudgeTypes
internal import StaticReview
internal import YAMLFiles

/// What findings are named by: the rules that the team's files and the shipped ones hold now.
struct TeamRules: Sendable {
  /// Of the team's files; the shipped rules stand alone where there are any.
  let problems: [FileProblem]
  private let byID: [String: Rule]

  /// As the files stand; read anew only where one of them changed.
  static func current(of stores: Stores) -> TeamRules {
    let folder = TeamFolder(root: stores.root)
    // The folder's own stamp tells of a file that is gone; a link is followed, as it is when the rules are read.
    let stamps = ([KnownRules.folder] + folder.yamlPaths(in: KnownRules.folder)).map {
      FileStamp(of: folder.place(of: $0), followsLink: true)
    }
    return stores.memory.value("rules of \(folder.root)", of: stamps) { TeamRules(root: folder.root) }
  }

  private init(root: String) {
    let (rules, problems) = KnownRules.explaining(root: root)
    byID = Dictionary(rules.map { ($0.id.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
    self.problems = problems
  }

  subscript(id: String) -> Rule? { byID[id] }
}
