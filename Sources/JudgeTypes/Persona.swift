/// What a judge looks for and how strict it is; seated on a model it becomes a `Seat`.
public struct Persona: Sendable, Hashable {
  public typealias ID = Identifier<Persona>

  /// How it reads: a word for its strictness, what it looks at first, what it tolerates.
  public struct Style: Sendable, Hashable {
    public enum Strictness: String, Sendable, Hashable, CaseIterable {
      case lenient, balanced, high
      case veryHigh = "very_high"
      case adversarial, methodical
    }
    public let strictness: Strictness
    public let focus: [String]
    public let tolerance: String

    public init(strictness: Strictness, focus: [String], tolerance: String) {
      self.strictness = strictness
      self.focus = focus
      self.tolerance = tolerance
    }
  }

  /// A fault that this persona always names when it sees it.
  public struct RedFlag: Sendable, Hashable {
    public let id: String
    public let description: String
    public let severity: Severity

    public init(id: String, description: String, severity: Severity) {
      self.id = id
      self.description = description
      self.severity = severity
    }
  }

  /// When the persona's scores and findings make its verdict pass, conditional or fail.
  public struct Thresholds: Sendable, Hashable {
    /// The share of the assessed weight that must be earned for a pass.
    public let pass: Fraction
    /// The share below which the verdict is fail.
    public let conditional: Fraction
    /// A verified finding of this severity or above makes the verdict fail.
    public let failOn: Severity
    /// A verified finding of this severity or above keeps the verdict from pass.
    public let conditionalOn: Severity

    public init(pass: Fraction, conditional: Fraction, failOn: Severity, conditionalOn: Severity) {
      self.pass = pass
      self.conditional = conditional
      self.failOn = failOn
      self.conditionalOn = conditionalOn
    }
  }

  public let id: ID
  public let name: String
  public let role: String
  public let experience: String
  public let certifications: [String]
  public let triggers: Applicability
  public let style: Style
  /// With the weights of `rubric_weights`, as parts of 10,000.
  public let dimensions: [Dimension]
  public let redFlags: [RedFlag]
  /// Mustache; empty means the shipped template.
  public let promptTemplate: String
  public let primaryModel: ModelName
  public let backupModel: ModelName?
  public let weight: Fraction
  public let thresholds: Thresholds
  /// Where it was read from.
  public let path: String

  public init(
    id: ID, name: String, role: String, experience: String, certifications: [String], triggers: Applicability,
    style: Style, dimensions: [Dimension], redFlags: [RedFlag], promptTemplate: String, primaryModel: ModelName,
    backupModel: ModelName?, weight: Fraction, thresholds: Thresholds, path: String
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.experience = experience
    self.certifications = certifications
    self.triggers = triggers
    self.style = style
    self.dimensions = dimensions
    self.redFlags = redFlags
    self.promptTemplate = promptTemplate
    self.primaryModel = primaryModel
    self.backupModel = backupModel
    self.weight = weight
    self.thresholds = thresholds
    self.path = path
  }
}

extension Persona {
  /// Every dimension that it could ever judge by: its own, and those of rubrics that it claims.
  public func everyDimension(in rubrics: [Rubric]) -> [Dimension] {
    dimensions + rubrics.flatMap(\.dimensions).filter { $0.personas.isEmpty || $0.personas.contains(id) }
  }
}

/// A model as moe-judge names it: `provider/model`.
public struct ModelName: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  public let provider: String
  public let model: String

  /// Nil unless both parts are there; the model's own name may hold further slashes.
  public init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/") else { return nil }
    let provider = text[..<slash]
    let model = text[text.index(after: slash)...]
    guard !provider.isEmpty, !model.isEmpty, !text.contains(where: \.isWhitespace) else { return nil }
    self.init(provider: String(provider), model: String(model))
  }

  public init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }

  /// Reads what `description` wrote, whatever a server calls itself: a path, a sentence, nothing at all.
  public init?(recorded text: String) {
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex else { return nil }
    self.init(provider: String(text[..<slash]), model: String(text[text.index(after: slash)...]))
  }

  /// The panel of deterministic detectors, which sits where `--offline` is asked for.
  public static let offline = ModelName(provider: "offline", model: "static-review")

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let name = ModelName(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not provider/model"))
    }
    self = name
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public var description: String { "\(provider)/\(model)" }
  public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
