internal import JudgeTypes

extension RecordedJudgment.Seat {
  init(_ json: JSONValue) {
    self.init(
      id: json.text("seat"), persona: json.text("persona"), model: json.text("model"),
      family: json.text("family"), state: json.text("state"),
      verdict: json["verdict"]?.stringValue, reason: json["reason"]?.stringValue,
      rationale: json["rationale"]?.stringValue, weight: json.text("weight"),
      confidence: json["confidence"]?.doubleValue,
      scores: (json["scores"]?.objectValue ?? [:]).reduce(into: [:]) { scores, score in
        scores[score.key] = score.value.intValue
      }, path: json.texts("path"))
  }
}

extension RecordedJudgment.Round {
  init(_ json: JSONValue) {
    self.init(
      number: json["round"]?.intValue ?? 0,
      disputed: json.texts("disputed"), changes: json.list("changes").map(RecordedJudgment.Change.init),
      silent: json.list("silent").map { "\($0.text("seat")): \($0.text("reason"))" },
      tokens: json["tokens"]?.intValue)
  }
}

extension RecordedJudgment.Change {
  init(_ json: JSONValue) {
    self.init(
      seat: json.text("seat"), from: json.text("from"), to: json.text("to"),
      isSupported: json["supported"]?.boolValue ?? false, evidence: json.texts("evidence"),
      moves: json.list("dimensions").map { move in
        RecordedJudgment.Move(
          dimension: move.text("id"), from: move["from"]?.intValue, to: move["to"]?.intValue ?? 0,
          isSupported: move["supported"]?.boolValue ?? false)
      },
      withdrawn: json.list("withdrawn").map { finding in
        [finding.text("severity"), finding.text("rule"), finding.text("place")].filter { !$0.isEmpty }
          .joined(separator: " ")
      })
  }
}

extension RecordedJudgment.Dimension {
  init(_ json: JSONValue) {
    self.init(
      id: json.text("id"), name: json.text("name"), rubric: json.text("rubric"), level: json.text("level"),
      outcome: json.text("outcome"), source: json["source"].flatMap(RecordedJudgment.Source.init),
      met: json["votes"]?["met"]?.intValue ?? 0, violated: json["votes"]?["violated"]?.intValue ?? 0,
      spread: json["spread"]?.intValue ?? 0)
  }
}

extension RecordedJudgment.Source {
  init?(_ json: JSONValue) {
    guard !json.isNull else { return nil }
    self.init(
      adr: json.text("adr"), path: json.text("path"), line: json["line"]?.intValue ?? 0,
      endLine: json["end_line"]?.intValue ?? 0, sha256: json.text("sha256"))
  }
}

extension RecordedJudgment.Finding {
  init(_ json: JSONValue) {
    self.init(
      id: json.text("id"), fingerprint: json.text("fingerprint"), rule: json.text("rule"),
      severity: json.text("severity"), message: json.text("message"), status: json.text("status"),
      dimension: json["dimension"]?.stringValue,
      dimensions: json["dimensions"].map { _ in json.texts("dimensions") }
        ?? (json["dimension"]?.stringValue).map { [$0] } ?? [],
      seats: json.texts("seats"), evidence: json.list("evidence"),
      elsewhere: min(max(json["elsewhere"]?.intValue ?? 0, 0), 1_000_000),
      isOnSecret: json["on_secret"]?.boolValue ?? false)
  }
}

extension RecordedJudgment.Dissent {
  init(_ json: JSONValue) {
    self.init(
      seat: json.text("seat"), persona: json.text("persona"), model: json.text("model"), verdict: json.text("verdict"),
      rationale: json.text("rationale"), confidence: json["confidence"]?.doubleValue,
      keyConcerns: json.texts("key_concerns"))
  }
}

extension RecordedJudgment.File {
  init(_ json: JSONValue) {
    self.init(
      path: json.text("path"), state: json.text("state"), reason: json["reason"]?.stringValue,
      cause: json["cause"]?.stringValue)
  }
}

extension JSONValue {
  /// The text of a member; empty where there is none.
  func text(_ key: String) -> String { self[key]?.stringValue ?? "" }
  /// The elements of a member; none where it is no array.
  func list(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }
  /// The texts of a member.
  func texts(_ key: String) -> [String] { list(key).compactMap(\.stringValue) }
}
