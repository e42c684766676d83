import JudgeTypes
import Markdown

/// The sentences of a generated dimension: the clause's own words as claims and questions.
///
/// A clause in a plain form is asked about directly; every other one is quoted, and what is judged is whether it is kept, so
/// that no reading of the quotation turns a prohibition into a demand.
struct ClauseWording {
  let clause: Clause
  let statement: ClauseStatement
  let level: Level
  let taxonomy: Taxonomy

  var description: String {
    let demand =
      switch level {
      case .must: "demands"
      case .mustNot: "forbids"
      case .should: "recommends"
      case .shouldNot: "advises against"
      case .may: "permits"
      }
    let place = clause.section.isEmpty ? "" : " (\(clause.section))"
    return "\(clause.adr)\(place) \(demand): \(clause.text)"
  }

  /// What each score looks like. On the scale of three 2 counts as met, so that it is no place for a breach.
  var scores: [Int: String] {
    let texts =
      switch level {
      case .must:
        [
          "Somewhere it is due, this does not hold: \(claim)\(rivalRemark)",
          "Nothing contradicts it, but the artifact does not show it everywhere it is due: \(claim)",
          "This holds everywhere it is due: \(claim)",
        ]
      case .mustNot:
        [
          "Somewhere this is not kept: \(claim)",
          "This is kept, but something is prepared that would break it, such as a switch, a dependency or a guard "
            + "turned off: \(claim)",
          "This is kept, and nothing is prepared that would break it: \(claim)",
        ]
      case .should:
        [
          "This does not hold, and no reason is given: \(claim)\(rivalRemark)",
          "This holds in part, or a reason is given for departing from it: \(claim)",
          "This holds: \(claim)",
        ]
      case .shouldNot:
        [
          "This is not kept, and no reason is given: \(claim)",
          "This is kept in part, or a reason is given for departing from it: \(claim)",
          "This is kept: \(claim)",
        ]
      case .may:
        [
          "What is left open is refused, made a duty, or used beyond its bounds: \(quoted)",
          "Use is made of it, but it is not clear that it stays within its bounds: \(quoted)",
          "It is left open, or used within its bounds: \(quoted)",
        ]
      }
    return [1: texts[0], 2: texts[1], 3: texts[2]]
  }

  /// What binds is asked twice, and required: whether it is done, and whether everywhere.
  var checks: [Check] {
    let required = level.isBinding ? [question, everywhere] : []
    let optional = level.isBinding ? [] : [question]
    return zip(required + optional + followUps, 1...).map { question, number in
      Check(id: Check.ID("c\(number)"), question: question, isRequired: number <= required.count)
    }
  }
}

// MARK: - Claims

extension ClauseWording {
  private var isForbidden: Bool { level == .mustNot || level == .shouldNot }

  /// What holds where the clause is kept.
  private var claim: String {
    guard let parts = plainParts else { return quoted }
    let (subject, predicate) = parts
    let isPlural = Prosaic.isPlural(subject)
    let verb = predicate.isBe ? isPlural ? "are" : "is" : isPlural ? "do" : "does"
    if predicate.isNegated { return "\(sentence("\(subject) \(verb) not \(predicate.words)"))." }
    if predicate.isBe { return "\(sentence("\(subject) \(verb) \(predicate.words)"))." }
    if isPlural { return "\(sentence("\(subject) \(predicate.words)"))." }
    return Prosaic.thirdPerson(predicate.words).map { "\(sentence("\(subject) \($0)"))." } ?? quoted
  }

  private var question: String {
    if let (subject, predicate) = plainParts {
      let isPlural = Prosaic.isPlural(subject)
      let verb = predicate.isBe ? isPlural ? "are" : "is" : isPlural ? "do" : "does"
      return sentence("\(verb) \(subject) \(predicate.isNegated ? "never " : "")\(predicate.words)") + "?"
    }
    return switch level {
    case .must: "Does the artifact keep this demand: \(quoted)?"
    case .mustNot: "Does the artifact keep this prohibition: \(quoted)?"
    case .should: "Does the artifact follow this recommendation: \(quoted)?"
    case .shouldNot: "Does the artifact keep clear of what this advises against: \(quoted)?"
    case .may: "Where the artifact makes use of it, does it stay within what is permitted: \(quoted)?"
    }
  }

