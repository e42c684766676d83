import Evals
import Foundation
import Provenance
import Reports
import Storage
import TestSupport
import Testing

@testable import Dashboard

@Suite struct EvalPagesTests {
  private static let hostile = #"<script>alert("x")</script>"# + "\u{202E}'&"

  /// Ten cases; of the second run two are fixed and one is broken.
  private func filled() throws -> EvalStore {
    let store = try EvalStore()
    func cases(_ wrong: Set<Int>) -> [SavedResults.Case] {
      (0..<10).map { place in
        let expected = place < 6 ? "fail" : "pass"
        let other = expected == "fail" ? "pass" : "fail"
        return .sample(
          "case-\(place)", expected: expected, came: wrong.contains(place) ? other : expected,
          split: place % 2 == 0 ? "train" : "dev")
      }
    }
    try store.keep(1, cases: cases([0, 1, 2]))
    try store.keep(2, label: "second", cases: cases([2, 7]))
    return store
  }

  @Test func `an empty store says which command fills it, and what is not there has no page`() throws {
    let store = try EvalStore()
    let page = try #require(try store.page(.evals))
    expectSound(page)
    #expect(page.text.contains("moe-judge eval import evals/ours --from labelled/"))
    #expect(!page.text.contains("SUITE --offline</code></pre>") || page.text.contains("eval improve SUITE"))
    #expect(page.text.contains("moe-judge eval calibrate"))
    #expect(try store.page(.suite("small")) == nil)
    for id in ["20261121T024012Z-3f9a1c", "../../etc", ""] {
      #expect(try store.page(.eval(id)) == nil)
      #expect(try store.page(.improvement(id)) == nil)
    }
    #expect(
      try EvalsCard.card(from: store.stores, links: Links(here: .overview, site: .live)).source.contains("eval import"))
    try store.write("id: small", to: "evals/small/suite.yaml")
    #expect(try #require(try store.page(.evals)).text.contains("moe-judge eval run evals/small --offline"))
  }

  @Test func `cases of the holdout are counted and not named`() throws {
    let store = try EvalStore()
    func cases(_ came: String) -> [SavedResults.Case] {
      [
        .sample("open", came: came, split: "train"), .sample("secret-1", came: came, split: "holdout"),
        .sample("secret-2", came: "fail", split: "holdout"),
      ]
    }
    try store.keep(1, label: "rules of old", cases: cases("fail"))
    try store.keep(2, label: "rules of now", cases: cases("pass"))
    for place in [Place.eval(EvalStore.id(2)), .suite("small")] {
      let page = try #require(try store.page(place))
      expectSound(page)
      #expect(page.text.contains("open") && !page.text.contains("secret"))
      #expect(page.text.contains("of the holdout"))
      let words = page.text.replacing(/<span class="prose"[^>]*>|<\/span>/, with: "")
      #expect(words.contains("\u{201C}rules of now\u{201D} against \u{201C}rules of old\u{201D}"))
    }
    let page = try #require(try store.page(.eval(EvalStore.id(2))))
    #expect(page.text.contains("2 judgments of the holdout, 1 of them wrong"))
  }

  @Test func `an eval that cannot be read has a page that says so`() throws {
    let store = try filled()
    try store.write("{", to: ".moe-judge/evals/\(EvalStore.id(2)).json")
    let page = try #require(try store.page(.eval(EvalStore.id(2))))
    expectSound(page)
    #expect(page.text.contains("This record cannot be read") && !page.text.contains(store.root))
  }

  @Test func `the evals page says how each suite stands and what changed since the run before`() throws {
    let store = try filled()
    let page = try #require(try store.page(.evals))
    expectSound(page)
    // 5 of 6 held back and one false alarm: F1 = 10/12.
    for words in [
      "<b>0.833</b>", "2 fixed", "1 broken", "of 10 cases", "against the run before", "/evals/suites/small", "+0.167",
    ] {
      #expect(page.text.contains(words), "\(words)")
    }
    let card = try EvalsCard.card(from: store.stores, links: Links(here: .overview, site: .live)).source
    #expect(card.contains("0.833") && card.contains("2 fixed"))
  }

  @Test func `a suite's page draws its runs and lists them`() throws {
    let store = try filled()
    let page = try #require(try store.page(.suite("small")))
    expectSound(page)
    let drawing = try #require(page.parsed.everything.first { $0.attributes["class"] == "chart f1" })
    #expect(drawing.everything.count { $0.name == "circle" } == 3, "two runs and the legend")
    #expect(
      page.text.contains("/evals/runs/\(EvalStore.id(1))") && page.text.contains("/evals/runs/\(EvalStore.id(2))"))
    #expect(page.text.contains("moe-judge eval run evals/small --offline"))
  }

  @Test func `a run's page has its confusion matrix, its wrong cases first and what came out otherwise`() throws {
    let store = try filled()
    let page = try #require(try store.page(.eval(EvalStore.id(2))))
    expectSound(page)
    let matrix = try #require(page.parsed.everything.first { $0.attributes["class"] == "confusion" })
    let counts = matrix.everything.filter { $0.name == "b" }.map(\.text)
    #expect(counts == ["5", "1", "1", "3"])
    let tables = page.parsed.everything.filter { $0.name == "table" }
    let cases = try #require(tables.first { $0.all("caption").first?.text.hasPrefix("Wrong cases first") ?? false })
    let rows = cases.everything.filter { $0.name == "code" }
    #expect(rows.count == 2)
    #expect(page.text.contains("broken since") && page.text.contains("second"))
    // Too few came out otherwise for a test.
    #expect(page.text.contains("fewer than 5 cases came out otherwise"))
    #expect(try #require(try store.page(.eval(EvalStore.id(1)))).text.contains("the first run"))
  }

  @Test func `where the file of an eval is gone, its page is made from the index`() throws {
    let store = try filled()
    try FileManager.default.removeItem(atPath: "\(store.state)/evals/\(EvalStore.id(2)).json")
    #expect(try #require(try store.page(.eval(EvalStore.id(2)))).text.contains("broken since"))
  }

  @Test func `cases that changed between repeats are listed with every outcome`() throws {
    let store = try EvalStore()
    try store.keep(
      1,
      cases: ["fail", "pass"].enumerated().flatMap { time, came in
        [.sample("steady", came: "fail", repetition: time), .sample("unsteady", came: came, repetition: time)]
      })
    let page = try #require(try store.page(.eval(EvalStore.id(1))))
    expectSound(page)
    #expect(page.text.contains("1 of 2 cases did not come out the same each time"))
    #expect(page.text.contains("1 of 2</td>"))
  }

  @Test func `names and labels of others are text on every page`() throws {
    let store = try EvalStore()
    try store.keep(1, suite: Self.hostile, label: Self.hostile, cases: [.sample(Self.hostile, came: "pass")])
    try store.keep(
      2, suite: Self.hostile, cases: [.sample(Self.hostile, expected: Self.hostile, came: Self.hostile)])
    for place in [Place.evals, .suite(Self.hostile), .eval(EvalStore.id(1)), .eval(EvalStore.id(2))] {
      let page = try #require(try store.page(place))
      expectSound(page)
      #expect(!page.parsed.everything.contains { $0.name == "script" })
      #expect(!page.text.unicodeScalars.contains("\u{202E}"))
    }
  }

  @Test func `exported pages link by their place among the files, and only to pages that are there`() throws {
    let store = try filled()
    let places: Set<Place> = [.overview, .evals, .suite("small"), .eval(EvalStore.id(2))]
    for place in places.subtracting([.overview]) {
      let page = try #require(try store.page(place, site: .exported(pages: places)))
      let addresses = page.parsed.everything.filter { $0.name == "a" }.compactMap { $0.attributes["href"] }
      #expect(!addresses.isEmpty && addresses.allSatisfy { !$0.hasPrefix("/") })
      #expect(!page.text.contains(EvalStore.id(1) + "/index.html"))
    }
  }

  @Test func `the costs page names what evals took, apart from judgments`() throws {
    let store = try EvalStore()
    let cases: [SavedResults.Case] = [.sample("one", came: "fail")]
    try store.keep(1, cost: 0.1425, isOffline: false, cases: cases)
    try store.keep(2, cost: nil, isOffline: false, cases: cases)
    try store.keep(3, cases: cases)
    let page = try #require(try store.page(.costsOf(.all)))
    expectSound(page)
    #expect(page.text.contains("Only judgments stand in these sums"))
    #expect(page.text.contains("at least <strong>$0.1425</strong>: 2 evals $0.1425 (1 without a known price)"))
  }

  // MARK: Improvements

  @Test func `an improvement's page has the decision, every iteration, the change and how it is done again`() throws {
    let store = try EvalStore()
    try store.addImprovement()
    let page = try #require(try store.page(.improvement(EvalStore.improvement)))
    expectSound(page)
    for words in [
      "adopted", "given back as the change was adopted", "p = 0.0078", "73 cases", "taken back, train got worse",
      "36 lines added, 0 lines taken away",
      "moe-judge eval improve artifact-review --offline", "swift/<wbr/>DocumentSealer", "too mild to count",
    ] { #expect(page.text.contains(words), "\(words)") }
    let lines = page.parsed.everything.filter { $0.attributes["class"]?.hasPrefix("diffline") ?? false }
    #expect(lines.count { $0.attributes["class"] == "diffline added" } == 36)
    let list = try #require(try store.page(.evals))
    expectSound(list)
    #expect(list.text.contains("/evals/improvements/\(EvalStore.improvement)") && list.text.contains("p = 0.0078"))
  }

  @Test func `a loop that has not ended says how far it came and how it goes on`() throws {
    let store = try EvalStore()
    try store.addImprovement(without: ["report.json", "change.patch"])
    let page = try #require(try store.page(.improvement(EvalStore.improvement)))
    expectSound(page)
    #expect(page.text.contains("2 cases judged and 3 proposals on record"))
    #expect(page.text.contains("moe-judge eval improve --resume \(EvalStore.improvement)"))
    #expect(try #require(try store.page(.evals)).text.contains("not ended"))
  }

  @Test func `what a loop wrote anew is read anew`() throws {
    let store = try EvalStore()
    try store.addImprovement()
    #expect(try #require(try store.page(.evals)).text.contains("adopted"))
    try store.write("{}", to: ".moe-judge/improvements/\(EvalStore.improvement)/report.json")
    let list = try #require(try store.page(.evals))
    #expect(!list.text.contains("p = 0.0078"))
    let page = try #require(try store.page(.improvement(EvalStore.improvement)))
    expectSound(page)
    #expect(page.text.contains("This record cannot be read") && page.text.contains("report.json"))
  }
}
