/// The form that a provider's requests take: the first that it knows of those the configuration names.
struct RequestForm: Sendable, Hashable {
  private var shapes: [AnswerShape]
  private(set) var outputLimitField: String
  private var sendsTemperature: Bool
  private var changedOutputLimit = false

  init(_ configuration: ProviderConfiguration, sendsTemperature: Bool) {
    self.sendsTemperature = sendsTemperature
    shapes = configuration.shapes
    outputLimitField = configuration.outputLimitField
  }

  var shape: AnswerShape { shapes.first ?? .text }

  func temperature(_ prompt: Prompt) -> Double? { sendsTemperature ? prompt.temperature : nil }

  /// The form to try next when the server says in `error` that it does not know a part of this one; nil otherwise.
  ///
  /// Each step takes something away for good, so it ends.
  func simplified(after error: ErrorAnswer, asked prompt: Prompt) -> RequestForm? {
    var next = self
    if !changedOutputLimit, error.refusesOutputLimit(outputLimitField) {
      next.changedOutputLimit = true
      next.outputLimitField = outputLimitField == "max_tokens" ? "max_completion_tokens" : "max_tokens"
    } else if temperature(prompt) != nil, error.refusesTemperature() {
      next.sendsTemperature = false
    } else if shapes.count > 1, error.refuses(shape) {
      next.shapes.removeFirst()
    } else {
      return nil
    }
    return next
  }
}
