internal import Evals
internal import Findings
internal import HTTPTypes
internal import Judging
internal import Provenance
internal import Reports
internal import StoredRuns

/// What is derived anew of a run: its result in every form, whether its record holds, its findings with what was said of them.
extension APIRoutes {
  var results: [Route] { [result, verification, findings] }

  private var result: Route {
    let types = ResultForm.Name.allCases.map { (name: $0, type: $0.mediaType) }
    var seen: Set<String> = []
    let content = types.filter { seen.insert($0.type).inserted }.map {
      (type: $0.type, schema: Self.schema(of: $0.type))
    }
    let operation = Operation(
      id: "getResult", tag: "runs", summary: "A run's result in one of its forms, derived anew from its record.",
      description:
        "Of a run whose bytes are pruned, what its journal says; a table shows more than that and is not had then. "
        + "Of a run whose record does not hold there is none (409); verifyRun says where it breaks.",
      path: [Self.run],
      query: [
        Parameter(
          name: "format", kind: .choice(ResultForm.Name.allCases.map(\.rawValue), otherwise: "json"),
          description: "The form.", example: "sarif")
      ], answers: [.init(status: 200, description: "The result.", content: content)], refusals: [409, 422])
    return Self.waitingRoute("/runs/{run}/result", operation) { [stores] call in
      let run = try Self.run(of: call, in: stores)
      let name = call["format"].flatMap { ResultForm.Name(rawValue: $0) } ?? .json
      guard MediaRanges(call.headers).take(oneOf: [name.mediaType]) else {
        throw Problem(.notAcceptable, "The form \(name.rawValue) is \(name.mediaType). Ask for that in Accept.")
      }
      let document: String? = try await Self.whole(run, in: stores, or: "moe-judge runs export \(run)") { stored in
        try Self.refuseDamaged(stored, run)
        do { return try stored.document(in: name) } catch let error as RecordError {
          throw Problem(.conflict, "The run's record cannot be read as a result: \(error)")
        }
      }
      guard let document else {
        throw Problem(
          .conflict,
          "Of this run there is no \(name.rawValue): its bytes are pruned, or its record cannot be read. Ask for format=json."
        )
      }
      var answer = ServerAnswer(document, type: name.mediaType)
      // The report has its own style inside; it is for saving, and its own policy holds in the file.
      if let header = HTTPField.Name("Content-Disposition") {
        answer.headers[header] = "attachment; filename=\"moe-judge-\(run)\(name.suffix)\""
      }
      return answer
    }
  }

  private static func schema(of type: String) -> JSONValue {
    type.contains("json") && type != "application/jsonl" ? [:] : Schemas.text
  }

  private var verification: Route {
    let operation = Operation(
      id: "verifyRun", tag: "runs",
      summary: "Whether a run's record holds: the chain, the evidence, every verdict, derived anew.",
      description:
        "Reads the whole record, so that it takes as long as the run is large; one larger than 16 MB is refused.",
      path: [Self.run], answers: [.json(200, "What was found.", Schemas.named("Verification"))], refusals: [422])
    return Self.waitingRoute("/runs/{run}/verification", operation) { [stores] call in
      let run = try Self.run(of: call, in: stores)
      return try await Self.whole(run, in: stores, or: "moe-judge runs verify \(run)") { stored in
        ServerAnswer(VerificationForm(run: run, stored: stored).json)
      }
    }
  }

  private var findings: Route {
    let operation = Operation(
      id: "listFindings", tag: "findings", summary: "A run's findings, and what was said of each.",
      description:
        "Of a run whose record does not hold there are none (409); verifyRun says where it breaks. `unreadable_words` are the lines of "
        + "findings.jsonl that are no words: a finding that stands as open may have been spoken of there.",
      path: [Self.run],
      answers: [.json(200, "The findings in the order of the artifacts.", Schemas.named("Findings"))],
      refusals: [409, 422])
    return Self.waitingRoute("/runs/{run}/findings", operation) { [stores] call in
      let run = try Self.run(of: call, in: stores)
      return try await Self.whole(run, in: stores, or: "moe-judge findings list \(run)") { stored in
        try Self.refuseDamaged(stored, run)
        let recorded = try Self.recorded(run, stored)
        let words = try FindingsFile(state: stores.state, note: { _ in }).words()
        let all = ListedFinding.all(of: recorded, words: words)
        var document = ListedFinding.json(all, among: all, of: run).objectValue ?? [:]
        document["unreadable_words"] = .array(words.unreadable.map { .integer($0) })
        return ServerAnswer(.object(document))
      }
    }
  }

