import JudgeTypes
import Provenance
import TestSupport
import Testing

struct PanelRecordTests {
  private let panel = RecordSample.panel

  private func read(_ json: JSONValue) throws(RecordError) -> Panel {
    try Panel(json: json) { text throws(RecordError) in NamedModel(text: text) }
  }

  /// The panel's record with the value at `path` replaced, or taken away by nil.
  private func changed(_ path: [String], to value: JSONValue?) -> JSONValue {
    panel.json.replacing(path[...], with: value)
  }

  @Test func `a panel is read as it was written`() throws {
    let read = try read(panel.json)
    #expect(read.json.canonical == panel.json.canonical)
    #expect(read.rule == panel.rule && read.banners == panel.banners && read.seats.count == panel.seats.count)
    for (read, seat) in zip(read.seats, panel.seats) {
      #expect(
        read.id == seat.id && read.model == seat.model && read.backup == seat.backup && read.family == seat.family)
      #expect(read.weight == seat.weight && read.notApplicable == seat.notApplicable)
      #expect(read.persona.id == seat.persona.id && read.persona.thresholds == seat.persona.thresholds)
      #expect(read.persona.name == seat.persona.name && read.persona.role == seat.persona.role)
    }
  }

  @Test func `all of a dimension that a verdict depends on is read as it was written`() throws {
    let read = try read(JSONValue(parsing: panel.json.canonical))
    for (read, written) in zip(read.seats.flatMap(\.dimensions), panel.seats.flatMap(\.dimensions)) {
      #expect(read.id == written.id && read.scale == written.scale && read.level == written.level)
      #expect(read.weight == written.weight && read.checks == written.checks && read.clause == written.clause)
      #expect(read.name == written.name && read.rubric == written.rubric)
    }
  }

  @Test func `a learned model is kept whole, and one that is out of range is refused`() throws {
    let learned = LearnedRule(model: NamedModel(text: "{\"a\": 1}\n"), bar: 0.75)
    let rule = ConsensusRule(threshold: .twoThirds, learned: learned)
    let json = Panel(seats: panel.seats, rule: rule).json
    #expect(try read(JSONValue(parsing: json.canonical)).rule == rule)
    #expect(json["rule"]?["learned"] == ["bar": 0.75, "model": "{\"a\": 1}\n"])
    #expect(panel.json["rule"]?["learned"] == nil)
    // What results show of it names its file by hash.
    #expect(rule.shownJSON["learned"]?["model_sha256"]?.stringValue == Digest.sha256("{\"a\": 1}\n"))
    for (key, value) in [("bar", 0.5), ("bar", 1.01), ("bar", nil), ("bar", "1"), ("model", nil), ("model", 3)]
      as [(String, JSONValue?)]
    {
      #expect(throws: RecordError.self) { () throws in
        _ = try read(json.replacing(["rule", "learned", key][...], with: value))
      }
    }
  }

  @Test func `what was measured of panel and seats is read as it was written, and refused where it is none`() throws {
    let curve = try #require(CalibrationCurve([.init(place: 0.5, accuracy: 0.25), .init(place: 1, accuracy: 0.75)]))
    let rule = ConsensusRule(threshold: .twoThirds, abstention: AbstentionRule(curve: curve, bar: .fourFifths))
    let model = ModelName(provider: "anthropic", model: "claude-sonnet-4")
    let calibration = [SeatCalibration(seat: "architect", model: model, curve: curve)]
    let json = Panel(seats: panel.seats, rule: rule, calibration: calibration).json
    let again = try read(JSONValue(parsing: json.canonical))
    #expect(again.rule == rule && again.calibration == calibration)
    #expect(panel.json["calibration"] == nil && panel.json["rule"]?["abstention"] == nil)
    for (path, value) in [
      (["rule", "abstention", "bar"], "5/4"), (["rule", "abstention", "bar"], nil),
      (["rule", "abstention", "points"], []), (["rule", "abstention", "points", "0"], [0.5]),
      (["rule", "abstention", "points", "0"], [1, 0.5]), (["calibration", "0", "seat"], nil),
      (["calibration", "0", "model"], "no model"), (["calibration", "0", "points"], nil),
    ] as [([String], JSONValue?)] {
      #expect(throws: RecordError.self) { () throws in _ = try read(json.replacing(path[...], with: value)) }
    }
  }

  @Test func `a panel without seats is one`() throws {
    #expect(try read(Panel(seats: [], rule: .standard).json).seats.isEmpty)
  }

  @Test(
    arguments: [
      (["rule"], "panel"), (["rule", "threshold"], "panel"), (["rule", "assessed_share"], "panel"),
      (["rule", "veto"], "panel"), (["rule", "least_families"], "panel"),
      (["seats"], "panel"), (["seats", "0", "seat"], "seat"), (["seats", "0", "persona"], "seat"),
      (["seats", "0", "model"], "seat"), (["seats", "0", "weight"], "seat"), (["seats", "0", "dimensions"], "seat"),
      (["seats", "0", "thresholds"], "seat"), (["seats", "0", "thresholds", "pass"], "seat"),
      (["seats", "1", "thresholds", "conditional"], "seat"), (["seats", "1", "thresholds", "fail_on"], "seat"),
      (["seats", "1", "thresholds", "conditional_on"], "seat"), (["seats", "0", "dimensions", "0", "id"], "dimension"),
      (["seats", "0", "dimensions", "0", "scale"], "dimension"),
      (["seats", "0", "dimensions", "0", "level"], "dimension"),
      (["seats", "0", "dimensions", "0", "weight"], "dimension"),
    ] as [([String], String)])
  func `a record with something missing or of another form is refused by name`(path: [String], record: String) {
    for value in [nil, .null, 17.5, "no such thing", [:]] as [JSONValue?] {
      // The name of a thing may be any text, "no such thing" included.
      if value == "no such thing", ["seat", "persona", "id"].contains(path.last) { continue }
      #expect { () throws in
        _ = try read(changed(path, to: value))
      } throws: { error in (error as? RecordError)?.record == record }
    }
  }

  @Test(arguments: [(-1, false), (0, true), (10_000, true), (10_001, false), (Int.max, false), (Int.min, false)])
  func `a dimension's weight is at most the whole`(weight: Int, isRead: Bool) {
    let json = changed(["seats", "0", "dimensions", "0", "weight"], to: .integer(weight))
    #expect(((try? read(json)) != nil) == isRead)
  }

  @Test(arguments: ["0.5", "1/0", "-1/2", "2/3/4", "1000001", "", " 1", "9223372036854775808/3"])
  func `a fraction that is none is refused`(text: String) {
    #expect((try? read(changed(["rule", "threshold"], to: .string(text)))) == nil)
    #expect((try? read(changed(["seats", "0", "weight"], to: .string(text)))) == nil)
  }

  @Test(arguments: [JSONValue.null, true, 3, "panel", [], [1], [:], ["seats": []]])
  func `what is no panel is refused`(json: JSONValue) {
    #expect { () throws in _ = try read(json) } throws: { error in
      "\(error)" == "the stored panel cannot be read: its rule or its seats are missing"
    }
  }

  @Test func `any value in any place is read or refused`() {
    var random = SeededGenerator(seed: 21)
    var isRead = 0
    let paths = panel.json.paths
    for _ in 0..<3_000 {
      let path = paths.randomElement(using: &random) ?? []
      let json = changed(path, to: Bool.random(using: &random) ? nil : .random(depth: 2, using: &random))
      guard let panel = try? read(json) else { continue }
      isRead += 1
      #expect(panel.seats.flatMap(\.dimensions).allSatisfy { (0...Rubric.wholeWeight).contains($0.weight) })
    }
    #expect((100..<3_000).contains(isRead))
  }
}

