/// What preflight says of one skill.
public struct PreflightResult: Sendable, Hashable {
  public let skill: String
  public let path: String
  /// In the order of the file.
  public let missing: [MissingThing]
  public let warnings: [PreflightWarning]

  public var isValid: Bool { missing.isEmpty }

  public init(skill: String, path: String, missing: [MissingThing], warnings: [PreflightWarning]) {
    self.skill = skill
    self.path = path
    self.missing = missing
    self.warnings = warnings
  }
}

/// Something that the skill needs and that is not there.
public struct MissingThing: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case file, files, variable, tool, version, skill
    case frontMatter = "front_matter"
  }

  public let kind: Kind
  /// The path, the pattern, the variable, the program, the skill.
  public let name: String
  /// 1-based, of the skill file.
  public let line: Int
  public let why: String
  /// A command or a sentence that says what to do.
  public let mend: String
  /// The skill whose output this is; nil where no skill says so.
  public let runFirst: String?

  public init(kind: Kind, name: String, line: Int, why: String, mend: String, runFirst: String? = nil) {
    self.kind = kind
    self.name = name
    self.line = line
    self.why = why
    self.mend = mend
    self.runFirst = runFirst
  }
}

/// Something to look at that does not stop the skill.
public struct PreflightWarning: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// No machine can tell: ask a person.
    case person
    /// A path that leads out of the root; it was not looked at.
    case outside
    /// A section that good skills have.
    case section
    /// Something missing that the item calls optional.
    case optional
    /// A version that could not be asked for.
    case version
    /// A tool that the front matter does not allow.
    case permission
    case frontMatter = "front_matter"
  }

  public let kind: Kind
  public let name: String
  /// Nil where the file as a whole is meant.
  public let line: Int?
  public let message: String

  public init(kind: Kind, name: String, line: Int?, message: String) {
    self.kind = kind
    self.name = name
    self.line = line
    self.message = message
  }
}
