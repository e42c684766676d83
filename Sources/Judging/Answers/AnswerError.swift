/// A judge's answer that cannot be used. The seat fails with this reason, which also is what a repair request shows.
public enum AnswerError: Error, Sendable, Hashable, CustomStringConvertible {
  case notJSON(String)
  case noNonce
  case wrongNonce
  case wrongForm(key: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .notJSON(let problem): "the answer is not JSON: \(problem)"
    case .noNonce: "the answer carries no nonce, so it may not be an answer to this request"
    case .wrongNonce: "the answer carries another nonce than the request, so it answers something else"
    case .wrongForm(let key, let found, let expected): "'\(key)' in the answer: found \(found); expected \(expected)"
    }
  }
}
