public import JudgeTypes
internal import Provenance

/// Reads what a judge answered. It reads strictly: what is missing is not assessed, what has the wrong form is refused.
public struct AnswerReader: Sendable {
  private let nonce: String?
  private let dimensions: [Dimension]
  private let requiresChecks: Bool

  /// - Parameters:
  ///   - nonce: what the answer must carry; nil for the offline panel, which is not asked over a channel.
  ///   - requiresChecks: whether a dimension counts as assessed only with answered checks. The offline panel's findings
  ///     decide its scores, so it needs none.
  public init(nonce: String?, dimensions: [Dimension], requiresChecks: Bool) {
    self.nonce = nonce
    self.dimensions = dimensions
    self.requiresChecks = requiresChecks
  }

  /// Reads `text`, a JSON object of the form that `AnswerSchema` describes.
  public func answer(from text: String) throws(AnswerError) -> SeatAnswer {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw .notJSON(error.fault)
    }
    guard value.objectValue != nil else {
      throw .wrongForm(key: "the answer", found: value.form, expected: "an object")
    }
    if let nonce {
      guard let found = value["nonce"]?.stringValue else { throw .noNonce }
      guard found == nonce else { throw .wrongNonce }
    }
    return SeatAnswer(
      dimensions: try dimensionAnswers(of: value),
      claims: try list("findings", of: value).map { entry throws(AnswerError) in try claim(entry) },
      rationale: value["rationale"]?.stringValue ?? "",
      confidence: value["confidence"]?.doubleValue.map { min(1, max(0, $0)) })
  }

  /// Those that the seat was asked about. Of two answers to one question neither counts more, so they are refused.
  private func dimensionAnswers(of value: JSONValue) throws(AnswerError) -> [DimensionAnswer] {
    var answers: [DimensionAnswer] = []
    for (position, entry) in try list("dimensions", of: value).enumerated() {
      let id = Dimension.ID(try text("id", of: entry))
      guard let index = dimensions.firstIndex(startingAt: position, where: { $0.id == id }) else { continue }
      let answer = try answer(on: dimensions[index], in: entry)
      guard !answers.contains(where: { $0.dimension == id }) else {
        throw .wrongForm(key: "dimensions", found: "'\(id)' twice", expected: "each dimension once")
      }
      answers.append(answer)
    }
    return answers
  }

  private func answer(on dimension: Dimension, in value: JSONValue) throws(AnswerError) -> DimensionAnswer {
    var checks: [Check.ID: CheckAnswer] = [:]
    checks.reserveCapacity(dimension.checks.count)
    for (position, entry) in try list("checks", of: value).enumerated() {
      let check = Check.ID(try text("id", of: entry))
      let said = try text("answer", of: entry)
      guard let answer = CheckAnswer(rawValue: said) else {
        throw .wrongForm(key: "answer", found: "'\(said.prefix(40))'", expected: "yes, no or not_applicable")
      }
      guard dimension.checks.firstIndex(startingAt: position, where: { $0.id == check }) != nil else { continue }
      guard checks.updateValue(answer, forKey: check) == nil else {
        throw .wrongForm(key: "checks", found: "'\(check)' of '\(dimension.id)' twice", expected: "each check once")
      }
    }
    let isAssessed = try boolean("assessed", of: value) ?? !checks.isEmpty
    return DimensionAnswer(
      dimension: dimension.id, isAssessed: isAssessed && (!requiresChecks || !checks.isEmpty),
      rationale: value["rationale"]?.stringValue ?? "", checks: checks)
  }

  private func claim(_ value: JSONValue) throws(AnswerError) -> Claim {
    let said = try text("severity", of: value).lowercased()
    guard let severity = Severity(rawValue: said) else {
      throw .wrongForm(
        key: "severity", found: "'\(said.prefix(40))'",
        expected: Severity.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return Claim(
      rule: try text("rule", of: value), severity: severity, message: try text("message", of: value),
      dimension: value["dimension"]?.stringValue.map { Dimension.ID($0) }.flatMap { id in
        dimensions.first { $0.id == id }?.id
      },
      foremost: value["foremost"]?.stringValue.map { Dimension.ID($0) },
      evidence: try list("evidence", of: value).map { entry throws(AnswerError) in try evidence(entry) })
  }

  private func evidence(_ value: JSONValue) throws(AnswerError) -> Evidence {
    let kind = try text("kind", of: value)
    switch kind {
    case "quote":
      let start = try integer("start_line", of: value) ?? 1
      return .quote(
        path: try text("path", of: value), startLine: start, endLine: try integer("end_line", of: value) ?? start,
        text: try text("quote", of: value))
    case "absence":
      // Strict schemas make models write every field, so that the whole artifact can only be named by an empty path.
      let path = value["path"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
      return .absence(path: path, terms: try texts("terms", of: value))
    default:
      throw .wrongForm(key: "kind", found: "'\(kind.prefix(40))'", expected: "quote or absence")
    }
  }

  private func text(_ key: String, of value: JSONValue) throws(AnswerError) -> String {
    guard let found = value[key] else { throw .wrongForm(key: key, found: "nothing", expected: "a text") }
    guard let text = found.stringValue else { throw .wrongForm(key: key, found: found.form, expected: "a text") }
    return text
  }

  private func boolean(_ key: String, of value: JSONValue) throws(AnswerError) -> Bool? {
    guard let found = value[key], !found.isNull else { return nil }
    guard let boolean = found.boolValue else {
      throw .wrongForm(key: key, found: found.form, expected: "true or false")
    }
    return boolean
  }

  private func integer(_ key: String, of value: JSONValue) throws(AnswerError) -> Int? {
    guard let found = value[key], !found.isNull else { return nil }
    guard let integer = found.intValue else {
      throw .wrongForm(key: key, found: found.form, expected: "a whole number")
    }
    return integer
  }

  private func texts(_ key: String, of value: JSONValue) throws(AnswerError) -> [String] {
    try list(key, of: value).map { entry throws(AnswerError) in
      guard let text = entry.stringValue else {
        throw .wrongForm(key: key, found: entry.form, expected: "a list of texts")
      }
      return text
    }
  }

  private func list(_ key: String, of value: JSONValue) throws(AnswerError) -> [JSONValue] {
    guard let found = value[key], !found.isNull else { return [] }
    guard let list = found.arrayValue else { throw .wrongForm(key: key, found: found.form, expected: "a list") }
    return list
  }
}

extension Array {
  /// The first of those for which `isSought` holds; models answer in the order in which they are asked, so the place of the
  /// answer is tried before the others.
  fileprivate func firstIndex(startingAt likely: Int, where isSought: (Element) -> Bool) -> Int? {
    if indices.contains(likely), isSought(self[likely]) { return likely }
    return firstIndex(where: isSought)
  }
}

extension JSONValue {
  /// What it is, in words.
  fileprivate var form: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
