import Foundation
import Provenance
import Storage
import StoredRuns
import Testing

@testable import Dashboard

struct RunFollowerTests {
  let folder: StoredRunsFolder
  let run: RunID

  init() throws {
    folder = try StoredRunsFolder()
    run = try #require(RunID("20261121T024000Z-000001"))
  }

  private func follower(heartbeat: Duration = .seconds(600)) throws -> RunFollower {
    let reading = try #require(try folder.stores.runs.reading(of: run))
    return RunFollower(
      reading: reading, library: folder.library, interval: .milliseconds(5), heartbeat: heartbeat)
  }

  private func judge(_ ordinal: Int, in journal: RunJournal) async throws {
    try await journal.append(kind: "answer", body: ["ordinal": .integer(ordinal), "seat": "a"])
    try await journal.append(
      kind: "judgment",
      body: ["ordinal": .integer(ordinal), "outcome": "pass", "artifact": ["path": .string("f\(ordinal).py")]],
      durable: true)
  }

  @Test func `a run that grows is followed to its end`() async throws {
    let journal = try RunJournal.create(folder.library.folder(of: run))
    try await journal.append(kind: "run", body: ["run": .string(run.description)], durable: true)
    var events = try follower().makeAsyncIterator()
    #expect(try await events.next() == .progress(RunProgress()))
    for ordinal in 0..<3 {
      try await judge(ordinal, in: journal)
      guard case .progress(let progress)? = try await events.next() else {
        Issue.record("no progress")
        return
      }
      #expect(progress.judged == ordinal + 1 && progress.answers == ordinal + 1)
      #expect(progress.lastPath == "f\(ordinal).py" && progress.lastOutcome == "pass")
    }
    try await journal.close()
    guard case .ended(let progress)? = try await events.next() else {
      Issue.record("no end")
      return
    }
    #expect(progress.judged == 3 && progress.isEnded)
    #expect(try await events.next() == nil)
  }

  @Test func `while nothing happens there are heartbeats, and a run whose writer is gone has stopped`() async throws {
    let journal = try RunJournal.create(folder.library.folder(of: run))
    try await journal.append(kind: "run", body: [:], durable: true)
    var events = try follower(heartbeat: .milliseconds(10)).makeAsyncIterator()
    _ = try await events.next()
    #expect(try await events.next() == .heartbeat)
    try await journal.suspend()
    var last = try await events.next()
    while last == .heartbeat { last = try await events.next() }
    #expect(last == .stopped(RunProgress()))
  }

  @Test func `who stops listening ends it`() async throws {
    let journal = try RunJournal.create(folder.library.folder(of: run))
    try await journal.append(kind: "run", body: [:], durable: true)
    let follower = try follower()
    let task = Task { for try await _ in follower {} }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try await journal.close()
  }

  @Test func `an event is a name and one line of JSON, whatever the artifact is called`() {
    var progress = RunProgress()
    progress.lastPath = "a\n\nevent: ended\ndata: b.py"
    progress.lastOutcome = "pass"
    let text = LiveEvents.text(of: .progress(progress))
    #expect(text.hasPrefix("event: progress\ndata: {") && text.hasSuffix("}\n\n"))
    #expect(text.split(separator: "\n").count == 2)
  }
}
