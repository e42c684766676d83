internal import JudgeTypes
internal import Reports
internal import SkillHealth
internal import Storage
internal import Synchronization

/// How all skills stand today, kept until something was recorded or the day is over.
final class HealthCache: Sendable {
  private struct Kept: Sendable {
    let store: HealthStore
    let version: HealthVersion
    let standing: StandingSkills
  }

  private let kept = Mutex<Kept?>(nil)

  /// Whoever comes while it is computed waits for it: twice the work would be done no sooner.
  func standing(in store: HealthStore, on day: Day) throws -> StandingSkills {
    try kept.withLock { kept in
      let known = kept.flatMap { $0.store === store ? $0 : nil }
      // Asked before anything is read: what comes meanwhile is seen the next time.
      let version = try store.version()
      if let known, known.version == version, known.standing.day == day { return known.standing }
      let standing = StandingSkills(HealthOverview(testing: try store.states(on: day, today: day)), on: day)
      kept = Kept(store: store, version: version, standing: standing)
      return standing
    }
  }
}

/// How all skills stand on a day, with what takes long to be computed kept.
final class StandingSkills: Sendable {
  let day: Day
  let overview: HealthOverview
  let totals: HealthOverview.Totals
  let categories: [String]
  /// Of how many too little is known to say how they do.
  let untold: Int
  private let levels: [SkillState.Level: Int]
  /// The worst first; a low score alone is no reason where too little is known.
  let attention: [StandingSkill]
  let byCategory: [CategoryStanding]
  private let orders = Mutex<[HealthOrder: [Int]]>([:])
  private let places: [Skill.ID: Int]

  init(_ overview: HealthOverview, on day: Day) {
    self.day = day
    self.overview = overview
    totals = overview.totals
    categories = overview.categories
    attention = overview.needingAttention.filter { !$0.state.lacksData || $0.state.finding.isUnderBaseline == true }
    let told = overview.skills.filter { !$0.state.lacksData }
    untold = overview.skills.count - told.count
    levels = Dictionary(told.map { ($0.state.level, 1) }, uniquingKeysWith: +)
    byCategory = CategoryStanding.all(of: overview, attention)
    places = Dictionary(
      overview.skills.enumerated().map { ($0.element.state.skill, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// How many skills are known well enough to have this level.
  func told(_ level: SkillState.Level) -> Int { levels[level, default: 0] }

  subscript(skill: Skill.ID) -> StandingSkill? { places[skill].map { overview.skills[$0] } }

  /// Those that a filter lets through, in its order.
  func listed(_ filter: SkillFilter) -> [StandingSkill] {
    let order = filter.healthOrder
    let sorted = orders.withLock { orders in
      if let known = orders[order] { return known }
      let sorted = overview.sorted(by: order).compactMap { places[$0.state.skill] }
      orders[order] = sorted
      return sorted
    }
    return sorted.lazy.map { self.overview.skills[$0] }.filter(filter.lets)
  }
}

/// A category of skills.
struct CategoryStanding: Sendable {
  let category: String
  var skills = 0
  var needingAttention = 0
  private var sum = 0.0
  /// Of their scores, each skill once.
  var mean: Double { sum / Double(max(1, skills)) }

  private init(_ category: String) { self.category = category }

  /// Those with the most that needs attention first; skills without a category are left out.
  static func all(of overview: HealthOverview, _ attention: [StandingSkill]) -> [CategoryStanding] {
    var all: [String: CategoryStanding] = [:]
    for skill in overview.skills {
      guard let category = skill.state.category else { continue }
      all[category, default: CategoryStanding(category)].skills += 1
      all[category]?.sum += skill.state.healthScore
    }
    for skill in attention {
      if let category = skill.state.category { all[category]?.needingAttention += 1 }
    }
    return all.values.sorted {
      ($1.needingAttention, $0.mean, $0.category) < ($0.needingAttention, $1.mean, $1.category)
    }
  }
}

extension Stores {
  /// Nil where nothing is on record of any skill.
  func standingSkills() throws -> StandingSkills? {
    guard let store = try health() else { return nil }
    let skills = try standing.standing(in: store, on: Day(of: now()))
    return skills.overview.skills.isEmpty ? nil : skills
  }

  /// A skill's improvement tasks, the open ones first and of these the newest; nil where they cannot be read.
  func improvementTasks(of skill: Skill.ID) -> [TaskFile]? {
    // A task is named by its skill and a day of ten characters.
    let prefix = String(ImprovementTask.id(of: skill, started: Day(number: 0)).dropLast(10))
    guard let all = try? TaskFolder(state: state).tasks(prefix: prefix) else { return nil }
    let tasks = all.filter { $0.skill == skill }.reversed()
    return tasks.filter(\.isOpen) + tasks.filter { !$0.isOpen }
  }
}
