public import JudgeTypes
public import Provenance

/// A stored run, checked and derived anew from what its judges answered, with no network and no model.
public struct RunVerification: Sendable {
  /// One thing that does not hold: the journal line, 1-based, and what is wrong with it.
  public struct Problem: Sendable, Hashable, CustomStringConvertible {
    public let line: Int?
    public let message: String

    public var description: String { line.map { "line \($0): \(message)" } ?? message }
  }

  public let chain: ChainReport
  public let problems: [Problem]
  /// The judgments as they follow from the answers, in the order of their ordinals.
  public let judgments: [Judgment]

  public var holds: Bool { chain.isWhole && problems.isEmpty }

  /// What was computed again, and what the journal only says.
  public static let derived = [
    "every line is its own canonical form, and the chain of hashes", "the answers, parsed anew",
    "every piece of evidence",
    "every score, verdict, dimension outcome and the consensus",
  ]
  public static let attested = [
    "that the answers came from the models named, at the times and costs stated, in the raw responses that are kept",
    "that the artifact's bytes before redaction had the hash stated",
  ]

  /// - Parameters:
  ///   - lines: the journal's lines, without line feeds.
  ///   - expectedHead: the head that somebody attested or wrote down; nil when there is none.
  ///   - blob: the stored bytes of a hash; throws or returns nil when they are gone.
  public init(lines: [String], expectedHead: String? = nil, blob: @escaping (String) throws -> [UInt8]?) {
    chain = Chain.check(lines: lines, expectedHead: expectedHead)
    var derivation = Derivation(blob: blob)
    for (index, entry) in chain.entries.enumerated() { derivation.read(entry, line: index + 1) }
    derivation.finish(atLine: chain.entries.count, isClosed: chain.ending == .closed)
    problems = derivation.problems
    judgments = derivation.judgments
  }
}

/// Reads a journal's entries in order and derives each judgment when its own entry comes.
private struct Derivation {
  let blob: (String) throws -> [UInt8]?
  var problems: [RunVerification.Problem] = []
  var judgments: [Judgment] = []
  private var open: [Int: OpenJudgment] = [:]

  init(blob: @escaping (String) throws -> [UInt8]?) { self.blob = blob }

  private struct OpenJudgment {
    let artifact: Artifact
    let panel: Panel
    let unassessed: [String]
    let check: EvidenceCheck
    var evaluated: [EvaluatedSeat] = []
    var entries = 1
  }

  /// In a closed run every artifact has its judgment.
  mutating func finish(atLine line: Int, isClosed: Bool) {
    guard isClosed else { return }
    for ordinal in open.keys.sorted() {
      let path = open[ordinal]?.artifact.path ?? ""
      problems.append(
        .init(
          line: line,
          message:
            "the artifact \(path) was judged by \(open[ordinal]?.evaluated.count ?? 0) seats, and its judgment is not there"
        ))
    }
  }

  /// The run's own summary must follow from its judgments.
  private mutating func check(_ result: JSONValue, line: Int) {
    let worst = judgments.map(\.outcome).min() ?? .inconclusive
    let outcome = result["complete"]?.boolValue == false ? min(worst, .inconclusive) : worst
    if result["judgments"]?.intValue != judgments.count {
      problems.append(
        .init(
          line: line,
          message:
            "the result counts \(result["judgments"]?.intValue ?? 0) judgments; the journal holds \(judgments.count)"))
    }
    if result["outcome"]?.stringValue != outcome.rawValue {
      problems.append(
        .init(
          line: line,
          message:
            "the result says \(result["outcome"]?.stringValue ?? "nothing"); the judgments give \(outcome.rawValue)"))
    }
  }

  mutating func read(_ entry: Journal.Entry, line: Int) {
    if entry.kind == "result" { return check(entry.body, line: line) }
    guard let ordinal = entry.body["ordinal"]?.intValue else {
      if ["artifact", "answer", "failure", "judgment"].contains(entry.kind) {
        problems.append(.init(line: line, message: "the \(entry.kind) says of no artifact that it belongs to it"))
      }
      return
    }
    do {
      switch entry.kind {
      case "artifact":
        checkRules(of: entry.body, line: line)
        open[ordinal] = try opened(entry.body)
      case "answer": try answer(entry.body, ordinal: ordinal)
      case "failure": try failure(entry.body, ordinal: ordinal)
      case "judgment": try conclude(entry, ordinal: ordinal, line: line)
      default: break
      }
    } catch {
      problems.append(.init(line: line, message: "\(error)"))
    }
  }

  /// Derived by other rules than it was made by, a judgment may come out otherwise though nobody touched it.
  private mutating func checkRules(of artifact: JSONValue, line: Int) {
    let version = artifact["verdict_rules"]?.stringValue ?? "unknown"
    guard version != verdictRulesVersion else { return }
    problems.append(
      .init(
        line: line,
        message: "it was judged by verdict rules \(version), and is derived by \(verdictRulesVersion) here. "
          + "Verify it with the moe-judge that made it."))
  }

  private func bytes(_ hash: String?, of what: String) throws -> [UInt8] {
    guard let hash, let bytes = try blob(hash) else {
      throw RecordError(record: what, problem: "its bytes are not in the bundle")
    }
    guard Digest.sha256(bytes) == hash else { throw RecordError(record: what, problem: "its bytes were changed") }
    return bytes
  }