/// A panel with all that a record keeps.
enum RecordSample {
  static let clause = Clause(
    adr: "ADR-060", path: "adrs/060.md", section: "Decision > Storage", line: 12, endLine: 14,
    text: "Services MUST use \"PostgreSQL\".", sha256: "c1a05e")

  static let dimensions = [
    Dimension(
      id: "storage", name: "Storage", description: "d", scale: .passFail, level: .must, scoreDescriptions: [1: "bad"],
      checks: [Check(id: "a", question: "Is it?", isRequired: true), Check(id: "b", question: "Or <so>?")],
      weight: 7_500,
      clause: clause, rubric: "adr-060"),
    Dimension(
      id: "style", name: "Style", description: "d", scale: .threePoint, level: .shouldNot, scoreDescriptions: [:],
      checks: [], weight: 2_500, rubric: "persona:architect"),
  ]

  static let panel = Panel(
    seats: [
      seat("architect", weight: .twoThirds, backup: ModelName(provider: "openai", model: "gpt/x")),
      seat("auditor", weight: .one, notApplicable: "it reads adr only"),
    ],
    rule: ConsensusRule(threshold: .twoThirds, veto: false, assessedShare: .half, leastFamilies: 3),
    banners: ["one family", "stale card"])

  static func seat(
    _ id: Seat.ID, weight: Fraction = .one, backup: ModelName? = nil, notApplicable: String? = nil
  ) -> Seat {
    let model = ModelName(provider: "anthropic", model: "claude-sonnet-4")
    let persona = Persona(
      id: .init(id.rawValue), name: "Name of \(id)", role: "role", experience: "", certifications: [],
      triggers: .everything, style: .init(strictness: .high, focus: [], tolerance: ""), dimensions: [], redFlags: [],
      promptTemplate: "", primaryModel: model, backupModel: backup, weight: weight,
      thresholds: .init(pass: .twoThirds, conditional: .half, failOn: .high, conditionalOn: .low), path: "p.yaml")
    return Seat(
      id: id, persona: persona, model: model, backup: backup, family: "claude", weight: weight, dimensions: dimensions,
      notApplicable: notApplicable)
  }
}

extension JSONValue {
  /// The value with what stands at `path` replaced, or taken away by nil; list members are named by their index.
  func replacing(_ path: ArraySlice<String>, with value: JSONValue?) -> JSONValue {
    guard let key = path.first else { return value ?? .null }
    if case .array(var values) = self, let index = Int(key), values.indices.contains(index) {
      if path.count == 1, value == nil {
        values.remove(at: index)
      } else {
        values[index] = values[index].replacing(path.dropFirst(), with: value)
      }
      return .array(values)
    }
    guard case .object(var members) = self else { return self }
    members[key] = path.count == 1 ? value : (members[key] ?? .null).replacing(path.dropFirst(), with: value)
    return .object(members)
  }

  /// The path of every value in it, its own empty one first.
  var paths: [[String]] {
    let inner: [[String]] =
      switch self {
      case .object(let members):
        members.sorted { $0.key < $1.key }.flatMap { key, value in value.paths.map { [key] + $0 } }
      case .array(let values): values.enumerated().flatMap { index, value in value.paths.map { ["\(index)"] + $0 } }
      default: []
      }
    return [[]] + inner
  }
}

/// A model of which nothing is known but its file.
struct NamedModel: VerdictModel {
  let text: String

  func objection(to seats: [Seat.ID]) -> String? { nil }
  func verdict(on votes: [SeatVote]) -> LearnedVerdict? { nil }
}
