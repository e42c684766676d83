import Evals
import Foundation
import JudgeTypes
import Provenance
import Reports
import Storage
import TestSupport
import Testing

@testable import Dashboard

/// A state folder and a team's folder that go away with the test that made them.
final class EvalStore: Sendable {
  let root: String
  var state: String { root + "/.moe-judge" }
  let stores: Stores

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "moe-judge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    root = folder.path
    stores = Stores(state: root + "/.moe-judge", root: root)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// The loop of Tests/SampleImprovements, all of it or without the files named.
  func addImprovement(without names: [String] = []) throws {
    let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "SampleImprovements/\(Self.improvement)")
    let folder = "\(state)/improvements"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: sample.path, toPath: "\(folder)/\(Self.improvement)")
    for name in names { try FileManager.default.removeItem(atPath: "\(folder)/\(Self.improvement)/\(name)") }
  }

  static let improvement = "20261122T161248Z-ba6646"

  /// The second, in which an eval of this number begins.
  static func id(_ number: Int) -> String { "2026112\(number)T024012Z-3f9a1c" }

  /// Keeps an eval as the program does: its file, and its line in the index.
  func keep(
    _ number: Int, suite: String = "small", label: String? = nil, cost: Double? = 0, isOffline: Bool = true,
    cases: [SavedResults.Case]
  ) throws {
    let figures = EvalFigures(of: cases.filter { ($0.repetition ?? 0) == 0 }, usage: .none, seed: 1)
    let repeats = (cases.compactMap(\.repetition).max() ?? 0) + 1
    let head = EvalHead(
      origin: EvalOrigin(
        id: Self.id(number), suite: suite, started: "2026-11-2\(number)T02:40:12.000Z",
        finished: "2026-11-2\(number)T02:41:12.000Z", split: nil, mode: isOffline ? "offline" : "models", version: "1",
        commit: nil,
        panel: "p", label: label),
      figures: EvalFigures(
        cases: figures.cases, repeats: repeats, unjudged: 0, outcome: figures.outcome, findings: figures.findings,
        outcomeF1: figures.outcomeF1, outcomeF1Low: figures.outcomeF1Low, outcomeF1High: figures.outcomeF1High,
        precision: figures.precision, recall: figures.recall, f1: figures.f1, f1Low: figures.f1Low,
        f1High: figures.f1High, macroF1: nil, kappa: nil, flipRate: nil, costUSD: cost, inputTokens: 0, outputTokens: 0)
    )
    let record = EvalRecord(head: head, results: SavedResults(suite: suite, cases: cases))
    try EvalFiles(state: state).keep(record)
    try RunIndex(path: state + "/moe-judge.sqlite").record(record)
  }

  /// The document of a page, read back by a parser; nil where there is none.
  func page(_ place: Place, site: Links.Site = .live) throws -> (text: String, parsed: ParsedXML)? {
    let links = Links(here: place, site: site)
    guard let page = try Site(stores).page(at: place, links) else { return nil }
    let text = Frame(links: links).document(page)
    return (text, try ParsedXML.root(of: text))
  }
}

extension SavedResults.Case {
  static func sample(
    _ id: String, expected: String = "fail", came: String, split: String = "dev", repetition: Int? = nil
  ) -> SavedResults.Case {
    let isRight = (expected == "pass") == (came == "pass")
    return SavedResults.Case(
      id: id, split: split, labels: "l", expected: expected, came: came, isRight: isRight,
      truePositives: isRight ? 1 : 0, falsePositives: 0, falseNegatives: isRight ? 0 : 1, repetition: repetition)
  }
}

/// What holds of every page.
func expectSound(_ page: (text: String, parsed: ParsedXML), _ comment: Comment? = nil) {
  let all = page.parsed.everything
  #expect(all.count { $0.name == "h1" } == 1, comment)
  #expect(!all.contains { $0.attributes["style"] != nil || $0.name == "img" }, comment)
  let ids = all.compactMap { $0.attributes["id"] }
  #expect(Set(ids).count == ids.count, comment)
  let levels = all.compactMap { ["h1": 1, "h2": 2, "h3": 3, "h4": 4][$0.name] }
  for (one, next) in zip(levels, levels.dropFirst()) { #expect(next <= one + 1, comment) }
  for label in all.compactMap({ $0.attributes["aria-labelledby"] }) { #expect(ids.contains(label), comment) }
  for head in all where head.name == "th" { #expect(head.attributes["scope"] != nil, comment) }
  for table in all where table.name == "table" { #expect(!table.all("caption").isEmpty, comment) }
}
