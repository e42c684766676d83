import CCurl
import Foundation
import Synchronization

/// The event loop around one multi handle: `run` owns every handle, the other methods only leave orders for it.
final class CurlLoop: Sendable {
  /// Identifies one call. It is marked before the loop hears of a cancellation, so the order of the two messages is free.
  final class Ticket: Sendable {
    private let cancelled = Atomic<Bool>(false)
    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }
    func cancel() { cancelled.store(true, ordering: .releasing) }
  }

  struct Order: Sendable {
    let request: HTTPRequest
    let ticket: Ticket
    let continuation: CheckedContinuation<HTTPAnswer, any Error>
  }

  private struct Inbox {
    var orders: [Order] = []
    var cancelled: [Ticket] = []
    var isStopping = false
    /// Set once the loop has ended: nobody would serve an order any more.
    var isClosed = false
    /// Whether the loop has been woken and has not looked yet.
    var isWoken = false

    /// Whether the loop has to be woken for what was just put in.
    mutating func wakes() -> Bool {
      defer { isWoken = true }
      return !isWoken
    }
  }

  /// Only `run` uses it, but for `curl_multi_wakeup`, which libcurl allows from any thread.
  private struct Multi: @unchecked Sendable { let handle: UnsafeMutableRawPointer }

  private static let library: CURLcode = ccurl_global_init()

  private let settings: CurlTransport.Settings
  private let multi: Multi
  private let inbox = Mutex(Inbox())

  init(_ settings: CurlTransport.Settings) throws {
    guard Self.library == CURLE_OK, let handle = curl_multi_init() else {
      throw TransportError.network("libcurl could not be started")
    }
    self.settings = settings
    multi = Multi(handle: handle)
  }

  deinit { curl_multi_cleanup(multi.handle) }

  /// The loop is woken after the lock is given back, or it would wait for that first.
  func start(_ order: Order) {
    let (isClosed, wakes) = inbox.withLock { inbox in
      if inbox.isStopping || inbox.isClosed { return (true, false) }
      inbox.orders.append(order)
      return (false, inbox.wakes())
    }
    if wakes { curl_multi_wakeup(multi.handle) }
    if isClosed { order.continuation.resume(throwing: TransportError.network("the transport was closed")) }
  }

  func cancel(_ ticket: Ticket) {
    ticket.cancel()
    let wakes = inbox.withLock { inbox in
      guard !inbox.isClosed else { return false }
      inbox.cancelled.append(ticket)
      return inbox.wakes()
    }
    if wakes { curl_multi_wakeup(multi.handle) }
  }

  func stop() {
    inbox.withLock { $0.isStopping = true }
    curl_multi_wakeup(multi.handle)
  }

  /// Serves orders until `stop`; then whatever is in flight ends with an error and its handles are freed.
  func run() {
    var transfers = CurlTransfers(multi: multi.handle, settings: settings)
    while true {
      let (orders, cancelled, isStopping) = inbox.withLock { inbox in
        defer {
          inbox.orders = []
          inbox.cancelled = []
          inbox.isWoken = false
        }
        return (inbox.orders, inbox.cancelled, inbox.isStopping)
      }
      for order in orders { transfers.start(order) }
      for ticket in cancelled { transfers.cancel(ticket) }
      if isStopping { break }
      transfers.perform()
      transfers.wait()
    }
    let late = inbox.withLock { inbox in
      inbox.isClosed = true
      return inbox.orders
    }
    for order in late { order.continuation.resume(throwing: TransportError.network("the transport was closed")) }
    transfers.close()
  }
}
