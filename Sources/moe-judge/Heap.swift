import Foundation

/// The allocator of the C library, which keeps a heap for each thread unless it is told otherwise: on Linux, what one task
/// frees then serves no task on another thread, and a long run holds some MiB more than it uses.
enum Heap {
  private static let limitOfHeaps: Int32 = -8  // M_ARENA_MAX of glibc's malloc.h

  /// Lets all threads share one heap. Their work is waiting and parsing, so they seldom wait for it. Does nothing where the C
  /// library has no such setting.
  static func share() {
    typealias Setting = @convention(c) (Int32, Int32) -> Int32
    guard let symbol = dlsym(nil, "mallopt") else { return }
    _ = unsafeBitCast(symbol, to: Setting.self)(limitOfHeaps, 1)
  }
}
