internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Provenance
internal import ServiceLifecycle
internal import Synchronization

/// The route by which a page follows a run: `GET /runs/ID/events`, as server-sent events.
///
/// `progress`, `ended` and `stopped` carry `{"judged","artifacts","answers","last","outcome"}`; after the last two there is nothing more.
final class LiveEvents: Sendable {
  /// How many may follow at once: each looks at a file three times a second.
  static let limit = 48

  private let stores: Stores
  private let following = Mutex(0)
  private let readers = Workers(width: 1, limit: 64)

  init(_ stores: Stores) { self.stores = stores }

  /// - Throws: `Problem`: 404 for a run that is not there, 503 with `Retry-After` where too many follow already.
  func response(to request: Request, run: String) async throws -> Response {
    // A long journal is read to its end first, which is nothing for a thread that others wait for.
    guard let reading = try await readers.run({ [stores] in try RunParts.reading(run, from: stores) }) else {
      throw Problem.notFound
    }
    guard let seat = Seat(self) else {
      throw Problem(
        .serviceUnavailable, "Too many follow a run just now. Try again in 10 s.", headers: [.retryAfter: "10"])
    }
    let follower = RunFollower(reading: reading, library: stores.library)
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        defer { withExtendedLifetime(seat) {} }
        // Nothing is owed to one who left, and a server that ends waits for nobody's run.
        try? await request.body.consumeWithCancellationOnInboundClose { _ in
          for try await event in follower.cancelOnGracefulShutdown() {
            try await writer.write(ByteBuffer(string: Self.text(of: event)))
          }
        }
        try await writer.finish(nil)
      })
  }

  static func text(of event: RunFollower.Event) -> String {
    switch event {
    case .progress(let progress): "event: progress\ndata: \(progress.json.canonical)\n\n"
    case .ended(let progress): "event: ended\ndata: \(progress.json.canonical)\n\n"
    case .stopped(let progress): "event: stopped\ndata: \(progress.json.canonical)\n\n"
    case .heartbeat: ": still there\n\n"
    }
  }

  /// One of those who follow; whoever lets go of it makes room for another.
  private final class Seat: Sendable {
    private let events: LiveEvents

    /// Nil where there is no room.
    init?(_ events: LiveEvents) {
      let hasRoom = events.following.withLock { following in
        guard following < LiveEvents.limit else { return false }
        following += 1
        return true
      }
      guard hasRoom else { return nil }
      self.events = events
    }

    deinit { events.following.withLock { $0 -= 1 } }
  }
}
