internal import Evals
internal import JudgeTypes
internal import Provenance
internal import YAMLFiles

/// The judge cards of a team, from the calibration file that moe-judge.yaml names, or calibration.json beside it.
struct TeamJudgeCards: Sendable {
  enum Freshness: Sendable, Hashable {
    case fresh, stale
    /// The persona is no longer there, or what it judges by is not known from files.
    case unknown
  }

  struct Entry: Sendable {
    let card: KeptJudgeCard
    let freshness: Freshness
  }

  static let fallback = "calibration.json"

  let path: String
  let measured: String?
  let suite: String?
  let cards: [Entry]
  /// Judges with calibration points and no card: files of earlier versions.
  let withoutCard: Int
  /// What does not fit in the file.
  let problems: [FileProblem]

  /// Nil where there is no such file.
  static func current(of stores: Stores, _ rubrics: TeamRubrics) -> TeamJudgeCards? {
    let folder = TeamFolder(root: stores.root)
    let configuration = folder.text(at: "moe-judge.yaml").flatMap {
      try? YAMLFile.value(of: $0, path: "moe-judge.yaml")
    }
    let named = configuration?["calibration"]?.string
    let path = named ?? fallback
    // A file that decides lies below the team's folder.
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { return nil }
    guard let text = folder.text(at: path) else {
      guard named != nil else { return nil }
      let problem = FileProblem(
        path: path, message: "moe-judge.yaml names it, and there is no such file. Measure: moe-judge eval calibrate")
      return TeamJudgeCards(path: path, measured: nil, suite: nil, cards: [], withoutCard: 0, problems: [problem])
    }
    return TeamJudgeCards(text: text, path: path, rubrics)
  }

  private init(
    path: String, measured: String?, suite: String?, cards: [Entry], withoutCard: Int, problems: [FileProblem]
  ) {
    (self.path, self.measured, self.suite, self.cards) = (path, measured, suite, cards)
    (self.withoutCard, self.problems) = (withoutCard, problems)
  }

  private init(text: String, path: String, _ rubrics: TeamRubrics) {
    do throws(FileProblems) {
      let file = try CalibrationFile(text: text, path: path)
      let hashes = Dictionary(
        rubrics.personas.map { ($0.id, JudgeTypes.Dimension.sha256(of: $0.everyDimension(in: rubrics.rubrics))) },
        uniquingKeysWith: { $1 })
      func freshness(_ card: KeptJudgeCard) -> Freshness {
        guard !rubrics.isGeneratedAtRuns, rubrics.problems.isEmpty, let hash = hashes[card.persona] else {
          return .unknown
        }
        return hash == card.rubricSHA256 ? .fresh : .stale
      }
      let known = Set(file.cards.map { "\($0.persona) \($0.model)" })
      self.init(
        path: path, measured: file.measured, suite: file.suite,
        cards: file.cards.map { Entry(card: $0, freshness: freshness($0)) },
        withoutCard: file.judges.count { !known.contains("\($0.persona) \($0.model)") }, problems: [])
    } catch {
      self.init(
        path: path, measured: nil, suite: nil, cards: [], withoutCard: 0,
        problems: error.problems)
    }
  }
}
