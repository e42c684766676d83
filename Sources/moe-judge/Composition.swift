import Artifacts
import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Personas
import Provenance
import Rubrics
import StaticReview
import Storage
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
  private let foremost: [String: JudgeTypes.Dimension.ID]
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
  private let model: @Sendable (ModelName) throws -> any LanguageModel
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

  private static func selected(
    _ personas: [Persona], _ options: PanelOptions, _ configuration: Configuration
  ) throws -> [Persona] {
    let wanted = options.persona.isEmpty ? configuration.personas : options.persona.map { .init($0) }
    guard let wanted else { return personas }
    for id in wanted where !personas.contains(where: { $0.id == id }) {
      let known = personas.map(\.id.rawValue)
      let advice =
        nearest(id.rawValue, among: known).map { "Did you mean '\($0)'?" } ?? "Known: \(known.joined(separator: ", "))."
      throw CommandFailure("no persona has the id '\(id)'. \(advice)")
    }
    return personas.filter { wanted.contains($0.id) }
  }

  /// The rubrics to judge by, and what every verdict is to say of them.
  static func rubrics(
    _ files: TeamFiles, _ options: PanelOptions, _ configuration: Configuration, taxonomy: Taxonomy
  ) throws -> ([Rubric], banners: [String]) {
    guard let directory = options.adrDir ?? configuration.adrDirectory else {
      let rubrics = try selected(try reading { () throws(FileProblems) in try files.rubrics() }, options)
      return (
        rubrics,
        StaleRubrics(files: files, taxonomy: taxonomy).banners(
          of: rubrics, isSelection: !options.rubric.isEmpty)
      )
    }
    // Rubrics made from the records at hand replace those that were generated from them before.
    let written = try reading { () throws(FileProblems) in try files.rubrics(in: ["rubrics"]) }
    let generator = RubricGenerator(taxonomy: taxonomy, avoiding: files.writtenRubricIDs())
    do {
      let generation = generator.generate(
        from: try files.source.records(in: directory), directory: RecordDirectory.name(of: directory))
      return (
        try selected(written + generation.rubrics, options), StaleRubrics.banners(ofUnread: generation.unreadable)
      )
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func selected(_ rubrics: [Rubric], _ options: PanelOptions) throws -> [Rubric] {
    guard !options.rubric.isEmpty else { return rubrics }
    for id in options.rubric where !rubrics.contains(where: { $0.id.rawValue == id }) {
      let known = rubrics.map(\.id.rawValue)
      let advice =
        nearest(id, among: known).map { "Did you mean '\($0)'?" } ?? "Known: \(known.joined(separator: ", "))."
      throw CommandFailure("no rubric has the id '\(id)'. \(advice)")
    }
    return rubrics.filter { options.rubric.contains($0.id.rawValue) }
  }

  private static func models(
    _ table: ProviderTable, _ options: PanelOptions, _ configuration: Configuration, _ environment: [String: String],
    _ budget: CallBudget?
  ) throws -> @Sendable (ModelName) throws -> any LanguageModel {
    let transport = try CurlTransport(.init(environment: environment))
    let retries = options.maxRetries ?? configuration.maxRetries
    var policy = RetryPolicy.profiles["standard"] ?? .none
    if let retries { policy.maxRetries = retries }
    let models = RunModels(table, environment: environment, transport: transport)
    let width = options.jobs ?? configuration.concurrency
    let gates = CallGates(
      limit: { provider in
        if let width { return .fixed(width) }
        // A server that asks for no key is mostly one machine, which does not say when it has too much to do.
        return table.provider(provider)?.needsKey == false ? AdaptiveLimit(bounds: 1...8) : AdaptiveLimit()
      }, onEvent: { provider, event in Standard.error.write(notice(of: event, at: provider)) })
    let limiter = width.map { CallLimiter(width: $0) }
    return { [policy] name in
      RetryingModel(
        try models.model(name), policy: policy, gate: gates[name.provider], limiter: limiter, budget: budget,
        price: budget.flatMap { _ in table.catalogue.price(of: name) })
    }
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

  // MARK: One artifact

  /// The artifact as it may be stored, shown and sent: without secrets and without what nobody sees.
  func redacted(_ artifact: Artifact) -> Artifact {
    let shown = artifact.mapContent { InvisibleText.stripped(secrets.redacted($0)) }
    let hidden = Dictionary(
      artifact.files.map { ($0.path, InvisibleText.find(in: $0.content).count) },
      uniquingKeysWith: { first, _ in first })
    let coverage = shown.coverage.map { file in
      guard let count = hidden[file.path], count > 0 else { return file }
      let note = "\(count) invisible character\(count == 1 ? "" : "s") taken out for the judges"
      return FileCoverage(
        path: file.path, state: file.state, cause: file.cause, reason: file.reason.map { "\($0); \(note)" } ?? note)
    }
    return Artifact(path: shown.path, kind: shown.kind, files: shown.files, coverage: coverage, sha256: shown.sha256)
  }

  /// Seats the panel for `raw` and judges it.
  func judge(_ raw: Artifact, ordinal: Int, by pipeline: JudgingPipeline) async throws -> Judgment {
    guard isOffline else {
      let exposure = exposure(of: raw)
      let (panel, unassessed) = seating.panel(for: exposure.shown, assessable: nil)
      let judge = modelJudge(for: panel, on: exposure, nonce: pipeline.nonce)
      return try await pipeline.judge(
        judge.prompts.artifact, ordinal: ordinal, with: panel, unassessed: unassessed, claims: exposure.claims,
        notices: exposure.notices, curtailing: curtails ? judge.seatsByCost(of: panel) : nil,
        by: withinBudget(judge, of: panel, after: pipeline.canaries, ordinal: ordinal, path: exposure.shown.path))
    }
    let shown = redacted(raw)
    let offline = offlinePanel(of: raw, shown: shown)
    let (panel, unassessed) = seating.panel(
      for: shown, assessable: offline.assessable, isFaulty: offline.holdsGraveFault)
    return try await pipeline.judge(
      shown.marking(offline.incomplete), ordinal: ordinal, with: panel, unassessed: unassessed,
      notices: offline.notices,
      by: OfflineJudge(
        panel: offline, foremost: foremost,
        imported: evidence.findings(for: raw, by: secrets).heard(by: panel.seats)))
  }

  /// Goes on with an artifact on which not every seat was heard before the run was stopped.
  ///
  /// - Parameter raw: reads it again; the models are shown what they were shown then.
  func goOn(
    with begun: BegunJudgment, ordinal: Int, by pipeline: JudgingPipeline, raw: () throws -> Artifact
  ) async throws -> Judgment {
    let shown = begun.artifact
    guard isOffline else {
      let (panel, unassessed) = seating.panel(for: shown, assessable: nil)
      try requireSame(panel, as: begun)
      let exposure = exposure(of: begun)
      let judge = modelJudge(for: panel, on: exposure, nonce: pipeline.nonce, division: begun.division)
      return try await pipeline.judge(
        shown, ordinal: ordinal, with: panel, unassessed: unassessed, begun: begun,
        curtailing: curtails ? judge.seatsByCost(of: panel) : nil,
        by: withinBudget(
          judge, of: panel, after: pipeline.canaries, ordinal: ordinal, path: shown.path, begun: begun))
    }
    let again = try raw()
    let shownAgain = redacted(again)
    let offline = offlinePanel(of: again, shown: shownAgain)
    let (panel, unassessed) = seating.panel(
      for: shownAgain, assessable: offline.assessable, isFaulty: offline.holdsGraveFault)
    guard again.sha256 == shown.sha256 else {
      throw CommandFailure("\(shown.path): it changed since the run began. Judge it anew.")
    }
    try requireSame(panel, as: begun)
    return try await pipeline.judge(
      shown, ordinal: ordinal, with: panel, unassessed: unassessed, begun: begun,
      by: OfflineJudge(
        panel: offline, foremost: foremost,
        imported: evidence.findings(for: again, by: secrets).heard(by: panel.seats)))
  }

  private func withinBudget(
    _ judge: ModelJudge, of panel: Panel, after canaries: CanaryRound?, ordinal: Int, path: String,
    begun: BegunJudgment? = nil
  ) -> any SeatJudge {
    guard let budget else { return judge }
    expect(canaries, of: panel)
    return BudgetedJudge(
      judge, within: budget, of: panel, ordinal: ordinal, path: path, begun: begun, estimate: judge.estimate)
  }

  private func modelJudge(
    for panel: Panel, on exposure: Exposure, nonce: String, division: Division? = nil
  ) -> ModelJudge {
    ModelJudge(
      on: exposure.shown, for: panel.seats, nonce: nonce, deadline: deadline, parts: prompts,
      catalogue: seating.catalogue, claims: exposure.claims, windows: windows, division: division,
      withholding: exposure.objection,
      model: { [model, repetition] in RepeatingModel(try model($0), repetition: repetition) })
  }

  private func requireSame(_ panel: Panel, as begun: BegunJudgment) throws {
    guard panel.json == begun.panel else {
      throw CommandFailure("\(begun.artifact.path): other seats would judge it than when the run began. Judge it anew.")
    }
  }

  func offlinePanel(of raw: Artifact, shown: Artifact) -> OfflinePanel {
    OfflinePanel(
      review: review, raw: raw, redacted: shown, clauses: seating.clauseDimensions, taxonomy: taxonomy,
      suppressions: suppressions)
  }
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

/// What a person has to know of a provider's state; nothing of limits that move.
private func notice(of event: CallGate.Event, at provider: String) -> String {
  switch event {
  case .limit, .breaker(.halfOpen): ""
  case .breaker(.closed): "moe-judge: \(provider) answers again\n"
  case .breaker(.open(let until)):
    "moe-judge: \(provider) failed too often; it is not asked for \((until - .now).components.seconds + 1) seconds\n"
  }
}
