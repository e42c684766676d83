internal import JudgeTypes
internal import Personas
internal import Rubrics
internal import StaticReview
internal import YAMLFiles

/// What no change may take away: the form of a file, the variables of a template, what binds, what guards.
enum ChangeGuards {
  /// - Parameters:
  ///   - before: the file as the loop found it; nil for a new one.
  ///   - workspace: the other files, as they stand.
  static func check(_ text: String, at place: ChangeablePath, before: String?, in workspace: Workspace)
    throws(EditRefusal)
  {
    switch place.kind {
    case .persona:
      guard let before else { throw EditRefusal("new personas are for people to write") }
      let (old, new) = (try persona(before, place.path), try persona(text, place.path))
      try hold(old, new)
    case .rubric:
      guard let before else { throw EditRefusal("new rubrics are for people to write") }
      let (old, new) = (try rubric(before, place.path), try rubric(text, place.path))
      guard old.id == new.id else { throw EditRefusal("the rubric's id '\(old.id)' is gone") }
      try holdDimensions(old.dimensions, new.dimensions)
    case .rules: try checkRules(text, at: place.path, in: workspace)
    }
  }

  private static func persona(_ text: String, _ path: String) throws(EditRefusal) -> Persona {
    do { return try PersonaFile.persona(from: text, path: path) } catch { throw EditRefusal(first(of: error)) }
  }

  private static func rubric(_ text: String, _ path: String) throws(EditRefusal) -> Rubric {
    do { return try RubricFile.rubric(of: text, path: path) } catch { throw EditRefusal(first(of: error)) }
  }

  private static func first(of problems: FileProblems) -> String {
    "the file would not fit its schema: \(problems.problems.first.map(\.description) ?? "")"
  }

  // MARK: Personas

  private static func hold(_ old: Persona, _ new: Persona) throws(EditRefusal) {
    guard old.id == new.id else { throw EditRefusal("the persona's id '\(old.id)' is gone") }
    if let variable = variables(of: old.promptTemplate).first(where: { !variables(of: new.promptTemplate).contains($0) }
    ) {
      throw EditRefusal("the template variable {{\(variable)}} is gone")
    }
    for (old, new) in [(old.promptTemplate, new.promptTemplate), (old.experience, new.experience)] {
      if let clause = clauses(of: old).first(where: { !folded(new).contains($0) }) {
        throw EditRefusal("a clause that guards the judge is gone or altered: \"\(clause.prefix(100))\"")
      }
    }
    for flag in old.redFlags {
      guard let now = new.redFlags.first(where: { $0.id == flag.id }) else {
        throw EditRefusal("the red flag '\(flag.id)' is gone")
      }
      guard now.severity >= flag.severity else {
        throw EditRefusal("the red flag '\(flag.id)' would weigh less than \(flag.severity.rawValue)")
      }
    }
    guard old.primaryModel == new.primaryModel, old.backupModel == new.backupModel else {
      throw EditRefusal("who sits on which model is not changed by this loop")
    }
    guard old.weight == new.weight else { throw EditRefusal("the weight of a seat is for people to set") }
    try holdDimensions(old.dimensions, new.dimensions)
  }

  /// The names between the braces of a Mustache template, with their sigils.
  static func variables(of template: String) -> Set<String> {
    Set(
      template.matches(of: /\{\{\{?\s*([#^\/&>]?\s*[\w.\-]+)\s*\}?\}\}/).map {
        String($0.output.1).filter { !$0.isWhitespace }
      })
  }

  /// The sentences that forbid something, or say what the artifact's text is to a judge; white space folded.
  static func clauses(of template: String) -> [String] {
    let words =
      /(?i)\b(?:must not|never|do not|don't|only when|only what|is data|not an instruction|ignore any|not to be followed)\b/
    var sentences: [String] = []
    for word in template.split(whereSeparator: \.isWhitespace) {
      let goesOn = sentences.last.map { !".!?".contains($0.last ?? " ") } ?? false
      if goesOn { sentences[sentences.count - 1] += " " + word } else { sentences.append(String(word)) }
    }
    return sentences.filter { $0.contains(words) }
  }

  private static func folded(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  // MARK: Dimensions

  private static func holdDimensions(_ old: [Dimension], _ new: [Dimension]) throws(EditRefusal) {
    for dimension in old {
      guard let now = new.first(where: { $0.id == dimension.id }) else {
        throw EditRefusal("the dimension '\(dimension.id)' is gone")
      }
      guard dimension.level == now.level else {
        throw EditRefusal(
          "the level of '\(dimension.id)' would change from \(dimension.level.rawValue) to \(now.level.rawValue)")
      }
      let binds = dimension.level == .must || dimension.level == .mustNot
      for check in dimension.checks where check.isRequired || binds {
        guard now.checks.contains(where: { $0.id == check.id && ($0.isRequired || !check.isRequired) }) else {
          throw EditRefusal("the check '\(check.id)' of '\(dimension.id)' is gone, or binds less")
        }
      }
      guard now.clause == dimension.clause else {
        throw EditRefusal("the clause that '\(dimension.id)' rests on would change")
      }
    }
  }

  // MARK: Rule files

  /// A rule file has to fit by itself; what it says of rules in other files is seen when the panel is put together.
  private static func checkRules(_ text: String, at path: String, in workspace: Workspace) throws(EditRefusal) {
    do { _ = try RuleFile(from: text, path: path) } catch { throw EditRefusal(first(of: error)) }
  }
}
