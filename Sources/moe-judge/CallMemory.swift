import ArgumentParser
import Foundation
import JudgeTypes
import LanguageModels
import Provenance
import Reports
import Storage
import Synchronization

/// Whether calls are answered from what was kept, and whether they are kept.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How old an answer may be that is used again instead of asking: 12h, 7d, 4w; refresh asks anew and keeps the answers; \
      off neither reads nor keeps. 7d unless moe-judge.yaml says otherwise; where CI is set, off unless given here.
      """, valueName: "age|refresh|off"),
    transform: cacheUse)
  var cache: CacheUse?
  @Option(
    help: ArgumentHelp(
      "Write every exchange with a model to this new file, without keys, to be played with --replay.",
      valueName: "file"), completion: .file())
  var record: String?
  @Option(
    help: ArgumentHelp(
      "Answer from this recorded file alone: no network, no key; a request that is not in it fails its seat.",
      valueName: "file"), completion: .file())
  var replay: String?

  func check(isOffline: Bool) throws {
    if isOffline, record != nil || replay != nil {
      throw ValidationError("--offline asks no model, so there is nothing to record or to replay. Leave one out.")
    }
    if replay != nil, record != nil || cache != nil {
      throw ValidationError("--replay answers from its file alone. Leave --record and --cache out.")
    }
  }
}

private func cacheUse(_ text: String) throws -> CacheUse {
  guard let use = CacheUse(text) else {
    throw ValidationError("--cache takes an age such as 30m, 12h, 7d or 4w, at most ten years; or refresh; or off.")
  }
  return use
}

/// What is kept of a run's calls, and what is played in their place.
final class CallMemory: Sendable {
  private let table: ProviderTable
  let use: CacheUse
  private let cache: RunCache?
  private let recorder: CassetteWriter?
  private let cassette: Cassette?
  private let run = Mutex<String?>(nil)

  /// - Parameter journalled: what is on record of a run that was stopped and goes on, and with it its cassette.
  /// - Throws: `CommandFailure` for a cassette that cannot be played or begun.
  init(
    _ options: PanelOptions, _ configuration: Configuration, _ environment: [String: String], table: ProviderTable,
    goingOn journalled: [Journal.Entry]?
  ) throws {
    self.table = table
    let memory = options.memory
    let onTrouble: @Sendable (any Error) -> Void = { Standard.error.write(safeLines("moe-judge: \($0)\n")) }
    use = Self.use(memory, configuration, environment)
    let isCached = use != .off && !options.offline && memory.replay == nil
    cache = isCached ? RunCache(state: options.state.path(environment), onTrouble: onTrouble) : nil
    do {
      recorder = try memory.record.map { path throws(CassetteError) in
        try CassetteWriter(path, goingOn: journalled, onTrouble: onTrouble)
      }
      cassette = try memory.replay.map { path throws(CassetteError) in
        Cassette(try CassetteFile.read(path), name: path)
      }
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Flag, then file. In CI the tree under judgment may bring a cache of its own, so there it takes the word of the caller.
  static func use(
    _ options: MemoryOptions, _ configuration: Configuration, _ environment: [String: String]
  ) -> CacheUse {
    if let use = options.cache { return use }
    let isCI = !["", "0", "false"].contains(environment["CI"] ?? "")
    return isCI ? .off : configuration.cache
  }

  /// What every judgment must say.
  var banners: [String] { cassette.map { ["replayed from \($0.name): no model was asked"] } ?? [] }

  /// The keys at hand. A cassette needs none: what it holds was answered once.
  func environment(_ environment: [String: String]) -> [String: String] {
    guard cassette != nil else { return environment }
    let variables = table.ids.compactMap { table.provider($0)?.keyVariable }.map { ($0, "replayed") }
    return environment.merging(variables) { own, _ in own }
  }

  var isReplaying: Bool { cassette != nil }

  /// The answers that are paid for from now on are this run's.
  func begin(run id: String) { run.withLock { $0 = id } }

  /// Writes what is not yet written.
  func flush() async { await cache?.flush() }

  /// The model of a name, or what stands in for it.
  ///
  /// - Parameter use: of the cache, where it is to be used otherwise than the run uses it.
  func model(
    _ name: ModelName, use: CacheUse? = nil, asking make: (ModelName) throws -> any LanguageModel
  ) throws -> any LanguageModel {
    guard let target = table.target(of: name) else { return try make(name) }
    if let cassette { return ReplayingModel(at: target, from: cassette) }
    let use = use ?? self.use
    guard let recorder else { return kept(try make(name), at: target, use) }
    do {
      return RecordingModel(kept(try make(name), at: target, use), at: target, recorder: recorder)
    } catch let error as ProviderError {
      // That there is no key belongs on the cassette too: the backup answered for it.
      return RecordingModel(UnavailableModel(name: name, error: error), at: target, recorder: recorder)
    }
  }

  /// Whether the cassette that is played holds an exchange of this request.
  func isRecorded(_ prompt: Prompt, to name: ModelName) -> Bool {
    guard let cassette, let target = table.target(of: name) else { return false }
    return cassette.holds(CallRequest(prompt, to: target))
  }

  private func kept(_ model: any LanguageModel, at target: CallTarget, _ use: CacheUse) -> any LanguageModel {
    guard let cache else { return model }
    return CachingModel(model, at: target, cache: cache, use: use, run: run.withLock { $0 })
  }

  /// What asking `name` would be to the cache; nil for a model whose provider nobody knows.
  func request(_ prompt: Prompt, to name: ModelName) -> CallRequest? {
    table.target(of: name).map { CallRequest(prompt, to: $0) }
  }
}

/// A model that cannot be asked.
private struct UnavailableModel: LanguageModel {
  let name: ModelName
  let error: ProviderError

  func complete(_ prompt: Prompt) async throws -> Completion { throw error }
}
