internal import Foundation
public import JudgeTypes
public import LanguageModels
internal import Provenance

/// Asks language models: a seat's own, and its backup when that one gives no usable answer.
public struct ModelJudge: SeatJudge {
  /// What the seats are asked, and of which artifact.
  public let prompts: PanelPrompts
  private let nonce: String
  private let model: @Sendable (ModelName) throws -> any LanguageModel
  private let catalogue: ModelCatalogue
  private let withholding: @Sendable (ModelName) -> String?

  /// - Parameters:
  ///   - artifact: as it may leave the machine.
  ///   - seats: those of the panel, where what they are asked may not fit into one call each.
  ///   - nonce: the run's.
  ///   - deadline: for one call, retries included.
  ///   - parts: what the prompts of the run's artifacts share.
  ///   - catalogue: tells what the models cost.
  ///   - claims: what tools say of the artifact.
  ///   - windows: how much the models take in.
  ///   - division: how it was divided when the run began; nil to divide it now.
  ///   - withholding: why a model may not be sent the artifact; nil where it may. Such a model is not asked.
  ///   - model: the model of a name, with retries and limits around it.
  public init(
    on artifact: Artifact, for seats: [Seat] = [], nonce: String, deadline: Duration,
    parts: PromptParts = PromptParts(), catalogue: ModelCatalogue = .standard, claims: ToolClaims = .none,
    windows: ContextWindows = .unknown, division: Division? = nil,
    withholding: @escaping @Sendable (ModelName) -> String? = { _ in nil },
    model: @escaping @Sendable (ModelName) throws -> any LanguageModel
  ) {
    self.nonce = nonce
    self.model = model
    self.catalogue = catalogue
    self.withholding = withholding
    prompts = PanelPrompts(
      for: seats, on: artifact, nonce: nonce, deadline: deadline, parts: parts, claims: claims, windows: windows,
      withholding: withholding, division: division)
  }

  public var division: Division { prompts.division }

  /// The most that asking the seat's own model should cost; nil where what it is asked cannot be written.
  public func estimate(of seat: Seat, in call: SeatCall) -> Expense? {
    guard let prompt = try? prompts.prompt(for: seat, in: call) else { return nil }
    return Expense(limitOf: prompt, at: catalogue.price(of: seat.model))
  }

  /// The seats from the cheapest to the dearest, by what their own models may take at most for all of their calls; those whose
  /// model has no known price last, and of equals the one first that has the lesser id.
  public func seatsByCost(of panel: Panel) -> [Seat.ID] {
    let costs = panel.seats.filter { $0.notApplicable == nil }.map { seat in
      let calls = division.calls(of: seat).map { estimate(of: seat, in: $0)?.nanodollars ?? 0 }
      return (id: seat.id, cost: catalogue.price(of: seat.model) == nil ? Int.max : calls.reduce(0, +))
    }
    return costs.sorted { ($0.cost, $0.id) < ($1.cost, $1.id) }.map(\.id)
  }

  public func answer(of seat: Seat) async throws -> RawAnswer { try await answer(of: seat, in: .whole) }

  public func answer(of seat: Seat, in call: SeatCall) async throws -> RawAnswer {
    let prompt: Prompt
    do {
      prompt = try prompts.prompt(for: seat, in: call)
    } catch {
      throw SeatFailure(reason: error.description, isProviderFailure: false)
    }
    let asked = seat.asked(in: call)
    var failures: [SeatFailure] = []
    for name in [seat.model] + (seat.backup.map { [$0] } ?? []) {
      do {
        if let reason = withholding(name) ?? prompts.objection(to: name, for: seat) {
          throw SeatFailure(notAsking: name, because: reason)
        }
        return try await answer(of: asked, prompt: prompt, from: name).after(failures)
      } catch let failure as SeatFailure {
        failures.append(failure)
        if !failure.allowsBackup { break }
      } catch let interruption as SeatInterruption {
        throw interruption.after(failures)
      }
    }
    throw SeatFailure(
      reason: failures.map(\.reason).joined(separator: "; "),
      isProviderFailure: failures.contains(where: \.isProviderFailure),
      usage: failures.spent, unused: failures.flatMap(\.unused),
      isOutOfBudget: failures.contains(where: \.isOutOfBudget))
  }

  /// The model that holds the seat's position is asked, and no other in its place.
  public func answer(in turn: DebateTurn) async throws -> RawAnswer {
    let prompt: Prompt
    do { prompt = try prompts.prompt(for: turn) } catch {
      throw SeatFailure(reason: error.description, isProviderFailure: false)
    }
    let name = turn.seat.model
    if let reason = withholding(name) ?? prompts.objection(to: name, reading: prompt) {
      throw SeatFailure(notAsking: name, because: reason)
    }
    return try await answer(of: turn.seat, prompt: prompt, from: name)
  }

  /// One model's answer, asked once more with the error shown when it cannot be read.
  private func answer(of seat: Seat, prompt: Prompt, from name: ModelName) async throws -> RawAnswer {
    let model: any LanguageModel
    do { model = try self.model(name) } catch let error as ProviderError { throw failure(error, of: name, to: prompt) }
    var (first, completion) = try await rawAnswer(to: prompt, from: model, asked: name)
    guard let problem = first.read(for: seat) else {
      await model.used(completion, to: prompt, for: prompt)
      return first
    }
    let unused = [first.unused(because: problem)]
    let repair = prompt.with(
      own: prompt.own + "\n\nYour last answer could not be used: \(problem). Answer again, as asked.")
    var (repaired, mended) = try await rawAnswer(
      to: repair, from: model, asked: name, spent: first.usage, unused: unused)
    if let problem = repaired.read(for: seat) {
      throw SeatFailure(
        reason: "\(name): asked twice, and \(problem)", isProviderFailure: false, usage: repaired.usage,
        unused: unused + [repaired.unused(because: problem)])
    }
    await model.used(mended, to: repair, for: prompt)
    return repaired
  }

