public import JudgeTypes

extension Panel {
  /// What of the panel a verdict depends on: seats, weights, thresholds, dimensions, rule. Kept in each run's bundle.
  public var json: JSONValue {
    var object: JSONObject = [
      "rule": rule.json, "banners": .texts(banners), "seats": .array(seats.map(\.json)),
    ]
    if !calibration.isEmpty { object["calibration"] = .array(calibration.map(\.json)) }
    // Earlier versions held no debate, so where none is to be held nothing is said.
    if debate.rounds > 0 {
      object["debate"] = ["rounds": .integer(debate.rounds), "agreement": .string(debate.agreement.description)]
    }
    return .object(object)
  }

  /// Reads what `json` wrote.
  ///
  /// - Parameter model: makes a learned model of its file's text.
  /// - Throws: `RecordError` naming what is missing or out of range.
  public init(
    json: JSONValue, reading model: (String) throws(RecordError) -> any VerdictModel
  ) throws(RecordError) {
    guard let threshold = json["rule"]?["threshold"]?.fraction, let share = json["rule"]?["assessed_share"]?.fraction,
      let veto = json["rule"]?["veto"]?.boolValue, let families = json["rule"]?["least_families"]?.intValue,
      families >= 0,
      let seats = json["seats"]?.arrayValue
    else { throw RecordError(record: "panel", problem: "its rule or its seats are missing") }
    self.init(
      seats: try seats.map { value throws(RecordError) in try Seat(json: value) },
      rule: ConsensusRule(
        threshold: threshold, veto: veto, assessedShare: share, leastFamilies: families,
        learned: try LearnedRule(recorded: json["rule"]?["learned"], reading: model),
        abstention: try AbstentionRule(recorded: json["rule"]?["abstention"])),
      debate: try DebateRule(recorded: json["debate"]),
      banners: (json["banners"]?.arrayValue ?? []).compactMap(\.stringValue),
      calibration: try (json["calibration"]?.arrayValue ?? []).map { value throws(RecordError) in
        try SeatCalibration(recorded: value)
      })
  }
}

extension ConsensusRule {
  /// As a panel's record holds it.
  var json: JSONValue {
    guard let learned else { return .object(summary) }
    var object = summary
    object["learned"] = ["bar": .number(learned.bar), "model": .string(learned.model.text)]
    return .object(object)
  }

  /// As results show it: of a learned model no more than the hash of its file.
  public var shownJSON: JSONValue {
    guard let learned else { return .object(summary) }
    var object = summary
    object["learned"] = ["bar": .number(learned.bar), "model_sha256": .string(Digest.sha256(learned.model.text))]
    return .object(object)
  }

  private var summary: JSONObject {
    var object: JSONObject = [
      "threshold": .string(threshold.description), "veto": .bool(veto),
      "assessed_share": .string(assessedShare.description), "least_families": .integer(leastFamilies),
    ]
    if let abstention { object["abstention"] = abstention.json }
    return object
  }
}

extension LearnedRule {
  /// Nil where the panel's record names none.
  fileprivate init?(
    recorded json: JSONValue?, reading model: (String) throws(RecordError) -> any VerdictModel
  ) throws(RecordError) {
    guard let json else { return nil }
    guard let bar = json["bar"]?.doubleValue, (Self.leastBar...1).contains(bar), let text = json["model"]?.stringValue
    else {
      throw RecordError(record: "panel", problem: "its learned model or the bar of it is missing or out of range")
    }
    self.init(model: try model(text), bar: bar)
  }
}

extension DebateRule {
  fileprivate init(recorded json: JSONValue?) throws(RecordError) {
    guard let json else {
      self = .none
      return
    }
    guard let rounds = json["rounds"]?.intValue, (1...Self.mostRounds).contains(rounds),
      let agreement = json["agreement"]?.fraction
    else { throw RecordError(record: "panel", problem: "its rule of debate cannot be read") }
    self.init(rounds: rounds, agreement: agreement)
  }
}

/// A stored record that cannot be read back.
public struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
  public let record: String
  public let problem: String

  public init(record: String, problem: String) {
    self.record = record
    self.problem = problem
  }

  public var description: String { "the stored \(record) cannot be read: \(problem)" }
}

