import Foundation
import LanguageModels
import Testing

/// The built program, run as a user runs it.
struct Program {
  struct Result {
    let code: Int32
    let output: String
    let error: String
  }

  /// An empty folder of its own for each test, in which the program runs.
  let folder: URL

  /// The same program in a folder of another.
  init(folder: URL) { self.folder = folder }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "moe-judge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// All tests begin at once; as many programs would leave none of them, nor any server they call, time to answer.
  static let turns = CallLimiter(width: 4)

  /// Beside the bundle of the tests, where the same build put it.
  static let executable: URL = {
    let bundles =
      Bundle.allBundles.map(\.bundleURL) + [
        URL(fileURLWithPath: CommandLine.arguments[0]), root.appending(path: ".build/debug/x"),
      ]
    let candidates = bundles.map { $0.deletingLastPathComponent().appending(path: "moe-judge") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? root.appending(path: ".build/debug/moe-judge")
  }()

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return name
  }

  /// Runs git in the folder, with a name of its own.
  func git(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main"] + arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(arguments)")
  }

  /// Runs the program in the folder; ends it, and whatever it started, by force after a minute, so that no test can hang.
  func run(_ arguments: String..., input: String? = nil, environment: [String: String] = [:]) async throws -> Result {
    try await run(arguments: arguments, input: input, environment: environment)
  }

  /// - Parameters:
  ///   - device: takes standard output, which then is not read; nil for a file of the test's own.
  ///   - isTime: when to press Ctrl-C; nil for never.
  ///   - limit: in seconds, after which the program and all it started are ended by force.
  ///   - executable: another program instead of this one, such as a shell that runs a script.
  func run(
    arguments: [String], input: String? = nil, environment: [String: String] = [:],
    writingTo device: String? = nil, interruptingWhen isTime: (() -> Bool)? = nil, within limit: Double = 60,
    by executable: URL = executable
  ) async throws -> Result {
    try await Self.turns.run {
      try await runInTurn(
        arguments, input: input, environment: environment, writingTo: device, interruptingWhen: isTime, within: limit,
        by: executable)
    }
  }

  private func runInTurn(
    _ arguments: [String], input: String?, environment: [String: String], writingTo device: String?,
    interruptingWhen isTime: (() -> Bool)?, within limit: Double, by executable: URL
  ) async throws -> Result {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Keys of whoever runs the tests must decide nothing here.
    let inherited = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"].contains($0.key)
    }
    process.environment = inherited.merging(environment) { _, new in new }
    let output = folder.appending(path: ".stdout-\(UUID().uuidString)")
    let error = folder.appending(path: ".stderr-\(UUID().uuidString)")
    for file in [output, error] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: device.map { URL(fileURLWithPath: $0) } ?? output)
    process.standardError = try FileHandle(forWritingTo: error)
    let pipe = Pipe()
    process.standardInput = input == nil ? FileHandle.nullDevice as Any : pipe as Any
    try process.run()
    if let input {
      pipe.fileHandleForWriting.offer(input)
      try pipe.fileHandleForWriting.close()
    }
    let deadline = Date().addingTimeInterval(limit)
    var isInterrupted = false
    while process.isRunning, Date() < deadline {
      if !isInterrupted, isTime?() == true {
        process.interrupt()
        isInterrupted = true
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    if process.isRunning { Self.end(process) }
    process.waitUntilExit()
    defer { for file in [output, error] { try? FileManager.default.removeItem(at: file) } }
    return Result(
      code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8), error: try String(contentsOf: error, encoding: .utf8))
  }

  /// A shell waits for the program it runs before it heeds a signal, and one that it left behind outlives it: so the whole group
  /// goes, which is the process's own.
  private static func end(_ process: Process) {
    let id = process.processIdentifier
    // A leader that has ended already is no process any more; its group is there as long as one of it stays.
    if id > 1, id != getpgrp() { kill(-id, SIGKILL) }
    process.terminate()
  }
}

extension FileHandle {
  /// A program that has ended already takes nothing, which must not end the tests with a signal.
  private static let ignoresClosedPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

  /// Writes the text, as far as somebody reads it.
  func offer(_ text: String) {
    Self.ignoresClosedPipes
    try? write(contentsOf: Data(text.utf8))
  }
}
