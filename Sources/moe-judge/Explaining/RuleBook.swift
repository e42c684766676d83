import JudgeTypes
import Reports
import Rubrics
import StaticReview
import YAMLFiles

/// Everything that a verdict or a finding may name: parts of the consensus rule, faults, red flags, dimensions.
struct RuleBook {
  private let faults: [Rule]
  private let personas: [Persona]
  private let rubrics: [Rubric]

  init() throws {
    let files = TeamFiles()
    faults = try Composition.reading { () throws(FileProblems) in try files.rules() }
    personas = try Composition.reading { () throws(FileProblems) in try files.personas() }
    rubrics = try Composition.reading { () throws(FileProblems) in try files.rubrics() }
  }

  /// The fault of this id that the offline panel looks for.
  func fault(_ id: String) -> Rule? { faults.first { $0.id.rawValue == id } }

  /// One line for each fault.
  var list: String { faults.map { "\($0.id)  \($0.severity.rawValue)  \($0.name)\n" }.joined() }

  private var flags: [(persona: Persona, flag: Persona.RedFlag)] {
    personas.flatMap { persona in persona.redFlags.map { (persona, $0) } }
  }

  /// Each with where it stands: a persona or a rubric.
  private var dimensions: [(place: String, dimension: JudgeTypes.Dimension)] {
    personas.flatMap { persona in persona.dimensions.map { ("the persona \(persona.id)", $0) } }
      + rubrics.flatMap { rubric in rubric.dimensions.map { ("the rubric \(rubric.id), \(rubric.path)", $0) } }
  }

  private var ids: [String] {
    DecidingRule.allCases.map(\.rawValue) + faults.map(\.id.rawValue) + flags.map(\.flag.id)
      + dimensions.map(\.dimension.id.rawValue)
  }

  func knows(_ id: String) -> Bool { ids.contains(id) }

  func nearest(to id: String) -> String? { YAMLFiles.nearest(id, among: ids) }

  /// All that goes by this id.
  func explanation(of id: String) throws -> String {
    var parts: [String] = []
    if let rule = DecidingRule(rawValue: id) {
      parts.append("\(id): a part of the consensus rule\n  \(rule.meaning)\n")
    }
    if let fault = fault(id) { parts.append(Self.text(of: fault)) }
    parts += flags.filter { $0.flag.id == id }.map { persona, flag in
      "\(id): a red flag of \(persona.id)\n  severity  \(flag.severity.rawValue)\n  \(flag.description)\n"
    }
    parts += dimensions.filter { $0.dimension.id.rawValue == id }.map { text(of: $0.dimension, in: $0.place) }
    guard parts.isEmpty else { return parts.joined(separator: "\n") }
    let near =
      nearest(to: id).map { "Did you mean '\($0)'?" }
      ?? "'moe-judge explain --rules' lists what the offline panel looks for, 'moe-judge rubrics show' the rubrics."
    throw CommandFailure("no rule has the id '\(id)'. \(near)")
  }

  private static func text(of fault: Rule) -> String {
    """
    \(fault.id): \(fault.name)
      severity    \(fault.severity.rawValue)
      why         \(fault.why)
      mend        \(fault.mend)
      references  \(fault.references.joined(separator: ", "))
      dimensions  \(fault.dimensions.map(\.rawValue).joined(separator: ", "))
      looked for in  \(fault.languages.map(\.rawValue).sorted().joined(separator: ", "))

    """
  }

  private func text(of dimension: JudgeTypes.Dimension, in place: String) -> String {
    var lines = ["\(dimension.id): \(dimension.name), a dimension of \(place)"]
    lines.append("  level \(dimension.level.rawValue), scale \(dimension.scale.rawValue)")
    if let clause = dimension.clause {
      lines.append("  clause: \(clause.adr), \(clause.path):\(clause.line), \(clause.section)")
      lines.append("    \(clause.text.split(whereSeparator: \.isWhitespace).joined(separator: " "))")
    }
    if !dimension.description.isEmpty { lines.append("  \(dimension.description)") }
    for (score, words) in dimension.scoreDescriptions.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(score): \(words)")
    }
    lines += dimension.checks.map { "  - \($0.question)\($0.isRequired ? " (a no is a violation)" : "")" }
    let judges = dimension.personas.map(\.rawValue).joined(separator: ", ")
    if !judges.isEmpty { lines.append("  judged by: \(judges)") }
    let detectors = faults.filter { $0.dimensions.contains(dimension.id) }.map(\.id.rawValue)
    lines.append("  offline detectors: \(detectors.isEmpty ? "none" : detectors.joined(separator: ", "))")
    return lines.map { $0 + "\n" }.joined()
  }
}
