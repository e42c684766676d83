public import Foundation
public import JudgeTypes
import Synchronization

/// A model at a provider. It translates and calls; retrying, limiting and caching are others' work.
public final class ProviderModel: LanguageModel {
  public let name: ModelName
  /// The model's name at the provider.
  public let wireModel: String
  public let configuration: ProviderConfiguration
  /// In tokens, for prompt and answer together; nil where it is not known.
  private let contextWindow: Int?
  private let key: APIKey?
  private let transport: any HTTPTransport
  private let now: @Sendable () -> Date
  /// What the server turned out not to know, so that it is asked once and not with every call.
  private let form: Mutex<RequestForm>
  /// The schemas that were found to be JSON objects.
  private let sound = Mutex<Set<String>>([])

  /// Throws `ProviderError` when the provider wants a key and there is none.
  public init(
    name: ModelName, wireModel: String? = nil, configuration: ProviderConfiguration,
    acceptsTemperature: Bool = true, contextWindow: Int? = nil, key: APIKey?, transport: any HTTPTransport,
    now: @escaping @Sendable () -> Date = { Date() }
  ) throws(ProviderError) {
    if key == nil, configuration.needsKey, let variable = configuration.keyVariable {
      throw ProviderError(name, .missingKey(variable: variable), attempts: 0)
    }
    self.name = name
    self.wireModel = wireModel ?? name.model
    self.configuration = configuration
    self.contextWindow = contextWindow
    self.key = key
    self.transport = transport
    self.now = now
    form = Mutex(RequestForm(configuration, sendsTemperature: acceptsTemperature))
  }

  public func complete(_ prompt: Prompt) async throws -> Completion {
    try checkSchema(of: prompt)
    try checkSize(of: prompt)
    let clock = ContinuousClock()
    let (started, start) = (now(), clock.now)
    var attempts = 0
    while true {
      let left = prompt.deadline - (clock.now - start)
      guard left > .zero else { throw ProviderError(name, .timeout, attempts: attempts) }
      let form = form.withLock { $0 }
      attempts += 1
      let answer = try await send(prompt, in: form, timeout: left, attempts: attempts)
      if let error = error(in: answer), let simpler = form.simplified(after: error, asked: prompt) {
        self.form.withLock { if $0 == form { $0 = simpler } }
        continue
      }
      let latency = (clock.now - start).wholeMilliseconds
      return try completion(
        of: answer, in: form, temperature: form.temperature(prompt), attempts: attempts, started: started,
        latency: latency)
    }
  }

  /// Each schema is read once; the calls of a run share few.
  private func checkSchema(of prompt: Prompt) throws(ProviderError) {
    if sound.withLock({ $0.contains(prompt.schema.json) }) { return }
    guard let schema = JSONParser.value(of: prompt.schema.json), schema.isObject else {
      throw ProviderError(
        name, .invalidRequest(status: nil), detail: "the answer's schema '\(prompt.schema.name)' is no JSON object",
        attempts: 0)
    }
    sound.withLock { _ = $0.insert(prompt.schema.json) }
  }

  /// Servers there are that cut what is too long without a word, and a judge that saw half of an artifact answers all the same.
  private func checkSize(of prompt: Prompt) throws(ProviderError) {
    guard let contextWindow else { return }
    let (needed, room) = (prompt.estimatedTokens, contextWindow - prompt.outputLimit)
    guard needed > room else { return }
    throw ProviderError(
      name, .promptTooLong, detail: "about \(needed) tokens, and \(max(0, room)) beside the answer", attempts: 0)
  }

  private func send(
    _ prompt: Prompt, in form: RequestForm, timeout: Duration, attempts: Int
  ) async throws -> HTTPAnswer {
    let translator = configuration.dialect.translator
    let call = WireCall(
      prompt: prompt, schema: .verbatim(prompt.schema.json), model: wireModel, shape: form.shape,
      outputLimitField: form.outputLimitField,
      temperature: form.temperature(prompt))
    let headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")]
    let keyHeader = key.map { key in
      configuration.keyHeader.map { HTTPHeader($0, key.value) } ?? translator.keyHeader(key)
    }
    let post = HTTPRequest(
      url: configuration.url(translator.path(for: wireModel)),
      headers: headers + translator.headers + (keyHeader.map { [$0] } ?? []) + configuration.extraHeaders,
      body: Data(translator.body(of: call).utf8), timeout: timeout)
    do {
      return try await transport.send(post)
    } catch let error as TransportError {
      throw failure(error, attempts: attempts)
    } catch is CancellationError {
      throw ProviderError(name, .cancelled, attempts: attempts)
    }
  }

