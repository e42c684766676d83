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

  typealias Lately = RecentFaults
}

extension RecentFaults {
  static func load(from stores: Stores) throws -> RecentFaults { try stores.index()?.recentFaults() ?? RecentFaults() }

  func findings(in dimensions: [JudgeTypes.Dimension]) -> Int {
    findings(againstAnyOf: Set(dimensions.map(\.id.rawValue)))
  }

  /// What keeps the figures from being whole; nothing where they are.
  var doubt: HTML {
    guard uncertain > 0 else { return "" }
    return """
      <p class="soft">Of \(counted(uncertain, "finding")) among them one dimension alone is known, for an earlier version indexed \
      \(uncertain == 1 ? "it" : "them") or the run is pruned; others may lack \(uncertain == 1 ? "it" : "them"). \
      \(HTMLWords.code("moe-judge runs reindex")) counts what is not pruned.</p>

      """
  }
}
