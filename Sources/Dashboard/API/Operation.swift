internal import Foundation
internal import HTTPTypes
internal import Provenance

/// What the API says of a route, and what is held against it before the route is asked.
struct Operation: Sendable {
  struct Answer: Sendable {
    let status: Int
    let description: String
    /// By media type; none for an answer without a body.
    var content: [(type: String, schema: JSONValue)] = []
    var headers: [(name: String, description: String)] = []
  }

  let id: String
  let tag: String
  let summary: String
  var description = ""
  /// Of the pattern's places, in their order.
  var path: [Parameter] = []
  var query: [Parameter] = []
  /// The members of the JSON that is sent; nil where nothing is.
  var body: BodyShape?
  /// Where all is well.
  let answers: [Answer]
  /// What else may come, beside what any route may answer.
  var refusals: [Int] = []

  /// - Throws: `Problem`: 404 for a path that names nothing that could be, 400 for a query that is not taken.
  func check(_ call: ServerCall) throws(Problem) {
    for parameter in path {
      guard let value = call.parameters[parameter.name] else { continue }
      if let fault = parameter.fault(of: value) {
        throw Problem(.notFound, "Nothing is called so.", faults: [.init(what: parameter.name, message: fault)])
      }
    }
    var faults: [Problem.Fault] = []
    var seen: Set<String> = []
    for item in call.target.query {
      let name = String(item.name.prefix(80))
      guard let parameter = query.first(where: { $0.name == item.name }) else {
        let known = query.map(\.name).joined(separator: ", ")
        faults.append(.init(what: name, message: known.isEmpty ? "nothing is asked here" : "known are \(known)"))
        continue
      }
      if !seen.insert(item.name).inserted { faults.append(.init(what: name, message: "it stands here twice")) }
      if let fault = parameter.fault(of: item.value) { faults.append(.init(what: name, message: fault)) }
    }
    guard faults.isEmpty else { throw Problem(.badRequest, "The query is not one that is taken here.", faults: faults) }
  }
}

/// The members of a JSON object that is sent, all of them texts and required.
struct BodyShape: Sendable {
  let members: [Parameter]
  let example: JSONValue

  /// The members of the body.
  ///
  /// - Throws: `Problem`: 415 for another type, 400 for no JSON, 422 for other members.
  func read(_ call: ServerCall) throws(Problem) -> [String: String] {
    guard call.contentType == MediaType.json else {
      throw Problem(.unsupportedMediaType, "Send \(MediaType.json).")
    }
    let value: JSONValue
    do { value = try JSONValue(parsing: call.body) } catch {
      throw Problem(.badRequest, "The body is no JSON: \(error.description)")
    }
    guard let object = value.objectValue else {
      throw Problem(.unprocessableContent, "The body is no object. Send \(example.canonical)")
    }
    var faults: [Problem.Fault] = []
    for (key, _) in object where !members.contains(where: { $0.name == key }) {
      faults.append(
        .init(what: String(key.prefix(80)), message: "known are \(members.map(\.name).joined(separator: ", "))"))
    }
    return try texts(of: object.map { ($0.key, $0.value.stringValue) }, faults)
  }

  /// The same of what a form sends.
  func read(form fields: [RequestTarget.Item]) throws(Problem) -> [String: String] {
    try texts(of: fields.map { ($0.name, $0.value) }, [])
  }

  private func texts(of items: [(String, String?)], _ known: [Problem.Fault]) throws(Problem) -> [String: String] {
    var faults = known
    let sent = Dictionary(items, uniquingKeysWith: { first, _ in first })
    var texts: [String: String] = [:]
    for member in members {
      switch sent[member.name] {
      case nil: faults.append(.init(what: member.name, message: "it is missing"))
      case .some(nil): faults.append(.init(what: member.name, message: "it is no text"))
      case .some(let text?):
        if let fault = member.fault(of: text) { faults.append(.init(what: member.name, message: fault)) }
        texts[member.name] = text
      }
    }
    guard faults.isEmpty else {
      throw Problem(.unprocessableContent, "What was sent is not what is taken here.", faults: faults)
    }
    return texts
  }

  var schema: JSONValue {
    [
      "type": "object", "required": .texts(members.map(\.name)), "additionalProperties": false,
      "properties": .object(
        JSONObject(
          members.map { ($0.name, $0.schema.with("description", .string($0.description))) },
          uniquingKeysWith: { first, _ in first })),
    ]
  }
}

extension JSONValue {
  /// An object with one more member; any other value as it is.
  func with(_ key: String, _ value: JSONValue) -> JSONValue {
    guard var object = objectValue else { return self }
    object[key] = value
    return .object(object)
  }
}
