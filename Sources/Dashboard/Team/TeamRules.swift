internal import Findings
internal import JudgeTypes
internal import StaticReview
internal import YAMLFiles

/// What findings are named by: the rules that the team's files and the shipped ones hold now.
struct TeamRules: Sendable {
  private let byID: [String: Rule]

  /// As the files stand; read anew only where one of them changed.
  static func current(of stores: Stores) -> TeamRules {
    let folder = TeamFolder(root: stores.root)
    // The folder's own stamp tells of a file that is gone.
    let stamps = ([KnownRules.folder] + folder.yamlPaths(in: KnownRules.folder)).map {
      FileStamp(of: folder.place(of: $0))
    }
    return stores.memory.value("rules of \(folder.root)", of: stamps) { TeamRules(root: folder.root) }
  }

  /// A team's file that is no rule file leaves the findings without their explanations; every run refuses to start by it.
  private init(root: String) {
    let rules = (try? KnownRules.all(root: root)) ?? []
    byID = Dictionary(rules.map { ($0.id.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
  }

  subscript(id: String) -> Rule? { byID[id] }
}
