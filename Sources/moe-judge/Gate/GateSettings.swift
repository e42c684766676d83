import Foundation
import Gating
import JudgeTypes
import Provenance
import YAMLFiles

/// The gate as files and flags set it, and where what it is made of was read.
struct GateSettings: Sendable {
  let policy: GatePolicy
  let baseline: Baseline
  let waivers: [Waiver]
  /// Whether anything is said but which outcomes fail; else the outcome alone decides.
  let isSaid: Bool
  /// The files of known faults and of waivers, whether or not they are there.
  let baselinePath, waiversPath: String

  /// - Parameters:
  ///   - file: `gate` of moe-judge.yaml.
  ///   - failOn: of the command line, which wins.
  ///   - isAdvisory: of the command line.
  /// - Throws: `CommandFailure` for a file that does not fit, or is named and not there.
  init(_ file: GateFile, failOn: PanelOptions.FailOn?, isAdvisory: Bool, files: TeamFiles) throws {
    let failsOnConditional = failOn.map { $0 == .conditional } ?? file.failsOnConditional
    let rules = (file.rules ?? [.fail]) + (failsOnConditional ? [.conditional] : [])
    policy = GatePolicy(rules: rules, isAdvisory: isAdvisory || file.isAdvisory)
    let path = (baseline: file.baseline ?? Baseline.fileName, waivers: file.waivers ?? WaiverFile.fileName)
    (baselinePath, waiversPath) = path
    let known = try Self.text(at: path.baseline, isNamed: file.baseline != nil, key: "gate.baseline", files)
    let waived = try Self.text(at: path.waivers, isNamed: file.waivers != nil, key: "gate.waivers", files)
    baseline = try known.map { try Self.baseline($0, at: path.baseline) } ?? .none
    waivers = try waived.map { try Self.waivers($0, at: path.waivers) } ?? []
    isSaid = file.saysMore || isAdvisory || known != nil || waived != nil
  }

  private static func text(at path: String, isNamed: Bool, key: String, _ files: TeamFiles) throws -> String? {
    let text = try Composition.reading { () throws(FileProblems) in try files.text(at: path) }
    guard text == nil, isNamed else { return text }
    throw CommandFailure(
      "\(Configuration.fileName): \(key): there is no file '\(path)'. Make it, or take the line out.")
  }

  private static func baseline(_ text: String, at path: String) throws -> Baseline {
    do { return try Baseline(text: text, path: path) } catch { throw CommandFailure(error) }
  }

  private static func waivers(_ text: String, at path: String) throws -> [Waiver] {
    try Composition.reading { () throws(FileProblems) in try WaiverFile.waivers(from: text, path: path) }
  }

  /// Nil where the outcome alone decides.
  func gate(on day: String) -> Gate? {
    isSaid ? applied(on: day) : nil
  }

  /// The same where nothing is said: what a fail is does not depend on whether anybody wrote a policy.
  func applied(on day: String) -> Gate { Gate(policy: policy, baseline: baseline, waivers: waivers, day: day) }

  /// Whether the paths of what is judged have a say.
  var goesByPaths: Bool {
    !baseline.entries.isEmpty || !waivers.isEmpty || policy.rules.contains { $0.paths != nil || $0.except != nil }
  }

  /// The files of a change are named from the repository's root, and the gate's files from the folder of the run.
  func requireRoot(forChangeIn folder: String) throws {
    guard goesByPaths, let root = MachineChecks.repository(above: folder) else { return }
    let places = [root, folder].map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().standardizedFileURL.path }
    guard places[0] != places[1] else { return }
    throw CommandFailure(
      "--diff names files from the root of the repository, and the gate's paths, baseline and waivers hold from this folder. "
        + "Run from \(root), and keep those files there.")
  }

  /// The dimensions that a rule names and nobody judges by: such a rule would never block.
  func requireKnown(_ dimensions: Set<JudgeTypes.Dimension.ID>) throws {
    let named = policy.rules.flatMap { $0.dimensions ?? [] } + waivers.compactMap(\.dimension)
    guard let stranger = named.first(where: { !dimensions.contains($0) }) else { return }
    let near = nearest(stranger.rawValue, among: dimensions.map(\.rawValue).sorted()).map { " Did you mean '\($0)'?" }
    throw CommandFailure(
      "gate: no persona and no rubric has the dimension '\(stranger)'.\(near ?? " See: moe-judge rubrics show")")
  }

  /// What decides, for a run's setup; empty where the outcome alone does.
  var text: String {
    gate(on: "")?.json.canonical ?? ""
  }

  /// Today, in UTC.
  static var today: String { String(Timestamp.rfc3339(Date()).prefix(10)) }
}
