import Foundation
import JudgeTypes
import LanguageModels
import Provenance

/// What is wrong with a line.
struct ExchangeLineError: Error {
  let what: String
}

/// A line of a cassette: an exchange, or the numbers of lines before it whose exchanges were never used.
enum CassetteLine {
  case exchange(Exchange)
  case unused(Set<Int>)

  fileprivate static let form = "1"

  init(_ text: String) throws(ExchangeLineError) {
    let value: JSONValue
    do { value = try JSONValue(parsing: text) } catch { throw ExchangeLineError(what: "it is no JSON") }
    guard let form = value["cassette"]?.stringValue else { throw ExchangeLineError(what: "it has no 'cassette'") }
    guard form == Self.form else {
      throw ExchangeLineError(what: "it is of form '\(form.prefix(20))', and this moe-judge knows \(Self.form)")
    }
    if let lines = value["unused"]?.arrayValue {
      self = .unused(Set(lines.compactMap(\.intValue)))
    } else {
      self = .exchange(try Exchange(value))
    }
  }

  var text: String {
    switch self {
    case .exchange(let exchange): exchange.line
    case .unused(let lines):
      JSONValue.object(["cassette": .string(Self.form), "unused": .array(lines.sorted().map { .integer($0) })])
        .canonical
    }
  }
}

/// An exchange as a line of a cassette, and back.
extension Exchange {
  var line: String {
    let parts = CallRequest.Part.allCases.map { ($0.rawValue, JSONValue.string(request[$0])) }
    var object: JSONObject = [
      "cassette": .string(CassetteLine.form), "key": .string(request.key),
      "request": .object(JSONObject(parts, uniquingKeysWith: { first, _ in first })),
      "artifact": .optional(subject?.artifact), "seat": .optional(subject?.seat),
    ]
    switch outcome {
    case .answer(let answer): object["answer"] = answer.json
    case .failure(let words): object["failure"] = .string(words)
    }
    return JSONValue.object(object).canonical
  }

  fileprivate init(_ value: JSONValue) throws(ExchangeLineError) {
    guard let key = value["key"]?.stringValue,
      let request = CallRequest(key: key, parts: { value["request"]?[$0.rawValue]?.stringValue })
    else { throw ExchangeLineError(what: "a part of its request is missing") }
    let subject = value["artifact"]?.stringValue.flatMap { artifact in
      value["seat"]?.stringValue.map { CallSubject(artifact: artifact, seat: $0) }
    }
    let outcome: Outcome
    if let words = value["failure"]?.stringValue {
      outcome = .failure(words)
    } else if let answer = value["answer"].flatMap({ KeptAnswer($0, dialect: request[.dialect]) }) {
      outcome = .answer(answer)
    } else {
      throw ExchangeLineError(what: "it has neither a whole answer nor a failure")
    }
    self.init(request: request, subject: subject, outcome: outcome)
  }
}

extension KeptAnswer {
  fileprivate var json: JSONValue {
    [
      "nonce": .string(nonce), "prompt_sha256": .string(promptSHA256), "model": .string(answeredModel.description),
      "response_id": .optional(responseID), "response": .string(raw), "shape": .string(shape.rawValue),
      "temperature": .optional(temperature), "started": .string(Timestamp.rfc3339(started)),
      "finished": .string(Timestamp.rfc3339(finished)),
      "usage": usage.map { usage in
        [
          "input_tokens": .integer(usage.input), "output_tokens": .integer(usage.output),
          "cached_tokens": usage.cached.map { .integer($0) } ?? .null,
        ]
      } ?? .null,
    ]
  }

  fileprivate init?(_ json: JSONValue, dialect: String) {
    func time(_ key: String) -> Date? {
      json[key]?.stringValue.flatMap(Timestamp.milliseconds(rfc3339:)).map {
        Date(timeIntervalSince1970: Double($0) / 1_000)
      }
    }
    guard let nonce = json["nonce"]?.stringValue, let prompt = json["prompt_sha256"]?.stringValue,
      let model = json["model"]?.stringValue.flatMap({ ModelName(recorded: $0) }),
      let raw = json["response"]?.stringValue, let shape = json["shape"]?.stringValue.flatMap(AnswerShape.init),
      let dialect = Dialect(rawValue: dialect), let started = time("started"), let finished = time("finished")
    else { return nil }
    let usage = json["usage"].flatMap { usage -> TokenUsage? in
      guard let input = usage["input_tokens"]?.intValue, let output = usage["output_tokens"]?.intValue else {
        return nil
      }
      return TokenUsage(input: input, output: output, cached: usage["cached_tokens"]?.intValue)
    }
    self.init(
      nonce: nonce, promptSHA256: prompt, answeredModel: model, responseID: json["response_id"]?.stringValue,
      raw: raw, dialect: dialect, shape: shape, temperature: json["temperature"]?.doubleValue, usage: usage,
      started: started, finished: finished)
  }
}
