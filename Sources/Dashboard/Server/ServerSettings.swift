internal import Foundation

/// How the dashboard is served.
public struct ServerSettings: Sendable {
  /// A name or an address of this machine.
  public var host: String
  /// 0 for a free one.
  public var port: Int
  /// Who may ask; nil for everybody on this machine, and then nobody else.
  public var tokens: TokenFile?
  /// Requests a second by token, else by address; nil for no limit.
  public var rate: Int? = 100
  /// Who speaks where no token names anybody; nil for nobody.
  public var localName: String?
  /// Is told what goes wrong, a line at a time.
  public var log: @Sendable (String) -> Void
  /// Is called where serving should have ended and did not, for a record is read that takes its time: the program ends then.
  public var onOverdue: @Sendable () -> Void = {}
  /// How long requests and followers have to end once the server is told to.
  var endingTime = Duration.seconds(10)
  /// How long a write waits for another process that writes the same file.
  var patience = Duration.seconds(2)
  /// How long the body of a request may take to come.
  var bodyTime = Duration.seconds(10)
  /// The time by which is told how often somebody asks.
  var clock: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }

  /// - Throws: `ServerRefusal` where others than this machine could ask without a token.
  public init(
    host: String, port: Int, tokens: TokenFile? = nil, log: @escaping @Sendable (String) -> Void
  ) throws(ServerRefusal) {
    guard tokens != nil || HostName.isLoopback(host) else {
      throw ServerRefusal(
        """
        --host \(host) can be reached from other machines, and there is no --token-file, so anybody could read everything and speak of \
        findings. Make a token with 'moe-judge-serve token NAME --scope read --token-file FILE' and name that file, or leave --host out.
        """)
    }
    self.host = host
    self.port = port
    self.tokens = tokens
    self.log = log
  }
}

/// Why the server does not start: what is wrong, and what to do.
public struct ServerRefusal: Error, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
