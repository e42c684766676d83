import Evals
import Foundation
import Testing

/// A bare repository as the remote, with the weakened small suite on main, and the machines that have a clone of it.
struct Machines {
  let folder: URL
  var remote: URL { folder.appending(path: "remote.git") }

  init(split: String = "{train: 40, dev: 30, holdout: 30}") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "moe-judge-weekly-\(UUID().uuidString)")
    let author = Machine(program: Program(folder: folder.appending(path: "author")))
    try FileManager.default.createDirectory(at: author.program.folder, withIntermediateDirectories: true)
    try EightyCases.write(to: author.program, split: split)
    try EightyCases.weaken(author.program)
    try author.program.write(".moe-judge/\n.std*\ntools/\n", to: ".gitignore")
    for words in [
      ["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "begin"],
      ["clone", "--quiet", "--bare", ".", remote.path],
    ] {
      try author.git(words)
    }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func first() throws -> Machine { try clone("first") }

  func clone(_ name: String, shallow: Bool = false) throws -> Machine {
    let machine = Machine(program: Program(folder: folder.appending(path: name)))
    try Machine(program: Program(folder: folder)).git(
      ["clone", "--quiet"] + (shallow ? ["--depth", "1"] : []) + ["file://" + remote.path, name])
    return machine
  }
}

/// A clone in which the weekly job runs.
struct Machine {
  let program: Program

  /// Runs the job, with nothing but the variables named beside what a job of cron has.
  func run(_ environment: [String: String] = [:]) async throws -> Program.Result {
    let basics = [
      "PATH": tools.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
      "MOE_JUDGE": Program.executable.path, "SUITE": "small", "IMPROVE_OPTIONS": "--offline", "PAUSE": "0",
      "GIT_CONFIG_GLOBAL": "/dev/null",
    ]
    return try await program.run(
      arguments: [Program.root.appending(path: "scripts/weekly-improvement.sh").path],
      environment: basics.merging(environment) { _, new in new }, by: URL(fileURLWithPath: "/bin/sh"))
  }

  private var tools: URL { program.folder.appending(path: "tools") }

  /// Puts a program on the path of the job: it does `before`, and then what moe-judge would do.
  @discardableResult
  func program(named name: String, _ before: String) throws -> String {
    try program.write("#!/bin/sh\n\(before)\nexec '\(Program.executable.path)' \"$@\"\n", to: "tools/\(name)")
    let path = tools.appending(path: name).path
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  func kept(_ name: String) -> URL { program.folder.appending(path: ".moe-judge/weekly/small/\(name)") }
  func keptText(_ name: String) throws -> String { try String(contentsOf: kept(name), encoding: .utf8) }

  func remoteBranches() throws -> [String] {
    try git("ls-remote", "--heads", "origin").output.split(separator: "\n").compactMap {
      $0.split(separator: "\t").last.map { String($0.dropFirst("refs/heads/".count)) }
    }
  }

  /// The one on the remote.
  func ledger() throws -> HoldoutLedger {
    try git("fetch", "--quiet", "origin")
    return try HoldoutLedger(text: git("show", "origin/moe-judge/ledger:small/ledger.json").output)
  }

  @discardableResult
  func git(_ words: String...) throws -> (code: Int32, output: String) { try git(words) }

  @discardableResult
  func git(_ words: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main"] + words
    process.currentDirectoryURL = program.folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(words)")
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }
}
