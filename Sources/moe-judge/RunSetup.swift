import Artifacts
import JudgeTypes
import Judging
import LanguageModels
import Personas
import Provenance
import YAMLFiles

extension Composition {
  /// The hashes of all that decides besides the artifacts, each by its name in a run's record.
  ///
  /// A run is gone on with only where all of them are what they were, since it judges by one measure.
  func setup() throws -> [String: String] {
    let everything = seating.everything
    let ignored = try Self.reading { () throws(FileProblems) in try files.ignoreRules() }
    var parts = [
      "panel": everything.json.canonical, "mode": isOffline ? "offline" : "models", "ignore_file": ignored.text,
      "polling": curtails ? "curtailed" : "whole", "egress": egress.text, "evidence": evidence.sha256,
      "context_windows": windows.text,
    ]
    if gate.isSaid { parts["gate"] = gate.text }
    // Runs of earlier versions tested no seat, and say nothing of it.
    if canaries != .off {
      parts["canaries"] = ([canaries.rawValue] + Canary.Kind.allCases.map { Canary($0).artifact.sha256 })
        .joined(separator: " ")
    }
    if let commit = files.commit { parts["config_revision"] = commit }
    if !isOffline {
      parts["prompts"] = everything.seats.map(PromptWriter.source).joined(separator: "\u{0}")
      for (model, destination) in destinations { parts[SetupWords.destination + model.description] = destination }
    }
    return parts.mapValues { Digest.sha256($0) }
  }
}

extension PanelRoutes {
  /// Where each model is asked: address, wire format and its name there. No key is part of it, nor what may be one.
  var destinations: [ModelName: String] {
    let models = Set(routes.values.flatMap { [$0.primary, $0.backup].compactMap(\.self) })
    return models.reduce(into: [:]) { destinations, name in
      guard let target = table.target(of: name) else { return }
      let address = shownAddress(target.configuration.baseURL)
      destinations[name] = [
        String(address.reversed().drop { $0 == "/" }.reversed()), target.configuration.dialect.rawValue,
        target.wireModel,
      ].joined(separator: "\u{0}")
    }
  }
}

/// What the parts of a run's setup are called in messages.
enum SetupWords {
  fileprivate static let destination = "destination "

  /// The parts that are not the same, in words, sorted.
  static func changes(from earlier: [String: String], to now: [String: String]) -> [String] {
    Set(earlier.keys).union(now.keys).filter { earlier[$0] != now[$0] }.map(words).sorted()
  }

  private static func words(_ part: String) -> String {
    if part.hasPrefix(destination) {
      return "where \(part.dropFirst(destination.count)) is asked (its address, wire format, or name there)"
    }
    return switch part {
    case "panel": "the panel (personas, rubrics, models, or the options that choose them)"
    case "mode": "--offline"
    case "polling": "--curtail"
    case "canaries": "--canaries, or the canaries themselves"
    case "config_revision": "the revision whose files decide (--config-rev, or BASE of --diff in CI)"
    case "ignore_file": ".moe-judgeignore"
    case "gate": "the gate (moe-judge.yaml, baseline, waivers, --fail-on, --advisory)"
    case "egress": "egress in moe-judge.yaml"
    case "evidence": "the logs of --evidence"
    case "context_windows": "the context windows of models"
    case "prompts": "what the seats are asked"
    default: part
    }
  }
}
