import LanguageModels
import Provenance

/// Keeps one comment on a pull request: makes it, or puts a new text in its place.
struct CommentUpsert {
  enum Change: String {
    case created, updated, unchanged
  }

  struct Outcome {
    let change: Change
    /// Of the comment, where the forge tells.
    let address: String?
  }

  /// A forge lets nobody write so many.
  private static let mostPages = 100
  private static let pageSize = 100
  private static let mostTries = 4

  let client: ForgeClient
  let marker: CommentMarker
  let sleep: @Sendable (Duration) async throws -> Void

  /// - Throws: `ForgeError`, after a few tries where another one may help.
  func put(_ body: String) async throws -> Outcome {
    var attempt = 1
    while true {
      do {
        // The whole of it: a comment that was made although the answer got lost is found by the next try.
        return try await putOnce(body)
      } catch {
        guard case .passing(_, let wait) = error, attempt < Self.mostTries else { throw error }
        try await sleep(min(wait ?? .seconds(1 << (attempt - 1)), .seconds(60)))
        attempt += 1
      }
    }
  }

  private func putOnce(_ body: String) async throws(ForgeError) -> Outcome {
    let account = try await account()
    let value: JSONValue = ["body": .string(body)]
    guard let own = try await ownComment(of: account) else {
      let made = try await client.send(.post, client.place.thread, value).value
      return Outcome(change: .created, address: made["html_url"]?.stringValue)
    }
    guard own.body.replacing("\r\n", with: "\n") != body else {
      return Outcome(change: .unchanged, address: own.address)
    }
    let method: HTTPRequest.Method = client.place.forge == .gitHub ? .patch : .put
    let changed = try await client.send(method, client.place.path(of: own.id), value).value
    return Outcome(change: .updated, address: changed["html_url"]?.stringValue ?? own.address)
  }

  // MARK: Whose comments are ours

  private func account() async throws(ForgeError) -> CommentAuthor {
    do throws(ForgeError) {
      let user = try await client.send(.get, "/user").value
      guard let id = user["id"]?.intValue else {
        throw .failed("\(client.place.forge.name) does not say whose token this is")
      }
      return .user(id)
    } catch {
      // The token of a job belongs to an app, which is no user.
      guard case .refused = error, client.place.forge == .gitHub else { throw error }
      return try await app()
    }
  }

  private func app() async throws(ForgeError) -> CommentAuthor {
    let api = client.place.api
    let address = (api.hasSuffix("/v3") ? String(api.dropLast(3)) : api + "/") + "graphql"
    do throws(ForgeError) {
      let answer = try await client.send(.post, to: address, ["query": "query { viewer { login } }"]).value
      if let login = answer["data"]?["viewer"]?["login"]?.stringValue, !login.isEmpty { return .app(login) }
    } catch {
      guard case .refused = error else { throw error }
    }
    return .app("github-actions[bot]")
  }

  // MARK: Finding it

  private struct OwnComment {
    let id: Int
    let body: String
    let address: String?
  }

  /// The first comment that begins with the marker and is by `account`; somebody else's with the same marker is none of ours.
  private func ownComment(of account: CommentAuthor) async throws(ForgeError) -> OwnComment? {
    for page in 1...Self.mostPages {
      let answer = try await client.send(
        .get, "\(client.place.thread)?per_page=\(Self.pageSize)&page=\(page)\(client.place.forge.order)")
      guard let comments = answer.value.arrayValue else {
        throw .failed("\(client.place.forge.name) answered something that is no list of comments")
      }
      for comment in comments where comment["system"]?.boolValue != true && account.wrote(comment) {
        guard let id = comment["id"]?.intValue, let body = comment["body"]?.stringValue, marker.marks(body) else {
          continue
        }
        return OwnComment(id: id, body: body, address: comment["html_url"]?.stringValue)
      }
      guard Self.isFollowed(answer.http, count: comments.count) else { return nil }
    }
    return nil
  }

  private static func isFollowed(_ answer: HTTPAnswer, count: Int) -> Bool {
    if let links = answer.header("link") { return links.contains("rel=\"next\"") }
    if let next = answer.header("x-next-page") { return !next.isEmpty }
    return count >= pageSize
  }
}

/// The account of the token, which alone is trusted to have written our comment.
enum CommentAuthor: Hashable {
  case user(Int)
  /// By its login, with or without the `[bot]` at its end that no user's login can have.
  case app(String)

  func wrote(_ comment: JSONValue) -> Bool {
    let author = comment["user"] ?? comment["author"]
    switch self {
    case .user(let id): return author?["id"]?.intValue == id
    case .app(let login):
      guard author?["type"]?.stringValue == "Bot", let name = author?["login"]?.stringValue else { return false }
      return name == login || name == login + "[bot]"
    }
  }
}

extension Forge {
  /// Oldest first, as GitHub lists them anyway.
  fileprivate var order: String { self == .gitHub ? "" : "&sort=asc&order_by=created_at" }
}
