internal import Evals
internal import Findings
internal import Foundation
internal import HTTPTypes
internal import JudgeTypes
internal import Provenance
internal import Storage
internal import StoredRuns
internal import YAMLFiles

/// What people say of findings: by the API, and by the form of a page.
struct WordRoutes: Sendable {
  let stores: Stores
  /// Who speaks where no token names anybody.
  let localName: String?
  let audit: AuditLog
  /// How long another process that adds a word is waited for.
  let patience: Duration
  let log: @Sendable (String) -> Void

  private static let finding = Parameter(
    name: "finding", kind: .text(limit: 200),
    description:
      "The finding's id; PATH:ID where several artifacts have it; or four digits or more of its fingerprint.",
    example: "F1")
  private static let shape = BodyShape(
    members: [
      Parameter(
        name: "word", kind: .choice(FindingWord.Word.allCases.map(\.rawValue), otherwise: nil),
        description: "Whether the fault is there (confirmed) or it is none (dismissed).", example: "dismissed"),
      Parameter(
        name: "reason", kind: .prose(limit: 2_000),
        description: "Why, in your words; kept with the word, secrets taken out.",
        example: "a constant of the protocol, no secret"),
    ], example: ["word": "dismissed", "reason": "a constant of the protocol, no secret"])

  var api: [Route] {
    let operation = Operation(
      id: "sayOfFinding", tag: "findings", summary: "Confirm or dismiss a finding, with a reason.",
      description:
        "The last word on a finding counts. It is kept as `moe-judge findings confirm` keeps it. Needs the scope label.",
      path: [APIRoutes.run, Self.finding], body: Self.shape,
      answers: [
        .init(
          status: 201, description: "The word is on record.", content: [(MediaType.json, Schemas.named("Word"))],
          headers: [("Location", "The findings of the run.")])
      ], refusals: [409])
    return [
      Route(
        method: .post, pattern: "/api/v1/runs/{run}/findings/{finding}/words", access: .scope(.label),
        produces: [MediaType.json], operation: operation,
        work: .blocking { call in
          let sent = try Self.shape.read(call)
          let run = try APIRoutes.run(of: call, in: stores)
          let recorded = try APIRoutes.recorded(run, in: stores)
          let spoken = try say(sent, of: recorded, in: call, "/api/v1/runs/{run}/findings/{finding}/words") {
            () throws(FindingProblem) in
            try NamedFinding(call["finding"] ?? "", in: recorded)
          }
          var answer = ServerAnswer(Self.json(of: spoken.word), status: .created)
          answer.headers[.location] = "\(APIRoutes.base)/runs/\(run)/findings"
          answer.said = spoken.said
          return answer
        })
    ]
  }

  /// Of the form on a judgment's page, to which it leads back.
  var form: Route {
    Route(
      method: .post, pattern: "/runs/{run}/judgments/{ordinal}/words", access: .scope(.label),
      produces: [MediaType.html],
      work: .blocking { call in
        guard call.contentType == MediaType.form else {
          throw Problem(.unsupportedMediaType, "Send the form of the page, or use the API.")
        }
        guard let text = String(validating: call.body, as: UTF8.self) else {
          throw Problem(.badRequest, "The form is no UTF-8 text.")
        }
        let fields = try RequestTarget.fields(ofForm: text)
        let sent = try Self.shape.read(form: fields.filter { $0.name != "finding" })
        let run = try APIRoutes.run(of: call, in: stores)
        guard let ordinal = call["ordinal"].flatMap({ Int($0) }), ordinal >= 0 else { throw Problem.notFound }
        let recorded = try APIRoutes.recorded(run, in: stores)
        let name = fields.first { $0.name == "finding" }?.value ?? ""
        let spoken = try say(sent, of: recorded, in: call, "/runs/{run}/judgments/{ordinal}/words") {
          () throws(FindingProblem) in
          try NamedFinding(name, in: recorded, ofJudgment: ordinal)
        }
        var answer = ServerAnswer.seeOther(
          Links.liveAddress(of: .judgment(run: run.description, ordinal: ordinal)) + "#word-" + Links.encoded(name))
        answer.said = spoken.said
        return answer
      })
  }

  private func say(
    _ sent: [String: String], of run: RecordedRun, in call: ServerCall, _ pattern: RoutePattern,
    finding: () throws(FindingProblem) -> NamedFinding
  ) throws -> (word: FindingWord, said: AuditLog.Word) {
    guard let word = sent["word"].flatMap({ FindingWord.Word(rawValue: $0) }), let reason = sent["reason"] else {
      throw Problem(.unprocessableContent, "The word or its reason is missing.")
    }
    guard !run.isDamaged else {
      throw Problem(
        .conflict,
        "The record of this run does not hold, so nothing is said of its findings. Look with: moe-judge runs verify \(run.run)"
      )
    }
    do {
      let spoken = SpokenWord(word, reason: try redacted(reason), by: call.caller.name ?? localName)
      let named = try finding()
      let said = AuditLog.Word(
        word: word.rawValue, reason: spoken.reason, by: spoken.speaker, finding: named.finding.id,
        fingerprint: named.finding.fingerprint)
      let entry = AuditLog.Entry(
        caller: call.caller, address: call.address, what: "\(call.method.rawValue) \(pattern)", places: call.parameters,
        said: said, status: nil)
      let kept = try spoken.say(of: named, in: run, state: stores.state, patience: patience, note: log) { _ in
        try audit.add(entry)
      }
      return (kept, said)
    } catch let problem as FindingProblem {
      throw Problem(problem.kind == .unknown ? .notFound : .conflict, problem.description)
    }
  }

  private func redacted(_ reason: String) throws -> String {
    do throws(FileProblems) { return SecretMarks(try KnownRules.all(root: stores.root)).redacted(reason) } catch {
      log("\(error)")
      throw Problem(
        .serviceUnavailable,
        "A rule file of the team cannot be read, so secrets in the reason would not be known. Run: moe-judge validate")
    }
  }

  private static func json(of word: FindingWord) -> JSONValue {
    [
      "run": .string(word.run), "artifact": .string(word.artifact), "fingerprint": .string(word.fingerprint),
      "rule": .string(word.rule), "severity": .string(word.severity.rawValue), "word": .string(word.word.rawValue),
      "reason": .string(word.reason), "by": .optional(word.by), "at": .string(word.at),
    ]
  }
}
