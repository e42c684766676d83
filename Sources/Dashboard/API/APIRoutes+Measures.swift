internal import Evals
internal import Foundation
internal import HTTPTypes
internal import JudgeTypes
internal import Provenance
internal import Reports
internal import SkillHealth
internal import Storage
internal import StoredRuns

/// What was measured: evals, skills, costs.
extension APIRoutes {
  // MARK: Evals

  var evals: [Route] { [evalList, evalsOfSuite, eval] }

  private static let olderEvals = Parameter(
    name: "before", kind: .runID, description: "Only older evals than this one.", example: "20261121T024012Z-3f9a1c")
  private static let suite = Parameter(
    name: "suite", kind: .text(limit: 200), description: "The suite's id.", example: "artifact-review")

  private var evalList: Route {
    let operation = Operation(
      id: "listEvals", tag: "evals", summary: "Kept evals, the newest first.",
      query: [Self.suite, Self.olderEvals, Self.limit(500)], answers: [.page("Evals with their figures.", "Evals")])
    return Self.route("/evals", operation, evalPage)
  }

  private var evalsOfSuite: Route {
    let operation = Operation(
      id: "listEvalsOfSuite", tag: "evals",
      summary: "The evals of one suite, the newest first; none of a suite nobody knows.",
      path: [Self.suite], query: [Self.olderEvals, Self.limit(500)],
      answers: [.page("Evals with their figures.", "Evals")])
    return Self.route("/suites/{suite}/evals", operation, evalPage)
  }

  private var evalPage: @Sendable (ServerCall) throws -> ServerAnswer {
    { [stores] call in
      try Self.refuseLoss(stores)
      let limit = Self.limit(of: call)
      let found = try stores.index()?.evals(suite: call["suite"], before: call["before"], limit: limit + 1) ?? []
      let shown = found.prefix(limit)
      let next = found.count > limit ? shown.last.map { Self.address(call, with: [("before", $0.origin.id)]) } : nil
      return Self.page(["evals": .array(shown.map(\.json))], next: next)
    }
  }

  private var eval: Route {
    let id = Parameter(name: "eval", kind: .runID, description: "The eval's id.", example: "20261121T024012Z-3f9a1c")
    let operation = Operation(
      id: "getEval", tag: "evals", summary: "One eval with its cases.",
      description:
        "Cases of the holdout are counted in `sealed_cases` and not named, so that nobody mends what is to confirm a change.",
      path: [id],
      answers: [.json(200, "The eval as it is kept.", Schemas.named("Eval"))])
    return Self.route("/evals/{eval}", operation) { [stores] call in
      guard let id = call["eval"].flatMap({ RunID($0) }),
        FileStatus(of: stores.evals.path(of: id), followsLink: false)?.kind == .file
      else {
        throw Problem(.notFound, "There is no such eval. Those that are there: \(Self.base)/evals")
      }
      let data = try JSONEncoder().encode(try stores.evals.record(id))
      var document = try JSONValue(parsing: Array(data)).objectValue ?? [:]
      let cases = document["cases"]?.arrayValue ?? []
      let named = cases.filter { $0["split"]?.stringValue != SealedCases.split }
      document["cases"] = .array(named)
      document["sealed_cases"] = .integer(cases.count - named.count)
      return ServerAnswer(.object(document))
    }
  }

  // MARK: Skills

  var skills: [Route] { [skillList, skill] }

  private var skillList: Route {
    let operation = Operation(
      id: "listSkills", tag: "health", summary: "How the skills on record stand today, by their names.",
      query: [
        Parameter(
          name: "after", kind: .text(limit: 500), description: "Only skills whose names come after this one.",
          example: "code-search"), Self.limit(200),
      ], answers: [.page("Skills; `count` is of all that are on record.", "Skills")])
    return Self.route("/health", operation) { [stores] call in
      try Self.refuseLoss(stores)
      let limit = Self.limit(of: call)
      let all = try stores.standingSkills()?.overview.skills.map(\.state) ?? []
      let found = all.filter { state in call["after"].map { state.skill.rawValue > $0 } ?? true }
        .sorted { $0.skill.rawValue < $1.skill.rawValue }.prefix(limit + 1)
      let shown = found.prefix(limit)
      let next = found.count > limit ? shown.last.map { Self.address(call, with: [("after", $0.skill.rawValue)]) } : nil
      return Self.page(["skills": .array(shown.map(\.json)), "count": .integer(all.count)], next: next)
    }
  }

  private var skill: Route {
    let name = Parameter(
      name: "skill", kind: .text(limit: 500), description: "The skill's name.", example: "code-search")
    let operation = Operation(
      id: "getSkill", tag: "health", summary: "How one skill stands today.", path: [name],
      answers: [.json(200, "The skill.", Schemas.named("Skill"))])
    return Self.route("/health/{skill}", operation) { [stores] call in
      try Self.refuseLoss(stores)
      let skill = Skill.ID(call["skill"] ?? "")
      guard let state = try stores.standingSkills()?[skill]?.state else {
        throw Problem(.notFound, "Nothing is on record of such a skill. Those that are: \(Self.base)/health")
      }
      return ServerAnswer(state.json)
    }
  }

  // MARK: Costs

  var costs: [Route] {
    let operation = Operation(
      id: "getCosts", tag: "costs", summary: "What the calls of stored runs took: calls, tokens and money.",
      description:
        "Every sum says what is known, and of how many answers nothing was reported; that is never counted as zero.",
      query: [
        Parameter(
          name: "by", kind: .choice(CostGroup.allCases.map(\.rawValue), otherwise: "day"),
          description: "What is summed up.", example: "model"),
        Parameter(
          name: "since", kind: .day, description: "Only of runs that started on this day or later, in UTC.",
          example: "2026-11-01"),
      ], answers: [.json(200, "Sums by group, and in all.", Schemas.named("Costs"))])
    return [
      Self.route("/costs", operation) { [stores] call in
        try Self.refuseLoss(stores)
        let group = call["by"].flatMap { CostGroup(rawValue: $0) } ?? .day
        let since = call["since"].map { $0 + "T00:00:00.000Z" }
        let lines = try stores.index()?.costs(by: group, since: since).lines ?? []
        return ServerAnswer([
          "by": .string(group.rawValue), "since": .optional(since), "lines": .array(lines.map(\.json)),
          "total": CostLine.total(of: lines, named: "in all")?.json ?? .null,
        ])
      }
    ]
  }
}
