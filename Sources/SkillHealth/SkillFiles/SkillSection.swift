/// A section that skill files have in common, told by its heading.
public enum SkillSection: String, Sendable, Hashable, CaseIterable {
  case successOutput = "Success Output"
  case completionChecklist = "Completion Checklist"
  case failureIndicators = "Failure Indicators"
  case whenNotToUse = "When NOT to Use"
  case antiPatterns = "Anti-Patterns"
  case principles = "Principles"
  case preflightChecklist = "Pre-flight Checklist"
  case requiredContext = "Required Context"
  case requiredTools = "Required Tools"
  case scopeBoundaries = "Scope Boundaries"
  case outputTemplate = "Output Template"
  case verificationSteps = "Verification Steps"

  /// The six whose presence tells a skill that was thought through.
  public static let quality: [SkillSection] = [
    .successOutput, .completionChecklist, .failureIndicators, .whenNotToUse, .antiPatterns, .principles,
  ]

  /// The heading as people write it.
  public var heading: String { rawValue }

  /// Whether its absence is said of every skill.
  public var isQuality: Bool { Self.quality.contains(self) }

  /// The section that `heading` names, whatever its case, numbering, punctuation and pictures; nil when it names none.
  public static func named(by heading: String) -> SkillSection? { byWords[Self.words(of: heading)] }

  /// What to write there, for those who have none.
  public var purpose: String {
    switch self {
    case .successOutput: "what is there once the skill has worked: files with their paths, messages, exit codes"
    case .completionChecklist: "a task list (`- [ ]`) that has to be ticked off before the work is called done"
    case .failureIndicators: "how one sees that it went wrong: error texts, missing files, figures out of range"
    case .whenNotToUse: "cases in which another skill, or none, is right, and which one"
    case .antiPatterns: "what goes wrong again and again, and what to do in its place"
    case .principles: "the few rules that decide where the steps say nothing"
    case .preflightChecklist: "what has to be there before the first step: files, variables, tools"
    case .requiredContext: "what has to be read or known first, by path"
    case .requiredTools: "the programs and agent tools that the steps need, with minimal versions"
    case .scopeBoundaries: "which paths and tools belong to the work, and which are off limits"
    case .outputTemplate: "the form of the result, as a code block to be filled in"
    case .verificationSteps: "commands or looks by which somebody else can tell that the result holds"
    }
  }

  /// Letters and digits in lower case, "and" for "&", a number in front left out.
  private static func words(of heading: String) -> String {
    var words = heading.replacing("&", with: " and ").lowercased()
      .split { !($0.isLetter || $0.isNumber) }.map(String.init)
    while words.count > 1, let first = words.first, isNumbering(first) { words.removeFirst() }
    return words.joined()
  }

  /// "3" of "3. Principles", "step" and "section" before it.
  private static func isNumbering(_ word: String) -> Bool {
    word.allSatisfy(\.isNumber) || ["step", "section", "phase", "part"].contains(word)
  }

  /// Words run together, so that "pre-flight", "pre flight" and "preflight" are one.
  private static let byWords: [String: SkillSection] = {
    var names: [String: SkillSection] = [:]
    for section in allCases { names[words(of: section.rawValue)] = section }
    for (section, others) in synonyms {
      for other in others { names[words(of: other)] = section }
    }
    return names
  }()

  private static let synonyms: [SkillSection: [String]] = [
    .successOutput: ["Success Outputs", "Expected Output", "Success Criteria", "On Success"],
    .completionChecklist: ["Completion Check List", "Done Checklist", "Definition of Done"],
    .failureIndicators: ["Failure Indicator", "Signs of Failure", "Failure Signs", "Failure Modes"],
    .whenNotToUse: [
      "When Not to Use This", "When NOT to Use This Skill", "Do Not Use When", "When Not To Use It", "Not For",
    ],
    .antiPatterns: ["Anti Pattern", "Anti-Patterns to Avoid", "Common Mistakes", "Pitfalls"],
    .principles: ["Core Principles", "Guiding Principles", "Key Principles"],
    .preflightChecklist: ["Pre-flight", "Preflight Checks", "Pre-flight Check", "Prerequisites", "Before You Start"],
    .requiredContext: ["Context Required", "Required Inputs", "Required Files"],
    .requiredTools: ["Tools Required", "Required Tool", "Tool Requirements"],
    .scopeBoundaries: ["Scope Boundary", "Scope", "Boundaries"],
    .outputTemplate: ["Output Templates", "Output Format", "Report Template"],
    .verificationSteps: ["Verification", "Verification Step", "How to Verify"],
  ]
}
