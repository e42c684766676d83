public import Evals
public import JudgeTypes
public import Judging
public import Provenance
public import SkillHealth
internal import Storage
public import StoredRuns

/// Of each persona, how many of its findings in one run hold: by their evidence, or where a person spoke of one, by that.
public struct PersonaTally: Sendable {
  static let category = "persona"

  public static func skill(_ persona: String) -> Skill.ID { .init("persona:\(persona)") }

  public init() {}

  private struct Count {
    var holding = 0
    var all = 0
  }

  private var counts: [String: Count] = [:]
  /// The models that sat as each persona.
  private var models: [String: Set<String>] = [:]
  /// A digest of what was judged.
  private var artifacts = ""

  /// The key of the record of a run's findings. The offline panel says the same of the same each time: judged again it is no second record.
  public func key(of run: TalliedRun, persona: String) -> String {
    guard run.isOffline else { return "\(run.id)/\(persona)" }
    return "offline-\(Digest.sha256("\(run.version) \(run.panel) \(artifacts)").prefix(24))/\(persona)"
  }

  private mutating func note(_ artifact: String) { artifacts = Digest.sha256(artifacts + artifact) }

  /// - Parameter words: what people said of findings; a word on the same fault counts here too.
  public mutating func add(_ judgment: Judgment, _ words: FindingWords) {
    note(judgment.artifact.sha256)
    let seats = Dictionary(
      judgment.seats.map { ($0.seat.id, $0) }, uniquingKeysWith: { first, _ in first })
    for found in judgment.findings {
      let sitting = found.seats.compactMap { seats[$0] }
      let subject = FindingWord.Subject(fingerprint: found.finding.fingerprint, line: found.finding.quotedLine)
      let word = words.last(on: subject, in: judgment.artifact.path, sha256: judgment.artifact.sha256)?.word
      add(
        sitting.map(\.seat.persona.id.rawValue),
        holds: word.map { $0 == .confirmed } ?? (found.finding.status == .verified))
    }
    // All who sat, whether or not they found something: the model of a persona does not change with what is judged.
    for seat in judgment.seats {
      models[seat.seat.persona.id.rawValue, default: []].insert(Self.name(of: seat.answeredBy))
    }
  }

  /// - Parameter words: what people said of findings.
  public mutating func add(_ judgment: RecordedJudgment, _ words: FindingWords) {
    note(judgment.sha256)
    let personas = Dictionary(judgment.seats.map { ($0.id, $0.persona) }, uniquingKeysWith: { first, _ in first })
    for finding in judgment.findings {
      let subject = FindingWord.Subject(
        fingerprint: finding.fingerprint, line: finding.evidencePlace.lines?.lowerBound)
      let word = words.last(on: subject, in: judgment.path, sha256: judgment.sha256)?.word
      add(finding.seats.compactMap { personas[$0] }, holds: word.map { $0 == .confirmed } ?? finding.isVerified)
    }
  }

  /// The offline panel is one reviewer in every role, but each role has rules of its own and is measured by what these find.
  private mutating func add(_ personas: [String], holds: Bool) {
    for persona in Set(personas) {
      counts[persona, default: Count()].all += 1
      if holds { counts[persona, default: Count()].holding += 1 }
    }
  }

  private static func name(of model: ModelName) -> String { model == .offline ? "offline" : model.description }

  /// The share of a persona's findings that hold, 0 to 100; nil where it found nothing.
  public func score(of persona: String) -> (score: Double, findings: Int)? {
    counts[persona].map { (100 * Double($0.holding) / Double($0.all), $0.all) }
  }

  public func records(of run: TalliedRun, day: Day) -> [HealthRecord] {
    counts.sorted { $0.key < $1.key }.map { persona, count in
      HealthRecord(
        skill: Self.skill(persona), day: day, score: 100 * Double(count.holding) / Double(count.all),
        invocations: count.all, source: .judgment, key: key(of: run, persona: persona), category: Self.category,
        model: models[persona, default: []].sorted().joined(separator: " + "), prompt: String(run.panel.prefix(12)))
    }
  }
}

extension PersonaTally {
  /// After somebody spoke of a finding: counts the run's findings anew for the personas that raised it, where they are on record.
  ///
  /// - Parameter words: all, with the new one.
  /// - Throws: `HealthError`.
  static func amend(_ run: RecordedRun, personas: [String], words: FindingWords, state: String) throws {
    guard HealthStore.exists(in: state) else { return }
    var tally = PersonaTally()
    for judgment in run.judgments { tally.add(judgment, words) }
    let store = try HealthStore(state: state)
    let amended = try personas.compactMap { persona -> HealthEntry? in
      guard let (score, findings) = tally.score(of: persona),
        case .record(let known)? = try store.entry(
          of: PersonaTally.skill(persona), .judgment, key: tally.key(of: TalliedRun(run), persona: persona))
      else { return nil }
      return .record(known.with(score: score, invocations: findings))
    }
    _ = try store.add(amended, onClash: .amend)
  }
}

extension HealthRecord {
  fileprivate func with(score: Double, invocations: Int) -> Self {
    Self(
      skill: skill, day: day, score: score, invocations: invocations, spread: spread, source: source, key: key,
      category: category, model: model, prompt: prompt, antiPatterns: antiPatterns)
  }
}

/// What of a run tells its records from those of others.
public struct TalliedRun: Sendable {
  let id: String
  let isOffline: Bool
  /// Of moe-judge.
  let version: String
  /// A digest of what decided.
  let panel: String

  init(id: String, isOffline: Bool, version: String, setup: [String: String]) {
    self.id = id
    self.isOffline = isOffline
    self.version = version
    panel = Self.panelDigest(of: setup)
  }

  /// Over what decides of the panel, of a run's setup as it stands on record.
  public static func panelDigest(of setup: [String: String]) -> String {
    let deciding = ["panel", "mode", "polling", "context_windows", "prompts"]
    return Digest.sha256(deciding.map { "\($0) \(setup[$0] ?? "")" }.joined(separator: "\n"))
  }

  public init(_ opening: RunOpening, setup: [String: String]) {
    self.init(id: opening.run, isOffline: opening.mode == .offline, version: opening.version, setup: setup)
  }

  public init(_ run: RecordedRun) {
    self.init(
      id: run.run.description, isOffline: run.mode == RunResult.Mode.offline.rawValue, version: run.version,
      setup: run.setup)
  }
}

extension Finding {
  /// Where its first evidence begins; nil for what is absent.
  fileprivate var quotedLine: Int? {
    if case .quote(_, let start, _, _) = evidence.first?.evidence { start } else { nil }
  }
}
