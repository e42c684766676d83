internal import JudgeTypes
internal import Reports
internal import Rubrics
internal import Storage

/// What pages of rubrics say of them.
enum RubricWords {
  static func origin(_ origin: TeamRubrics.Origin) -> HTML {
    switch origin {
    case .written: "the team's, written by hand"
    case .shipped: "shipped with moe-judge"
    case .generated(let record): "from \(HTMLWords.code(record, limit: 200))"
    }
  }

  static func state(_ entry: TeamRubrics.Entry, isChecked: Bool) -> HTML {
    guard case .generated = entry.origin else { return HTMLWords.chip("–", "not generated", .calm) }
    if entry.objection != nil { return HTMLWords.chip("!", "stale", .warning) }
    return isChecked ? HTMLWords.chip("✓", "fresh", .good) : HTMLWords.chip("?", "not checked", .calm)
  }

  static func levels(_ rubric: Rubric) -> HTML {
    let counts = Level.allCases.map { level in (level, rubric.dimensions.count { $0.level == level }) }
    return HTML.joined(
      counts.filter { $0.1 > 0 }.map { #"<span class="nowrap">\#($0.1) × \#(name($0.0))</span>"# }, by: ", ")
  }

  static func name(_ level: Level) -> String { level.rawValue.replacing("_", with: " ") }

  static func level(_ level: Level) -> HTML {
    HTMLWords.chip(level.isBinding ? "■" : level == .may ? "□" : "▪", name(level), level.isBinding ? .warning : .calm)
  }

  /// How often dimensions were spoken against in the newest judgments.
  struct Lately: Sendable {
    let judgments: Int
    let since: String?
    let byDimension: [String: DimensionFaults]

    static func load(from stores: Stores) throws -> Lately {
      guard let index = try stores.index() else { return Lately(judgments: 0, since: nil, byDimension: [:]) }
      let (judgments, since, byDimension) = try index.recentFaults()
      return Lately(judgments: judgments, since: since, byDimension: byDimension)
    }

    func findings(in rubric: Rubric) -> Int {
      rubric.dimensions.reduce(0) { $0 + (byDimension[$1.id.rawValue]?.findings ?? 0) }
    }
  }
}