  private func rawAnswer(
    to prompt: Prompt, from model: any LanguageModel, asked name: ModelName, spent: Usage = .none,
    unused: [UnusedAttempt] = []
  ) async throws -> (RawAnswer, Completion) {
    do {
      let completion = try await model.complete(prompt)
      let raw = rawAnswer(completion, to: prompt, asked: name, spent: spent, unused: unused)
      return (raw, completion)
    } catch let error as ProviderError {
      if error.problem == .cancelled {
        throw SeatInterruption(usage: spent.followed(by: Usage(calls: error.attempts, answers: 0)), unused: unused)
      }
      throw failure(error, of: name, to: prompt, spent: spent, unused: unused)
    }
  }

  private func failure(
    _ error: ProviderError, of name: ModelName, to prompt: Prompt, spent: Usage = .none, unused: [UnusedAttempt] = []
  ) -> SeatFailure {
    let reason = error.errorDescription ?? "\(name) failed"
    return SeatFailure(
      reason: reason, isProviderFailure: !error.isOutOfBudget,
      usage: spent.followed(by: Usage(calls: error.attempts, answers: 0)),
      unused: unused + [UnusedAttempt(asked: name, reason: reason, promptSHA256: prompt.digests.whole)],
      isOutOfBudget: error.isOutOfBudget,
      // A backup that was recorded for another reason must not speak for a request that was not, and one that is cheaper not
      // for a model that the budget does not cover.
      allowsBackup: error.problem != .notRecorded && !error.isOutOfBudget)
  }

  private func rawAnswer(
    _ completion: Completion, to prompt: Prompt, asked: ModelName, spent: Usage, unused: [UnusedAttempt]
  ) -> RawAnswer {
    let text = completion.stop == .truncated ? "(cut off at the output limit)" : completion.text
    return RawAnswer(
      text: text, response: completion.raw, dialect: completion.dialect, asked: asked,
      answeredBy: completion.answeredModel, responseID: completion.responseID,
      promptSHA256: completion.recalled?.promptSHA256 ?? prompt.digests.whole,
      nonce: completion.recalled?.nonce ?? nonce, isCached: completion.recalled != nil,
      parameters: [
        "shape": completion.shape.rawValue, "temperature": completion.temperature.map { "\($0)" } ?? "default",
        "output_limit": "\(prompt.outputLimit)",
      ],
      started: Timestamp.rfc3339(completion.started), finished: Timestamp.rfc3339(completion.finished),
      usage: usage(of: completion, from: asked, after: spent), unused: unused)
  }

  /// A repair waits for the answer it repairs. An answer that was kept from before costs nothing.
  private func usage(of completion: Completion, from asked: ModelName, after spent: Usage) -> Usage {
    guard completion.recalled == nil else { return spent }
    let cost = completion.usage.flatMap { usage in catalogue.price(of: asked)?.cost(of: usage) }
    return spent.followed(
      by: Usage(
        calls: completion.attempts, answers: 1, inputTokens: completion.usage?.input,
        outputTokens: completion.usage?.output, cachedTokens: completion.usage?.cached, costUSD: cost,
        latencyMilliseconds: completion.latency))
  }
}

extension [SeatFailure] {
  /// What they took; they waited for each other.
  fileprivate var spent: Usage { map(\.usage).reduce(.none) { $0.followed(by: $1) } }
}

extension RawAnswer {
  /// Reads the answer; says why it cannot be used, or nil when it can.
  fileprivate mutating func read(for seat: Seat) -> String? {
    do {
      reading = try AnswerReader(nonce: nonce, dimensions: seat.dimensions, requiresChecks: true).answer(from: text)
      return nil
    } catch {
      return error.description
    }
  }

  /// The same answer after what failed before it came; the calls waited for each other.
  fileprivate func after(_ failures: [SeatFailure]) -> RawAnswer {
    guard !failures.isEmpty else { return self }
    return RawAnswer(
      text: text, response: response, dialect: dialect, asked: asked, answeredBy: answeredBy, responseID: responseID,
      promptSHA256: promptSHA256, nonce: nonce, isCached: isCached, parameters: parameters, started: started,
      finished: finished, usage: failures.spent.followed(by: usage), unused: failures.flatMap(\.unused) + unused)
  }

  /// The same as an attempt that came to nothing.
  func unused(because problem: String) -> UnusedAttempt {
    UnusedAttempt(
      asked: asked, reason: "\(asked): \(problem)", promptSHA256: promptSHA256, response: response, dialect: dialect,
      keptNonce: isCached ? nonce : nil,
      origin: .init(answeredBy: answeredBy, responseID: responseID, started: started, finished: finished))
  }
}

extension SeatInterruption {
  /// With what was asked before; where nothing was answered, there is nothing to keep.
  fileprivate func after(_ failures: [SeatFailure]) -> any Error {
    let unused = failures.flatMap(\.unused) + unused
    guard unused.contains(where: { $0.response != nil }) else { return CancellationError() }
    return SeatInterruption(usage: failures.spent.followed(by: usage), unused: unused)
  }
}

extension SeatFailure {
  /// Of a model that may not be sent the artifact: nothing was sent and nothing spent.
  fileprivate init(notAsking name: ModelName, because reason: String) {
    let reason = "\(name): not asked, as \(reason)"
    self.init(
      reason: reason, isProviderFailure: false,
      unused: [UnusedAttempt(asked: name, reason: reason, promptSHA256: "")])
  }
}
