import Foundation
import JudgeTypes
import Provenance
import Reports
import Storage
import TestSupport

@testable import Dashboard

/// A state folder with an index, which goes away with the test that made it. The day is 2026-11-22.
final class SampleStore: Sendable {
  let folder: String
  let stores: Stores

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("moe-judge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder.path
    // 2026-11-22T12:00:00Z
    stores = Stores(state: folder.path, now: { Date(timeIntervalSince1970: 1_795_348_800) })
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The run of a day of November 2026, by its number on that day.
  static func run(_ day: Int, _ number: Int = 0) throws -> RunID {
    func padded(_ value: Int) -> String { (value < 10 ? "0" : "") + "\(value)" }
    let text = "202611\(padded(day))T08\(padded(number % 60))00Z-\(padded(number / 60))0000"
    guard let run = RunID(text) else { throw CocoaError(.formatting) }
    return run
  }

  /// Puts a run into the index.
  func add(
    _ run: RunID, _ outcome: Outcome? = .pass, mode: RunResult.Mode = .offline, exitCode: Int? = 0,
    path: String = "src/app.py", findings: [FindingSummary] = [], seats: [SeatUsage] = []
  ) throws {
    let judgment = JudgmentSummary(
      path: path, kind: .code, sha256: "0", outcome: outcome ?? .pass, agreement: 1, seatsJudged: 1, seats: 1,
      findings: findings, seatUsage: seats)
    let record = RunRecord(
      run: run, started: run.started, finished: outcome == nil ? nil : run.started, mode: mode, outcome: outcome,
      exitCode: outcome == nil ? nil : exitCode, artifacts: 1, firstPath: path, version: "1",
      costUSD: mode == .offline ? 0 : 0.25)
    try RunIndex(path: folder + "/moe-judge.sqlite").record(RunSummary(record: record, judgments: [judgment]))
    try writeJournal(of: run, isClosed: outcome != nil)
  }

  func journal(of run: RunID) -> String { RunFolder(state: folder, run: run).journal }

  /// The least that a journal can be; in the index or not.
  func writeJournal(of run: RunID, isClosed: Bool) throws {
    var chain = Chain()
    var lines = [chain.append(kind: "run", body: [:], time: run.started).line]
    if isClosed { lines.append(chain.close(time: run.started).line) }
    let file = journal(of: run)
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: file))
  }

  static func finding(_ rule: String, _ severity: Severity = .critical) -> FindingSummary {
    FindingSummary(
      fingerprint: "f", rule: rule, severity: severity, message: "m", path: nil, line: nil, status: .verified,
      dimension: nil)
  }

  static func seat(
    _ persona: String, _ model: String, cost: Double? = 0.25, state: SeatState = .judged, cached: Bool = false
  ) -> SeatUsage {
    SeatUsage(
      seat: .init(persona), persona: .init(persona), model: model, isCached: cached, state: state,
      usage: Usage(
        calls: cached ? 0 : 2, answers: cached || state == .failed ? 0 : 1, inputTokens: 12_000, outputTokens: 300,
        cachedTokens: 3_000, costUSD: cached ? nil : cost))
  }

  /// A page as a document, parsed; nil where there is none.
  func page(_ place: Place, exporting pages: Set<Place>? = nil) throws -> ShownPage? {
    let links = Links(here: place, site: pages.map(Links.Site.exported) ?? .live)
    guard let page = try Site(stores).page(at: place, links) else { return nil }
    return try ShownPage(Frame(links: links).document(page))
  }
}

/// A page read back.
struct ShownPage {
  let source: String
  let elements: [ParsedXML]

  init(_ source: String) throws {
    self.source = source
    elements = try ParsedXML.root(of: source.replacing("<!DOCTYPE html>\n", with: "")).everything
  }

  /// What it says, marks left out.
  var text: String { elements.map(\.text).joined(separator: "\n") }
  var links: [String] { elements.compactMap { $0.attributes["href"] } }
  var headings: [Int] {
    elements.compactMap { $0.name.count == 2 && $0.name.hasPrefix("h") ? Int($0.name.suffix(1)) : nil }
  }

  /// What every page of the site keeps: one heading of the first level, none skipped, ids that are alone, labels for fields.
  var faults: [String] {
    var faults: [String] = []
    if headings.count(where: { $0 == 1 }) != 1 { faults.append("h1: \(headings)") }
    if zip(headings, headings.dropFirst()).contains(where: { $1 > $0 + 1 }) { faults.append("skipped: \(headings)") }
    let ids = elements.compactMap { $0.attributes["id"] }
    if Set(ids).count != ids.count { faults.append("ids twice") }
    let named = elements.flatMap { one in
      ["aria-labelledby", "for"].flatMap { (one.attributes[$0] ?? "").split(separator: " ").map(String.init) }
    }
    faults += named.filter { !ids.contains($0) }.map { "nothing has the id \($0)" }
    if elements.contains(where: { $0.attributes["style"] != nil }) { faults.append("a style of its own") }
    for table in elements where table.name == "table" && table.all("caption").isEmpty { faults.append("no caption") }
    return faults
  }
}
