import JudgeTypes
import Judging
import LanguageModels
import TestSupport
import Testing

struct ModelJudgeTests {
  private let one = Sample.model("one")
  private let two = Sample.model("two")
  private let good = RawAnswer.scripted(Sample.passing(), of: Sample.seat("a")).text

  private func judge(_ models: ScriptedModel...) -> ModelJudge {
    ModelJudge(on: Sample.artifact(), nonce: Sample.nonce, deadline: .seconds(9)) { name in
      guard let model = models.first(where: { $0.name == name }) else {
        throw ProviderError(name, .unknownProvider(available: ["test"]), attempts: 0)
      }
      return model
    }
  }

  /// A model that answers with `texts` one after the other, and with the last one from then on.
  private func model(_ name: ModelName, _ texts: String...) -> ScriptedModel {
    let turns = Turns(texts)
    return ScriptedModel(name) { _ in .scripted(await turns.next(), by: name) }
  }

  private func failing(_ name: ModelName, _ problem: ProviderError.Problem, attempts: Int = 1) -> ScriptedModel {
    ScriptedModel(name) { _ in throw ProviderError(name, problem, attempts: attempts) }
  }

  private func failure(of seat: Seat, by judge: ModelJudge) async throws -> SeatFailure? {
    do {
      _ = try await judge.answer(of: seat)
      return nil
    } catch let failure as SeatFailure { return failure }
  }

  @Test func `an answer that is no JSON is told to people without advice that was meant for a writer of files`()
    async throws
  {
    let failure = try await failure(
      of: Sample.seat("a", model: one), by: judge(model(one, "{\"dimensions\": nothing}")))
    let reason = try #require(failure?.reason)
    #expect(reason.contains("asked twice, and the answer is not JSON: byte 16: found 'o'"), "\(reason)")
    #expect(!reason.contains("Correct the JSON") && !reason.contains("., "), "\(reason)")
  }

  private actor Turns {
    private var texts: [String]
    init(_ texts: [String]) { self.texts = texts }
    func next() -> String { texts.count > 1 ? texts.removeFirst() : texts.first ?? "" }
  }

  // MARK: One model

  @Test func `a usable answer is handed on as it came, with what it took`() async throws {
    let model = model(one, good)
    let raw = try await judge(model).answer(of: Sample.seat("a"))
    #expect(raw.text == good && raw.answeredBy == one && raw.asked == one && raw.responseID == "chatcmpl-1")
    #expect(raw.dialect == .openai && RereadAnswer(ofResponse: raw.response, in: .openai)?.text == good)
    #expect(raw.unused.isEmpty)
    #expect(raw.nonce == Sample.nonce && raw.promptSHA256.utf8.count == 64)
    #expect(raw.parameters == ["shape": "json_schema", "temperature": "default", "output_limit": "8192"])
    #expect(raw.started == "2023-11-14T22:13:20.000Z" && raw.finished == "2023-11-14T22:13:21.000Z")
    #expect(raw.usage == Usage(calls: 1, answers: 1, inputTokens: 100, outputTokens: 20, latencyMilliseconds: 1_000))
    #expect(model.prompts.map(\.deadline) == [.seconds(9)])
  }

