import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Personas

/// What can be said of the panel from its files and the keys that are set, before anybody is asked.
struct PanelChecks {
  let personas: [Persona]
  let routes: [Persona.ID: Route]
  let table: ProviderTable
  let environment: [String: String]
  let isSingleVendor: Bool

  private let usable: Set<String>

  /// - Throws: `CommandFailure` for a route that cannot be read, or whose provider nobody knows.
  init(_ files: FilesCheck, table: ProviderTable, environment: [String: String]) throws {
    let wanted = files.configuration?.personas
    personas = (files.personas ?? []).filter { wanted?.contains($0.id) ?? true }
    let routing = Routing(environment: environment, file: files.routing ?? [:])
    routes = try PanelRoutes(of: personas, by: routing, table: table).routes
    self.table = table
    self.environment = environment
    isSingleVendor = files.configuration?.isSingleVendor ?? false
    usable = Set(table.usable(with: environment))
  }

  var all: [DoctorCheck] { [families] + keys }

  private func diversity(of model: (Route) -> ModelName?) -> Diversity {
    Diversity(
      of: personas.compactMap { persona in
        routes[persona.id].flatMap(model).map { (persona.id, $0, table.catalogue.family(of: $0), persona.weight) }
      })
  }

  /// Of the panel as it is configured, whatever keys are set.
  private var families: DoctorCheck {
    let configured = diversity { $0.primary }
    let words =
      "\(personas.count) seats on \(configured.families.count) model "
      + "famil\(configured.families.count == 1 ? "y" : "ies"): \(configured.families.joined(separator: ", "))"
    guard !configured.problems.isEmpty else { return DoctorCheck("panel", .ok, words) }
    guard !isSingleVendor else {
      return DoctorCheck("panel", .note, words + "; as panel.profile: single_vendor allows and every judgment records")
    }
    return DoctorCheck(
      "panel", .failed(.fail), configured.problems.joined(separator: "\n"),
      mend: "Move seats in personas/routing.yaml, or set panel.profile: single_vendor, which every judgment records.")
  }

  /// Whether every seat has somebody to answer, and whether those are families enough.
  private var keys: [DoctorCheck] {
    let seats = personas.compactMap { routes[$0.id] }
    let deserted = seats.filter { reached($0) == nil }
    let fallen = seats.filter { reached($0) != nil && reached($0) != $0.primary }
    var checks: [DoctorCheck] = []
    if !deserted.isEmpty {
      let names = deserted.map(\.persona.rawValue).joined(separator: ", ")
      checks.append(
        DoctorCheck(
          "seats", .failed(.providers), "nobody can answer for \(names): \(missing(deserted)) not set.",
          mend: "Set the keys, or seat them on providers whose keys are set."))
    }
    if !fallen.isEmpty {
      let names = fallen.map { "\($0.persona) on \(reached($0)?.description ?? "")" }.joined(separator: ", ")
      checks.append(
        DoctorCheck(
          "seats", .warning, "without \(missing(fallen)) backups answer: \(names).",
          mend: "Set the key, or seat them on providers whose keys are set."))
    }
    let atHand = diversity(of: reached).problems
    if deserted.count < seats.count, !isSingleVendor, !atHand.isEmpty, !(fallen + deserted).isEmpty {
      checks.append(
        DoctorCheck(
          "panel", .failed(.providers), "with the keys that are set, " + atHand.joined(separator: "\n"),
          mend: "Set more keys, or take the panel proposed below."))
    }
    return checks
  }

  private func reached(_ route: Route) -> ModelName? {
    [route.primary, route.backup].compactMap(\.self).first { usable.contains($0.provider) }
  }

  private func missing(_ routes: [Route]) -> String {
    Set(
      routes.flatMap { [$0.primary, reached($0) == nil ? $0.backup : nil].compactMap(\.self) }
        .filter { !usable.contains($0.provider) }.compactMap { table.provider($0.provider)?.keyVariable }
    ).sorted().joined(separator: ", ")
  }

  // MARK: Models

  /// A model that the panel names, and for whom.
  struct Use {
    let model: ModelName
    let primary: [Persona.ID]
    let backup: [Persona.ID]

    var words: String {
      let seats = primary.map(\.rawValue).joined(separator: ", ")
      let behind = backup.isEmpty ? "" : "backup of " + backup.map(\.rawValue).joined(separator: ", ")
      return [seats, behind].filter { !$0.isEmpty }.joined(separator: "; ")
    }
  }

  /// Each model once, sorted. A backup whose key is not set is left out: the seat does without.
  var models: [Use] {
    let routes = personas.compactMap { self.routes[$0.id] }
    let names = Set(routes.map(\.primary) + routes.compactMap(\.backup).filter { usable.contains($0.provider) })
    return names.sorted().map { name in
      Use(
        model: name, primary: routes.filter { $0.primary == name }.map(\.persona),
        backup: routes.filter { $0.backup == name }.map(\.persona))
    }
  }
}
