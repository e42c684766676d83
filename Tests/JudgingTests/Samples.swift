import JudgeTypes
import Judging

/// Small panels, artifacts and answers that tests change in the one thing that they are about.
enum Sample {
  static let nonce = "3f9a1c"
  static let path = "store.py"
  /// `as handle:` stands on lines 4 and 8, everything else once.
  static let code = """
    import os

    def load(path):
        with open(path) as handle:
            return handle.read()

    def save(path, text):
        with open(path, "w") as handle:
            handle.write(text)

    """

  static func file(_ content: String, path: String = path, changedLines: [ClosedRange<Int>]? = nil) -> ArtifactFile {
    ArtifactFile(
      path: path, kind: .code, language: .python, content: content, sha256: "sha-of-\(path)", changedLines: changedLines
    )
  }

  static func artifact(_ files: [ArtifactFile], coverage: [FileCoverage]? = nil) -> Artifact {
    Artifact(
      path: files.count == 1 ? files[0].path : "src", kind: files.count == 1 ? .code : .directory, files: files,
      coverage: coverage ?? files.map { FileCoverage(path: $0.path, state: .judged) }, sha256: "sha-of-the-artifact")
  }

  static func artifact(_ content: String = code) -> Artifact { artifact([file(content)]) }

  static func dimension(
    _ id: Dimension.ID, level: Level = .should, scale: Scale = .threePoint, weight: Int = 5_000,
    checks: [Check.ID] = ["a", "b", "c"], required: Set<Check.ID> = []
  ) -> Dimension {
    Dimension(
      id: id, name: "Name of \(id)", description: "Description of \(id)", scale: scale, level: level,
      scoreDescriptions: [1: "bad", 3: "good"],
      checks: checks.map { Check(id: $0, question: "Does \($0) hold for \(id)?", isRequired: required.contains($0)) },
      weight: weight, rubric: "rubric")
  }

  static let safety = dimension("safety", level: .must, checks: ["open", "close"])
  static let style = dimension("style", checks: ["short", "named"])

  static let thresholds = Persona.Thresholds(
    pass: Fraction(reading: "3/4"), conditional: .half, failOn: .high, conditionalOn: .medium)

  static func persona(
    _ id: Persona.ID, thresholds: Persona.Thresholds = thresholds, template: String = ""
  ) -> Persona {
    Persona(
      id: id, name: "Ada Moe", role: "a reviewer", experience: "20 years.", certifications: ["OSCP"],
      triggers: .everything, style: .init(strictness: .high, focus: ["errors"], tolerance: "None."), dimensions: [],
      redFlags: [.init(id: "god_class", description: "A class that does all", severity: .high)],
      promptTemplate: template, primaryModel: model("one"), backupModel: nil, weight: .one, thresholds: thresholds,
      path: "personas/\(id).yaml")
  }

  static func model(_ name: String) -> ModelName { ModelName(provider: "test", model: name) }

  static func seat(
    _ id: Seat.ID, dimensions: [Dimension] = [safety, style], thresholds: Persona.Thresholds = thresholds,
    model: ModelName = model("one"), backup: ModelName? = nil, weight: Fraction = .one, template: String = "",
    notApplicable: String? = nil
  ) -> Seat {
    Seat(
      id: id, persona: persona(Persona.ID("persona_\(id)"), thresholds: thresholds, template: template), model: model,
      backup: backup, family: "family_\(id)", weight: weight, dimensions: dimensions, notApplicable: notApplicable)
  }

  static func panel(_ seats: [Seat]) -> Panel { Panel(seats: seats, rule: .standard, banners: ["a banner"]) }
  static func panel(of ids: Seat.ID...) -> Panel { panel(ids.map { seat($0) }) }
}

extension Fraction {
  /// A fraction that a test spells out; zero for a misspelt one, which no test survives.
  init(reading text: String) { self = Fraction(text) ?? .zero }
}

// MARK: - Claims and answers

extension Sample {
  /// Evidence that holds in `code`.
  static let sound = Evidence.quote(path: path, startLine: 5, endLine: 5, text: "return handle.read()")
  /// Evidence that holds nowhere.
  static let invented = Evidence.quote(path: path, startLine: 5, endLine: 5, text: "eval(request.body)")

  static func claim(
    _ severity: Severity, on dimension: Dimension.ID? = nil, rule: String = "rule", evidence: [Evidence] = [sound]
  ) -> Claim {
    Claim(rule: rule, severity: severity, message: "\(rule) is broken", dimension: dimension, evidence: evidence)
  }

  static func answer(
    _ dimension: Dimension.ID, _ checks: [Check.ID: CheckAnswer], isAssessed: Bool = true
  ) -> DimensionAnswer {
    DimensionAnswer(dimension: dimension, isAssessed: isAssessed, rationale: "because", checks: checks)
  }

  static func answer(_ dimensions: [DimensionAnswer], claims: [Claim] = []) -> SeatAnswer {
    SeatAnswer(dimensions: dimensions, claims: claims, rationale: "all in all", confidence: 0.75)
  }

  static let content = [
    answer("safety", ["open": .yes, "close": .yes]), answer("style", ["short": .yes, "named": .yes]),
  ]
  /// Every check of both dimensions is answered yes.
  static func passing(claims: [Claim] = []) -> SeatAnswer { answer(content, claims: claims) }
  /// `safety` is met; `style` is violated, which is a quarter of the weight too little for a pass and enough for conditional.
  static let reserved = answer([content[0], answer("style", ["short": .no, "named": .no])])
  /// `safety`, a MUST, is violated with evidence.
  static let failing = answer(
    [answer("safety", ["open": .no, "close": .no]), content[1]], claims: [claim(.high, on: "safety", rule: "leak")])
  /// Nothing could be assessed.
  static let silent = answer([answer("safety", [:], isAssessed: false), answer("style", [:], isAssessed: false)])
}
