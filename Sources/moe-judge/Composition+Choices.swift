import JudgeTypes
import LanguageModels
import Personas
import Rubrics
import YAMLFiles

/// Which personas, rubrics and models files and options choose.
extension Composition {
  static func selected(
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

  static func selected(_ rubrics: [Rubric], _ options: PanelOptions) throws -> [Rubric] {
    guard !options.rubric.isEmpty else { return rubrics }
    for id in options.rubric where !rubrics.contains(where: { $0.id.rawValue == id }) {
      let known = rubrics.map(\.id.rawValue)
      let advice =
        nearest(id, among: known).map { "Did you mean '\($0)'?" } ?? "Known: \(known.joined(separator: ", "))."
      throw CommandFailure("no rubric has the id '\(id)'. \(advice)")
    }
    return rubrics.filter { options.rubric.contains($0.id.rawValue) }
  }

  static func models(
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
