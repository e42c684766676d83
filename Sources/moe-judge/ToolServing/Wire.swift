@preconcurrency import Dispatch
import Foundation
import Judging
import Synchronization

/// The standard input and output of a server, taken away from everything else: what another part of the program, or a program
/// that it starts, writes there goes to standard error, and whoever reads there finds the end.
final class Wire: Sendable {
  enum Reading: Sendable {
    case bytes([UInt8])
    /// Nothing more comes.
    case ended
    /// Somebody wants the server to end.
    case stopped
    /// Nobody reads what is written any more.
    case outputClosed
  }

  private static let pieceSize = 1 << 16

  private let input: Int32
  private let output: Int32
  /// A pipe: what is written to its second end wakes whoever waits.
  private let wakeUp: (read: Int32, write: Int32)
  private let queue = DispatchQueue(label: "moe-judge.wire")
  private enum Output { case open, left, full }
  private let state = Mutex(Output.open)

  /// - Throws: `CommandFailure` where the system gives no descriptors.
  init() throws {
    input = fcntl(0, F_DUPFD_CLOEXEC, 3)
    output = fcntl(1, F_DUPFD_CLOEXEC, 3)
    var ends: [Int32] = [-1, -1]
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard input >= 0, output >= 0, nothing >= 0, pipe(&ends) == 0 else {
      throw CommandFailure(
        "standard input or output cannot be used: \(String(cString: strerror(errno)))", .internalError)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeUp = (ends[0], ends[1])
    dup2(nothing, 0)
    dup2(2, 1)
    close(nothing)
  }

  /// Whoever waits for something wakes up, or the next one who does.
  func stop() {
    var byte: UInt8 = 0
    _ = write(wakeUp.write, &byte, 1)
  }

  /// Waits for what comes next.
  func next() async -> Reading { await wait(for: input) }

  /// Waits until nobody reads any more, or for `stop`.
  ///
  /// - Returns: whether what is written is lost from now on.
  func outputClosed() async -> Bool {
    if case .outputClosed = await wait(for: -1) { return true }
    return isUnheard
  }

  private func wait(for descriptor: Int32) async -> Reading {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.poll(descriptor)) }
    }
  }

  private func poll(_ descriptor: Int32) -> Reading {
    while true {
      // Without events asked for, an end that is closed is told all the same.
      var polled = [
        pollfd(fd: wakeUp.read, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard Foundation.poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { return .ended }
      if polled[1].revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 { return .outputClosed }
      if polled[0].revents != 0 {
        var byte: UInt8 = 0
        _ = read(wakeUp.read, &byte, 1)
        return .stopped
      }
      guard polled[2].revents != 0 else { continue }
      var piece = [UInt8](repeating: 0, count: Self.pieceSize)
      let count = read(descriptor, &piece, piece.count)
      if count > 0 { return .bytes(Array(piece.prefix(count))) }
      guard count < 0, errno == EINTR || errno == EAGAIN else { return .ended }
    }
  }

  /// Whether something was lost although somebody may still wait for it: the disk is full, or there is no output.
  var hasLostOutput: Bool { state.withLock { $0 == .full } }

  /// Whether something could not be written, so that nothing more will be.
  var isUnheard: Bool { state.withLock { $0 != .open } }

  /// Writes a line whole, one after the other. Where that is not possible the server is to end.
  func send(_ line: String) {
    state.withLock { state in
      guard state == .open else { return }
      var bytes = Array(line.utf8)[...]
      while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { Foundation.write(output, $0.baseAddress, $0.count) }
        if written > 0 {
          bytes = bytes.dropFirst(written)
        } else if errno != EINTR {
          state = errno == EPIPE ? .left : .full
          if state == .full { Standard.note("an answer is lost: \(String(cString: strerror(errno)))") }
          return stop()
        }
      }
    }
  }
}
