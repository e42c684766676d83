internal import JudgeTypes
public import Provenance

extension Gate {
  /// As a run keeps it: all that decides, and nothing that is for readers alone.
  public var json: JSONValue {
    [
      "advisory": .bool(policy.isAdvisory), "day": .string(day), "rules": .array(policy.rules.map(\.json)),
      "known": .array(
        baseline.entries.map {
          [
            "fingerprint": .string($0.fingerprint), "count": .integer($0.count),
            "severity": .optional($0.severity?.rawValue),
          ]
        }),
      "waivers": .array(waivers.map(\.json)),
    ]
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `RecordError` when something of it is missing or has a name that this program does not know.
  public init(json: JSONValue) throws(RecordError) {
    guard let isAdvisory = json["advisory"]?.boolValue, let day = json["day"]?.stringValue,
      let rules = json["rules"]?.arrayValue?.map(GateRule.init(json:)), !rules.contains(nil),
      let known = json["known"]?.arrayValue?.map(Baseline.Entry.init(json:)), !known.contains(nil),
      let waivers = json["waivers"]?.arrayValue?.map(Waiver.init(json:)), !waivers.contains(nil)
    else { throw RecordError(record: "gate", problem: "something that every gate says is missing") }
    self.init(
      policy: GatePolicy(rules: rules.compactMap(\.self), isAdvisory: isAdvisory),
      baseline: Baseline(entries: known.compactMap(\.self)),
      waivers: waivers.compactMap(\.self), day: day)
  }
}

extension Baseline.Entry {
  /// Without what is for readers alone.
  fileprivate init?(json: JSONValue) {
    guard let fingerprint = json["fingerprint"]?.stringValue, let count = json["count"]?.intValue,
      let severity = json.word("severity", Severity.init(rawValue:))
    else { return nil }
    self.init(fingerprint: fingerprint, count: count, severity: severity.value, path: "", message: "")
  }
}

extension GateRule {
  fileprivate var json: JSONValue {
    [
      "outcomes": .sorted(outcomes?.map(\.rawValue)), "severity": .optional(severity?.rawValue),
      "dimensions": .sorted(dimensions?.map(\.rawValue)), "levels": .sorted(levels?.map(\.rawValue)),
      "paths": paths.map { .texts($0.texts) } ?? .null, "except": except.map { .texts($0.texts) } ?? .null,
    ]
  }

  /// Nil where a word is not known: a rule that would say less than it was is none.
  fileprivate init?(json: JSONValue) {
    guard let outcomes = json.words("outcomes", Outcome.init(rawValue:)),
      let levels = json.words("levels", Level.init(rawValue:)),
      let dimensions = json.words("dimensions", { Dimension.ID($0) }),
      let severities = json.word("severity", Severity.init(rawValue:)),
      let paths = json.paths("paths"), let except = json.paths("except")
    else { return nil }
    self.init(
      outcomes: outcomes.value.map(Set.init), severity: severities.value, dimensions: dimensions.value.map(Set.init),
      levels: levels.value.map(Set.init), paths: paths.value, except: except.value)
  }
}

extension Waiver {
  fileprivate var json: JSONValue {
    [
      "finding": .optional(fingerprint), "rule": .optional(rule), "dimension": .optional(dimension?.rawValue),
      "paths": paths.map { .texts($0.texts) } ?? .null, "count": .integer(count), "reason": .string(terms.reason),
      "author": .string(terms.author), "expires": .string(terms.expires),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let reason = json["reason"]?.stringValue, let author = json["author"]?.stringValue,
      let expires = json["expires"]?.stringValue, let paths = json.paths("paths"),
      let count = json["count"]?.intValue
    else { return nil }
    self.init(
      fingerprint: json["finding"]?.stringValue, rule: json["rule"]?.stringValue,
      dimension: (json["dimension"]?.stringValue).map { .init($0) }, paths: paths.value, count: count,
      terms: .init(reason: reason, author: author, expires: expires))
  }
}

/// What a member says, where it may say nothing.
private struct Said<Value> {
  let value: Value?
}

extension JSONValue {
  fileprivate static func sorted(_ texts: [String]?) -> JSONValue { texts.map { .texts($0.sorted()) } ?? .null }

  /// Nil where it is there and cannot be read.
  fileprivate func word<Word>(_ key: String, _ read: (String) -> Word?) -> Said<Word>? {
    guard let member = self[key], !member.isNull else { return Said(value: nil) }
    return member.stringValue.flatMap(read).map { Said(value: $0) }
  }

  fileprivate func words<Word>(_ key: String, _ read: (String) -> Word?) -> Said<[Word]>? {
    guard let member = self[key], !member.isNull else { return Said(value: nil) }
    guard let words = member.arrayValue?.map({ $0.stringValue.flatMap(read) }) else { return nil }
    return words.contains { $0 == nil } ? nil : Said(value: words.compactMap(\.self))
  }

  fileprivate func paths(_ key: String) -> Said<GatePaths>? {
    words(key) { $0 }.map { Said(value: $0.value.map(GatePaths.init)) }
  }
}