  /// Subject and predicate; nil where the clause has no plain form, or says the opposite of its level.
  private var plainParts: (subject: String, predicate: ClauseStatement.Predicate)? {
    guard level != .may else { return nil }
    switch statement.form {
    case .modal(let subject, let predicate):
      let isTeam = subject.lowercased() == "we"
      return predicate.isNegated == isForbidden
        ? (isTeam ? "the team" : Prosaic.uncapitalised(subject), predicate) : nil
    case .instruction(let predicate): return predicate.isNegated == isForbidden ? ("the artifact", predicate) : nil
    case .other: return nil
    }
  }

  /// With the clause's condition before it.
  private func sentence(_ text: String) -> String {
    ClauseStatement.capitalised(statement.condition.map { "\($0), \(text)" } ?? text)
  }

  /// The clause in quotation marks, with its heading or its sentence where it does not say by itself what it is about.
  private var quoted: String {
    let text =
      statement.isFragment ? statement.name(section: clause.section) : ClauseStatement.capitalised(statement.plain)
    guard statement.isFragment, let sentence = statement.sentence else { return marked(text) }
    return "\(marked(text)), in \(marked(sentence))"
  }

  private func marked(_ text: String) -> String { text.contains("\"") ? "“\(text)”" : "\"\(text)\"" }
}

// MARK: - Checks

extension ClauseWording {
  private var everywhere: String {
    isForbidden
      ? "Is there no place in the artifact, however small, where that is broken?"
      : "Does that hold everywhere in the artifact that the clause covers, not only in some places?"
  }

  private var followUps: [String] {
    switch level {
    case .must: ["Does the artifact itself show it, rather than a comment or a name that promises it?"] + details
    case .mustNot:
      ["Is nothing prepared that would break it, such as a switch, a dependency or a guard turned off?"]
    case .should: ["Where the artifact departs from it, does it say why?"] + details
    case .shouldNot: ["Where the artifact does it all the same, does it say why?"]
    case .may: ["Is it left a choice: neither refused to nor demanded of those it is open to?"]
    }
  }

  private var details: [String] { figure + otherNames }

  private static let units = Words.set(
    "ms second seconds minute minutes hour hours day days week weeks month months year years byte bytes kb mb gb kib mib "
      + "gib bit bits character characters percent % requests retries attempts replicas lines")

  /// "90 days": the one figure with a unit in a plain clause, which an artifact may get wrong.
  private var figure: [String] {
    guard plainParts != nil else { return [] }
    let words = statement.core.split(separator: " ").map { $0.trimming { ".,".contains($0) } }
    let figures = zip(words, words.dropFirst()).filter { number, unit in
      number.allSatisfy(\.isNumber) && Self.units.contains(unit.lowercased())
    }
    guard figures.count == 1, let found = figures.first else { return [] }
    return ["Is the figure that of the clause (\(found.0) \(found.1))?"]
  }

  /// A chosen technology has to be found, whatever it is called there.
  private var otherNames: [String] {
    guard let term = chosenTerm, !term.aliases.isEmpty else { return [] }
    return [
      "Is \(term.name) what is used, by this name or another (\(term.aliases.prefix(4).joined(separator: ", ")))?"
    ]
  }

  /// Only where the clause says nothing but to use it: who stops using MySQL has not chosen it.
  private var chosenTerm: Taxonomy.Term? {
    guard let predicate = plainParts?.predicate, !predicate.isNegated,
      ["use ", "adopt ", "choose "].contains(where: predicate.words.lowercased().hasPrefix)
    else { return nil }
    return taxonomy.chosenTerm(of: clause.text)
  }

  private var rivalRemark: String {
    guard let term = chosenTerm else { return "" }
    let others = taxonomy.rivals(of: term).prefix(3).map(\.name)
    return others.isEmpty
      ? "" : " A sign of that: \(others.joined(separator: ", ")) or the like in place of \(term.name)."
  }
}
