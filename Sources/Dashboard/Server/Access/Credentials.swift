internal import Foundation
internal import HTTPTypes

/// What a request shows to be let in.
enum Credentials: Sendable, Hashable {
  case none
  /// A header that is neither of the two ways.
  case unreadable
  /// - Parameter isBearer: whether a program sent it; a browser sends what somebody typed as a password, by itself and again and again.
  case secret(String, isBearer: Bool)

  init(_ headers: HTTPFields) {
    let values = headers[values: .authorization]
    guard let value = values.first else {
      self = .none
      return
    }
    let words = value.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard values.count == 1, words.count == 2, !words[1].isEmpty, words[1].utf8.count <= 512 else {
      self = .unreadable
      return
    }
    switch words[0].lowercased() {
    case "bearer": self = .secret(words[1], isBearer: true)
    case "basic":
      guard let data = Data(base64Encoded: words[1]), let text = String(validating: data, as: UTF8.self),
        let colon = text.firstIndex(of: ":")
      else {
        self = .unreadable
        return
      }
      self = .secret(String(text[text.index(after: colon)...]), isBearer: false)
    default: self = .unreadable
    }
  }

  var isBearer: Bool { if case .secret(_, true) = self { true } else { false } }
}
