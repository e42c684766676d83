internal import Foundation
internal import HTTPTypes
internal import Storage
internal import Synchronization

/// Who may ask, how often, and for what.
final class Doorkeeper: Sendable {
  private let tokens: TokenFile?
  private let asksForLoopbackNames: Bool
  private let now: @Sendable () -> ContinuousClock.Instant
  private let requests: Mutex<RateLimiter?>
  private let failures: Mutex<RateLimiter?>
  private let log: @Sendable (String) -> Void
  /// What was said last of a file of tokens that cannot be used, and of which version of it.
  private let complaint = Mutex<(version: FileStatus?, words: String)?>(nil)

  /// - Parameters:
  ///   - tokens: nil where everybody on this machine may ask.
  ///   - rate: of requests a second, by token or else by address; nil for no limit.
  ///   - log: is told why the file of tokens cannot be used, once for each version of it.
  init(
    tokens: TokenFile?, rate: Int?, now: @escaping @Sendable () -> ContinuousClock.Instant,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.log = log
    self.tokens = tokens
    asksForLoopbackNames = tokens == nil
    self.now = now
    requests = Mutex(rate.map { RateLimiter(rate: Double($0), burst: Double($0) * 2) })
    // Ten wrong tokens, then one every six seconds.
    failures = Mutex(rate.map { _ in RateLimiter(rate: 1 / 6, burst: 10) })
  }

  var asksForTokens: Bool { tokens != nil }

  /// Sets who asks as soon as that is known, also where this is refused.
  ///
  /// - Parameter access: of what is asked for.
  /// - Throws: `Problem`: 403, 401, 429 or 503.
  func admit(_ call: inout ServerCall, to access: Route.Access) throws(Problem) {
    call.caller = asksForTokens ? .nobody : .local
    try requireName(call)
    let caller = try identify(call, mayBeNobody: access.isOpen)
    if let caller { call.caller = caller }
    try limit(caller?.name.map { "token \($0)" } ?? "address \(call.address)")
    if case .scope(let scope) = access, !call.caller.has(scope) {
      throw Problem(
        .forbidden, "This token has no scope '\(scope.rawValue)'. Ask whoever runs this server for one that has.")
    }
  }

  /// Without tokens only the address of the connection tells who asks, and a page of another site may send a browser here under a name of
  /// its own.
  private func requireName(_ call: ServerCall) throws(Problem) {
    guard asksForLoopbackNames else { return }
    guard HostName.isLoopback(HostName.withoutPort(call.host)) else {
      throw Problem(
        .forbidden, "This server answers to localhost and 127.0.0.1 alone, for it was started without --token-file.")
    }
  }

  /// - Returns: nil for nobody, where that is enough.
  /// - Throws: `Problem`: 401, 429 or 503.
  private func identify(_ call: ServerCall, mayBeNobody: Bool) throws(Problem) -> Caller? {
    guard let tokens else { return .local }
    let key = "address \(call.address)"
    switch Credentials(call.headers) {
    case .none:
      if mayBeNobody { return nil }
      try limit(key)
      throw unauthorized("A token is needed.")
    case .unreadable:
      try countFailure(key)
      throw unauthorized("The Authorization header is neither 'Bearer TOKEN' nor Basic with the token as password.")
    case .secret(let secret, _):
      let token: Token?
      do { token = try tokens.bearer(of: secret.utf8) } catch {
        complain("\(error)", of: tokens.path)
        throw Problem(
          .serviceUnavailable,
          "The file of tokens cannot be used, so nobody is let in. Whoever runs this server finds the reason in its log."
        )
      }
      guard let token else {
        try countFailure(key)
        throw unauthorized("This token is none of those that are let in.")
      }
      return .token(name: token.name, scopes: token.scopes)
    }
  }

  private func complain(_ words: String, of path: String) {
    let version = FileStatus(of: path)
    let isNew = complaint.withLock { last in
      defer { last = (version, words) }
      return last?.version != version || last?.words != words
    }
    if isNew { log(words) }
  }

  private func limit(_ key: String) throws(Problem) {
    guard let wait = requests.withLock({ $0?.admit(key, at: now()) ?? nil }) else { return }
    throw tooMany(wait)
  }

  private func countFailure(_ key: String) throws(Problem) {
    if let wait = failures.withLock({ $0?.admit(key, at: now()) ?? nil }) { throw tooMany(wait) }
  }

  private func tooMany(_ wait: Duration) -> Problem {
    let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
    return Problem(
      .tooManyRequests, "Too many requests. Try again in \(seconds) s.", headers: [.retryAfter: "\(seconds)"])
  }

  private func unauthorized(_ detail: String) -> Problem {
    Problem(
      .unauthorized, detail + " 'moe-judge-serve token' makes one.",
      headers: [.wwwAuthenticate: "Basic realm=\"moe-judge\", charset=\"UTF-8\", Bearer realm=\"moe-judge\""])
  }
}

extension Route.Access {
  fileprivate var isOpen: Bool { if case .open = self { true } else { false } }
}
