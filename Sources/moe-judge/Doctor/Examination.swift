import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Personas
import YAMLFiles

/// What `moe-judge doctor` looks at, in order: this machine, the files, the keys, the panel, the models.
struct Examination {
  let environment: [String: String]
  /// The folder of runs.
  let state: String
  /// Models to ask instead of the panel's; empty for the panel's.
  let named: [ModelName]
  let trustedHosts: Set<String>
  /// For one question to a model, or to a server for its models.
  let deadline: Duration
  /// Nil where nobody is to be asked.
  let transport: (any HTTPTransport)?

  /// - Throws: `CommandFailure` for a named model whose provider nobody knows.
  func report() async throws -> DoctorReport {
    let files = FilesCheck(of: ".")
    var report = DoctorReport()
    report.checks = MachineChecks(environment: environment, state: state).all + checks(of: files)
    // Without the configuration nobody knows where the providers are.
    guard let configuration = files.configuration else { return finished(report) }
    let table = ProviderTable(configuration.providers)
    try requireProviders(in: table)
    let keys = KeysCheck(table, environment: environment)
    report.checks += keys.all
    guard named.isEmpty else {
      report.models = await probed(named.map { .init(model: $0, primary: [], backup: []) }, in: table)
      return finished(report)
    }
    guard files.problems.isEmpty else { return finished(report) }
    let panel: PanelChecks
    do { panel = try PanelChecks(files, table: table, environment: environment) } catch {
      report.checks.append(DoctorCheck("panel", .failed(.usage), CommandFailure(error).message))
      return finished(report)
    }
    report.checks += panel.all
    report.models = await probed(panel.models, in: table)
    let isWorking = (report.checks + report.models.map(\.check)).allSatisfy { !$0.isAboutPanel }
    if !isWorking {
      report.proposal = await proposal(for: panel.personas, keys.opened, after: report.models.map(\.probe), table)
    }
    return finished(report)
  }

  private func finished(_ report: DoctorReport) -> DoctorReport {
    guard transport == nil else { return report }
    var report = report
    report.checks = report.checks.map(\.withoutModels)
    report.checks.append(DoctorCheck("models", .note, "none was asked, as --offline says"))
    return report
  }

  private func requireProviders(in table: ProviderTable) throws {
    for name in named where table.provider(name.provider) == nil {
      throw CommandFailure(ProviderError(name, .unknownProvider(available: table.ids)).localizedDescription)
    }
  }

  private func checks(of files: FilesCheck) -> [DoctorCheck] {
    var checks: [DoctorCheck] = []
    if let above = TeamFiles().configuredFolderAbove {
      checks.append(
        DoctorCheck(
          "files", .warning, "\(above) has a \(Configuration.fileName), which is not used here.",
          mend: "Run from there to judge by its files."))
    }
    guard !files.problems.isEmpty else { return checks + [DoctorCheck("files", .ok, files.summary)] }
    return checks
      + [
        DoctorCheck(
          "files", .failed(.usage), files.problems.map(\.description).joined(separator: "\n"),
          mend: "Mend them; moe-judge validate looks at the files alone.")
      ]
  }

  // MARK: Models

  /// All at once: each is one small question, and who waits is a person.
  private func probed(_ uses: [PanelChecks.Use], in table: ProviderTable) async -> [DoctorReport.Probed] {
    guard let transport else { return [] }
    return await withTaskGroup(of: (Int, DoctorReport.Probed).self) { group in
      for (index, use) in uses.enumerated() {
        group.addTask { (index, await probed(use, in: table, over: transport)) }
      }
      var answers: [(Int, DoctorReport.Probed)] = []
      for await answer in group { answers.append(answer) }
      return answers.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func probed(
    _ use: PanelChecks.Use, in table: ProviderTable, over transport: any HTTPTransport
  ) async -> DoctorReport.Probed {
    let family = table.catalogue.family(of: use.model)
    if let refusal = table.provider(use.model.provider).flatMap({
      KeyDestination(of: $0).refusal(trustedHosts: trustedHosts)
    }) {
      let error = ProviderError(use.model, .invalidRequest(status: nil), detail: refusal, attempts: 0)
      return .init(
        probe: ModelProbe(use.model, failure: error), family: family, use: use.words,
        check: DoctorCheck(use.model.description, .failed(.usage), refusal))
    }
    let probe = await table.probe(use.model, environment: environment, transport: transport, deadline: deadline)
    return .init(probe: probe, family: family, use: use.words, check: probe.check(isNamed: !named.isEmpty, use))
  }

  // MARK: Proposal

  /// Of what was just seen to be lost nothing is proposed again.
  private func proposal(
    for personas: [Persona], _ opened: [String], after probes: [ModelProbe], _ table: ProviderTable
  ) async -> DoctorProposal? {
    let byProvider = Dictionary(grouping: probes, by: \.model.provider)
    let lost = byProvider.filter { $0.value.allSatisfy(\.isProviderLost) }.keys
    let finder = PanelFinder(
      personas: personas, table: table, transport: transport, deadline: deadline,
      excluded: Set(probes.filter(\.isModelLost).map(\.model)))
    return await finder.proposal(keyed: Set(opened).subtracting(lost))
  }
}

extension DoctorCheck {
  /// Whether it says that the panel as configured cannot be had.
  fileprivate var isAboutPanel: Bool {
    switch state {
    case .failed(.providers): name != "certificates"
    case .failed(.fail): name == "panel"
    default: false
    }
  }
}
