internal import JudgeTypes
internal import LanguageModels
internal import Provenance

/// What models sent, read anew from the raw responses.
extension JudgmentDerivation {
  /// What a model sent, read anew.
  func raw(of body: JSONValue, by seat: Seat, in call: SeatCall) throws -> RawAnswer {
    let asked = try model("model_asked", of: body)
    guard asked == seat.model || asked == seat.backup else {
      throw RecordError(record: "answer", problem: "\(asked) is neither the seat's model nor its backup")
    }
    let (nonce, isCached) = try nonce(of: body)
    let answeredBy = try model("model_answered", of: body)
    let (response, dialect) = try response(of: body)
    guard let again = RereadAnswer(ofResponse: response, in: dialect), again.stop != .truncated,
      again.responseID == body["response_id"]?.stringValue, again.model ?? answeredBy.model == answeredBy.model
    else { throw RecordError(record: "answer", problem: "the raw response says something else") }
    // Runs of earlier versions kept the answer beside the response from which it follows.
    if let kept = body["answer"]?.stringValue, kept != Digest.sha256(again.text) {
      throw RecordError(record: "answer", problem: "the raw response says something else")
    }
    return RawAnswer(
      text: again.text, response: response, dialect: dialect, asked: asked, answeredBy: answeredBy, nonce: nonce,
      isCached: isCached, started: "", finished: "", usage: body["usage"].map(Usage.init(json:)) ?? .none,
      unused: try unused(of: body, by: seat, in: call))
  }

  private func model(_ key: String, of body: JSONValue) throws -> ModelName {
    guard let name = body[key]?.stringValue.flatMap({ ModelName(recorded: $0) }) else {
      throw RecordError(record: "answer", problem: "its '\(key)' is missing")
    }
    return name
  }

  /// What the answer must carry: the run's nonce, but for an answer that says it was kept from an earlier call.
  private func nonce(of body: JSONValue) throws -> (nonce: String, isCached: Bool) {
    let isCached = body["cached"]?.boolValue ?? false
    guard let found = body["nonce"]?.stringValue, !found.isEmpty, isCached || found == nonce else {
      throw RecordError(record: "answer", problem: "it was not asked with the nonce of its run")
    }
    return (found, isCached)
  }

  private func response(of body: JSONValue) throws -> (text: String, dialect: Dialect) {
    guard let dialect = body["dialect"]?.stringValue.flatMap(Dialect.init) else {
      throw RecordError(record: "raw response", problem: "its wire format is not named")
    }
    return (try stored.text(body["response"]?.stringValue, of: "raw response"), dialect)
  }

  /// What an unused answer was to answer: what the seat was asked in the call of its entry, or of its own where the entry is
  /// of several calls.
  private func asked(_ seat: Seat, by attempt: JSONValue, in call: SeatCall?) throws -> Seat {
    let calls = division.calls(of: seat)
    if let call = call ?? (calls.count == 1 ? calls.first : nil) { return seat.asked(in: call) }
    guard let call = attempt["call"].flatMap(SeatCall.init), calls.contains(call) else {
      throw RecordError(
        record: "seat's entry", problem: "an answer that was not used is to no call of the seat \(seat.id)")
    }
    return seat.asked(in: call)
  }

  /// What was asked for and not used; a usable answer that was thrown away is a fault.
  func unused(of body: JSONValue, by seat: Seat, in call: SeatCall?) throws -> [UnusedAttempt] {
    guard let attempts = body["unused"]?.arrayValue else {
      throw RecordError(record: "seat's entry", problem: "it does not say what was asked before")
    }
    return try attempts.map { attempt in
      let asked = try model("model_asked", of: attempt)
      let reason = attempt["reason"]?.stringValue ?? ""
      guard attempt["response"]?.stringValue != nil else {
        return UnusedAttempt(asked: asked, reason: reason, promptSHA256: "")
      }
      let (response, dialect) = try response(of: attempt)
      let kept = attempt["cached"]?.boolValue == true ? attempt["nonce"]?.stringValue : nil
      let dimensions = try self.asked(seat, by: attempt, in: call).dimensions
      let reader = AnswerReader(nonce: kept ?? nonce, dimensions: dimensions, requiresChecks: true)
      if let again = RereadAnswer(ofResponse: response, in: dialect), again.stop != .truncated,
        (try? reader.answer(from: again.text)) != nil
      {
        throw RecordError(record: "raw response", problem: "it holds a usable answer that was not used")
      }
      return UnusedAttempt(
        asked: asked, reason: reason, promptSHA256: "", response: response, dialect: dialect, keptNonce: kept)
    }
  }
}
