import Foundation
import JudgeTypes
import Provenance
import Storage
import TestSupport
import Testing

@testable import Dashboard

@Suite struct RunsPageTests {
  private let store: SampleStore

  init() throws { store = try SampleStore() }

  private func page(_ filter: RunFilter) throws -> ShownPage { try #require(try store.page(.runs(filter))) }

  /// The runs that a page links to, in its order.
  private func runs(_ page: ShownPage) -> [String] {
    page.elements.filter { $0.attributes["scope"] == "row" }.flatMap(\.everything)
      .compactMap { $0.attributes["href"]?.replacing("/runs/", with: "") }
  }

  @Test func `no runs, and none that match, are two different things`() throws {
    #expect(try page(RunFilter()).text.contains("No runs yet"))
    try store.add(SampleStore.run(20))
    let page = try page(RunFilter(outcome: "fail"))
    #expect(page.text.contains("No run matches.") && page.links.contains("/runs") && page.faults == [])
  }

  @Test func `pages lead on to all runs and back`() throws {
    let all = try (0..<120).map { try SampleStore.run(10, $0).description }
    for number in 0..<120 { try store.add(SampleStore.run(10, number)) }
    let newest = Array(all.sorted(by: >))
    let first = try page(RunFilter())
    #expect(runs(first) == Array(newest[..<50]) && !first.text.contains("Newer runs"))
    let second = try page(RunFilter(before: newest[49]))
    #expect(runs(second) == Array(newest[50..<100]) && second.faults == [])
    #expect(first.links.contains("/runs?before=\(newest[49])"))
    let third = try page(RunFilter(before: newest[99]))
    #expect(runs(third) == Array(newest[100...]) && !third.text.contains("Older runs"))
    #expect(try runs(page(RunFilter(after: newest[100]))) == Array(newest[50..<100]))
    // What would be less than a page is the newest page.
    #expect(try runs(page(RunFilter(after: newest[20]))) == Array(newest[..<50]))
  }

  @Test func `filters choose, are kept by the links to other pages, and shown in the form`() throws {
    for number in 0..<60 {
      try store.add(SampleStore.run(10, number), .fail, exitCode: 1, findings: [SampleStore.finding("x", .high)])
    }
    try store.add(SampleStore.run(11), path: "docs/a b.md")
    let failed = try page(RunFilter(outcome: "fail", severity: "high"))
    let oldest = try #require(runs(failed).last)
    #expect(failed.links.contains("/runs?outcome=fail&severity=high&before=\(oldest)"))
    #expect(
      failed.elements.filter { $0.attributes["selected"] != nil }.compactMap { $0.attributes["value"] } == [
        "fail", "high",
      ])
    #expect(try runs(page(RunFilter(path: "docs"))) == [SampleStore.run(11).description])
    #expect(try runs(page(RunFilter(from: "2026-11-11", to: "2026-11-11"))) == [SampleStore.run(11).description])
    #expect(try runs(page(RunFilter(mode: "models"))) == [])
  }

  @Test(arguments: [
    RunFilter(outcome: "splendid"), RunFilter(mode: "x"), RunFilter(severity: "'"), RunFilter(from: "2026-02-31"),
    RunFilter(to: "yesterday"),
  ]) func `a filter that means nothing is said to be none`(filter: RunFilter) throws {
    try store.add(SampleStore.run(20))
    let page = try page(filter)
    #expect(page.elements.contains { $0.attributes["class"] == "banner" } && runs(page).isEmpty && page.faults == [])
  }

