internal import Deliberation
internal import JudgeTypes
internal import Provenance

extension Panel {
  /// The panel that an entry names by its hash, with its learned model where it has one.
  init(recorded hash: JSONValue?, bytes stored: StoredBytes) throws {
    let json = try JSONValue(parsing: try stored.bytes(hash?.stringValue, of: "panel"))
    try self.init(json: json) { text throws(RecordError) in
      let model: LearnedModel
      do throws(ModelTextError) { model = try LearnedModel(text: text) } catch {
        throw RecordError(record: "panel", problem: "its learned model: \(error.problem)")
      }
      let verdicts = LearnedVerdicts(model, text: text)
      if let flaw = verdicts.flaw { throw RecordError(record: "panel", problem: "its learned model: \(flaw)") }
      return verdicts
    }
  }
}
