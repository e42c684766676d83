public import Provenance

extension Journal.Entry {
  /// The hashes of the stored bytes that this line speaks of.
  public var namedBlobs: [String] {
    let values: [JSONValue?] =
      switch kind {
      case RunOpening.kind: [body["invocation"]?["inputs"], body["gate"]?["sha256"]]
      case "artifact": [body["panel"], body["claims"]] + (body["files"]?.arrayValue ?? []).map { $0["blob"] }
      case JudgmentJournal.canaryKind:
        [body["panel"], body["response"]] + (body["artifact"]?["files"]?.arrayValue ?? []).map { $0["blob"] }
          + (body["unused"]?.arrayValue ?? []).map { $0["response"] }
      case "answer", "failure", "interruption":
        [body["response"], body["answer"]] + (body["unused"]?.arrayValue ?? []).map { $0["response"] }
      default: []
      }
    return values.compactMap { $0?.stringValue }
  }
}
