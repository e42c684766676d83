public import JudgeTypes

extension GateReason.Waiver {
  fileprivate var json: JSONValue {
    ["reason": .string(reason), "author": .string(author), "expires": .string(expires)]
  }

  fileprivate init(_ json: JSONValue) {
    self.init(reason: json.text("reason"), author: json.text("author"), expires: json.text("expires"))
  }
}

extension GateReason {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "state": .string(state.rawValue), "finding": .optional(finding),
      "dimension": .optional(dimension), "fingerprint": .optional(fingerprint),
      "severity": .optional(severity?.rawValue), "path": .string(path),
      "message": .string(message), "waiver": waiver?.json ?? .null,
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let kind = json["kind"]?.stringValue.flatMap(Kind.init),
      let state = json["state"]?.stringValue.flatMap(State.init)
    else { return nil }
    self.init(
      kind: kind, state: state, finding: json["finding"]?.stringValue, dimension: json["dimension"]?.stringValue,
      fingerprint: json["fingerprint"]?.stringValue,
      severity: json["severity"]?.stringValue.flatMap(Severity.init), path: json.text("path"),
      message: json.text("message"),
      waiver: json["waiver"].flatMap { $0.isNull ? nil : Waiver($0) })
  }
}

extension GateDecision {
  private static let blocks = "blocks"
  private static let passes = "passes"
  fileprivate static let undecided = "undecided"

  /// As a judgment of the JSON result holds it.
  public var json: JSONValue {
    [
      "decision": .string(isBlocking ? Self.blocks : isUndecided ? Self.undecided : Self.passes),
      "reasons": .array(reasons.map(\.json)),
    ]
  }

  /// Reads what `json` wrote; reasons that cannot be read are left out.
  public init(json: JSONValue) {
    self.init(
      reasons: json.list("reasons").compactMap(GateReason.init),
      isUndecided: json["decision"]?.stringValue == Self.undecided)
  }
}

extension GateSummary {
  private static let blocks = "blocks"
  private static let passes = "passes"

  /// As the JSON result holds it.
  public var json: JSONValue {
    [
      "decision": .string(isBlocking ? Self.blocks : isUndecided ? GateDecision.undecided : Self.passes),
      "advisory": .bool(isAdvisory), "day": .string(day),
      "reasons": .object(
        GateReason.State.allCases.reduce(into: JSONObject()) {
          $0[$1.rawValue] = .integer(counts[$1] ?? 0)
        }),
      "notes": .texts(notes),
    ]
  }

  /// Reads what `json` wrote.
  public init(json: JSONValue) {
    self.init(
      isBlocking: json["decision"]?.stringValue == Self.blocks, isAdvisory: json["advisory"]?.boolValue ?? false,
      isUndecided: json["decision"]?.stringValue == GateDecision.undecided, day: json.text("day"),
      counts: GateReason.State.allCases.reduce(into: [:]) {
        $0[$1] = json["reasons"]?[$1.rawValue]?.intValue ?? 0
      }, notes: json.texts("notes"))
  }
}