  private func failure(_ error: TransportError, attempts: Int) -> ProviderError {
    switch error {
    case .timeout: ProviderError(name, .timeout, attempts: attempts)
    case .responseTooLarge(let limit):
      ProviderError(name, .badResponse, detail: "it is larger than \(limit) bytes", attempts: attempts)
    case .invalidRequest(let reason):
      ProviderError(name, .invalidRequest(status: nil), detail: shown(reason), attempts: attempts)
    case .network(let reason): ProviderError(name, .network, detail: shown(reason), attempts: attempts)
    }
  }

  private func shown(_ text: String) -> String { Redaction.shown(text, without: key) }

  /// The error that a bad status means; nil for a good one.
  private func error(in answer: HTTPAnswer) -> ErrorAnswer? {
    guard !(200..<300).contains(answer.status) else { return nil }
    return ErrorAnswer(
      status: answer.status, body: String(decoding: answer.body, as: UTF8.self),
      retryAfter: RetryAfter.wait(in: answer, now: now()))
  }

  private func completion(
    of answer: HTTPAnswer, in form: RequestForm, temperature: Double?, attempts: Int, started: Date, latency: Int
  ) throws(ProviderError) -> Completion {
    if let error = error(in: answer) { throw providerError(error, in: answer, attempts: attempts) }
    let (raw, reading) = try reading(of: answer, attempts: attempts)
    return Completion(
      text: reading.answer, answeredModel: ModelName(provider: name.provider, model: reading.model ?? wireModel),
      responseID: reading.id, stop: reading.stop, usage: reading.usage, attempts: attempts, started: started,
      finished: now(), latency: latency, raw: raw, dialect: configuration.dialect, shape: form.shape,
      temperature: temperature)
  }

  /// The answer as it may be kept, and what it says.
  private func reading(of answer: HTTPAnswer, attempts: Int) throws(ProviderError) -> (raw: String, Reading) {
    let type = answer.header("content-type") ?? ""
    guard type.lowercased().contains("json") else {
      let what = type.isEmpty ? "it has no content type" : "its content type is '\(shown(type))', not JSON"
      throw ProviderError(name, .badResponse, detail: what, attempts: attempts)
    }
    let received = String(decoding: answer.body, as: UTF8.self)
    guard let parsed = JSONParser.value(of: received) else {
      throw ProviderError(name, .badResponse, detail: "it is no valid JSON", attempts: attempts)
    }
    // Some gateways repeat the headers of the request, and with them the key, in what they answer.
    var (raw, body) = (received, parsed)
    if let key, key.mayStand(in: received) {
      body = parsed.withoutKey(key)
      if body != parsed { raw = body.text }
    }
    if let error = ErrorAnswer(within: body) { throw providerError(error, in: answer, attempts: attempts) }
    do {
      return (raw, try configuration.dialect.translator.reading(of: body))
    } catch {
      throw ProviderError(name, .badResponse, detail: error.reason, attempts: attempts)
    }
  }

  private func providerError(_ error: ErrorAnswer, in answer: HTTPAnswer, attempts: Int) -> ProviderError {
    let variable = key == nil ? nil : configuration.keyVariable
    if (300..<400).contains(error.status) {
      let advice = "it redirects, which is not followed because the key would go along; set the final address"
      return ProviderError(name, .invalidRequest(status: error.status), detail: advice, attempts: attempts)
    }
    let detail = error.message.isEmpty ? nil : shown(error.message)
    return ProviderError(name, error.problem(keyVariable: variable), detail: detail, attempts: attempts)
  }
}

extension Duration {
  /// Never negative.
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let (product, overflow) = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
    return overflow ? .max : max(0, product.adding(Int(attoseconds / 1_000_000_000_000_000)))
  }
}
