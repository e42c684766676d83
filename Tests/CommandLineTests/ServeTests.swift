import Foundation
import LanguageModels
import Testing

/// `serve` and `dashboard`, which become the program that stands beside this one.
@Suite struct ServeTests {
  /// A server that runs until it is told to end.
  private final class Server {
    let process = Process()
    private let said: URL

    init(_ arguments: [String], in program: Program) throws {
      said = program.folder.appending(path: ".serve-\(UUID().uuidString)")
      _ = FileManager.default.createFile(atPath: said.path, contents: nil)
      process.executableURL = Program.executable
      process.arguments = arguments
      process.currentDirectoryURL = program.folder
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: said)
      try process.run()
    }

    deinit { if process.isRunning { process.terminate() } }

    var words: String { (try? String(contentsOf: said, encoding: .utf8)) ?? "" }

    /// Waits until it takes requests.
    func port() async throws -> Int {
      for _ in 0..<3_000 where process.isRunning {
        if let match = words.firstMatch(of: /listening on http:\/\/127\.0\.0\.1:(\d+)\//) { return Int(match.1) ?? 0 }
        try await Task.sleep(for: .milliseconds(10))
      }
      return 0
    }
  }

  @Test func `serve listens, and ends well when it is told to`() async throws {
    let program = try Program()
    defer { program.remove() }
    try await Program.turns.run {
      let server = try Server(["serve", "--port", "0"], in: program)
      #expect(try await server.port() > 0, "\(server.words)")
      // It is another program by now.
      let own = try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/\(server.process.processIdentifier)/exe")
      #expect(own.hasSuffix("/moe-judge-serve"))
      server.process.terminate()
      server.process.waitUntilExit()
      #expect(server.process.terminationReason == .exit && server.process.terminationStatus == 0)
      let said = server.words.split(separator: "\n")
      #expect(said.count == 2 && said[0].contains("there is no store at .moe-judge yet"), "\(server.words)")
    }
  }

  @Test func `a port that is in use is said, with what to do`() async throws {
    let program = try Program()
    defer { program.remove() }
    try await Program.turns.run {
      let server = try Server(["serve", "--port", "0"], in: program)
      let port = try await server.port()
      let second = try Server(["serve", "--port", "\(port)"], in: program)
      second.process.waitUntilExit()
      #expect(second.process.terminationStatus == 2)
      #expect(second.words.contains("127.0.0.1:\(port) is in use") && second.words.contains("--port"))
      server.process.terminate()
      server.process.waitUntilExit()
    }
  }

  @Test func `an address beyond this machine needs a token file that nobody else may write`() async throws {
    let program = try Program()
    defer { program.remove() }
    let open = try await program.run("serve", "--host", "0.0.0.0", "--port", "0")
    #expect(open.code == 2 && open.error.contains("--token-file"), "\(open.error)")
    let missing = try await program.run("serve", "--port", "0", "--token-file", "tokens")
    #expect(missing.code == 2 && missing.error.contains("moe-judge-serve token"), "\(missing.error)")
    _ = try await program.run(
      arguments: ["token", "anna", "--token-file", "own"],
      by: Program.executable.deletingLastPathComponent().appending(path: "moe-judge-serve"))
    // An address that documentation has for itself, so that no machine has it.
    let elsewhere = try await program.run("serve", "--host", "192.0.2.1", "--port", "0", "--token-file", "own")
    #expect(elsewhere.code == 2 && elsewhere.error.contains("no address of this machine"), "\(elsewhere.error)")
    try program.write("", to: "tokens")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o666], ofItemAtPath: program.folder.appending(path: "tokens").path)
    let writable = try await program.run("serve", "--port", "0", "--token-file", "tokens")
    #expect(writable.code == 2 && writable.error.contains("chmod 600"), "\(writable.error)")
  }

  @Test func `an export with a record that does not hold exits 1, and is there`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("print('hello')\n", to: "hello.py")
    let judged = try await program.run("judge", "--offline", "--quiet", "hello.py")
    #expect(judged.code == 0 || judged.code == 3, "\(judged.error)")
    let sound = try await program.run("dashboard", "export", "site")
    #expect(sound.code == 0, "\(sound.error)")
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
    let journal = runs.appending(path: "\(run)/journal.jsonl")
    let text = try String(contentsOf: journal, encoding: .utf8)
    try Data(text.replacing("\"kind\":\"result\"", with: "\"kind\":\"Result\"").utf8).write(to: journal)
    let damaged = try await program.run("dashboard", "export", "site")
    #expect(damaged.code == 1 && damaged.error.contains("does not hold: run \(run)"), "\(damaged.error)")
    #expect(!damaged.error.hasSuffix("\n\n"))
  }

  @Test func `a token is printed once, and its name cannot be taken twice`() async throws {
    let program = try Program()
    defer { program.remove() }
    let serve = Program.executable.deletingLastPathComponent().appending(path: "moe-judge-serve")
    let words = ["token", "anna", "--scope", "read", "--scope", "label", "--token-file", "tokens"]
    let made = try await program.run(arguments: words, by: serve)
    let token = made.output.trimmingCharacters(in: .newlines)
    #expect(made.code == 0 && token.hasPrefix("mj_") && token.count == 46)
    let file = try String(contentsOf: program.folder.appending(path: "tokens"), encoding: .utf8)
    #expect(file.hasPrefix("anna read,label ") && !file.contains(token))
    let again = try await program.run(arguments: words, by: serve)
    #expect(again.code == 2 && again.output.isEmpty && again.error.contains("anna"))
    let unknown = try await program.run(
      arguments: ["token", "ben", "--scope", "write", "--token-file", "tokens"], by: serve)
    #expect(unknown.code == 2 && unknown.error.contains("read or label"))
  }

  @Test func `without the other program it is said which is missing, and wrong options are known before`() async throws
  {
    let program = try Program()
    defer { program.remove() }
    let copy = program.folder.appending(path: "moe-judge")
    try FileManager.default.copyItem(at: Program.executable, to: copy)
    let alone = try await program.run(arguments: ["serve"], by: copy)
    #expect(alone.code == 2 && alone.error.contains("moe-judge-serve is not there"), "\(alone.error)")
    let wrong = try await program.run("serve", "--port", "99999")
    #expect(wrong.code == 2 && wrong.error.contains("65535"))
  }
}
