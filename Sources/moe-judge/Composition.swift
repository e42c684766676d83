import Artifacts
import Evals
import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Personas
import Provenance
import Rubrics
import StaticReview
import YAMLFiles

/// The one place that chooses the parts: files, personas, models, the clock, the store.
struct Composition: Sendable {
  /// Where everything that decides was read.
  let files: TeamFiles
  let seating: Seating
  let egress: EgressPolicy
  /// What patterns and the places in logs of tools are relative to.
  let root = PathRoot()
  let evidence: ImportedEvidence
  let review: StaticReview
  /// By every rule that there is: a rule that a team leaves out still knows what must not be shown.
  let secrets: Redaction
  /// The dimension that each rule of the offline panel names first, which is what the rule is about.
  let foremost: [String: JudgeTypes.Dimension.ID]
  let taxonomy: Taxonomy
  let isOffline: Bool
  let state: String
  let gate: GateSettings
  /// Whether what is measured goes on record by itself.
  let recordsHealth: Bool
  /// Whether seats are asked one by one, and no more once the outcome is settled.
  let curtails: Bool
  let deadline: Duration
  let memory: CallMemory
  /// Nil where nothing is limited, or nothing is spent.
  let budget: CallBudget?
  let model: @Sendable (ModelName) throws -> any LanguageModel
  /// The same for canaries, of which answers are used again for a day at most.
  let canaryModel: @Sendable (ModelName) throws -> any LanguageModel
  let canaries: CanaryMode
  let prompts = PromptParts()
  let windows: ContextWindows
  /// The comments in artifacts that may leave findings out; nil where every one may.
  var suppressions: BaseSuppressions?
  /// How often the same was asked before, on purpose: answers of another repetition are not used again.
  var repetition = 0
  /// Of each provider on the panel, by its name.
  let addresses: [String: String]
  /// Where each model of the panel is asked, without what may be a secret.
  let destinations: [ModelName: String]

