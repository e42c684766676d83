import Foundation
public import JudgeTypes
public import LanguageModels
import Synchronization

/// A model whose answers come from a closure; it remembers what it was asked.
public final class ScriptedModel: LanguageModel {
  public typealias Script = @Sendable (Prompt) async throws -> Completion

  public let name: ModelName
  private let script: Script
  private let asked = Mutex<[Prompt]>([])

  public init(_ name: ModelName, completing script: @escaping Script) {
    self.name = name
    self.script = script
  }

  /// Answers with the text that `answer` returns, as a whole answer of this model.
  public convenience init(_ name: ModelName, answering answer: @escaping @Sendable (Prompt) throws -> String) {
    self.init(name) { prompt in .scripted(try answer(prompt), by: name) }
  }

  /// The prompts so far, in the order in which they came.
  public var prompts: [Prompt] { asked.withLock { $0 } }

  public func complete(_ prompt: Prompt) async throws -> Completion {
    asked.withLock { $0.append(prompt) }
    return try await script(prompt)
  }
}

extension Completion {
  /// A completion at a fixed time with a fixed usage, of 100 tokens in and 20 out.
  public static func scripted(
    _ text: String, by model: ModelName, stop: StopReason = .complete, attempts: Int = 1
  ) -> Completion {
    Completion(
      text: text, answeredModel: model, responseID: "chatcmpl-1", stop: stop,
      usage: TokenUsage(input: 100, output: 20), attempts: attempts,
      started: Date(timeIntervalSince1970: 1_700_000_000),
      finished: Date(timeIntervalSince1970: 1_700_000_001), latency: 1000,
      raw: SimulatedReply.openAI(text, model: model.model).body, dialect: .openai)
  }
}
