public import JudgeTypes

/// A model that is asked the same once more on purpose: its answers are kept apart from those to earlier repetitions.
public struct RepeatingModel: LanguageModel {
  private let model: any LanguageModel
  private let repetition: Int

  /// - Parameter repetition: from 0.
  public init(_ model: any LanguageModel, repetition: Int) {
    self.model = model
    self.repetition = repetition
  }

  public var name: ModelName { model.name }

  public func complete(_ prompt: Prompt) async throws -> Completion {
    try await model.complete(prompt.with(repetition: repetition))
  }

  public func used(_ completion: Completion, to prompt: Prompt, for original: Prompt) async {
    await model.used(
      completion, to: prompt.with(repetition: repetition), for: original.with(repetition: repetition))
  }
}
