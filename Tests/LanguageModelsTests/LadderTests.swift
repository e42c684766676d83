import Foundation
import JudgeTypes
import LanguageModels
import TestSupport
import Testing

/// The way of asking for JSON that a request takes.
private func shape(of request: SimulatedRequest) -> AnswerShape {
  if request.body.contains("json_schema") { return .jsonSchema }
  if request.forcesTool { return .forcedTool }
  return request.body.contains("json_object") ? .jsonMode : .text
}

/// A server that knows `known` alone and says so of the others.
private func server(knowing known: Set<AnswerShape>) -> ProviderSimulator.Handler {
  { request in
    let shape = shape(of: request)
    if known.contains(shape) {
      return .answer(shape == .text ? "Here it is:\n```json\n\(answerText)\n```\nDone." : answerText, to: request)
    }
    return switch shape {
    case .jsonSchema where request.isAnthropic: .error(400, "output_config: Extra inputs are not permitted")
    case .jsonSchema: .error(400, "This response_format type is unavailable now")
    case .forcedTool: .error(400, "this model does not support tools")
    case .jsonMode: .error(422, "response_format: json_object is not supported")
    case .text: .error(400, "no")
    }
  }
}

@Suite struct `The ladder of structured output` {
  @Test(arguments: [
    (AnswerShape.jsonSchema, 1), (.forcedTool, 2), (.jsonMode, 3), (.text, 4),
  ])
  func `an OpenAI-like server that knows one way only is asked in that one`(known: AnswerShape, requests: Int)
    async throws
  {
    try await ProviderSimulator.run(answering: server(knowing: [known])) { simulator in
      let model = try testModel(.openai, at: simulator)
      let first = try await model.complete(testPrompt())
      #expect(first.text == answerText)
      #expect(first.shape == known)
      #expect(first.attempts == requests)
      let second = try await model.complete(testPrompt())
      #expect(second.attempts == 1, "what the server does not know is remembered")
      #expect(simulator.requests.count == requests + 1)
    }
  }

  @Test(arguments: [(AnswerShape.jsonSchema, 1), (.forcedTool, 2), (.text, 3)])
  func `an Anthropic-like server that knows one way only is asked in that one`(known: AnswerShape, requests: Int)
    async throws
  {
    try await ProviderSimulator.run(answering: server(knowing: [known])) { simulator in
      let completion = try await testModel(.anthropic, at: simulator).complete(testPrompt())
      #expect(completion.text == answerText)
      #expect(completion.shape == known)
      #expect(completion.attempts == requests)
    }
  }

  @Test func `the lower rungs show the schema in the prompt`() async throws {
    try await ProviderSimulator.run(answering: server(knowing: [.jsonMode])) { simulator in
      _ = try await testModel(.openai, at: simulator).complete(testPrompt())
      let user = (fields(of: simulator.requests.last)["messages"] as? [[String: String]])?.last?["content"]
      #expect(user?.contains(answerSchema.json) == true)
      #expect(user?.hasPrefix("the artifact\n\nyour part") == true, "the shared part stays a common prefix")
    }
  }

  @Test func `another bad request does not step down`() async throws {
    try await ProviderSimulator.run(answering: { _ in .badRequest }) { simulator in
      let error = await failure(of: try testModel(.openai, at: simulator))
      #expect(error?.problem == .invalidRequest(status: 400))
      #expect(simulator.requests.count == 1)
    }
  }

  @Test func `parallel calls step down together`() async throws {
    try await ProviderSimulator.run(answering: server(knowing: [.jsonMode])) { simulator in
      let model = try testModel(.openai, at: simulator)
      let shapes = try await withThrowingTaskGroup(of: AnswerShape.self) { group in
        for _ in 0..<12 { group.addTask { try await model.complete(testPrompt()).shape } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(shapes == Array(repeating: .jsonMode, count: 12))
    }
  }

  @Test func `what the server does not know is remembered for the run, model by model`() async throws {
    try await ProviderSimulator.run(answering: server(knowing: [.jsonMode])) { simulator in
      let configuration = ProviderConfiguration(
        id: "test", dialect: .openai, baseURL: simulator.baseURL, keyVariable: nil)
      let models = RunModels(ProviderTable([configuration]), environment: [:], transport: try CurlTransport())
      for (model, attempts) in [("m1", 3), ("m1", 1), ("m2", 3), ("m2", 1), ("m1", 1)] {
        let name = ModelName(provider: "test", model: model)
        #expect(try await models.model(name).complete(testPrompt()).attempts == attempts)
      }
      #expect(throws: ProviderError.self) { try models.model(ModelName(provider: "none", model: "m")) }
    }
  }

  @Test func `a temperature that the model refuses is left out, and the completion says so`() async throws {
    let handler: ProviderSimulator.Handler = { request in
      request.body.contains("\"temperature\"")
        ? .error(400, "Unsupported value: 'temperature' does not support 0.2 with this model.")
        : .answer(answerText, to: request)
    }
    try await ProviderSimulator.run(answering: handler) { simulator in
      let completion = try await testModel(.openai, at: simulator).complete(testPrompt(temperature: 0.2))
      #expect(completion.temperature == nil)
      #expect(completion.attempts == 2)
      #expect(completion.shape == .jsonSchema)
    }
  }

  @Test func `an output limit under the wrong name is renamed`() async throws {
    let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
    let handler: ProviderSimulator.Handler = { request in
      request.body.contains("\"max_tokens\"") ? .error(400, message) : .answer(answerText, to: request)
    }
    try await ProviderSimulator.run(answering: handler) { simulator in
      let completion = try await testModel(.openai, at: simulator).complete(testPrompt())
      #expect(completion.attempts == 2)
      #expect(fields(of: simulator.requests.last)["max_completion_tokens"] as? Int == 500)
    }
  }
}
