/// A page of the dashboard by what it is about; from it follows where it stands, live and exported.
public enum Place: Sendable, Hashable {
  case overview
  case runs(RunFilter)
  case run(String)
  /// All artifacts of a run, or those that ended so.
  ///
  /// - Parameter from: the first ordinal of the page.
  case artifacts(run: String, outcome: String?, from: Int)
  /// The check of a run's record.
  case record(String)
  /// - Parameter ordinal: of the artifact in its run, from 0.
  case judgment(run: String, ordinal: Int)
  case rubrics
  case rubric(String)
  case persona(String)
  case evals
  case suite(String)
  case eval(String)
  case improvement(String)
  case health
  /// The health page with a part of the skills, or further ones of them; without a filter it is `health`.
  case skills(SkillFilter)
  case skill(String)
  /// Of the last 30 days.
  case costs
  case costsOf(CostPeriod)

  /// The parts of its path; none for the overview.
  var path: [String] {
    switch self {
    case .overview: []
    case .runs: ["runs"]
    case .run(let run): ["runs", run]
    case .artifacts(let run, _, _): ["runs", run, "artifacts"]
    case .record(let run): ["runs", run, "record"]
    case .judgment(let run, let ordinal): ["runs", run, "judgments", "\(ordinal)"]
    case .rubrics: ["rubrics"]
    case .rubric(let id): ["rubrics", id]
    case .persona(let id): ["personas", id]
    case .evals: ["evals"]
    case .suite(let id): ["evals", "suites", id]
    case .eval(let id): ["evals", "runs", id]
    case .improvement(let id): ["evals", "improvements", id]
    // What stands at /health tells machines whether the server is well.
    case .health, .skills: ["skills"]
    case .skill(let id): ["skills", id]
    case .costs: ["costs"]
    case .costsOf(let period): ["costs", period.rawValue]
    }
  }

  /// What the address says behind the path.
  var query: [(key: String, value: String)] {
    switch self {
    case .runs(let filter): filter.query
    case .skills(let filter): filter.query
    case .artifacts(_, let outcome, let start):
      [("outcome", outcome), ("from", start > 0 ? "\(start)" : nil)].compactMap { key, value in value.map { (key, $0) }
      }
    default: []
    }
  }

  /// Nil where no page stands there.
  ///
  /// - Parameters:
  ///   - path: its parts, percent-decoded.
  ///   - query: percent-decoded.
  init?(path: [String], query: [String: String] = [:]) {
    switch (path.count, path.first, path.dropFirst().first) {
    case (0, _, _): self = .overview
    case (1, "runs", _): self = .runs(RunFilter(query: query))
    case (2, "runs", let run?): self = .run(run)
    case (3, "runs", let run?) where path[2] == "artifacts":
      let outcome = query["outcome"].flatMap { $0.isEmpty ? nil : $0 }
      self = .artifacts(run: run, outcome: outcome, from: max(0, query["from"].flatMap { Int($0) } ?? 0))
    case (3, "runs", let run?) where path[2] == "record": self = .record(run)
    case (4, "runs", let run?):
      guard path[2] == "judgments", let ordinal = Int(path[3]), "\(ordinal)" == path[3], ordinal >= 0 else {
        return nil
      }
      self = .judgment(run: run, ordinal: ordinal)
    case (1, "rubrics", _): self = .rubrics
    case (2, "rubrics", let id?): self = .rubric(id)
    case (2, "personas", let id?): self = .persona(id)
    case (1, "evals", _): self = .evals
    case (3, "evals", "suites"): self = .suite(path[2])
    case (3, "evals", "runs"): self = .eval(path[2])
    case (3, "evals", "improvements"): self = .improvement(path[2])
    case (1, "skills", _):
      let filter = SkillFilter(query: query)
      self = filter == SkillFilter() ? .health : .skills(filter)
    case (2, "skills", let id?): self = .skill(id)
    case (1, "costs", _): self = .costs
    case (2, "costs", let name?):
      guard let period = CostPeriod(rawValue: name) else { return nil }
      self = .costsOf(period)
    default: return nil
    }
  }

  /// The part of the navigation in which it stands.
  var section: Place {
    switch self {
    case .overview: .overview
    case .runs, .run, .artifacts, .record, .judgment: .runs(RunFilter())
    case .rubrics, .rubric, .persona: .rubrics
    case .evals, .suite, .eval, .improvement: .evals
    case .health, .skills, .skill: .health
    case .costs, .costsOf: .costs
    }
  }

  /// What the navigation names, in its order.
  static let sections: [(name: String, place: Place)] = [
    ("Overview", .overview), ("Runs", .runs(RunFilter())), ("Rubrics", .rubrics), ("Evals", .evals),
    ("Health", .health), ("Costs", .costs),
  ]
}
