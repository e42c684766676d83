import JudgeTypes

/// A skill's health, as far as mentoring needs it.
public struct SkillScore: Sendable, Hashable {
  /// From 0 to 100.
  public let score: Double
  /// On how many uses it rests; 0 where nobody said.
  public let invocations: Int
  /// What the skill belongs to by what is on record; nil where nobody said.
  public let category: String?

  public init(score: Double, invocations: Int, category: String? = nil) {
    self.score = score
    self.invocations = invocations
    self.category = category
  }
}

/// A skill file with its score.
public struct ScoredSkill: Sendable, Hashable {
  public let file: SkillFile
  public let score: SkillScore

  public init(file: SkillFile, score: SkillScore) {
    self.file = file
    self.score = score
  }

  /// What its front matter says that it belongs to, else what is on record.
  public var category: String? { file.category ?? score.category }
}

/// What a low scorer can take over from a high scorer of its category.
public struct Mentorship: Sendable, Hashable {
  public let learner: ScoredSkill
  public let mentor: ScoredSkill
  /// From 0 to 1.
  public let similarity: Double
  /// What the mentor has and the learner lacks, in the order of a skill file.
  public let lacking: [SkillPattern]
  /// What skills with all of `lacking` score more than those without.
  public let improvement: ExpectedImprovement
}

/// Finds mentors among the skills of a team.
public struct MentorSearch: Sendable {
  public let skills: [ScoredSkill]
  /// Below it a skill wants a mentor.
  public let limit: Double
  private let similarity: SkillSimilarity

  public init(_ skills: [ScoredSkill], below limit: Double = 60) {
    self.skills = skills
    self.limit = limit
    similarity = SkillSimilarity(among: skills.map(\.file))
  }

  /// Those that want a mentor, the lowest first.
  public var learners: [ScoredSkill] {
    skills.filter { $0.score.score < limit }
      .sorted { ($0.score.score, $0.file.path) < ($1.score.score, $1.file.path) }
  }

  /// Healthy skills of a category; nil stands for those that have none.
  public func mentors(in category: String?) -> [ScoredSkill] {
    skills.filter {
      $0.category == category && SkillState.Level(score: $0.score.score) == .healthy && $0.score.score >= limit
    }
  }

  /// The most similar healthy skill of the same category; nil where the learner has no category, or the category no healthy skill.
  public func mentorship(for learner: ScoredSkill) -> Mentorship? {
    guard let category = learner.category else { return nil }
    let ranked = mentors(in: category).filter { $0.file.path != learner.file.path }
      .map { (mentor: $0, similarity: similarity.between(learner.file, $0.file)) }
      .sorted {
        ($1.similarity, $1.mentor.score.score, $0.mentor.file.path) < (
          $0.similarity, $0.mentor.score.score, $1.mentor.file.path
        )
      }
    guard let best = ranked.first else { return nil }
    let lacking = best.mentor.file.patterns.subtracting(learner.file.patterns).sorted()
    let peers = skills.filter { $0.category == category }
    return Mentorship(
      learner: learner, mentor: best.mentor, similarity: best.similarity, lacking: lacking,
      improvement: ExpectedImprovement(of: Set(lacking), among: peers))
  }

  /// How many high and low scorers of a category have each pattern, those first that part them most.
  public func patterns(in category: String?) -> [PatternCount] {
    let high = mentors(in: category)
    let low = learners.filter { $0.category == category }
    let all = (high + low).reduce(into: Set<SkillPattern>()) { $0.formUnion($1.file.patterns) }
    return all.sorted().map { pattern in
      PatternCount(
        pattern: pattern, high: high.count { $0.file.patterns.contains(pattern) }, ofHigh: high.count,
        low: low.count { $0.file.patterns.contains(pattern) }, ofLow: low.count)
    }.sorted { $0.gap > $1.gap }
  }
}

/// How common a pattern is among high and low scorers.
public struct PatternCount: Sendable, Hashable {
  public let pattern: SkillPattern
  public let high: Int
  public let ofHigh: Int
  public let low: Int
  public let ofLow: Int

  /// From -1 to 1: by how much of a whole it is more common among the high ones.
  public var gap: Double {
    Double(high) / Double(max(1, ofHigh)) - Double(low) / Double(max(1, ofLow))
  }

  /// Shared by at least half of the high ones and rarer among the low ones.
  public var isLesson: Bool { ofHigh > 0 && 2 * high >= ofHigh && gap > 0 }
}
