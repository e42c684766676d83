public import JudgeTypes

extension Dimension {
  /// The dimension that judges one clause: scale 1 to 3, each score described in the clause's own words.
  ///
  /// `weight` is by level and not yet a part of a rubric: 5 for MUST and MUST_NOT, 3 for SHOULD and SHOULD_NOT, 1 for MAY.
  public init(id: ID, clause: Clause, level: Level, terms: [String], taxonomy: Taxonomy) {
    let topics = Topics(terms: terms, taxonomy: taxonomy)
    let wording = ClauseWording(clause: clause, level: level, terms: terms)
    self.init(
      id: id, name: wording.name, description: wording.description, scale: .threePoint, level: level,
      scoreDescriptions: wording.scores, checks: wording.checks, weight: level.generatedWeight,
      applicability: topics.applicability, personas: topics.personas, terms: terms, clause: clause)
  }
}

extension Level {
  /// How much a clause weighs beside the others of its record.
  var generatedWeight: Int {
    switch self {
    case .must, .mustNot: 5
    case .should, .shouldNot: 3
    case .may: 1
    }
  }
}

/// The sentences of a generated dimension.
private struct ClauseWording {
  let clause: Clause
  let level: Level
  let terms: [String]

  private var quoted: String { "\"\(clause.text)\"" }

  /// The clause in at most 60 characters, cut between words.
  var name: String {
    let text = clause.text.trimming { $0 == "." || $0 == ":" || $0.isWhitespace }
    guard text.count > 60 else { return text }
    var name = ""
    for word in text.split(separator: " ") {
      if name.count + word.count + 1 > 59 { break }
      name += name.isEmpty ? String(word) : " \(word)"
    }
    return (name.isEmpty ? String(text.prefix(59)) : name.trimming { ",;:-(".contains($0) }) + "…"
  }

  var description: String {
    let demand =
      switch level {
      case .must: "demands"
      case .mustNot: "forbids"
      case .should: "recommends"
      case .shouldNot: "advises against"
      case .may: "permits"
      }
    return "\(clause.adr) \(demand): \(clause.text)"
  }

  var scores: [Int: String] {
    switch level {
    case .must:
      [
        1: "The artifact contradicts the clause, or what it demands is missing: \(quoted)",
        2: "What the clause demands is there, but not everywhere it applies or not in full: \(quoted)",
        3: "The artifact does all that the clause demands wherever it applies: \(quoted)",
      ]
    case .mustNot:
      [
        1: "The artifact does what the clause forbids: \(quoted)",
        2: "The artifact does not do what the clause forbids, but leaves a way to it open: \(quoted)",
        3: "The artifact is free of what the clause forbids: \(quoted)",
      ]
    case .should:
      [
        1: "The artifact departs from the recommendation and gives no reason: \(quoted)",
        2: "The artifact follows the recommendation in part, or departs from it with a stated reason: \(quoted)",
        3: "The artifact follows the recommendation: \(quoted)",
      ]
    case .shouldNot:
      [
        1: "The artifact does what the clause advises against and gives no reason: \(quoted)",
        2: "The artifact does what the clause advises against in part, or with a stated reason: \(quoted)",
        3: "The artifact avoids what the clause advises against: \(quoted)",
      ]
    case .may:
      [
        1: "The artifact takes away the choice that the clause permits, or goes beyond it: \(quoted)",
        2: "The artifact makes use of the choice, but not clearly within its bounds: \(quoted)",
        3: "The artifact leaves the choice open or uses it within its bounds: \(quoted)",
      ]
    }
  }

  var checks: [Check] {
    let questions =
      switch level {
      case .must:
        [
          "Does the artifact do what this clause demands: \(quoted)?",
          "Is it done everywhere in the artifact that the clause applies to?",
        ]
      case .mustNot:
        [
          "Is the artifact free of what this clause forbids: \(quoted)?",
          "Is nothing prepared that would bring it about, such as configuration, a dependency or a disabled guard?",
        ]
      case .should:
        [
          "Does the artifact follow this recommendation: \(quoted)?",
          "Where the artifact departs from it, does it say why?",
        ]
      case .shouldNot:
        [
          "Does the artifact avoid what this clause advises against: \(quoted)?",
          "Where the artifact does it all the same, does it say why?",
        ]
      case .may:
        [
          "Where the artifact uses this permission, does it stay within it: \(quoted)?",
          "Does the artifact still work for those who do not use it?",
        ]
      }
    return (questions + termQuestion).enumerated().map { index, question in
      Check(id: Check.ID("c\(index + 1)"), question: question, isRequired: index == 0 && level.isBinding)
    }
  }

  private var termQuestion: [String] {
    guard !terms.isEmpty, level == .must || level == .should else { return [] }
    return ["Where the artifact deals with \(terms.prefix(4).joined(separator: ", ")), is it as the clause says?"]
  }
}
