#if os(Linux)
  import Foundation
  import Testing

  /// Has a program believe that it is another day, so that nothing in the program has to allow for it: a library that is loaded before
  /// the system's own answers what time it is.
  struct OtherClock {
    private let library: String

    /// Builds the library in the program's folder, with the compiler that comes with Swift.
    init(in program: Program) async throws {
      library = program.folder.appending(path: "clock.so").path
      let built = try await program.run(
        arguments: ["clang", "-shared", "-fPIC", "-o", library, Self.source],
        by: URL(fileURLWithPath: "/usr/bin/env"))
      try #require(built.code == 0, "\(built.error)")
    }

    func environment(daysAgo days: Int) -> [String: String] {
      ["LD_PRELOAD": library, "CLOCK_OFFSET": "\(-86_400 * days)"]
    }

    /// That of the demo, which lets its runs happen on several days.
    private static let source = Program.root.appending(path: "scripts/demo-clock.c").path
  }
#endif
