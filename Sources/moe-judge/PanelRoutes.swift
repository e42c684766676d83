import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Personas
import YAMLFiles

/// Which model each persona sits on, and whether that makes a panel.
struct PanelRoutes {
  let routes: [Persona.ID: Route]
  private let personas: [Persona]
  let table: ProviderTable
  var prices: ModelCatalogue { table.catalogue }

  /// - Throws: `CommandFailure` for a model that cannot be read, or whose provider nobody knows.
  init(of personas: [Persona], by routing: Routing, table: ProviderTable) throws {
    var routes: [Persona.ID: Route] = [:]
    var strangers: [String] = []
    for persona in personas {
      let route: Route
      do { route = try routing.route(for: persona) } catch { throw CommandFailure(error) }
      for name in [route.primary] + (route.backup.map { [$0] } ?? []) where table.provider(name.provider) == nil {
        strangers.append("\(persona.id) on \(name): \(Self.advice(on: name.provider, table))")
      }
      routes[persona.id] = route
    }
    guard strangers.isEmpty else { throw CommandFailure(strangers.joined(separator: "\n")) }
    self.routes = routes
    self.personas = personas
    self.table = table
  }

  private static func advice(on provider: String, _ table: ProviderTable) -> String {
    let near = nearest(provider, among: table.ids).map { "Did you mean '\($0)'?" }
    return "no provider has the name '\(provider)'. "
      + (near ?? "Known: \(table.ids.joined(separator: ", ")). Others are named in moe-judge.yaml under 'providers'.")
  }

  /// The panel's banners; refuses a panel that is not diverse, as configured or with the keys at hand.
  func checked(with environment: [String: String], acceptsFewFamilies: Bool) throws -> [String] {
    let configured = diversity { $0.primary }
    if !configured.problems.isEmpty, !acceptsFewFamilies { throw Self.refusal(configured.problems) }
    let usable = Set(table.usable(with: environment))
    func reached(_ route: Route) -> ModelName? {
      [route.primary, route.backup].compactMap(\.self).first { usable.contains($0.provider) }
    }
    guard routes.values.contains(where: { reached($0) != nil }) else {
      throw CommandFailure(
        missingKeys(usable, isNone: true), .providers, cause: isKeyless(in: environment) ? .noKeyIsSet : nil)
    }
    let atHand = diversity(of: reached)
    if !atHand.problems.isEmpty, !acceptsFewFamilies {
      throw Self.refusal(["with the keys that are set, " + missingKeys(usable, isNone: false)] + atHand.problems)
    }
    // Few families at hand say at least as much as few that are configured.
    let problems = atHand.problems.isEmpty ? configured.problems : atHand.problems
    return acceptsFewFamilies ? problems.map { "homogeneous panel allowed: \($0)" } : []
  }

  /// Whether every model of the panel lacks its key, and no variable of theirs holds anything.
  private func isKeyless(in environment: [String: String]) -> Bool {
    routes.values.flatMap { [$0.primary, $0.backup].compactMap(\.self) }.allSatisfy { model in
      guard let provider = table.provider(model.provider), provider.needsKey, let variable = provider.keyVariable else {
        return false
      }
      return environment[variable, default: ""].isEmpty
    }
  }

  /// Of the models that `model` gives for the personas' routes; a persona without one does not count.
  private func diversity(of model: (Route) -> ModelName?) -> Diversity {
    Diversity(
      of: personas.compactMap { persona in
        routes[persona.id].flatMap(model).map { (persona.id, $0, table.catalogue.family(of: $0), persona.weight) }
      })
  }

  private static func refusal(_ problems: [String]) -> CommandFailure {
    CommandFailure(
      problems.joined(separator: "\n") + "\nOr say --allow-homogeneous, which every judgment will record.")
  }

  private func missingKeys(_ usable: Set<String>, isNone: Bool) -> String {
    // Where nobody is reached, the key of a backup helps as much.
    let variables = Set(
      routes.values.flatMap { isNone ? [$0.primary, $0.backup].compactMap(\.self) : [$0.primary] }
        .map(\.provider).filter { !usable.contains($0) }
        .compactMap { table.provider($0)?.keyVariable }
    ).sorted()
    let names = variables.joined(separator: ", ")
    return isNone
      ? "no seat can be reached: \(variables.count == 1 ? "\(names) is not" : "none of \(names) is") set. "
        + "Set the key of at least one provider, or judge with --offline, which asks no model."
      : "some seats fall to their backups or to nobody: \(names) not set."
  }

  /// Refuses to send a key where only a file of the tree under judgment wants it.
  func checkKeyDestinations(trusting hosts: [String], _ environment: [String: String]) throws {
    let trusted = Self.trusted(hosts, environment)
    let providers = Set(routes.values.flatMap { [$0.primary.provider, $0.backup?.provider].compactMap(\.self) })
      .sorted()
    let refusals = providers.compactMap { id in
      table.provider(id).flatMap { provider in
        table.sendsKey(provider, with: environment) ? KeyDestination(of: provider).refusal(trustedHosts: trusted) : nil
      }
    }
    if !refusals.isEmpty { throw CommandFailure(refusals.joined(separator: "\n")) }
  }

  /// The hosts that the caller trusts with keys: `hosts` and those of MOE_JUDGE_TRUSTED_HOSTS.
  static func trusted(_ hosts: [String], _ environment: [String: String]) -> Set<String> {
    let named = hosts + (environment["MOE_JUDGE_TRUSTED_HOSTS"] ?? "").split(separator: ",").map(String.init)
    return Set(named.map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
  }
}
