import JudgeTypes

/// The sentences of a generated dimension: the clause's own words as claims and questions.
struct ClauseWording {
  let clause: Clause
  let statement: ClauseStatement
  let level: Level
  let terms: [String]
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

  /// What each score looks like; in the clause's own grammar where it has the form of a demand, else as a quotation.
  var scores: [Int: String] {
    guard level != .may, let claim else { return quotedScores }
    let (done, not) = (claim.done, claim.notDone)
    let texts =
      switch level {
      case .must, .may:
        [
          "\(not)\(rest == nil ? "" : ", or the rest of the clause is not kept").\(rivalRemark)",
          "\(done), but with gaps: a place the clause covers is left out, or it is done only in part.",
          "\(done), everywhere the clause covers\(rest == nil ? "" : ", and the rest of the clause is kept").",
        ]
      case .mustNot:
        [
          "\(done).",
          "\(not), but something is prepared that would bring it about: a switch, a dependency, a guard turned off.",
          "\(not), and nothing is prepared that would bring it about.",
        ]
      case .should:
        [
          "\(not), and no reason is given.\(rivalRemark)",
          "\(done) in part, or a reason is given for departing from it.",
          "\(done).",
        ]
      case .shouldNot:
        ["\(done), and no reason is given.", "\(done) in part, or a reason is given for it.", "\(not)."]
      }
    return [1: texts[0], 2: texts[1], 3: texts[2]]
  }

  var checks: [Check] {
    let questions = [question] + followUps
    return questions.enumerated().map { index, question in
      Check(id: Check.ID("c\(index + 1)"), question: question, isRequired: isRequired(index))
    }
  }
}

// MARK: - Claims

extension ClauseWording {
  /// The demand itself, and its second half where that binds as well.
  private func isRequired(_ index: Int) -> Bool {
    guard level.isBinding else { return false }
    let restBinds = rest?.lowercased().split(separator: " ").contains { $0 == "must" || $0 == "shall" || $0 == "will" }
    return index == 0 || index == 1 && restBinds == true
  }
}

extension ClauseWording {
  private struct Claim {
    let done: String
    let notDone: String
    let question: String
  }

  private var isForbidden: Bool { level == .mustNot || level == .shouldNot }

  /// Nil where the clause has no such form, or says the opposite of its level.
  private var claim: Claim? {
    switch statement.form {
    case .modal(let subject, let predicate, _):
      guard predicate.isNegated == isForbidden else { return nil }
      return claim(subject: named(subject), predicate)
    case .instruction(let predicate):
      // "Avoid X" forbids in the form of a demand.
      if isForbidden, !predicate.isNegated {
        guard predicate.words.hasPrefix("avoid ") else { return nil }
        return Claim(
          done: sentence("the artifact does not \(predicate.words)"),
          notDone: sentence("the artifact avoids \(predicate.words.dropFirst(6))"),
          question: sentence("does the artifact \(predicate.words)") + "?")
      }
      guard predicate.isNegated == isForbidden else { return nil }
      return claim(subject: "the artifact", predicate)
    case .other: return nil
    }
  }

  private func claim(subject: String, _ predicate: ClauseStatement.Predicate) -> Claim {
    let isPlural = Prosaic.isPlural(subject)
    let never = isForbidden ? "never " : ""
    let isAll = ["all", "each", "every"].contains(subject.prefix { $0 != " " }.lowercased())
    let partly = subject.lowercased().hasPrefix("each ") ? "every \(subject.dropFirst(5))" : subject
    if predicate.isBe {
      let verb = isPlural ? "are" : "is"
      return Claim(
        done: sentence("\(subject) \(verb) \(predicate.words)"),
        notDone: sentence(
          isAll && !isForbidden
            ? "not \(partly) \(verb) \(predicate.words)" : "\(subject) \(verb) not \(predicate.words)"),
        question: sentence("\(verb) \(subject) \(never)\(predicate.words)") + "?")
    }
    let verb = isPlural ? "do" : "does"
    let done = isPlural ? predicate.words : Prosaic.thirdPerson(predicate.words)
    return Claim(
      done: sentence("\(subject) \(done)"),
      notDone: sentence(
        isAll && !isForbidden ? "not \(partly) \(done)" : "\(subject) \(verb) not \(predicate.words)"),
      question: sentence("\(verb) \(subject) \(never)\(predicate.words)") + "?")
  }

  /// The subject as it stands in the middle of a sentence.
  private func named(_ subject: String) -> String {
    switch subject.lowercased() {
    case "we": return "the team"
    case "": return ClauseStatement.heading(of: clause.section).map { "\"\($0)\"" } ?? "what the clause is about"
    default: return Prosaic.uncapitalised(subject)
    }
  }

