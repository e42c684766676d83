/// What a model is asked, and the form of its answer.
public struct Prompt: Sendable, Hashable {
  public let system: String
  /// The part that the seats share, the artifact. It comes first among the user's text, so that a provider can cache it.
  public let shared: String
  /// The seat's own part.
  public let own: String
  public let schema: AnswerSchema
  /// In tokens, for the answer and whatever the model thinks before it.
  public let outputLimit: Int
  /// Nil leaves it to the provider; several current models accept no other.
  public let temperature: Double?
  /// How long the call may take, retries and waits included.
  public let deadline: Duration

  /// What the answer must carry, a mark that is random per run; nil where none is asked for.
  public let nonce: String?
  /// Whom the call is for; not sent.
  public let subject: CallSubject?
  /// Which of the subject's calls it is, from 0, where it is asked in several; not sent.
  public let call: Int
  /// From 0; a prompt that is asked several times on purpose counts them, so that each answer is one of its own.
  public let repetition: Int
  public let digests: PromptDigests

  /// - Parameter digests: of these parts, where they are known.
  public init(
    system: String, shared: String, own: String, schema: AnswerSchema, outputLimit: Int = 8192,
    temperature: Double? = nil, deadline: Duration = .seconds(120), nonce: String? = nil, subject: CallSubject? = nil,
    call: Int = 0, repetition: Int = 0, digests: PromptDigests? = nil
  ) {
    func digest(_ text: String) -> String { PromptDigests.digest(of: text, blanking: nonce) }
    self.system = system
    self.shared = shared
    self.own = own
    self.schema = schema
    self.outputLimit = outputLimit
    self.temperature = temperature
    self.deadline = deadline
    self.nonce = nonce
    self.subject = subject
    self.call = call
    self.repetition = repetition
    self.digests =
      digests
      ?? PromptDigests(
        system: digest(system), shared: digest(shared), own: digest(own), schema: digest(schema.json))
  }

  /// The tokens that reading it takes, estimated from its bytes: rather more than they are, as code and prose in tokenizers of
  /// today come to between three and four and a half bytes a token.
  public var estimatedTokens: Int { (bytes + Self.bytesPerToken - 1) / Self.bytesPerToken }

  /// What the estimate of tokens counts on.
  public static let bytesPerToken = 3

  /// Of all that is read.
  public var bytes: Int { [system, shared, own, schema.json].reduce(0) { $0 + $1.utf8.count } }

  public func with(deadline: Duration) -> Prompt {
    Prompt(
      system: system, shared: shared, own: own, schema: schema, outputLimit: outputLimit, temperature: temperature,
      deadline: deadline, nonce: nonce, subject: subject, call: call, repetition: repetition, digests: digests)
  }

  public func with(call: Int) -> Prompt {
    Prompt(
      system: system, shared: shared, own: own, schema: schema, outputLimit: outputLimit, temperature: temperature,
      deadline: deadline, nonce: nonce, subject: subject, call: call, repetition: repetition, digests: digests)
  }

  public func with(repetition: Int) -> Prompt {
    Prompt(
      system: system, shared: shared, own: own, schema: schema, outputLimit: outputLimit, temperature: temperature,
      deadline: deadline, nonce: nonce, subject: subject, call: call, repetition: repetition, digests: digests)
  }

  public func with(subject: CallSubject) -> Prompt {
    Prompt(
      system: system, shared: shared, own: own, schema: schema, outputLimit: outputLimit, temperature: temperature,
      deadline: deadline, nonce: nonce, subject: subject, call: call, repetition: repetition, digests: digests)
  }

  public func with(own: String) -> Prompt {
    let digests = PromptDigests(
      system: digests.system, shared: digests.shared, own: PromptDigests.digest(of: own, blanking: nonce),
      schema: digests.schema)
    return Prompt(
      system: system, shared: shared, own: own, schema: schema, outputLimit: outputLimit, temperature: temperature,
      deadline: deadline, nonce: nonce, subject: subject, call: call, repetition: repetition, digests: digests)
  }
}

/// The JSON schema that an answer must fit.
public struct AnswerSchema: Sendable, Hashable {
  /// Letters, digits, `_` and `-`, at most 64 of them, as the providers want it.
  public let name: String
  /// The schema as JSON text, sent as it is: models answer in the order of its properties.
  public let json: String
  /// Whether it keeps to what OpenAI's strict mode accepts: every property required, no additional ones.
  public let isStrict: Bool

  public init(name: String, json: String, isStrict: Bool = true) {
    self.name = name
    self.json = json
    self.isStrict = isStrict
  }
}

/// How a provider is made to answer in JSON, the firmest way first.
public enum AnswerShape: String, Sendable, Hashable, Codable, CaseIterable {
  case jsonSchema = "json_schema"
  case forcedTool = "forced_tool"
  case jsonMode = "json_mode"
  /// The schema is in the prompt, and the object is looked for in whatever text comes back.
  case text
}