  @Test func `runs under way, unfinished and not indexed stand among the others`() async throws {
    try store.add(SampleStore.run(20))
    try store.add(SampleStore.run(19), nil)
    let stopped = try SampleStore.run(21)
    let running = try SampleStore.run(22)
    for run in [stopped, running] {
      try store.writeJournal(of: run, isClosed: false)
    }
    let lock = open("\(store.folder)/runs/\(running)/journal.jsonl", O_RDWR)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let page = try page(RunFilter())
    #expect(runs(page) == [running, stopped, try SampleStore.run(20), try SampleStore.run(19)].map(\.description))
    let table = try #require(page.elements.first { $0.attributes["class"] == "runs" })
    let words = table.everything.filter { $0.attributes["class"]?.hasPrefix("chip") == true }.map(\.text)
    #expect(words.map { $0.trimmingCharacters(in: .whitespaces) } == ["under way", "unfinished", "pass", "unfinished"])
    #expect(try !runs(self.page(RunFilter(mode: "offline"))).contains(running.description))
  }

  @Test func `runs that never reached the index are found as unfinished, and counted`() throws {
    for number in 0..<60 { try store.add(SampleStore.run(20, number)) }
    let (early, late) = (try SampleStore.run(3), try SampleStore.run(21))
    for run in [early, late] { try store.writeJournal(of: run, isClosed: false) }
    let done = try SampleStore.run(22)
    try store.writeJournal(of: done, isClosed: true)
    let unfinished = RunFilter(outcome: RunOutcomeName.unfinished)
    #expect(try runs(page(unfinished)) == [late, early].map(\.description))
    #expect(try runs(page(RunFilter(outcome: "unfinished", from: "2026-11-04"))) == [late.description])
    #expect(try runs(page(RunFilter(outcome: "unfinished", to: "2026-11-03"))) == [early.description])
    #expect(try runs(page(RunFilter(from: "2026-11-21"))) == [done, late].map(\.description))
    let lead = try #require(try page(RunFilter()).elements.first { $0.attributes["class"] == "lead" }).text
    #expect(lead.contains("60 runs of 60 artifacts") && lead.contains("2 stopped before its end, 1 not indexed"))
  }

  @Test func `more unfinished runs than a page holds are led on to`() throws {
    for number in 0..<55 { try store.writeJournal(of: SampleStore.run(20, number), isClosed: false) }
    try store.add(SampleStore.run(21))
    let first = try page(RunFilter(outcome: "unfinished"))
    let last = try #require(runs(first).last)
    #expect(runs(first).count == 50 && first.text.contains("Older runs"))
    #expect(try runs(page(RunFilter(outcome: "unfinished", before: last))).count == 5)
  }

  @Test func `a record that is not as it was written is marked in the list and on the overview`() throws {
    let all = try (0..<4).map { try SampleStore.run(20, $0) }
    for run in all { try store.add(run) }
    #expect(try !page(RunFilter()).text.contains("record altered"))
    let calm = try #require(try store.page(.overview))
    #expect(!calm.text.contains("not as written"))
    let gone = store.journal(of: all[0])
    try FileManager.default.removeItem(atPath: gone)
    var lines = try String(contentsOfFile: store.journal(of: all[1]), encoding: .utf8)
    lines = lines.replacing("\"run\"", with: "\"ran\"")
    try Data(lines.utf8).write(to: URL(fileURLWithPath: store.journal(of: all[1])))
    try store.writeJournal(of: all[2], isClosed: false)
    let list = try page(RunFilter())
    for words in ["record gone", "record altered", "record without its end"] { #expect(list.text.contains(words)) }
    #expect(list.elements.filter { $0.attributes["class"] == "chip bad" }.count == 3 && list.faults == [])
    let overview = try #require(try store.page(.overview))
    #expect(overview.text.contains("3 not as written") && overview.links.contains("/runs/\(all[1])"))
    #expect(overview.faults == [])
  }

  @Test func `a filter that can find nothing says why`() throws {
    try store.add(SampleStore.run(20))
    let turned = try page(RunFilter(from: "2026-11-22", to: "2026-11-20"))
    #expect(turned.text.contains("The first day, 2026-11-22, is after the last, 2026-11-20"))
    #expect(try page(RunFilter(path: "app.py")).text.contains("named by its whole path"))
  }
}
