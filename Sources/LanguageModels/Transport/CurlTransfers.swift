import CCurl
import Foundation

/// The transfers in flight and the easy handles that wait for work; used by the loop's thread alone.
struct CurlTransfers {
  /// Idle easy handles kept for the next request; they hold memory, the connections belong to the multi handle.
  private static let idleLimit = 64

  private let multi: UnsafeMutableRawPointer
  private let settings: CurlTransport.Settings
  /// Holds TLS sessions, so that a new connection to a known host resumes one.
  private let share: UnsafeMutableRawPointer?
  private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var idle: [UnsafeMutableRawPointer] = []

  init(multi: UnsafeMutableRawPointer, settings: CurlTransport.Settings) {
    self.multi = multi
    self.settings = settings
    ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, 2)  // CURLPIPE_MULTIPLEX
    share = curl_share_init()
    if let share { _ = ccurl_share_tls_sessions(share) }
  }

  mutating func start(_ order: CurlLoop.Order) {
    if order.ticket.isCancelled { return order.continuation.resume(throwing: CancellationError()) }
    guard let easy = idle.popLast() ?? curl_easy_init() else {
      return order.continuation.resume(throwing: TransportError.network("libcurl has no handle left"))
    }
    let transfer = CurlTransfer(order: order, easy: easy, responseLimit: settings.responseLimit)
    do {
      try transfer.configure(settings, share: share)
      guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
        throw TransportError.network("libcurl did not take the request")
      }
      active[easy] = transfer
    } catch {
      order.continuation.resume(throwing: error)
      recycle(transfer)
    }
  }

  mutating func cancel(_ ticket: CurlLoop.Ticket) {
    guard let (easy, transfer) = active.first(where: { $0.value.ticket === ticket }) else { return }
    active[easy] = nil
    curl_multi_remove_handle(multi, easy)
    transfer.continuation.resume(throwing: CancellationError())
    recycle(transfer)
  }

  /// Moves every transfer on and ends those that are done.
  mutating func perform() {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      let code = ccurl_message_result(message)  // before the handle goes: the message dies with it
      guard let transfer = active.removeValue(forKey: easy) else { continue }
      curl_multi_remove_handle(multi, easy)
      transfer.continuation.resume(with: transfer.outcome(code))
      recycle(transfer)
    }
  }

  /// Sleeps until a socket is ready, a timer of libcurl's is due or the loop is woken.
  func wait() {
    if curl_multi_poll(multi, nil, 0, 60_000, nil) != CURLM_OK { usleep(10_000) }
  }

  mutating func close() {
    for (easy, transfer) in active {
      curl_multi_remove_handle(multi, easy)
      transfer.continuation.resume(throwing: TransportError.network("the transport was closed"))
      recycle(transfer)
    }
    active = [:]
    for easy in idle { curl_easy_cleanup(easy) }
    idle = []
    if let share { curl_share_cleanup(share) }
  }

  /// Makes the handle fit for the next request, without anything of the last one such as its key.
  private mutating func recycle(_ transfer: CurlTransfer) {
    curl_easy_reset(transfer.easy)
    transfer.free()
    if idle.count < Self.idleLimit {
      idle.append(transfer.easy)
    } else {
      curl_easy_cleanup(transfer.easy)
    }
  }
}