  /// - Parameters:
  ///   - evidence: the SARIF logs of other tools.
  ///   - measuresAnew: whether the panel's calibration is what is measured, so that the file of an earlier one decides nothing.
  ///   - journalled: what is on record of a run that was stopped and goes on; nil for a new one.
  ///   - files: the team's, as a revision holds them, or a change of them that is tried.
  ///   - notices: what every judgment is to say first.
  init(
    _ options: PanelOptions, environment: [String: String], evidence logs: [String] = [],
    banners notices: [String] = [],
    measuresAnew: Bool = false, goingOn journalled: [Journal.Entry]? = nil, files: TeamFiles = TeamFiles()
  ) throws {
    self.files = files
    files.warnOfConfigurationAbove()
    let configuration = try Self.reading { () throws(FileProblems) in try files.configuration(at: options.config) }
    let everybody = try Self.reading { () throws(FileProblems) in try files.personas() }
    let personas = try Self.selected(everybody, options, configuration)
    taxonomy = try Self.reading { () throws(FileProblems) in try TeamFiles.taxonomy() }
    let (rubrics, notes) = try Self.rubrics(files, options, configuration, taxonomy: taxonomy)
    let rules = try Self.reading { () throws(FileProblems) in try files.rules() }
    review = StaticReview(rules: rules)
    secrets = Redaction(
      try files.hasOwnRules
        ? StaticReview(rules: try Self.reading { () throws(FileProblems) in try files.rules(isTuned: false) }) : review)
    foremost = Dictionary(
      rules.compactMap { rule in rule.dimensions.first.map { (rule.id.rawValue, $0) } },
      uniquingKeysWith: { first, _ in first })
    egress = configuration.egress
    evidence = try ImportedEvidence(logs: logs, root: root)
    isOffline = options.offline
    state = options.state.path(environment)
    gate = try GateSettings(
      configuration.gate, failOn: options.failOn, isAdvisory: options.advisory, files: files)
    if options.rubric.isEmpty {
      try gate.requireKnown(Set(everybody.flatMap(\.dimensions).map(\.id) + rubrics.flatMap(\.dimensions).map(\.id)))
    }
    recordsHealth = configuration.recordsHealth
    deadline = .seconds(options.timeout ?? configuration.timeoutSeconds)
    let table = configuration.table
    addresses = Dictionary(
      table.ids.compactMap { id in table.provider(id).map { (id, shownAddress($0.baseURL)) } },
      uniquingKeysWith: { first, _ in first })
    let acceptsFewFamilies = options.offline || options.allowHomogeneous || configuration.isSingleVendor
    let calibration =
      options.offline || measuresAnew
      ? nil : try CalibrationFile(of: configuration, in: files, isCurtailed: options.curtail)
    let rule = ConsensusRule(
      threshold: options.threshold ?? configuration.threshold, veto: configuration.veto,
      leastFamilies: acceptsFewFamilies ? 0 : Panel.leastFamilies,
      learned: options.offline
        ? nil : try configuration.learned?.rule(for: personas, in: files, isCurtailed: options.curtail),
      abstention: calibration?.abstention)
    memory = try CallMemory(options, configuration, environment, table: table, goingOn: journalled)
    let limits = options.offline || memory.isReplaying ? nil : options.budget.budget(configuration.budget)
    budget = limits.map { CallBudget($0) }
    curtails = options.curtail
    guard budget == nil || !curtails else {
      throw CommandFailure(
        "--curtail asks the cheapest seats first, a budget those whose dimensions bind most. Leave one of them out.")
    }
    var routes: [Persona.ID: Route]?
    var calibrated: [SeatCalibration] = []
    var destinations: [ModelName: String] = [:]
    var banners = ["offline: one deterministic reviewer in every role, never several model families"]
    if configuration.learned != nil { banners.append(LearnedSettings.unusedOffline) }
    if configuration.calibration != nil { banners.append(CalibrationUse.unusedOffline) }
    if !options.offline {
      let known = personas.map(\.id)
      let routing = Routing(
        flags: try modelFlags(options.model, known: known), environment: environment,
        // The file may route those who do not sit today.
        file: try Self.reading { () throws(FileProblems) in try files.routingEntries(known: everybody.map(\.id)) })
      let found = try PanelRoutes(of: personas, by: routing, table: table)
      if !memory.isReplaying { try found.checkKeyDestinations(trusting: options.trustHost, environment) }
      if let limits { try found.checkPrices(within: limits) }
      banners = memory.banners
      banners += try found.checked(
        with: memory.environment(environment), acceptsFewFamilies: acceptsFewFamilies)
      routes = found.routes
      if let calibration {
        let use = CalibrationUse(of: calibration, for: personas, rubrics, on: found.routes)
        calibrated = use.seats
        banners += use.banners
      }
      destinations = found.destinations
    }
    self.destinations = destinations
    banners = notices + banners + notes
    if let banner = files.banner { banners.append(banner) }
    if options.offline, try files.hasOwnRules {
      let every = try Self.reading { () throws(FileProblems) in try files.rubrics() }
      let unheard = try Self.reading { () throws(FileProblems) in try files.unheard(everybody, every + rubrics) }
      guard unheard.isEmpty else { throw CommandFailure(FileProblems(unheard)) }
      banners += try Self.reading { () throws(FileProblems) in try files.rulesBanner(rules) }.map { [$0] } ?? []
    }
    let shippedNames =
      options.offline ? try Self.reading { () throws(FileProblems) in try TeamFiles.shippedDimensionNames() } : [:]
    seating = Seating(
      personas: personas, rubrics: rubrics, rule: rule,
      debate: options.offline ? .none : DebateRule(rounds: options.rounds ?? configuration.rounds), banners: banners,
      routes: routes, catalogue: table.catalogue,
      named: Set(options.rubric.map { .init($0) }), shippedNames: shippedNames, calibration: calibrated)
    windows = ContextWindows(
      of: (routes ?? [:]).values.flatMap { [$0.primary, $0.backup].compactMap(\.self) }, in: table.catalogue,
      otherwise: configuration.contextTokens)
    let models = try Self.models(table, options, configuration, environment, budget)
    model = { [memory] name in try memory.model(name, asking: models) }
    canaryModel = { [memory] name in try memory.model(name, use: memory.use.ofCanaries, asking: models) }
    canaries = CanaryMode(options, configuration)
  }

  // MARK: Parts

  /// The model of a name, with retries, limits and cache around it.
  func languageModel(_ name: ModelName) throws -> any LanguageModel { try model(name) }

  static func reading<Value>(_ body: () throws(FileProblems) -> Value) throws -> Value {
    do { return try body() } catch { throw CommandFailure(error) }
  }

  /// What asking each seat about `raw` would be to the cache; nothing is asked.
  func requests(on raw: Artifact) throws -> [(subject: CallSubject, model: ModelName, request: CallRequest)] {
    let exposure = exposure(of: raw)
    let seats = seating.panel(for: exposure.shown, assessable: nil).panel.seats.filter { $0.notApplicable == nil }
    let asked = PanelPrompts(
      for: seats, on: exposure.shown, nonce: Self.anyNonce, parts: prompts, claims: exposure.claims, windows: windows,
      withholding: exposure.objection)
    return try seats.flatMap { seat in
      try asked.prompts(for: seat).compactMap { prompt in
        memory.request(prompt, to: seat.model).map {
          (CallSubject(artifact: exposure.shown.path, seat: seat.id.rawValue), seat.model, $0)
        }
      }
    }
  }

  /// Prompts are planned with it: as long as the nonce of a run, which counts among the tokens.
  static let anyNonce = String(repeating: "0", count: 13)
}

extension OfflinePanel {
  /// What it says of the artifact beside findings.
  var notices: ArtifactNotices {
    ArtifactNotices(injection: InjectionNotice(of: toolFindings), suppressions: suppressions)
  }
}

/// An address without what may be a secret in it.
func shownAddress(_ address: String) -> String {
  guard var parts = URLComponents(string: address) else { return "an address that cannot be read" }
  (parts.user, parts.password, parts.query) = (nil, nil, nil)
  return parts.string ?? address
}
