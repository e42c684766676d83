import ArgumentParser
import Artifacts
import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Reports
import Storage

struct CacheExplain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why calls were or would be answered from the cache, or not.",
    discussion: """
      Of a run: for each answer, whether it was a kept one, and if not, what had changed since the nearest one was kept. \
      Of paths: the same for the calls that judging them now would make, with the panel's options as judge takes them.

      Examples:
        moe-judge cache explain
        moe-judge cache explain 20261121-0240
        moe-judge cache explain app.py --model qa_evaluator=openai/gpt-4o
      """)

  @Argument(
    help: ArgumentHelp("A run's id, the beginning of it, or latest; or paths.", valueName: "run|path"),
    completion: .runs)
  var subjects: [String] = ["latest"]
  @OptionGroup(title: "Panel") var panel: PanelOptions

  func run() async throws {
    let paths = subjects.filter { FileManager.default.fileExists(atPath: $0) || $0.contains("*") }
    if paths.isEmpty {
      guard subjects.count == 1 else {
        throw CommandFailure("of these none is a file, and only one run is explained at a time.")
      }
      Standard.output.write(safeLines(try explanation(of: try panel.state.run(subjects[0]))))
    } else {
      Standard.output.write(safeLines(try await explanation(of: subjects)))
    }
  }

  // MARK: A run that was

  private func explanation(of run: RunID) throws -> String {
    let (_, verification) = try panel.state.verification(of: run)
    guard let opening = verification.opening else { throw CommandFailure("run \(run): its record cannot be read.") }
    guard opening.mode == .models else { return "run \(run) was offline: no model was asked, and no cache\n" }
    let replayed = opening.banners.first { $0.hasPrefix("replayed from ") }
    let cache = try panel.state.cache()
    var rows: [[String]] = []
    var paths: [Int: String] = [:]
    var kept = 0
    for entry in verification.chain.entries {
      let ordinal = entry.body["ordinal"]?.intValue ?? 0
      if entry.kind == "artifact" { paths[ordinal] = entry.body["path"]?.stringValue }
      // A canary's line names the canary; one without a response was not answered.
      guard entry.kind == "answer" || entry.kind == "canary" && entry.body["response"] != nil,
        let seat = entry.body["seat"]?.stringValue,
        let artifact = entry.body["artifact"]?["path"]?.stringValue ?? paths[ordinal]
      else { continue }
      let call = RecordedCall(entry.body, subject: CallSubject(artifact: artifact, seat: seat), nonce: opening.nonce)
      let entries = try cache.map { cache in
        do { return try cache.entries(of: call.subject) } catch { throw CommandFailure(error) }
      }
      kept += call.isCached ? 1 : 0
      rows.append([
        artifact, seat, call.isCached ? "hit" : "miss",
        replayed ?? call.explanation(by: entries ?? [], hasCache: cache != nil),
      ])
    }
    var columns = TextTable()
    for row in rows.sorted(by: { $0.lexicographicallyPrecedes($1) }) { columns.add(row) }
    return "run \(run): \(counted(rows.count, "answer")), \(kept) of them kept ones\n" + columns.text
  }

  // MARK: Calls that would be

  private func explanation(of paths: [String]) async throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let parts = try Composition(panel, environment: environment)
    guard !parts.isOffline else { return "offline no model is asked, and no cache\n" }
    let inputs = try await ArtifactInputs(paths: paths, diff: nil, standardInputName: nil)
    let cache = try panel.state.cache()
    var columns = TextTable()
    for index in 0..<inputs.count {
      for (subject, model, request) in try parts.requests(on: try inputs.artifact(index)) {
        let prospect = try prospect(of: request, subject, in: cache, by: parts.memory.use)
        columns.add([
          subject.artifact, subject.seat, model.description, prospect.isHit ? "hit" : "miss", prospect.words,
        ])
      }
    }
    return columns.text
  }

  private func prospect(
    of request: CallRequest, _ subject: CallSubject, in cache: CacheFile?, by use: CacheUse
  ) throws -> (isHit: Bool, words: String) {
    guard use != .off else { return (false, "the cache is off") }
    guard let cache else { return (false, "nothing is kept yet") }
    do {
      guard let entry = try cache.entry(for: request.key) else {
        let near = try cache.entries(of: subject).nearest(to: request, subject, by: { ($0.request, $0.subject) })
        return (false, near.map { request.difference(from: $0) } ?? "nothing is kept of this seat and artifact")
      }
      switch use {
      case .refresh: return (false, "\(entry.origin); --cache refresh asks anew")
      case .upTo(let age) where Date().timeIntervalSince(entry.stored) > Double(age.seconds):
        return (false, "\(entry.origin), which is more than \(age) ago; a greater --cache accepts it")
      case .upTo, .off: return (true, entry.origin)
      }
    } catch {
      throw CommandFailure(error)
    }
  }
}

/// A call as the journal tells of it.
private struct RecordedCall {
  let subject: CallSubject
  let isCached: Bool
  private let nonce: String
  private let prompt: String

  init(_ body: JSONValue, subject: CallSubject, nonce: String) {
    self.subject = subject
    isCached = body["cached"]?.boolValue ?? false
    self.nonce = body["nonce"]?.stringValue ?? nonce
    prompt = body["prompt_sha256"]?.stringValue ?? ""
  }

  /// - Parameter entries: what is kept of the seat and the artifact, the newest first.
  func explanation(by entries: [CacheEntry], hasCache: Bool) -> String {
    let own = entries.first { $0.answer.nonce == nonce && $0.answer.promptSHA256 == prompt }
    guard !isCached else { return own?.origin ?? "of an entry that is not kept any more" }
    guard let own else {
      return hasCache
        ? "asked anew, and not kept any more: --cache off, or taken out or replaced since"
        : "asked anew; there is no cache"
    }
    if let replaced = own.replaced {
      return "asked anew in place of the answer kept at \(Timestamp.rfc3339(replaced)): "
        + "it was older than --cache allows, --cache refresh was given, or it could not be used"
    }
    let earlier = entries.filter { $0.stored < own.stored && $0.answer.nonce != nonce }
    guard let near = earlier.nearest(to: own.request, subject, by: { ($0.request, $0.subject) }) else {
      return "asked anew: nothing was kept of this seat and artifact before"
    }
    return own.request.difference(from: near)
  }
}

extension CallRequest {
  /// Why the nearest entry is no answer to this request.
  fileprivate func difference(from entry: CacheEntry) -> String {
    "changed since the nearest one, \(entry.origin): \(changes(since: entry.request) ?? "nothing that can be named")"
  }
}

extension CacheEntry {
  /// When it was kept, and who paid for it.
  fileprivate var origin: String {
    "kept at \(Timestamp.rfc3339(stored))" + (run.map { " by run \($0)" } ?? "")
  }
}
