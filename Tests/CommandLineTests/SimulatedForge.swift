import Foundation
import Provenance
import Synchronization
import TestSupport

/// GitHub's and GitLab's API for comments, as far as they are asked here: pages, accounts, permissions.
final class SimulatedForge: Sendable {
  struct Comment: Sendable {
    let id: Int
    var body: String
    let author: Int
    var login = "someone"
    var isBot = false
  }

  struct State: Sendable {
    var comments: [Comment] = []
    /// Answered before anything else, one a request.
    var first: [SimulatedReply] = []
    /// Whether the token belongs to an app, which is no user.
    var isApp = false
    var pageSize = 100
    /// Answered to whoever wants to write; nil where everybody may.
    var refusal: Int?
  }

  static let account = 7
  let state: Mutex<State>

  init(_ comments: [Comment] = []) { state = Mutex(State(comments: comments)) }

  var comments: [Comment] { state.withLock { $0.comments } }

  var handler: ProviderSimulator.Handler { { request in self.state.withLock { Self.reply(to: request, &$0) } } }

  private static func reply(to request: SimulatedRequest, _ state: inout State) -> SimulatedReply {
    if !state.first.isEmpty { return state.first.removeFirst() }
    if request.path.hasSuffix("/user") { return user(state) }
    if request.path.hasSuffix("/graphql") { return json(["data": ["viewer": ["login": "github-actions[bot]"]]]) }
    let body = (try? JSONValue(parsing: request.body))?["body"]?.stringValue ?? ""
    if request.method != "GET", let status = state.refusal {
      return json(["message": "Resource not accessible by integration"], status)
    }
    switch request.method {
    case "GET": return page(of: state, request)
    case "POST":
      let id = (state.comments.map(\.id).max() ?? 0) + 1
      state.comments.append(
        Comment(
          id: id, body: body, author: account, login: state.isApp ? "github-actions[bot]" : "me", isBot: state.isApp))
      return json(shown(state.comments[state.comments.count - 1]), 201)
    default:
      let id = request.path.split(separator: "/").last.flatMap { Int($0) }
      guard let place = state.comments.firstIndex(where: { $0.id == id }) else {
        return json(["message": "Not Found"], 404)
      }
      state.comments[place].body = body
      return json(shown(state.comments[place]))
    }
  }

  private static func user(_ state: State) -> SimulatedReply {
    state.isApp
      ? json(["message": "Resource not accessible by integration"], 403)
      : json(["id": .integer(account), "login": "me"])
  }

  private static func page(of state: State, _ request: SimulatedRequest) -> SimulatedReply {
    let number =
      request.query.split(separator: "&").first { $0.hasPrefix("page=") }.flatMap { Int($0.dropFirst(5)) } ?? 1
    let start = min((number - 1) * state.pageSize, state.comments.count)
    let end = min(start + state.pageSize, state.comments.count)
    let reply = json(.array(state.comments[start..<end].map(shown)))
    return end < state.comments.count
      ? reply.with(header: "Link", "<http://x/?page=\(number + 1)>; rel=\"next\"") : reply
  }

  /// With the fields of both.
  private static func shown(_ comment: Comment) -> JSONValue {
    let author: JSONValue = [
      "id": .integer(comment.author), "login": .string(comment.login), "type": comment.isBot ? "Bot" : "User",
    ]
    return [
      "id": .integer(comment.id), "body": .string(comment.body), "user": author, "author": author, "system": false,
      "html_url": .string("https://forge.example/c/\(comment.id)"),
    ]
  }

  private static func json(_ value: JSONValue, _ status: Int = 200) -> SimulatedReply {
    SimulatedReply(status: status, body: value.canonical)
  }
}