  @Test(arguments: ["I would rather not.", #"{"nonce":"other"}"#, "{}", #"{"nonce":"3f9a1c","dimensions":{}}"#])
  func `an answer that cannot be used is asked for once more, with the error shown`(bad: String) async throws {
    let model = model(one, bad, good)
    let raw = try await judge(model).answer(of: Sample.seat("a"))
    #expect(raw.text == good)
    let unused = try #require(raw.unused.first)
    #expect(raw.unused.count == 1 && unused.asked == one && unused.promptSHA256 != raw.promptSHA256)
    #expect(
      unused.response.flatMap { RereadAnswer(ofResponse: $0, in: .openai) }?.text.hasPrefix("{") == bad.hasPrefix("{"))
    let prompts = model.prompts
    try #require(prompts.count == 2)
    #expect(prompts[1].own.hasPrefix(prompts[0].own) && prompts[1].own != prompts[0].own)
    let reader = AnswerReader(nonce: Sample.nonce, dimensions: [Sample.safety, Sample.style], requiresChecks: true)
    do throws(AnswerError) {
      _ = try reader.answer(from: bad)
      Issue.record("the bad answer is good")
    } catch { #expect(prompts[1].own.contains(error.description)) }
    #expect(prompts[1].shared == prompts[0].shared && prompts[1].schema == prompts[0].schema)
    // One after the other: two calls, their tokens and their waits added up.
    #expect(raw.usage == Usage(calls: 2, answers: 2, inputTokens: 200, outputTokens: 40, latencyMilliseconds: 2_000))
  }

  @Test func `a second answer that cannot be used fails the seat, and nobody asks a third time`() async throws {
    let model = model(one, "no", "still no", good)
    let failure = try await failure(of: Sample.seat("a"), by: judge(model))
    #expect(model.prompts.count == 2)
    #expect(failure?.isProviderFailure == false && failure?.reason.contains("test/one") == true)
    #expect(failure?.unused.compactMap(\.response).count == 2)
    #expect(failure?.reason.contains("is not JSON") == true)
    #expect(
      failure?.usage == Usage(calls: 2, answers: 2, inputTokens: 200, outputTokens: 40, latencyMilliseconds: 2_000))
  }

  @Test func `an answer that was cut off is not used though it reads well`() async throws {
    let good = good
    let model = ScriptedModel(one) { [one] _ in .scripted(good, by: one, stop: .truncated) }
    let failure = try await failure(of: Sample.seat("a"), by: judge(model))
    #expect(failure != nil && model.prompts.count == 2)
  }

  @Test func `a provider that fails during the repair leaves what was spent in the record`() async throws {
    let model = ScriptedModel(one) { [one] prompt in
      guard !prompt.own.contains("could not be used") else {
        throw ProviderError(one, .server(status: 500, retryAfter: nil), attempts: 2)
      }
      return .scripted("no", by: one)
    }
    let failure = try await failure(of: Sample.seat("a"), by: judge(model))
    #expect(failure?.isProviderFailure == true)
    #expect(
      failure?.usage == Usage(calls: 3, answers: 1, inputTokens: 100, outputTokens: 20, latencyMilliseconds: 1_000))
  }

  @Test func `retries inside a call count as calls`() async throws {
    let good = good
    let model = ScriptedModel(one) { [one] _ in .scripted(good, by: one, attempts: 4) }
    #expect(try await judge(model).answer(of: Sample.seat("a")).usage.calls == 4)
  }

