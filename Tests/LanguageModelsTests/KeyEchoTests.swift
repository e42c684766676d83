import Foundation
import JudgeTypes
import LanguageModels
import TestSupport
import Testing

@Suite struct `A key that the server repeats` {
  /// An answer of the Chat Completions API that repeats `key` wherever it can, written as `spelt`.
  private func reply(repeating key: String, spelt: String) -> SimulatedReply {
    SimulatedReply(
      body: """
        {"id":"id-\(spelt)","model":"m-\(spelt)","request":{"headers":{"authorization":"Bearer \(spelt)","\(spelt)":1}},\
        "choices":[{"message":{"content":"{\\"said\\":\\"\(spelt)\\"}"},"finish_reason":"stop"}]}
        """)
  }

  private func completion(key: String, spelt: String) async throws -> Completion {
    try await ProviderSimulator.run(answering: { _ in reply(repeating: key, spelt: spelt) }) { simulator in
      let configuration = ProviderConfiguration(
        id: "test", dialect: .openai, baseURL: simulator.baseURL, keyVariable: "TEST_API_KEY")
      return try await ProviderTable([configuration]).model(
        ModelName(provider: "test", model: "m1"), environment: ["TEST_API_KEY": key], transport: CurlTransport()
      ).complete(testPrompt())
    }
  }

  // The second spelling is the same text in JSON.
  @Test(arguments: [testKey, testKey.replacing("s", with: "\\u0073")])
  func `stands nowhere in what is kept`(spelt: String) async throws {
    let completion = try await completion(key: testKey, spelt: spelt)
    #expect(completion.text == #"{"said":"[redacted:key]"}"#)
    #expect(completion.responseID == "id-[redacted:key]" && completion.answeredModel.model == "m-[redacted:key]")
    #expect(!completion.raw.contains(testKey) && !completion.raw.contains(spelt))
    let reread = RereadAnswer(ofResponse: completion.raw, in: .openai)
    #expect(reread?.text == completion.text && reread?.responseID == completion.responseID)
  }

  @Test(arguments: ["\u{200d}", "\u{301}", "\u{fe0f}"])
  func `is found where the character after it makes one with its end`(mark: String) async throws {
    let completion = try await completion(key: testKey, spelt: testKey + mark)
    #expect(Data(completion.raw.utf8).range(of: Data(testKey.utf8)) == nil)
    #expect(Data(completion.text.utf8).range(of: Data(testKey.utf8)) == nil)
  }

  @Test func `is found where JSON writes it with escapes`() async throws {
    let key = #"sk-te"st-01\\23456789"#
    let spelt = key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let body =
      #"{"id":"i","model":"m","echo":"Bearer KEY","choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]}"#
    let reply = SimulatedReply(body: body.replacing("KEY", with: spelt))
    try await ProviderSimulator.run(answering: { _ in reply }) { simulator in
      let configuration = ProviderConfiguration(
        id: "test", dialect: .openai, baseURL: simulator.baseURL, keyVariable: "TEST_API_KEY")
      let completion = try await ProviderTable([configuration]).model(
        ModelName(provider: "test", model: "m1"), environment: ["TEST_API_KEY": key], transport: CurlTransport()
      ).complete(testPrompt())
      #expect(completion.raw.contains("Bearer [redacted:key]") && !completion.raw.contains("23456789"))
    }
  }

  @Test func `is left alone where it is a word that stands for none`() async throws {
    let completion = try await completion(key: "none", spelt: "none")
    #expect(completion.text == #"{"said":"none"}"# && completion.raw.contains("Bearer none"))
  }
}
