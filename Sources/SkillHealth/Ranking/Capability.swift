import Foundation
public import JudgeTypes

/// What a skill says of itself.
public struct Capability: Sendable, Hashable {
  public let skill: Skill.ID
  public let category: String?
  /// One or two sentences; empty where nobody wrote any.
  public let description: String
  /// Of the sections of its SKILL.md.
  public let headings: [String]

  public init(skill: Skill.ID, category: String? = nil, description: String = "", headings: [String] = []) {
    self.skill = skill
    self.category = category
    self.description = description
    self.headings = headings
  }
}

/// How well skills fit a task, by the words that both have.
public struct CapabilityIndex: Sendable {
  /// What a word counts by where it stands; the best place of several counts.
  private enum Place {
    static let name = 1.0
    static let description = 0.9
    static let category = 0.8
    static let heading = 0.5
  }

  /// Stem → what it counts, for each capability.
  private let words: [[String: Double]]
  /// Stem → how many capabilities have it.
  private let holders: [String: Int]

  public init(_ capabilities: [Capability]) {
    words = capabilities.map { capability in
      var places: [String: Double] = [:]
      func add(_ text: String, _ place: Double) {
        for stem in SkillWords.stems(of: text) { places[stem] = max(places[stem] ?? 0, place) }
      }
      add(capability.skill.rawValue, Place.name)
      add(capability.description, Place.description)
      add(capability.category ?? "", Place.category)
      for heading in capability.headings { add(heading, Place.heading) }
      return places
    }
    holders = words.reduce(into: [:]) { holders, words in for stem in words.keys { holders[stem, default: 0] += 1 } }
  }

  /// From 0 to 1, for each capability: the share of the task's words that it has, each weighted by how few have it (inverse document
  /// frequency, ln(1 + n / holders)) and by where it stands. A word that no skill has counts as one that a single skill has.
  ///
  /// All are 0 where the task has no word that says anything.
  public func matches(_ task: String) -> [Double] {
    let weights = SkillWords.stems(of: task).sorted().map { (stem: $0, weight: weight(of: $0)) }
    let total = weights.map(\.weight).reduce(0, +)
    guard total > 0 else { return words.map { _ in 0 } }
    return words.map { words in weights.map { $0.weight * (words[$0.stem] ?? 0) }.reduce(0, +) / total }
  }

  private func weight(of stem: String) -> Double {
    log(1 + Double(words.count) / Double(holders[stem] ?? 1))
  }
}
