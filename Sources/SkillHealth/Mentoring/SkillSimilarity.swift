import Foundation

/// How alike skills are, by the words of their names, descriptions and headings; a word that few of them have counts more.
struct SkillSimilarity: Sendable {
  private let weights: [String: Double]

  init(among skills: [SkillFile]) {
    var counts: [String: Int] = [:]
    for skill in skills { for word in Self.words(of: skill) { counts[word, default: 0] += 1 } }
    let total = Double(max(1, skills.count))
    weights = counts.mapValues { log(1 + total / Double($0)) }
  }

  /// From 0, nothing in common, to 1: the weight of the words that both have among that of all their words.
  func between(_ left: SkillFile, _ right: SkillFile) -> Double {
    let (left, right) = (Self.words(of: left), Self.words(of: right))
    let all = weight(left.union(right))
    return all > 0 ? weight(left.intersection(right)) / all : 0
  }

  /// In one order, so that the sum is the same on every machine.
  private func weight(_ words: Set<String>) -> Double {
    words.sorted().reduce(0) { $0 + (weights[$1] ?? 0) }
  }

  /// Headings that all skills have in common say nothing of what they are about.
  private static func words(of skill: SkillFile) -> Set<String> {
    let headings = skill.sections.filter { $0.kind == nil }.map(\.heading)
    let text = ([skill.name, skill.frontMatter?.description ?? ""] + headings).joined(separator: " ").lowercased()
    return Set(
      text.split { !($0.isLetter || $0.isNumber) }.map(String.init).filter { $0.count > 2 && !plain.contains($0) })
  }

  private static let plain: Set<String> = [
    "the", "and", "for", "with", "from", "use", "when", "that", "this", "its", "are", "was", "into", "not", "you",
    "your", "all",
    "skill", "steps", "one", "has", "have", "what", "how", "any", "can", "will",
  ]
}
