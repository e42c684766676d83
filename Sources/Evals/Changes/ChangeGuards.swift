internal import JudgeTypes
internal import Personas
internal import Rubrics
internal import StaticReview
internal import YAMLFiles

/// What no change may take away: the form of a file, the variables of a template, what binds, what guards.
enum ChangeGuards {
  /// - Parameter before: the file as the loop found it; nil for a new one.
  static func check(_ text: String, at place: ChangeablePath, before: String?) throws(EditRefusal) {
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
    case .rules:
      guard LearnedRules(text) != nil else { throw EditRefusal("this is no file of learned rules") }
      do { _ = try RuleFile(from: text, path: place.path) } catch { throw EditRefusal(first(of: error)) }
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
    guard tags(of: old.promptTemplate) == tags(of: new.promptTemplate) else {
      throw EditRefusal("the template variables are not those that it had, in their order")
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
      guard now.severity >= flag.severity, folded(now.description).contains(folded(flag.description)) else {
        throw EditRefusal(
          "the red flag '\(flag.id)' would weigh less than \(flag.severity.rawValue), or say something else")
      }
    }
    guard old.primaryModel == new.primaryModel, old.backupModel == new.backupModel else {
      throw EditRefusal("who sits on which model is not changed by this loop")
    }
    guard old.weight == new.weight else { throw EditRefusal("the weight of a seat is for people to set") }
    guard old.triggers == new.triggers else { throw EditRefusal("what a persona looks at is for people to set") }
    let (was, now) = (old.thresholds, new.thresholds)
    guard now.failOn <= was.failOn, now.conditionalOn <= was.conditionalOn, now.pass >= was.pass,
      now.conditional >= was.conditional
    else { throw EditRefusal("a verdict's thresholds may become stricter, never milder") }
    try holdDimensions(old.dimensions, new.dimensions)
  }

  /// The tags of a Mustache template, in their order.
  static func tags(of template: String) -> [String] {
    // A tag inside of another, such as a comment, shows in the braces alone.
    template.matches(of: /\{\{\{?[^{}]*\}?\}\}/).map { String($0.output).filter { !$0.isWhitespace } }
      + [template.filter { "{}".contains($0) }]
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
        guard let kept = now.checks.first(where: { $0.id == check.id }), kept.isRequired || !check.isRequired,
          folded(kept.question).contains(folded(check.question))
        else { throw EditRefusal("the check '\(check.id)' of '\(dimension.id)' is gone, or binds less") }
      }
      guard now.weight == dimension.weight, now.applicability == dimension.applicability, now.scale == dimension.scale,
        now.personas == dimension.personas
      else { throw EditRefusal("weight, scale and reach of '\(dimension.id)' are for people to set") }
      guard now.clause == dimension.clause else {
        throw EditRefusal("the clause that '\(dimension.id)' rests on would change")
      }
    }
  }
}
