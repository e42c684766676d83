public import JudgeTypes

/// Something that answers a prompt: a provider's model, one that retries, a scripted one.
public protocol LanguageModel: Sendable {
  /// As moe-judge names it, with aliases already resolved or not: what the panel was configured with.
  var name: ModelName { get }

  /// Answers within `prompt.deadline`; throws `ProviderError`, also for a cancelled task.
  ///
  /// An answer that was cut short or refused is a completion too, since its tokens are paid for; see `Completion.stop`.
  func complete(_ prompt: Prompt) async throws -> Completion
}