  @Test func `a cancelled call is a cancellation, not a failed seat`() async throws {
    let backup = model(two, good)
    await #expect(throws: CancellationError.self) {
      _ = try await judge(failing(one, .cancelled), backup).answer(of: Sample.seat("a", backup: two))
    }
    #expect(backup.prompts.isEmpty)
  }

  @Test func `a template that is no Mustache fails the seat and asks nobody`() async throws {
    let model = model(one, good)
    let failure = try await failure(of: Sample.seat("a", template: "{{#dimensions}} open"), by: judge(model))
    #expect(failure?.reason.contains("prompt_template") == true && failure?.isProviderFailure == false)
    #expect(model.prompts.isEmpty)
  }

  // MARK: The backup

  @Test(arguments: [
    ProviderError.Problem.overloaded(status: 529, retryAfter: nil), .timeout, .missingKey(variable: "KEY"), .quotaSpent,
  ])
  func `the backup answers when the primary fails`(problem: ProviderError.Problem) async throws {
    let backup = model(two, good)
    let raw = try await judge(failing(one, problem), backup).answer(of: Sample.seat("a", backup: two))
    #expect(raw.answeredBy == two && raw.text == good && backup.prompts.count == 1)
  }

  @Test func `the backup answers when the primary gives no usable answer, on the primary's prompt`() async throws {
    let primary = model(one, "no")
    let backup = model(two, good)
    let raw = try await judge(primary, backup).answer(of: Sample.seat("a", backup: two))
    #expect(raw.answeredBy == two && primary.prompts.count == 2)
    #expect(backup.prompts == Array(primary.prompts.prefix(1)))
  }

  @Test func `the backup is left alone while the primary answers`() async throws {
    let backup = model(two, good)
    let raw = try await judge(model(one, good), backup).answer(of: Sample.seat("a", backup: two))
    #expect(raw.answeredBy == one && backup.prompts.isEmpty)
  }

  @Test func `the backup answers when nobody offers the primary`() async throws {
    let raw = try await judge(model(two, good)).answer(of: Sample.seat("a", backup: two))
    #expect(raw.answeredBy == two)
  }

  @Test func `what the primary spent counts when the backup answers`() async throws {
    // Two unusable answers of the primary and one of the backup.
    let afterAnswers = try await judge(model(one, "no"), model(two, good)).answer(of: Sample.seat("a", backup: two))
    // Three requests of the primary that failed, and one of the backup.
    let afterFailure = try await judge(failing(one, .timeout, attempts: 3), model(two, good))
      .answer(of: Sample.seat("a", backup: two))
    do {
      #expect(afterAnswers.usage.calls == 3 && afterAnswers.usage.answers == 3)
      #expect(afterAnswers.usage.inputTokens == 300 && afterAnswers.usage.outputTokens == 60)
      #expect(afterFailure.usage.calls == 4)
    }
  }

  @Test func `a judgment says why the primary failed where the backup answered, and so does its record`() async throws {
    let seats = [Sample.seat("a"), Sample.seat("b", model: Sample.model("gone"), backup: one), Sample.seat("c")]
    let journal = MemoryJournal()
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce)
      .judge(Sample.artifact(), ordinal: 0, with: Sample.panel(seats), by: judge(model(one, good)))
    #expect(judgment.seats.map { $0.primaryFailure == nil } == [true, false, true])
    #expect(judgment.seats[1].primaryFailure?.contains("no provider 'test' is configured") == true)
    let verification = await journal.closed().verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(verification.judgments.first?.seats[1].primaryFailure == judgment.seats[1].primaryFailure)
  }

  @Test func `when both fail the seat fails with both reasons and all that was spent`() async throws {
    let failure = try await failure(
      of: Sample.seat("a", backup: two), by: judge(model(one, "no"), failing(two, .quotaSpent, attempts: 2)))
    #expect(failure?.reason.contains("test/one") == true && failure?.reason.contains("test/two") == true)
    #expect(failure?.isProviderFailure == true)
    #expect(failure?.usage.calls == 4 && failure?.usage.answers == 2)
    #expect(failure?.usage.inputTokens == 200 && failure?.usage.outputTokens == 40)
  }

  // MARK: In the pipeline

  @Test func `a panel of models judges, one seat of it failing`() async throws {
    let seats = [Sample.seat("a"), Sample.seat("b", backup: two), Sample.seat("c", model: Sample.model("gone"))]
    let journal = MemoryJournal()
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce)
      .judge(Sample.artifact(), ordinal: 0, with: Sample.panel(seats), by: judge(model(one, good)))
    #expect(judgment.seats.map(\.result.state) == [.judged, .judged, .failed])
    #expect(judgment.seats.map(\.answeredBy) == [one, one, Sample.model("gone")])
    #expect(judgment.outcome == .inconclusive && judgment.isProviderFailure)
    #expect(judgment.seats.last?.result.reason?.contains("Use one of: test.") == true)
    #expect(await journal.closed().verification().holds)
  }
}