  /// What is made of a whole run, beside the threads that answer.
  ///
  /// - Parameter command: what does it for a run of any size.
  private static func whole<Value: Sendable>(
    _ run: RunID, in stores: Stores, or command: String, _ body: @escaping @Sendable (StoredRun) throws -> Value
  ) async throws -> Value {
    do { return try await stores.runs.whole(run, body) } catch let refusal as DerivationRefusal {
      throw Problem(refusal, command: command)
    }
  }

  /// - Throws: `Problem` (409) where nothing of it can be read, 422 where it is too large, `StorageError`.
  static func recorded(_ run: RunID, in stores: Stores) throws -> RecordedRun {
    do { return try stores.runs.whole(run, waiting: { try recorded(run, $0) }) } catch let refusal as DerivationRefusal
    {
      throw Problem(refusal, command: "moe-judge findings confirm|dismiss")
    }
  }

  /// Nothing is told from a record that does not hold: what is missing in it would read as absent.
  ///
  /// - Throws: `Problem` (409).
  private static func refuseDamaged(_ stored: StoredRun, _ run: RunID) throws {
    guard stored.isDamaged else { return }
    throw Problem(
      .conflict,
      "The record of this run does not hold, so nothing is told from it. What is wrong: \(base)/runs/\(run)/verification"
    )
  }

  private static func recorded(_ run: RunID, _ stored: StoredRun) throws -> RecordedRun {
    guard let recorded = RecordedRun(stored) else {
      throw Problem(.conflict, "The run's record cannot be read. Look with: moe-judge runs verify \(run)")
    }
    return recorded
  }
}

extension Problem {
  /// - Parameter command: what does it for a run of any size.
  fileprivate init(_ refusal: DerivationRefusal, command: String) {
    switch refusal {
    case .tooLarge(let size, let limit):
      self.init(
        .unprocessableContent,
        "The run's journal has \(shownSize(size)), and the server derives runs of up to \(shownSize(limit)) anew. Run: \(command)"
      )
    case .tooManyWait:
      self.init(
        .serviceUnavailable, "Too many wait for runs to be derived anew. Try again in 10 s, or run: \(command)",
        headers: [.retryAfter: "10"])
    }
  }
}

/// What the API says of a record that was checked.
private struct VerificationForm {
  let run: RunID
  let stored: StoredRun

  private var result: String {
    switch stored {
    case .derived(let verification, _, _):
      verification.isUnfinished ? "unfinished" : verification.holds ? "holds" : "does_not_hold"
    case .pruned(let run): run.holds ? "pruned" : "does_not_hold"
    }
  }

  private var faults: [JSONValue] {
    switch stored {
    case .derived(let verification, _, _):
      (verification.chain.fault.map { [fault($0.line, $0.reason)] } ?? [])
        + verification.problems.map { fault($0.line, $0.message) }
    case .pruned(let run): run.faults.map { fault($0.line, $0.message) }
    }
  }

  private func fault(_ line: Int?, _ message: String) -> JSONValue {
    ["line": .optional(line), "message": .string(message)]
  }

  var json: JSONValue {
    var (derived, attested, judgments, lines) = ([String](), [String](), 0, 0)
    switch stored {
    case .derived(let verification, _, let all):
      (derived, attested) = (RunVerification.derived, RunVerification.attested)
      (judgments, lines) = (verification.judgments.count, all.count)
    case .pruned(let run): (judgments, lines) = (run.judgments.count, run.lines.count)
    }
    return [
      "run": .string(run.description), "result": .string(result), "head": .string(stored.chain.head),
      "lines": .integer(lines), "judgments": .integer(judgments), "faults": .array(faults), "derived": .texts(derived),
      "attested": .texts(attested),
    ]
  }
}

extension ResultForm.Name {
  var mediaType: String {
    switch self {
    case .table, .github: MediaType.text
    case .json, .gitlab: MediaType.json
    case .jsonl: "application/jsonl"
    case .markdown: "text/markdown; charset=utf-8"
    case .sarif: "application/sarif+json"
    case .junit: "application/xml"
    case .html: MediaType.html
    }
  }

  /// Of a file that holds it.
  var suffix: String {
    switch self {
    case .table, .github: ".txt"
    case .json: ".json"
    case .gitlab: ".gitlab.json"
    case .jsonl: ".jsonl"
    case .markdown: ".md"
    case .sarif: ".sarif"
    case .junit: ".junit.xml"
    case .html: ".html"
    }
  }
}
