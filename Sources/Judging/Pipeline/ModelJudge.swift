internal import Foundation
public import JudgeTypes
public import LanguageModels
internal import Provenance

/// Asks language models: a seat's own, and its backup when that one gives no usable answer.
public struct ModelJudge: SeatJudge {
  private let artifact: Artifact
  private let nonce: String
  private let deadline: Duration
  private let model: @Sendable (ModelName) throws -> any LanguageModel

  /// - Parameters:
  ///   - artifact: as it may leave the machine.
  ///   - nonce: the run's.
  ///   - deadline: for one call, retries included.
  ///   - model: the model of a name, with retries and limits around it.
  public init(
    on artifact: Artifact, nonce: String, deadline: Duration,
    model: @escaping @Sendable (ModelName) throws -> any LanguageModel
  ) {
    self.artifact = artifact
    self.nonce = nonce
    self.deadline = deadline
    self.model = model
  }

  public func answer(of seat: Seat) async throws -> RawAnswer {
    let writer = PromptWriter(nonce: nonce, deadline: deadline)
    let prompt: Prompt
    do {
      prompt = try writer.prompt(for: seat, on: artifact)
    } catch {
      throw SeatFailure(reason: error.description, isProviderFailure: false)
    }
    var failures: [SeatFailure] = []
    for name in [seat.model] + (seat.backup.map { [$0] } ?? []) {
      do {
        let raw = try await answer(of: seat, prompt: prompt, digest: writer.digest(of: prompt), from: name)
        return raw.adding(failures.map(\.usage).reduce(.none, +))
      } catch let failure as SeatFailure {
        failures.append(failure)
      }
    }
    throw SeatFailure(
      reason: failures.map(\.reason).joined(separator: "; "),
      isProviderFailure: failures.contains(where: \.isProviderFailure),
      usage: failures.map(\.usage).reduce(.none, +))
  }

  /// One model's answer, asked once more with the error shown when it cannot be read.
  private func answer(of seat: Seat, prompt: Prompt, digest: String, from name: ModelName) async throws -> RawAnswer {
    let first = try await completion(of: prompt, from: name, spent: .none)
    let raw = rawAnswer(first, asked: name, digest: digest, spent: .none)
    guard let problem = problem(in: raw, for: seat) else { return raw }
    let repair = prompt.with(
      own: prompt.own + "\n\nYour last answer could not be used: \(problem). Answer again, as asked.")
    let second = try await completion(of: repair, from: name, spent: raw.usage)
    let repaired = rawAnswer(second, asked: name, digest: digest, spent: raw.usage)
    if let problem = self.problem(in: repaired, for: seat) {
      throw SeatFailure(reason: "\(name): \(problem), twice", isProviderFailure: false, usage: repaired.usage)
    }
    return repaired
  }

  private func completion(of prompt: Prompt, from name: ModelName, spent: Usage) async throws -> Completion {
    do {
      return try await model(name).complete(prompt)
    } catch let error as ProviderError {
      if error.problem == .cancelled { throw CancellationError() }
      throw SeatFailure(
        reason: error.errorDescription ?? "\(name) failed", isProviderFailure: true,
        usage: spent + Usage(calls: error.attempts, answers: 0))
    }
  }

  /// Why the answer cannot be used; nil when it can.
  private func problem(in raw: RawAnswer, for seat: Seat) -> String? {
    do {
      _ = try AnswerReader(nonce: raw.nonce, dimensions: seat.dimensions, requiresChecks: true).answer(from: raw.text)
      return nil
    } catch {
      return error.description
    }
  }

  private func rawAnswer(_ completion: Completion, asked: ModelName, digest: String, spent: Usage) -> RawAnswer {
    let text = completion.stop == .truncated ? "(cut off at the output limit)" : completion.text
    return RawAnswer(
      text: text, response: completion.raw, answeredBy: completion.answeredModel, responseID: completion.responseID,
      promptSHA256: digest, nonce: nonce,
      parameters: [
        "shape": completion.shape.rawValue, "temperature": completion.temperature.map { "\($0)" } ?? "default",
      ],
      started: Timestamp.rfc3339(completion.started), finished: Timestamp.rfc3339(completion.finished),
      usage: usage(of: completion, after: spent))
  }

  /// A repair waits for the answer it repairs.
  private func usage(of completion: Completion, after spent: Usage) -> Usage {
    spent.followed(
      by: Usage(
        calls: completion.attempts, answers: 1, inputTokens: completion.usage?.input,
        outputTokens: completion.usage?.output, cachedTokens: completion.usage?.cached,
        latencyMilliseconds: completion.latency))
  }
}

extension RawAnswer {
  /// The same answer with what was spent before it came; the calls waited for each other.
  fileprivate func adding(_ spent: Usage) -> RawAnswer {
    RawAnswer(
      text: text, response: response, answeredBy: answeredBy, responseID: responseID, promptSHA256: promptSHA256,
      nonce: nonce, parameters: parameters, started: started, finished: finished,
      usage: spent.followed(by: usage))
  }
}
