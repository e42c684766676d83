internal import JudgeTypes
public import Provenance

/// A judgment as its record tells it, whether or not the bytes from which it was derived are still there.
public struct RecordedJudgment: Sendable, Hashable {
  public struct Seat: Sendable, Hashable {
    public let id, persona, model, state: String
    public let verdict, reason, rationale: String?
    public let weight: String

    /// Its verdict, or why it has none.
    public var word: String { verdict ?? state }
  }

  public struct Source: Sendable, Hashable {
    public let adr, path: String
    public let line, endLine: Int
    public let sha256: String
  }

  public struct Dimension: Sendable, Hashable {
    public let id, name, rubric, level, outcome: String
    public let source: Source?
    /// The number of seats on each side.
    public let met, violated: Int
  }

  public struct Finding: Sendable, Hashable {
    public let id, fingerprint, rule, severity, message, status: String
    public let dimension: String?
    public let seats: [String]
    /// As the JSON result holds it.
    public let evidence: [JSONValue]
  }

  public struct Round: Sendable, Hashable {
    public let number: Int
    public let disputed: [String]
    public let changes: [Change]
    /// Who was asked and gave no answer, with the reason.
    public let silent: [String]
  }

  /// What a seat that was asked again holds otherwise.
  public struct Change: Sendable, Hashable {
    public let seat, from, to: String
    public let isSupported: Bool
    /// Where the new evidence stands.
    public let evidence: [String]
  }

  public let path, kind, sha256: String
  public let outcome, rule, reason: String
  public let outcomeBeforeDebate: String
  /// Of the debate; none where none was held.
  public let rounds: [Round]
  /// Why the debate ended.
  public let debateEnd: String?
  /// The seat that alone could have changed the outcome.
  public let pivot: String?
  public let agreement: Double?
  /// Sorted by id.
  public let seats: [Seat]
  public let dimensions: [Dimension]
  /// The most severe first.
  public let findings: [Finding]
  public let banners: [String]
  /// As the JSON result holds it.
  public let coverage: JSONValue

  /// - Parameter json: a judgment of the JSON result, or the body of a journal's line of that kind.
  public init(json: JSONValue) {
    func list(_ key: String) -> [JSONValue] { json[key]?.arrayValue ?? [] }
    let artifact = json["artifact"] ?? .null
    path = artifact.text("path")
    kind = artifact.text("kind")
    sha256 = artifact.text("sha256")
    outcome = json.text("outcome")
    rule = json.text("rule")
    reason = json.text("reason")
    outcomeBeforeDebate = json.text("outcome_before_debate")
    rounds = list("rounds").map(Round.init)
    debateEnd = json["debate_end"]?.stringValue
    pivot = json["pivot"]?.stringValue
    agreement = json["agreement"]?.doubleValue
    seats = list("seats").map(Seat.init)
    dimensions = list("dimensions").map(Dimension.init)
    findings = list("findings").map(Finding.init)
    banners = list("banners").compactMap(\.stringValue)
    coverage = json["coverage"] ?? .null
  }
}

extension RecordedJudgment.Seat {
  fileprivate init(_ json: JSONValue) {
    self.init(
      id: json.text("seat"), persona: json.text("persona"), model: json.text("model"), state: json.text("state"),
      verdict: json["verdict"]?.stringValue, reason: json["reason"]?.stringValue,
      rationale: json["rationale"]?.stringValue, weight: json.text("weight"))
  }
}

extension RecordedJudgment.Round {
  fileprivate init(_ json: JSONValue) {
    self.init(
      number: json["round"]?.intValue ?? 0,
      disputed: (json["disputed"]?.arrayValue ?? []).compactMap(\.stringValue),
      changes: (json["changes"]?.arrayValue ?? []).map { change in
        RecordedJudgment.Change(
          seat: change.text("seat"), from: change.text("from"), to: change.text("to"),
          isSupported: change["supported"]?.boolValue ?? false,
          evidence: (change["evidence"]?.arrayValue ?? []).compactMap(\.stringValue))
      },
      silent: (json["silent"]?.arrayValue ?? []).map { "\($0.text("seat")): \($0.text("reason"))" })
  }
}

extension RecordedJudgment.Dimension {
  fileprivate init(_ json: JSONValue) {
    self.init(
      id: json.text("id"), name: json.text("name"), rubric: json.text("rubric"), level: json.text("level"),
      outcome: json.text("outcome"), source: json["source"].flatMap(RecordedJudgment.Source.init),
      met: json["votes"]?["met"]?.intValue ?? 0, violated: json["votes"]?["violated"]?.intValue ?? 0)
  }
}

extension RecordedJudgment.Source {
  fileprivate init?(_ json: JSONValue) {
    guard !json.isNull else { return nil }
    self.init(
      adr: json.text("adr"), path: json.text("path"), line: json["line"]?.intValue ?? 0,
      endLine: json["end_line"]?.intValue ?? 0, sha256: json.text("sha256"))
  }
}

extension RecordedJudgment.Finding {
  fileprivate init(_ json: JSONValue) {
    self.init(
      id: json.text("id"), fingerprint: json.text("fingerprint"), rule: json.text("rule"),
      severity: json.text("severity"), message: json.text("message"), status: json.text("status"),
      dimension: json["dimension"]?.stringValue, seats: (json["seats"]?.arrayValue ?? []).compactMap(\.stringValue),
      evidence: json["evidence"]?.arrayValue ?? [])
  }

  public var isVerified: Bool { status == JudgeTypes.Finding.Status.verified.rawValue }
}

extension JSONValue {
  fileprivate func text(_ key: String) -> String { self[key]?.stringValue ?? "" }
}
