import Foundation
import JudgeTypes
import Provenance
import Storage
import StoredRuns
import TestSupport
import Testing

@testable import Dashboard

struct RunPagesTests {
  let folder: StoredRunsFolder

  init() throws { folder = try StoredRunsFolder() }

  @Test func `every page of every stored run is well-formed, has one first heading and skips none`() throws {
    try folder.index()
    let stores = folder.stores
    #expect(folder.runs.count >= 6)
    for run in folder.runs.values.map(\.description) {
      let places: [Place] = [
        .run(run), .artifacts(run: run, outcome: nil, from: 0), .record(run), .judgment(run: run, ordinal: 0),
        .judgment(run: run, ordinal: 1),
      ]
      for place in places {
        let page = try #require(try folder.page(place, from: stores), "\(place)")
        let levels = page.everything.compactMap { element in
          element.name.utf8.count == 2 && element.name.hasPrefix("h") ? Int(element.name.dropFirst()) : nil
        }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1, "\(place)")
        for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1, "\(place) \(levels)") }
        let ids = page.everything.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count, "\(place)")
        let labels = page.inClass("scroll").map { $0.attributes["aria-label"] ?? "" }
        #expect(labels.count == page.everything.count { $0.name == "table" } && !labels.contains(""), "\(place)")
      }
    }
  }

  @Test func `what is not there has no page`() throws {
    let run = try folder.run("rules4-debate").description
    let missing: [Place] = [
      .run("20261121T000000Z-000000"), .run("../.."), .judgment(run: run, ordinal: 7), .record("x"),
      .artifacts(run: run, outcome: "nonsense", from: 0),
    ]
    for place in missing { #expect(try folder.page(place) == nil, "\(place)") }
    let empty = Stores(state: folder.path + "/none")
    #expect(try Site(empty).document(at: .run(run)) == nil)
  }

  @Test func `a run says what it came to, who sat and that its record holds, with and without the index`() throws {
    let run = try folder.run("rules4-debate").description
    for isIndexed in [false, true] {
      if isIndexed { try folder.index() }
      let words = try #require(try folder.page(.run(run))).words
      #expect(words.contains("The panel: fail") && words.contains("2 artifacts"))
      #expect(words.contains("together/") && words.contains("wavering"))
      #expect(words.contains("holds") && words.contains("Derived anew from the answers"))
    }
  }

  @Test func `canaries are told by seat`() throws {
    let page = try #require(try folder.page(.run(try folder.run("rules4-canaries").description)))
    #expect(page.words.contains("known bad: held") && page.words.contains("empty: failed"))
  }

  @Test func `an altered record is told on the pages of the run and of the judgment`() throws {
    let run = try folder.run("rules4-offline")
    try folder.edit(run) { $0.replacing("\"severity\":\"critical\"", with: "\"severity\":\"low\"") }
    try folder.edit(run) { $0.replacing("is violated, by", with: "is met, by") }
    #expect(try #require(try folder.page(.run(run.description))).words.contains("does not hold"))
    #expect(try #require(try folder.page(.judgment(run: run.description, ordinal: 0))).words.contains("does not hold"))
    #expect(try #require(try folder.page(.record(run.description))).words.contains("fault"))
  }

  @Test func `of a pruned run stands what its journal says, and it says so`() throws {
    let run = try folder.run("rules4-offline")
    try folder.library.prune(run, at: Date(timeIntervalSince1970: 1_800_000_000))
    let page = try #require(try folder.page(.judgment(run: run.description, ordinal: 0)))
    #expect(page.words.contains("what stands here is what the journal says"))
    #expect(page.inClass("excerpt").isEmpty && !page.inClass("quote").isEmpty)
    #expect(try #require(try folder.page(.run(run.description))).words.contains("pruned"))
  }

  @Test func `a run that was stopped passes nothing, and its page says how to go on`() throws {
    let run = try folder.run("rules4-debate")
    try folder.edit(run) { text in
      text.split(separator: "\n").dropLast(2).joined(separator: "\n") + "\n"
    }
    let page = try #require(try folder.page(.run(run.description)))
    #expect(page.words.contains("stopped before its end") && page.words.contains("moe-judge runs resume \(run)"))
    #expect(page.everything.allSatisfy { $0.attributes["data-events"] == nil && $0.name != "script" })
  }

  @Test func `exported pages name each other by relative files, and hold no form`() throws {
    let run = try folder.run("rules4-debate").description
    let pages: Set<Place> = [.run(run), .judgment(run: run, ordinal: 0), .judgment(run: run, ordinal: 1), .record(run)]
    for place in pages {
      let links = Links(here: place, site: .exported(pages: pages))
      let page = try #require(try Site(folder.stores).page(at: place, links))
      let root = try ParsedXML.root(of: Frame(links: links).document(page).drop { $0 != "\n" }.description)
      let addresses = root.everything.compactMap { $0.attributes["href"] }
      #expect(addresses.contains { $0.hasPrefix("../") })
      for address in addresses { #expect(!address.hasPrefix("/") && !address.contains("//"), "\(address)") }
      #expect(root.everything.allSatisfy { $0.name != "form" && $0.name != "script" })
    }
  }
}
