internal import LanguageModels
internal import Provenance

/// What a run has on record of its calls, by which those exchanges on its cassette are told that count.
///
/// An exchange is on the cassette before its answer is used. A run that was killed has some there that it never came to use,
/// and makes them again when it goes on.
struct CountedExchanges {
  /// An answer by the prompt and the response, a failure by its words.
  private struct Mark: Hashable {
    let artifact: String?
    let seat: String?
    let prompt: String?
    let said: String?
  }

  private var left: [Mark: Int] = [:]

  /// - Parameter entries: of the run's journal, in order.
  init(of entries: [Journal.Entry]) {
    var paths: [Int: String] = [:]
    for entry in entries {
      let ordinal = entry.body["ordinal"]?.intValue ?? -1
      switch entry.kind {
      case "artifact": paths[ordinal] = entry.body["path"]?.stringValue
      case "answer", "failure", "canary":
        let path = entry.body["artifact"]?["path"]?.stringValue ?? paths[ordinal]
        let calls = (entry.body["response"] == nil ? [] : [entry.body]) + (entry.body["unused"]?.arrayValue ?? [])
        for call in calls { left[Self.mark(of: call, artifact: path, in: entry), default: 0] += 1 }
      default: break
      }
    }
  }

  private static func mark(of call: JSONValue, artifact: String?, in entry: Journal.Entry) -> Mark {
    let response = call["response"]?.stringValue
    let subject = CallSubject(
      artifact: artifact ?? "", seat: entry.body["seat"]?.stringValue ?? "",
      round: entry.body["round"]?.intValue ?? 0)
    return Mark(
      artifact: artifact, seat: subject.seat,
      prompt: response == nil ? nil : call["prompt_sha256"]?.stringValue,
      said: response ?? call["reason"]?.stringValue)
  }

  /// Whether the exchange is one that counts; each of those is so once.
  mutating func take(_ exchange: Exchange) -> Bool {
    let (prompt, said): (String?, String) =
      switch exchange.outcome {
      case .answer(let answer): (answer.promptSHA256, Digest.sha256(answer.raw))
      case .failure(let words): (nil, words)
      }
    let mark = Mark(artifact: exchange.subject?.artifact, seat: exchange.subject?.seat, prompt: prompt, said: said)
    guard let count = left[mark], count > 0 else { return false }
    left[mark] = count - 1
    return true
  }
}
