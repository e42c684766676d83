import Artifacts
import Evals
import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Provenance
import YAMLFiles

/// A case that was judged, and why its result may not be worth counting.
struct JudgedCase: Sendable {
  /// Its place among the cases that were asked for.
  let ordinal: Int
  let result: CaseResult
  /// Why the quorum was lost, where providers failed.
  let providerFailure: String?
  let isOutOfBudget: Bool
  let judgment: Judgment
}

/// Runs the cases of a suite through the panel, a few at a time.
///
/// An eval's figures are its record: the judgments of its cases are not kept as runs.
struct SuiteRunner: Sendable {
  let suite: EvalSuite
  let parts: Composition
  /// Cases in flight at once; memory grows with it, never with the number of cases.
  var width = 4
  private let reader = ArtifactReader()

  init(suite: EvalSuite, parts: Composition, width: Int = 4) {
    self.suite = suite
    self.parts = parts
    self.width = width
  }

  /// Judges `cases` and hands each over as soon as it is done, in whatever order that is.
  ///
  /// - Throws: `CommandFailure` for an artifact that cannot be read, and what `each` throws; the cases in flight are then cancelled.
  func run(_ cases: [EvalCase], each: (JudgedCase) async throws -> Void) async throws {
    let pipeline = JudgingPipeline(
      recorder: Recorder(
        record: { _, _, _ in ChainHead(head: "", entries: 0) }, store: { bytes in Digest.sha256(bytes) }),
      nonce: String(UInt64.random(in: .min ... .max), radix: 36))
    try await withThrowingTaskGroup(of: JudgedCase.self) { group in
      var waiting = cases.enumerated().makeIterator()
      func addNext() {
        guard let (ordinal, evalCase) = waiting.next() else { return }
        group.addTask { try await judge(evalCase, ordinal: ordinal, by: pipeline) }
      }
      for _ in 0..<max(1, width) { addNext() }
      while let judged = try await group.next() {
        try await each(judged)
        addNext()
      }
    }
  }

  private func judge(_ evalCase: EvalCase, ordinal: Int, by pipeline: JudgingPipeline) async throws -> JudgedCase {
    let path = suite.folder + "/" + evalCase.artifact
    do {
      let artifact = try reader.artifact(at: path).named(asGiven: path)
      let judgment = try await parts.judge(artifact, ordinal: ordinal, by: pipeline)
      let result = CaseResult(
        evalCase, split: suite.split(of: evalCase.id), group: Self.group(of: evalCase, artifact), judgment: judgment)
      return JudgedCase(
        ordinal: ordinal, result: result, providerFailure: judgment.providerFailure,
        isOutOfBudget: judgment.isOutOfBudget, judgment: judgment)
    } catch let error as ArtifactError {
      throw CommandFailure(error)
    }
  }

  private static func group(of evalCase: EvalCase, _ artifact: Artifact) -> String {
    evalCase.kind == .code ? artifact.files.first?.language.rawValue ?? "code" : evalCase.kind.rawValue
  }
}

extension Judgment {
  /// Why the seats failed, where the quorum was lost to that.
  fileprivate var providerFailure: String? {
    guard isProviderFailure else { return nil }
    return seats.first { $0.result.state == .failed }?.result.reason ?? consensus.reason
  }
}

/// What came of the cases of a suite, in their order, without the judgments: memory does not grow with what judges say.
struct SuiteResults: Sendable {
  private(set) var results: [CaseResult] = []
  /// Why cases lost their quorum, where providers failed.
  private(set) var failures: [String] = []
  /// How many cases were not judged by every seat for want of budget.
  private(set) var unasked = 0
  private(set) var usage = Usage.none

  /// - Parameter reading: is handed each case as soon as it is done, in whatever order that is.
  init(of cases: [EvalCase], by runner: SuiteRunner, reading: (JudgedCase) -> Void = { _ in }) async throws {
    var byPlace: [(place: Int, result: CaseResult)] = []
    try await runner.run(cases) { judged in
      reading(judged)
      byPlace.append((judged.ordinal, judged.result))
      if let failure = judged.providerFailure { failures.append(failure) }
      if judged.isOutOfBudget { unasked += 1 }
      usage = usage + judged.judgment.usage
    }
    results = byPlace.sorted { $0.place < $1.place }.map(\.result)
  }

  /// - Throws: `CommandFailure` where there is nothing to measure: no case, or none that the providers answered.
  func requireAny() throws {
    guard !results.isEmpty else { throw CommandFailure("the suite has no case in that part.") }
    if let failure = failures.first, failures.count == results.count {
      throw CommandFailure("no case was judged, because the providers failed: \(failure)", .providers)
    }
  }

  /// After the figures are shown.
  ///
  /// - Throws: `CommandFailure` where cases were not judged by every seat, so that the figures are not the panel's.
  func requireAll(within budget: CallBudget?) throws {
    if unasked > 0, let budget {
      throw CommandFailure(
        "\(unasked) of \(results.count) cases were not judged by every seat, as the budget of \(budget.limits.words) is "
          + "used up. Measure again with a larger one; what the cache holds is not asked again.", .budget)
    }
    if let failure = failures.first {
      throw CommandFailure(
        "\(failures.count) of \(results.count) cases lost their quorum, because providers failed: \(failure)",
        .providers)
    }
  }
}

/// A suite as a person names it: its folder, or its name below evals/.
enum NamedSuite {
  static func suite(_ name: String) throws -> EvalSuite {
    let folders = [name, "evals/" + name]
    guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0 + "/suite.yaml") }) else {
      throw CommandFailure(missing(name))
    }
    return try Composition.reading { () throws(FileProblems) in try SuiteFile.suite(in: folder) }
  }

  private static func missing(_ suite: String) -> String {
    let manager = FileManager.default
    if let place = [suite, "evals/" + suite].first(where: { manager.fileExists(atPath: $0) }) {
      return "\(place): there is no suite.yaml in it. Name the folder of a suite."
    }
    let names = ((try? manager.contentsOfDirectory(atPath: "evals")) ?? []).sorted()
      .filter { manager.fileExists(atPath: "evals/\($0)/suite.yaml") }
    let known =
      names.isEmpty ? "There is no suite below evals/ here." : "Below evals/: \(names.joined(separator: ", "))."
    return "\(suite): there is no such suite, neither here nor below evals/. \(known)"
  }
}
