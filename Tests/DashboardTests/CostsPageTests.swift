import Foundation
import JudgeTypes
import Provenance
import Storage
import TestSupport
import Testing

@testable import Dashboard

@Suite struct CostsPageTests {
  private let store: SampleStore

  init() throws { store = try SampleStore() }

  private func page(_ period: CostPeriod = .month) throws -> ShownPage { try #require(try store.page(period.place)) }

  @Test func `the offline panel costs nothing, which is said and not summed`() throws {
    #expect(try page().text.contains("No runs yet"))
    try store.add(SampleStore.run(20))
    let page = try page()
    #expect(page.text.contains("1 run of the offline panel, which calls nobody and costs nothing") && page.faults == [])
  }

  @Test func `costs stand by day, model and persona, and tell what is missing`() throws {
    try store.add(
      SampleStore.run(20), mode: .models,
      seats: [
        SampleStore.seat("qa", "openai/x", cost: 1.5), SampleStore.seat("security", "anthropic/y", cost: nil),
        SampleStore.seat("architect", "openai/x", cached: true),
      ])
    let page = try page()
    #expect(page.text.contains("≥ $1.50") && page.text.contains("at least: 1 answer without a price"))
    #expect(page.text.contains("33 %") && page.text.contains("36,000"))
    let rows = page.elements.filter { $0.name == "table" }.map { table in
      table.everything.filter { $0.attributes["scope"] == "row" }.map { $0.everything.map(\.text).joined() }
    }
    #expect(rows.contains(["openai/x", "anthropic/y", "in all"]))
    #expect(
      rows.contains(["qa", "architect", "security", "in all"])
        || rows.contains(["qa", "security", "architect", "in all"]))
    #expect(page.elements.contains { $0.attributes["class"] == "open" })
    #expect(page.text.contains("Most on 2026-11-20"))
    #expect(page.faults == [])
  }

  @Test func `a period holds its own days`() throws {
    func seats(_ cost: Double) -> [SeatUsage] { [SampleStore.seat("qa", "openai/x", cost: cost)] }
    try store.add(SampleStore.run(16), mode: .models, seats: seats(1))
    try store.add(SampleStore.run(15), mode: .models, seats: seats(2))
    try store.add(#require(RunID("20260101T000000Z-000000")), mode: .models, seats: seats(4))
    func total(_ period: CostPeriod) throws -> String? {
      try page(period).elements.first { $0.name == "dd" }?.text.trimmingCharacters(in: .whitespaces)
    }
    #expect(try total(.week) == "$1.00" && total(.month) == "$3.00" && total(.quarter) == "$3.00")
    #expect(try total(.all) == "$7.00")
    let all = try page(.all)
    #expect(all.text.contains("Cost by month") && all.faults == [])
    #expect(all.links.contains("/costs") && all.links.contains("/costs/7-days"))
    #expect(try page(.week).text.contains("Cost by day"))
  }

  @Test(arguments: [0, 0.003, 0.2, 1, 3, 7, 10, 12_345, 9e9]) func `an axis holds the largest figure and few marks`(
    largest: Double
  ) {
    let scale = AxisScale(upTo: largest)
    #expect(scale.end >= largest && scale.end > 0 && (1...6).contains(scale.ticks.count))
    #expect(scale.ticks.first == 0)
    let counts = AxisScale(upTo: largest, isCount: true).ticks
    #expect(counts.allSatisfy { $0 == $0.rounded() } && (1...6).contains(counts.count))
  }

  @Test func `large numbers are read in groups`() {
    #expect(
      grouped(0) == "0" && grouped(999) == "999" && grouped(1_000) == "1,000" && grouped(-1_234_567) == "-1,234,567")
    #expect(rounded(9_999_999) == "9,999,999" && rounded(3_082_186_608) == "3,082.2 million")
    #expect(dollars(1234.5) == "$1,234.50" && dollars(0.049) == "$0.05")
  }
}
