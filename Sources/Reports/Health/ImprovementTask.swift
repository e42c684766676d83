public import JudgeTypes
import Provenance
public import SkillHealth

/// A piece of work: bring one skill up to a target. It is a file that people read, change and close.
public struct ImprovementTask: Sendable {
  /// `health-<skill>-<started>`, safe as the name of a file.
  public let id: String
  public let state: SkillState
  /// Around the drop, those that head the list first.
  public let causes: [HealthCause]
  public let guess: DropGuess
  public let target: ImprovementTarget
  /// When the skill got worse, or else the day of `state`.
  public let started: Day
  public let created: Day

  public init(of state: SkillState, causes: [HealthCause], created: Day) {
    let started = state.finding.started ?? state.day
    self.state = state
    self.created = created
    self.started = started
    self.causes = HealthCause.ordered(causes, around: started)
    guess = DropGuess(of: state, causes: causes)
    target = ImprovementTarget(score: state.healthScore, before: state.finding.before)
    id = Self.id(of: state.skill, started: started)
  }

  /// Small letters, digits, dashes and underscores. A name that has other characters, or is long, ends with a hash of it, so that no two
  /// skills share a file, on file systems too that do not tell `A` from `a`.
  public static func id(of skill: Skill.ID, started: Day) -> String {
    let plain = skill.rawValue.lowercased().unicodeScalars.map { scalar -> Character in
      let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
      return isKept ? Character(scalar) : "-"
    }
    let name = String(plain.prefix(longestName))
    let isWhole = name.utf8.elementsEqual(skill.rawValue.utf8) && !name.isEmpty
    return "health-\(isWhole ? name : "\(name)-\(hash(of: skill.rawValue))")-\(started)"
  }

  private static let longestName = 60

  /// FNV-1a in 32 bits, eight hexadecimal digits.
  private static func hash(of text: String) -> String {
    let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The whole file: front matter in YAML, then the task.
  public var markdown: String { frontMatter + "\n" + body }

  private var frontMatter: String {
    """
    ---
    id: \(id)
    skill: \(JSONValue.string(state.skill.rawValue).canonical)
    state: open
    created: \(created)
    started: \(started)
    target: \(targetText)
    ---

    """
  }

  /// Without a decimal where it is whole.
  var targetText: String {
    let text = oneDecimal(target.over)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
