import Foundation
import JudgeTypes
import LanguageModels
import Provenance
import Reports

/// Why a forge did not do what it was asked.
enum ForgeError: Error, Hashable {
  /// The account may not: a fork, a token without the permission, a thread that is closed to it.
  case refused(String)
  /// Worth another try, after so long where the forge says it.
  case passing(String, wait: Duration?)
  case failed(String)

  var words: String {
    switch self {
    case .refused(let words), .passing(let words, _), .failed(let words): words
    }
  }
}

/// Speaks to the API of a forge: one request at a time, JSON there and back, the token to that host alone.
struct ForgeClient {
  let place: CommentPlace
  let transport: any HTTPTransport
  var timeout = Duration.seconds(30)

  struct Answer {
    let value: JSONValue
    let http: HTTPAnswer
  }

  /// - Parameter path: below the API's own address, with a slash before it.
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil
  ) async throws(ForgeError) -> Answer {
    try await send(method, to: place.api + path, body)
  }

  func send(_ method: HTTPRequest.Method, to url: String, _ body: JSONValue?) async throws(ForgeError) -> Answer {
    let request = HTTPRequest(
      method, url: url, headers: place.forge.headers(token: place.token), body: body.map { Data($0.canonicalBytes) },
      timeout: timeout)
    let answer: HTTPAnswer
    do { answer = try await transport.send(request) } catch let error as TransportError {
      throw Self.failure(of: error)
    } catch {
      throw .failed("\(error)")
    }
    guard (200..<300).contains(answer.status) else { throw failure(of: answer) }
    do throws(JSONError) {
      return Answer(value: try JSONValue(parsing: [UInt8](answer.body)), http: answer)
    } catch {
      throw .failed("\(place.forge.name) answered something that is no JSON: \(error)")
    }
  }

  private static func failure(of error: TransportError) -> ForgeError {
    switch error {
    case .timeout(let limit): .passing("no answer within \(limit)", wait: nil)
    case .network(let words): .passing(words, wait: nil)
    case .responseTooLarge(let limit): .failed("an answer of more than \(shownSize(limit))")
    case .invalidRequest(let words): .failed(words)
    }
  }

  private func failure(of answer: HTTPAnswer) -> ForgeError {
    let words = "\(place.forge.name) answered \(answer.status)\(Self.message(in: answer))"
    let wait = RetryAfter.wait(in: answer, now: Date())
    switch answer.status {
    case 429, 500..<600: return .passing(words, wait: wait)
    // GitHub says so of too many requests too, and then how long to wait.
    case 403 where answer.header("retry-after") != nil: return .passing(words, wait: wait)
    case 403, 404, 410: return .refused(words)
    case 401: return .failed("\(words). \(place.forge.tokenVariable) is not valid, or not any more.")
    case 300..<400:
      return .failed("\(words), which leads elsewhere; the token is not sent there. Name the address itself.")
    default: return .failed(words)
    }
  }

  /// What the forge says of it, on one line and not too long.
  private static func message(in answer: HTTPAnswer) -> String {
    guard let value = try? JSONValue(parsing: [UInt8](answer.body)),
      let words = value["message"]?.stringValue ?? value["error"]?.stringValue
    else { return "" }
    return ": " + safeForTerminal(String(words.prefix(200)))
  }
}
