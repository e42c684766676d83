import Foundation
import JudgeTypes
import Provenance
import Storage
import TestSupport
import Testing

@testable import Dashboard

@Suite struct OverviewTests {
  private let store: SampleStore

  init() throws { store = try SampleStore() }

  @Test func `an empty store says how to begin`() throws {
    let page = try #require(try store.page(.overview))
    #expect(page.text.contains("No runs yet") && page.text.contains("moe-judge judge --offline FILE"))
    #expect(page.faults == [])
  }

  @Test func `what was stopped of late stands first, with its run`() throws {
    let run = try SampleStore.run(20)
    try store.add(run, .fail, exitCode: 1, path: "src/payments.py")
    try store.add(SampleStore.run(21))
    try store.add(SampleStore.run(22), .inconclusive, exitCode: 3)
    try store.add(SampleStore.run(2), .fail, exitCode: 1, path: "long-ago.py")
    let page = try #require(try store.page(.overview))
    let card = try #require(page.elements.first { $0.attributes["aria-labelledby"] == "attention-runs" })
    let words = card.everything.map(\.text).joined()
    #expect(words.contains("1 failed or blocked") && words.contains("payments") && words.contains("1 inconclusive"))
    #expect(!words.contains("long-ago"))
    #expect(page.links.contains("/runs/\(run)"))
    #expect(page.faults == [])
  }

  @Test func `a run that was killed is named, though no index knows of it`() throws {
    try store.add(SampleStore.run(21))
    let killed = try SampleStore.run(20)
    try store.writeJournal(of: killed, isClosed: false)
    try store.writeJournal(of: SampleStore.run(2), isClosed: false)
    let page = try #require(try store.page(.overview))
    let card = try #require(page.elements.first { $0.attributes["aria-labelledby"] == "attention-runs" })
    let links = card.everything.compactMap { $0.attributes["href"] }
    #expect(links.contains("/runs/\(killed)") && links.contains("/runs?outcome=unfinished&from=2026-11-16"))
    #expect(card.everything.map(\.text).joined().contains("1 under way or unfinished") && page.faults == [])
  }

  @Test func `nothing wrong is said to be so`() throws {
    try store.add(SampleStore.run(21))
    let page = try #require(try store.page(.overview))
    #expect(page.text.contains("none failed") && !page.text.contains("Seats that failed"))
  }

  @Test func `a run of which it is not known how it ended is no run that did not fail`() throws {
    try store.add(SampleStore.run(21))
    try store.writeJournal(of: SampleStore.run(20), isClosed: true)
    let page = try #require(try store.page(.overview))
    #expect(!page.text.contains("none failed") && page.text.contains("not all known"))
    #expect(page.text.contains("Of 1 run besides it is not known here how it ended") && page.faults == [])
  }

  @Test func `one database that is damaged costs its own part of the page`() throws {
    try store.add(SampleStore.run(21))
    try Data(repeating: 7, count: 9_000).write(to: URL(fileURLWithPath: store.folder + "/health.sqlite"))
    let page = try #require(try store.page(.overview))
    #expect(page.text.contains("A part of this page is missing") && page.text.contains("none failed"))
    #expect(page.faults == [])
  }

  @Test func `a store of long ago tells when its last run was`() throws {
    try store.add(#require(RunID("20260101T000000Z-000000")))
    let page = try #require(try store.page(.overview))
    #expect(page.text.contains("Nothing was judged in them") && page.text.contains("2026-01-01"))
    #expect(page.faults == [])
  }

  @Test func `figures, rules and failing seats of the last month are counted`() throws {
    try store.add(
      SampleStore.run(20), mode: .models,
      findings: [SampleStore.finding("leaked_key"), SampleStore.finding("slow", .low)],
      seats: [
        SampleStore.seat("qa", "openai/x"), SampleStore.seat("security", "openai/y", cost: nil, state: .failed),
      ])
    let page = try #require(try store.page(.overview))
    #expect(page.text.contains("leaked_key".replacing("_", with: "_\n")) || page.source.contains("leaked_<wbr/>key"))
    #expect(page.text.contains("Seats that failed") && page.text.contains("1 of 1"))
    #expect(page.text.contains("$0.2500") && page.text.contains("of 2 verified"))
    let chart = try #require(page.elements.first { $0.name == "svg" && $0.attributes["role"] == "img" })
    #expect(chart.everything.filter { $0.name == "g" }.count == 30)
    #expect(chart.everything.contains { $0.name == "title" && $0.text == "2026-11-20: 1 pass" })
    #expect(page.faults == [])
  }

  @Test func `what files and models say stays text`() throws {
    let evil = "<script>alert(1)</script>\"'\u{202E}"
    try store.add(
      SampleStore.run(20), .fail, mode: .models, exitCode: 1, path: evil, findings: [SampleStore.finding(evil)],
      seats: [SampleStore.seat(evil, evil, state: .failed)])
    for place in [.overview, .runs(RunFilter()), .costs, .runs(RunFilter(outcome: evil, path: evil))] as [Place] {
      let page = try #require(try store.page(place))
      #expect(!page.elements.contains { $0.name == "script" } && !page.source.contains("\u{202E}"))
      #expect(page.source.contains("&lt;script") && page.faults == [])
    }
  }

  @Test func `an exported page links to what is exported and to nothing else`() throws {
    let run = try SampleStore.run(20)
    try store.add(run, .fail, exitCode: 1)
    for number in 0..<60 { try store.add(SampleStore.run(10, number)) }
    let pages: Set<Place> = [.overview, .runs(RunFilter()), .costs, .run(run.description)]
    for place in [.overview, .runs(RunFilter()), .costs] as [Place] {
      let page = try #require(try store.page(place, exporting: pages))
      #expect(page.links.allSatisfy { $0 == "#content" || $0.hasSuffix("index.html") && !$0.hasPrefix("/") })
      #expect(!page.elements.contains { $0.name == "form" } && page.faults == [])
    }
  }
}