  private func opened(_ body: JSONValue) throws -> OpenJudgment {
    let files = try (body["files"]?.arrayValue ?? []).map { file in
      ArtifactFile(
        path: file["path"]?.stringValue ?? "", kind: file["kind"]?.stringValue.flatMap(ArtifactKind.init) ?? .code,
        language: file["language"]?.stringValue.flatMap { SourceLanguage(rawValue: $0) } ?? .text,
        content: String(decoding: try bytes(file["blob"]?.stringValue, of: "artifact"), as: UTF8.self),
        sha256: file["sha256"]?.stringValue ?? "", changedLines: file["changed_lines"]?.ranges)
    }
    let coverage = (body["coverage"]?.arrayValue ?? []).map { entry in
      FileCoverage(
        path: entry["path"]?.stringValue ?? "",
        state: entry["state"]?.stringValue.flatMap(FileCoverage.State.init) ?? .skipped,
        cause: entry["cause"]?.stringValue.flatMap(FileCoverage.Cause.init), reason: entry["reason"]?.stringValue)
    }
    let artifact = Artifact(
      path: body["path"]?.stringValue ?? "", kind: body["kind"]?.stringValue.flatMap(ArtifactKind.init) ?? .code,
      files: files, coverage: coverage, sha256: body["sha256"]?.stringValue ?? "")
    let panel = try Panel(json: JSONValue(parsing: try bytes(body["panel"]?.stringValue, of: "panel")))
    let evaluated = panel.seats.compactMap { seat in
      seat.notApplicable.map { EvaluatedSeat(seat: seat, result: .notApplicable(reason: $0)) }
    }
    return OpenJudgment(
      artifact: artifact, panel: panel, unassessed: (body["unassessed"]?.arrayValue ?? []).compactMap(\.stringValue),
      check: EvidenceCheck(for: artifact), evaluated: evaluated)
  }

  private mutating func answer(_ body: JSONValue, ordinal: Int) throws {
    let (seat, judgment) = try seat(of: body, ordinal: ordinal)
    let text = String(decoding: try bytes(body["answer"]?.stringValue, of: "answer"), as: UTF8.self)
    if let response = body["response"]?.stringValue { _ = try bytes(response, of: "raw response") }
    let answeredBy = body["model_answered"]?.stringValue.flatMap { ModelName($0) } ?? seat.model
    let raw = RawAnswer(
      text: text, response: "", answeredBy: answeredBy, nonce: body["nonce"]?.stringValue, started: "", finished: "",
      usage: body["usage"].map(Usage.init) ?? .none)
    open[ordinal]?.evaluated.append(
      EvaluatedSeat(seat: seat, result: seat.result(of: text, nonce: raw.nonce, checkedBy: judgment.check), raw: raw))
    open[ordinal]?.entries += 1
  }

  private mutating func failure(_ body: JSONValue, ordinal: Int) throws {
    let (seat, _) = try seat(of: body, ordinal: ordinal)
    open[ordinal]?.evaluated.append(
      EvaluatedSeat(
        seat: seat, result: .failed(reason: body["reason"]?.stringValue ?? ""),
        usage: body["usage"].map(Usage.init) ?? .none,
        isProviderFailure: body["provider_failure"]?.boolValue ?? false))
    open[ordinal]?.entries += 1
  }

  private func seat(of body: JSONValue, ordinal: Int) throws -> (Seat, OpenJudgment) {
    guard let judgment = open[ordinal], let id = body["seat"]?.stringValue,
      let seat = judgment.panel.seats.first(where: { $0.id == Seat.ID(id) })
    else { throw RecordError(record: "answer", problem: "it is of no seat that sat for artifact \(ordinal)") }
    return (seat, judgment)
  }

  private mutating func conclude(_ entry: Journal.Entry, ordinal: Int, line: Int) throws {
    guard let judgment = open.removeValue(forKey: ordinal) else {
      throw RecordError(record: "judgment", problem: "no artifact stands before it")
    }
    let derived = Judgment(
      of: judgment.artifact, by: judgment.panel, evaluated: judgment.evaluated.sorted { $0.seat.id < $1.seat.id },
      unassessed: judgment.unassessed)
    let sealed = derived.sealed(
      by: ChainHead(head: Digest.sha256(entry.line), entries: judgment.entries + 1))
    judgments.append(sealed)
    var object = derived.json(isSealed: false).objectValue ?? [:]
    object["ordinal"] = .integer(ordinal)
    for key in Set(object.keys).union(entry.body.objectValue?.keys.map { $0 } ?? []).sorted()
    where object[key] != entry.body[key] {
      problems.append(
        .init(
          line: line, message: "the judgment of \(judgment.artifact.path): '\(key)' does not follow from the answers"))
    }
  }
}

extension JSONValue {
  fileprivate var ranges: [ClosedRange<Int>]? {
    arrayValue?.compactMap { pair in
      guard let start = pair[0]?.intValue, let end = pair[1]?.intValue, start <= end else { return nil }
      return start...end
    }
  }
}

extension Usage {
  fileprivate init(_ json: JSONValue) {
    self.init(
      calls: json["calls"]?.intValue ?? 0, answers: json["answers"]?.intValue ?? 0,
      inputTokens: json["input_tokens"]?.intValue, outputTokens: json["output_tokens"]?.intValue,
      cachedTokens: json["cached_tokens"]?.intValue, costUSD: json["cost_usd"]?.doubleValue,
      latencyMilliseconds: json["latency_ms"]?.intValue ?? 0)
  }
}
