import Foundation
import JudgeTypes
import LanguageModels
import TestSupport

let testKey = "sk-test-0123456789abcdef"
let answerText = #"{"nonce":"n1","rationale":"fine","met":true}"#
let answerSchema = AnswerSchema(
  name: "answer",
  json: """
    {"type":"object","properties":{"nonce":{"type":"string"},"rationale":{"type":"string"},"met":{"type":"boolean"}},\
    "required":["nonce","rationale","met"],"additionalProperties":false}
    """)

func testPrompt(temperature: Double? = nil, deadline: Duration = .seconds(20)) -> Prompt {
  Prompt(
    system: "You judge.", shared: "the artifact", own: "your part", schema: answerSchema, outputLimit: 500,
    temperature: temperature, deadline: deadline)
}

/// A model of the simulator's in `dialect`, as the composition root would make it.
func testModel(
  _ dialect: Dialect, at simulator: ProviderSimulator, transport: (any HTTPTransport)? = nil, model: String = "m1"
) throws -> ProviderModel {
  let configuration = ProviderConfiguration(
    id: "test", dialect: dialect, baseURL: simulator.baseURL + (dialect == .openai ? "/v1" : ""),
    keyVariable: "TEST_API_KEY")
  return try ProviderTable([configuration]).model(
    ModelName(provider: "test", model: model), environment: ["TEST_API_KEY": testKey],
    transport: try transport ?? CurlTransport())
}

/// The error that a call ends with when every request gets `reply`; nil when it does not fail.
func problem(_ dialect: Dialect = .openai, answering reply: SimulatedReply) async throws -> ProviderError? {
  try await ProviderSimulator.run(answering: { _ in reply }) { simulator in
    await failure(of: try testModel(dialect, at: simulator))
  }
}

func failure(of model: any LanguageModel, asked prompt: Prompt = testPrompt()) async -> ProviderError? {
  do {
    _ = try await model.complete(prompt)
    return nil
  } catch {
    return error as? ProviderError
  }
}

func fields(of request: SimulatedRequest?) -> [String: Any] {
  guard let request, let object = try? JSONSerialization.jsonObject(with: Data(request.body.utf8)) else { return [:] }
  return object as? [String: Any] ?? [:]
}

/// Lets others run until `isTrue`; gives up after some ten seconds, so that a broken part fails a test and hangs none.
func wait(until isTrue: () -> Bool) async {
  for _ in 0..<10_000 {
    if isTrue() { return }
    try? await Task.sleep(for: .milliseconds(1))
  }
}
