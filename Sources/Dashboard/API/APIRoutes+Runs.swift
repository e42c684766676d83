internal import HTTPTypes
internal import JudgeTypes
internal import Provenance
internal import Storage
internal import StoredRuns

/// Runs and their judgments, from the index; runs that never reached it stand among the others.
extension APIRoutes {
  var runs: [Route] { [list, one, judgmentLines, judgment] }

  private var list: Route {
    let operation = Operation(
      id: "listRuns", tag: "runs", summary: "Stored runs, the newest first.",
      query: [
        Parameter(
          name: "outcome", kind: .choice(Outcome.allCases.map(\.rawValue), otherwise: nil),
          description: "Only runs that ended so.", example: "fail"),
        Parameter(
          name: "path", kind: .text(limit: 1_000),
          description: "Only runs that judged this artifact, or one in this folder.", example: "src"),
        Parameter(
          name: "before", kind: .runID, description: "Only older runs than this one.",
          example: "20261121T024012Z-3f9a1c"),
        Self.limit(500),
      ],
      answers: [
        .page(
          "Runs. Of one that is not in the index all but its id, its beginning and its state is null, and a filter by outcome or path leaves it out. A page may hold fewer than asked for and still have a next one.",
          "Runs")
      ])
    return Self.route("/runs", operation) { [stores] call in
      try Self.refuseLoss(stores)
      let query = RunQuery(
        ending: call["outcome"].flatMap { Outcome(rawValue: $0) }.map { .outcome($0) }, path: call["path"],
        edge: call["before"].map { .before($0) } ?? .newest, limit: Self.limit(of: call))
      let listing = try RunListing.load(query, from: stores)
      let lines = listing.runs.map { Self.json(of: $0.run, $0.indexed?.record, $0.state, in: stores) }
      // A search for rare runs pauses before a page is full.
      let last = listing.searchedTo ?? (listing.hasOlder ? listing.runs.last?.run : nil)
      return Self.page(
        ["runs": .array(lines)],
        next: last.map { Self.address(call, with: [("before", $0.description)]) })
    }
  }

  private var one: Route {
    let operation = Operation(
      id: "getRun", tag: "runs", summary: "One run as a whole.", path: [Self.run],
      answers: [
        .json(200, "The run; what is null is not known as long as it is not in the index.", Schemas.named("Run"))
      ])
    return Self.route("/runs/{run}", operation) { [stores] call in
      let run = try Self.run(of: call, in: stores)
      let record = try stores.index()?.record(of: run)
      let isFinished = try record.map { $0.finished != nil } ?? stores.library.isClosed(run)
      let state: RunLine.State = isFinished ? (record == nil ? .notIndexed : .ended) : .unfinished
      return ServerAnswer(Self.json(of: run, record, state, in: stores))
    }
  }

  private static func json(of run: RunID, _ record: RunRecord?, _ state: RunLine.State, in stores: Stores) -> JSONValue
  {
    let listed = ListedRun(
      run: run, record: record, isFinished: state == .ended || state == .notIndexed,
      isPruned: stores.library.isPruned(run))
    var object = listed.json.objectValue ?? [:]
    object["record_fault"] = .optional(RecordFault(of: run, state, outcome: record?.outcome, in: stores)?.words)
    return .object(object)
  }

  private var judgmentLines: Route {
    let operation = Operation(
      id: "listJudgments", tag: "runs", summary: "A run's judgments in the order of its artifacts.", path: [Self.run],
      query: [
        Parameter(
          name: "after", kind: .integer(0...1_000_000_000, otherwise: nil),
          description: "Only those after this ordinal.",
          example: 49),
        Self.limit(500),
      ], answers: [.page("Judgments, as the index has them; none of a run that it does not have yet.", "JudgmentLines")]
    )
    return Self.route("/runs/{run}/judgments", operation) { [stores] call in
      try Self.refuseLoss(stores)
      let run = try Self.run(of: call, in: stores)
      let limit = Self.limit(of: call)
      let after = call["after"].flatMap { Int($0) }
      let found = try stores.index()?.judgments(of: run, after: after, limit: limit + 1) ?? []
      let shown = found.prefix(limit)
      let next = found.count > limit ? shown.last.map { Self.address(call, with: [("after", "\($0.ordinal)")]) } : nil
      let lines = shown.map { ordinal, judgment, findings -> JSONValue in
        [
          "ordinal": .integer(ordinal), "path": .string(judgment.path), "kind": .string(judgment.kind.rawValue),
          "sha256": .string(judgment.sha256), "outcome": .string(judgment.outcome.rawValue),
          "agreement": .optional(judgment.agreement), "findings": .integer(findings),
          "seats_judged": .integer(judgment.seatsJudged), "seats": .integer(judgment.seats),
        ]
      }
      return Self.page(["run": .string(run.description), "judgments": .array(lines)], next: next)
    }
  }

  private var judgment: Route {
    let ordinal = Parameter(
      name: "ordinal", kind: .integer(0...1_000_000_000, otherwise: nil),
      description: "Of the artifact in the run, from 0.",
      example: 0)
    let operation = Operation(
      id: "getJudgment", tag: "runs", summary: "One judgment, with every seat, dimension and finding.",
      description: "Its own lines of the record are checked for it; where they do not hold it is not told (409).",
      path: [Self.run, ordinal],
      answers: [.json(200, "The judgment as it stands in the journal.", Schemas.named("Judgment"))], refusals: [409])
    return Self.route("/runs/{run}/judgments/{ordinal}", operation) { [stores] call in
      let run = try Self.run(of: call, in: stores)
      guard let ordinal = call["ordinal"].flatMap({ Int($0) }),
        let reading = try stores.runs.reading(of: run), let stored = try StoredJudgment(ordinal, of: reading),
        let judgment = try reading.journalledJudgment(ordinal)
      else {
        throw Problem(.notFound, "The run has no such judgment. Those that it has: \(Self.base)/runs/\(run)/judgments")
      }
      if let problem = stored.problems.first {
        throw Problem(.conflict, "The record of this judgment does not hold: \(problem)")
      }
      return ServerAnswer(judgment)
    }
  }
}
