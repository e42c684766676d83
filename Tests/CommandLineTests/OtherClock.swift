#if os(Linux)
  import Foundation
  import Testing

  /// Has a program believe that it is another day, so that nothing in the program has to allow for it: a library that is loaded before
  /// the system's own answers what time it is.
  struct OtherClock {
    private let library: String

    /// Builds the library in the program's folder, with the compiler that comes with Swift.
    init(in program: Program) async throws {
      try program.write(Self.source, to: "clock/clock.c")
      library = program.folder.appending(path: "clock/clock.so").path
      let built = try await program.run(
        arguments: ["clang", "-shared", "-fPIC", "-o", library, "clock/clock.c"],
        by: URL(fileURLWithPath: "/usr/bin/env"))
      try #require(built.code == 0, "\(built.error)")
    }

    func environment(daysAgo days: Int) -> [String: String] {
      ["LD_PRELOAD": library, "CLOCK_OFFSET": "\(-86_400 * days)"]
    }

    private static let source = #"""
      #define _GNU_SOURCE
      #include <stdlib.h>
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>

      int clock_gettime(clockid_t clock, struct timespec *now) {
        int result = (int)syscall(SYS_clock_gettime, clock, now);
        const char *offset = getenv("CLOCK_OFFSET");
        if (result == 0 && clock == CLOCK_REALTIME && offset) now->tv_sec += atol(offset);
        return result;
      }

      int gettimeofday(struct timeval *restrict now, void *restrict zone) {
        struct timespec precise;
        (void)zone;
        clock_gettime(CLOCK_REALTIME, &precise);
        now->tv_sec = precise.tv_sec;
        now->tv_usec = precise.tv_nsec / 1000;
        return 0;
      }

      time_t time(time_t *now) {
        struct timespec precise;
        clock_gettime(CLOCK_REALTIME, &precise);
        if (now) *now = precise.tv_sec;
        return precise.tv_sec;
      }

      """#
  }
#endif
