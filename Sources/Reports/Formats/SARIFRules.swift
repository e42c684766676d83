internal import JudgeTypes
internal import Provenance

/// The rules that a SARIF log's results refer to, in the order in which they first appear.
struct SARIFRules {
  private(set) var descriptors: [JSONValue] = []
  private var indices: [ExactName: Int] = [:]

  struct Reference {
    let id: String
    let index: Int
  }

  mutating func reference(to fault: ReportedFault) -> Reference {
    reference(to: fault.rule) { Self.descriptor($0, of: fault) }
  }

  mutating func reference(to suppression: Suppression) -> Reference {
    reference(to: suppression.rule) { id in
      ["id": .string(id), "shortDescription": ["text": .string(id)], "help": Self.help(id, "")]
    }
  }

  private mutating func reference(to rule: String, _ descriptor: (String) -> JSONValue) -> Reference {
    let safe = safeForTerminal(rule)
    let id = safe.isEmpty ? "unnamed" : safe
    if let index = indices[ExactName(id)] { return Reference(id: id, index: index) }
    indices[ExactName(id)] = descriptors.count
    descriptors.append(descriptor(id))
    return Reference(id: id, index: descriptors.count - 1)
  }

  /// Without `security-severity`, which readers take for a CVSS score: no judge gives one.
  private static func descriptor(_ id: String, of fault: ReportedFault) -> JSONValue {
    let dimension = fault.dimension
    let isOfDimension = dimension?.id == fault.rule
    var properties: JSONObject = [:]
    if let dimension {
      properties = [
        "dimension": .string(dimension.id), "level": .string(dimension.level), "rubric": .string(dimension.rubric),
      ]
      if let source = dimension.source { properties["adr"] = .string(source.adr) }
    }
    return [
      "id": .string(id),
      "shortDescription": ["text": .string(SARIFText.inert(dimension.flatMap { isOfDimension ? $0.name : nil } ?? id))],
      "help": help(id, dimension.map(words) ?? ""), "defaultConfiguration": ["level": .string(fault.level.rawValue)],
      "properties": .object(properties),
    ]
  }

  /// What a rule is held against, and where that is decided.
  private static func words(on dimension: RecordedJudgment.Dimension) -> String {
    let clause = dimension.source.map { "; the clause is in \($0.adr), \($0.path):\($0.line)" } ?? ""
    return "Held against \(dimension.name) (\(dimension.level))\(clause). "
  }

  private static func help(_ id: String, _ text: String) -> JSONValue {
    SARIFText.message("\(text)What it means: moe-judge explain --rule \(quotedForShell(id))")
  }
}