  /// With the clause's condition before it; keywords in capitals are small here.
  private func sentence(_ text: String) -> String {
    let whole = statement.condition.map { "\($0), \(text)" } ?? text
    return ClauseStatement.capitalised(whole)
  }
}

// MARK: - Checks

extension ClauseWording {
  private var question: String {
    if level != .may, let claim { return claim.question }
    switch level {
    case .must: return "Does the artifact do what the clause demands: \(quoted)?"
    case .mustNot: return "Is the artifact free of what the clause forbids: \(quoted)?"
    case .should: return "Does the artifact follow the recommendation: \(quoted)?"
    case .shouldNot: return "Does the artifact keep clear of what the clause advises against: \(quoted)?"
    case .may: return "Where the artifact makes use of it, does it stay within what is permitted: \(quoted)?"
    }
  }

  /// "and a test MUST show it".
  private var rest: String? {
    guard level != .may, claim != nil, case .modal(_, _, let rest) = statement.form else { return nil }
    return rest
  }

  private var followUps: [String] {
    (rest.map { ["Is the rest of the clause kept too: \"\($0)\"?"] } ?? []) + usualFollowUps
  }

  private var usualFollowUps: [String] {
    switch level {
    case .must: ["Does that hold everywhere in the artifact that the clause covers, not only in some places?"] + details
    case .mustNot:
      ["Is nothing prepared that would bring it about, such as a switch, a dependency or a guard turned off?"] + figures
    case .should: ["Where the artifact departs from it, does it say why?"] + details
    case .shouldNot: ["Where the artifact does it all the same, does it say why?"]
    case .may: ["Is it left a choice: neither refused to nor demanded of those it is open to?"]
    }
  }

  private var details: [String] { figures + otherNames }

  /// "90 days", "2048-bit": figures that an artifact may get wrong.
  private var figures: [String] {
    let found = clause.text.split(whereSeparator: \.isWhitespace).map { $0.trimming { ".,;:()\"'".contains($0) } }
      .filter { $0.first?.isNumber == true && $0.count <= 24 && !$0.contains("://") && $0.contains(where: \.isNumber) }
    let distinct = found.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.prefix(4)
    guard !distinct.isEmpty else { return [] }
    return ["Are the figures those of the clause (\(distinct.joined(separator: ", ")))?"]
  }

  /// A chosen technology has to be found, whatever it is called there.
  private var otherNames: [String] {
    guard let term = chosenTerm, !term.aliases.isEmpty else { return [] }
    return [
      "Is \(term.name) what is used, by this name or another (\(term.aliases.prefix(4).joined(separator: ", ")))?"
    ]
  }

  private var chosenTerm: Taxonomy.Term? { taxonomy.chosenTerm(of: clause.text) }

  private var rivalRemark: String {
    guard let term = chosenTerm else { return "" }
    let others = taxonomy.rivals(of: term).prefix(3).map(\.name)
    return others.isEmpty
      ? "" : " A sign of it: \(others.joined(separator: ", ")) or the like in place of \(term.name)."
  }
}

// MARK: - Quotation

extension ClauseWording {
  private var quoted: String {
    let text =
      statement.isFragment ? statement.name(section: clause.section) : ClauseStatement.capitalised(statement.plain)
    return text.contains("\"") ? "“\(text)”" : "\"\(text)\""
  }

  private var quotedScores: [Int: String] {
    switch level {
    case .must:
      [
        1: "The artifact contradicts this, or lacks it where it is due: \(quoted)\(rivalRemark)",
        2: "Some of it is there, but not in full or not everywhere it is due: \(quoted)",
        3: "All of it is there, everywhere it is due: \(quoted)",
      ]
    case .mustNot:
      [
        1: "The artifact does what is forbidden: \(quoted)",
        2: "The artifact keeps clear of it, but something is prepared that would bring it about: \(quoted)",
        3: "The artifact keeps clear of it and prepares nothing of the kind: \(quoted)",
      ]
    case .should:
      [
        1: "The artifact departs from this and gives no reason: \(quoted)",
        2: "The artifact follows this in part, or gives a reason for departing from it: \(quoted)",
        3: "The artifact follows this: \(quoted)",
      ]
    case .shouldNot:
      [
        1: "The artifact does what is advised against and gives no reason: \(quoted)",
        2: "The artifact does it in part, or gives a reason for it: \(quoted)",
        3: "The artifact keeps clear of it: \(quoted)",
      ]
    case .may:
      [
        1: "What is left open is refused, made a duty, or used beyond its bounds: \(quoted)",
        2: "Use is made of it, but it is not clear that it stays within its bounds: \(quoted)",
        3: "It is left open, or used within its bounds: \(quoted)",
      ]
    }
  }
}