extension Seat {
  fileprivate var json: JSONValue {
    [
      "seat": .string(id.rawValue), "persona": .string(persona.id.rawValue), "name": .string(persona.name),
      "role": .string(persona.role), "model": .string(model.description), "backup": .optional(backup?.description),
      "family": .string(family), "weight": .string(weight.description), "not_applicable": .optional(notApplicable),
      "thresholds": [
        "pass": .string(persona.thresholds.pass.description),
        "conditional": .string(persona.thresholds.conditional.description),
        "fail_on": .string(persona.thresholds.failOn.rawValue),
        "conditional_on": .string(persona.thresholds.conditionalOn.rawValue),
      ],
      "dimensions": .array(dimensions.map(\.json)),
    ]
  }

  fileprivate init(json: JSONValue) throws(RecordError) {
    let thresholds = json["thresholds"]
    guard let id = json["seat"]?.stringValue, let persona = json["persona"]?.stringValue,
      let model = json["model"]?.stringValue.flatMap({ ModelName($0) }), let weight = json["weight"]?.fraction,
      let pass = thresholds?["pass"]?.fraction, let conditional = thresholds?["conditional"]?.fraction,
      let failOn = thresholds?["fail_on"]?.stringValue.flatMap(Severity.init),
      let conditionalOn = thresholds?["conditional_on"]?.stringValue.flatMap(Severity.init),
      let dimensions = json["dimensions"]?.arrayValue
    else { throw RecordError(record: "seat", problem: "its persona, model, weight or thresholds are missing") }
    let backup = json["backup"]?.stringValue.flatMap { ModelName($0) }
    self.init(
      id: .init(id),
      persona: Persona(
        id: .init(persona), name: json["name"]?.stringValue ?? "", role: json["role"]?.stringValue ?? "",
        experience: "",
        certifications: [], triggers: .everything, style: .init(strictness: .balanced, focus: [], tolerance: ""),
        dimensions: [], redFlags: [], promptTemplate: "", primaryModel: model, backupModel: backup, weight: weight,
        thresholds: .init(pass: pass, conditional: conditional, failOn: failOn, conditionalOn: conditionalOn), path: ""),
      model: model, backup: backup, family: json["family"]?.stringValue ?? "", weight: weight,
      dimensions: try dimensions.map { value throws(RecordError) in try Dimension(json: value) },
      notApplicable: json["not_applicable"]?.stringValue)
  }
}

extension Dimension {
  var json: JSONValue {
    [
      "id": .string(id.rawValue), "name": .string(name), "scale": .string(scale.rawValue),
      "level": .string(level.rawValue),
      "weight": .integer(weight), "rubric": .string(rubric), "clause": clause?.json ?? .null,
      "checks": .array(
        checks.map {
          ["id": .string($0.id.rawValue), "question": .string($0.question), "required": .bool($0.isRequired)]
        }),
    ]
  }

  fileprivate init(json: JSONValue) throws(RecordError) {
    guard let id = json["id"]?.stringValue, let scale = json["scale"]?.stringValue.flatMap(Scale.init),
      let level = json["level"]?.stringValue.flatMap(Level.init), let weight = json["weight"]?.intValue,
      (0...Rubric.wholeWeight).contains(weight)
    else { throw RecordError(record: "dimension", problem: "its id, scale, level or weight is missing") }
    self.init(
      id: .init(id), name: json["name"]?.stringValue ?? id, description: "", scale: scale, level: level,
      scoreDescriptions: [:],
      checks: (json["checks"]?.arrayValue ?? []).compactMap { check in
        check["id"]?.stringValue.map {
          Check(
            id: .init($0), question: check["question"]?.stringValue ?? "",
            isRequired: check["required"]?.boolValue ?? false)
        }
      },
      weight: weight, clause: json["clause"].flatMap(Clause.init), rubric: json["rubric"]?.stringValue ?? "")
  }
}

extension Clause {
  fileprivate var json: JSONValue {
    [
      "adr": .string(adr), "path": .string(path), "section": .string(section), "line": .integer(line),
      "end_line": .integer(endLine), "text": .string(text), "sha256": .string(sha256),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let adr = json["adr"]?.stringValue, let path = json["path"]?.stringValue, let line = json["line"]?.intValue
    else { return nil }
    self.init(
      adr: adr, path: path, section: json["section"]?.stringValue ?? "", line: line,
      endLine: json["end_line"]?.intValue ?? line, text: json["text"]?.stringValue ?? "",
      sha256: json["sha256"]?.stringValue ?? "")
  }
}

extension JSONValue {
  fileprivate var fraction: Fraction? { stringValue.flatMap { Fraction($0) } }
}
