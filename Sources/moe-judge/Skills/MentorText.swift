import Foundation
import Provenance
import Reports
import SkillHealth

// MARK: - For people

extension MentorRound {
  var text: String {
    guard !lessons.isEmpty else {
      guard healthy.isEmpty else { return "" }
      return "no skill is below \(shown(search.limit)); \(counted(search.skills.count, "skill")) looked at\n"
    }
    return lessons.map(text).joined(separator: "\n")
  }

  private func text(of lesson: Lesson) -> String {
    let learner = lesson.learner
    var text =
      "\(learner.file.name) (\(lesson.path)): \(shown(learner.score.score)), \(counted(learner.score.invocations, "invocation"))\n"
    guard let mentorship = lesson.mentorship else {
      let category = learner.category
      return text + "  no mentor: "
        + (category.map { "no skill of the category '\($0)' is above 75\n" }
          ?? "the front matter names no category; add 'category:' so that its like can be found\n")
    }
    let mentor = mentorship.mentor
    text +=
      "  mentor    \(mentor.file.name) (\(Self.relative(mentor.file.path))): \(shown(mentor.score.score)), "
      + "\(Int((mentorship.similarity * 100).rounded())) % alike\n"
    text += mentorship.lacking.isEmpty ? "  lacks     nothing of the mentor's structure\n" : ""
    for pattern in mentorship.lacking { text += "  lacks     \(pattern.name)\n" }
    if !mentorship.lacking.isEmpty { text += "  expected  \(mentorship.improvement.words)\n" }
    return text
  }

  /// SKILL-MENTORSHIP-GUIDE.md: what high scorers of each category share and low scorers lack.
  var guide: String {
    var text =
      "# Skill mentorship guide\n\n"
      + "What the healthy skills (above 75) of a category have in their files, and how many of the low ones (below \(shown(search.limit))) have it too. "
      + "These are counts of what stands side by side, not proof of a cause.\n"
    let categories = Set(search.skills.map(\.category)).sorted { ($0 ?? "") < ($1 ?? "") }
    for category in categories {
      let counts = search.patterns(in: category)
      guard let first = counts.first else { continue }
      text += "\n## \(category.map(safeForMarkdown) ?? "Without a category")\n\n"
      text += "\(counted(first.ofHigh, "healthy skill")), \(counted(first.ofLow, "low one")).\n\n"
      let lessons = counts.filter(\.isLesson)
      guard !lessons.isEmpty else {
        text +=
          first.ofHigh == 0
          ? "There is no healthy skill to learn from yet.\n" : "Nothing of their structure parts them.\n"
        continue
      }
      text += "| Pattern | Healthy skills | Low skills |\n| --- | --- | --- |\n"
      for count in lessons {
        text +=
          "| \(safeForMarkdown(count.pattern.name)) | \(count.high) of \(count.ofHigh) | \(count.low) of \(count.ofLow) |\n"
      }
    }
    for lesson in lessons {
      guard let mentorship = lesson.mentorship, !mentorship.lacking.isEmpty else { continue }
      text +=
        "\n## \(safeForMarkdown(lesson.learner.file.name)) learns from \(safeForMarkdown(mentorship.mentor.file.name))\n\n"
      for pattern in mentorship.lacking { text += "- [ ] \(safeForMarkdown(pattern.name))\n" }
      text += "\nExpected: \(mentorship.improvement.words).\n"
    }
    return text
  }
}

extension MentorRound.Lesson {
  /// The body of the pull request.
  ///
  /// - Parameter reviewer: who is asked; nil where nobody is named.
  func pullRequest(reviewer: String?) -> String {
    guard let mentorship else { return "" }
    let (learner, mentor) = (mentorship.learner, mentorship.mentor)
    var text = "# Structure for the skill `\(learner.file.name)`, after `\(mentor.file.name)`\n\n"
    text +=
      "- Mentor: \(safeForMarkdown(mentor.file.name)), \(shown(mentor.score.score)) of 100 "
      + "(\(safeForMarkdown(learner.file.name)): \(shown(learner.score.score))), \(Int((mentorship.similarity * 100).rounded())) % alike, "
      + "category \(safeForMarkdown(learner.category ?? ""))\n"
    text += "- Expected improvement: \(mentorship.improvement.words)\n"
    text += "- Reviewer: \(reviewer.map(safeForMarkdown) ?? "nobody is named; ask the owner of the skill")\n"
    text +=
      "- This is a skeleton. Every line with FILL IN has to be written before it is merged, and a person merges it.\n"
    text += "\n## Patterns added\n\n"
    for pattern in mentorship.lacking { text += "- \(safeForMarkdown(pattern.name))\n" }
    return text + "\n## Change\n\n\(fenced(diff, as: "diff"))"
  }
}

/// A score to one place, without a zero behind the point.
private func shown(_ score: Double) -> String {
  let rounded = (score * 10).rounded() / 10
  return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}

// MARK: - For scripts

extension MentorRound {
  var json: JSONValue {
    [
      "below": .number(search.limit), "skills": .integer(search.skills.count),
      "lessons": .array(lessons.map(\.json)), "passed_over": .texts(passedOver),
    ]
  }
}

extension MentorRound.Lesson {
  fileprivate var json: JSONValue {
    [
      "skill": .string(learner.file.name), "path": .string(path), "category": .optional(learner.category),
      "score": .number(learner.score.score), "invocations": .integer(learner.score.invocations),
      "mentor": .optional(mentorship?.mentor.file.name), "mentor_score": .optional(mentorship?.mentor.score.score),
      "similarity": .optional(mentorship?.similarity), "lacking": .texts((mentorship?.lacking ?? []).map(\.name)),
      "expected_improvement": mentorship?.improvement.json ?? .null, "diff": .string(diff),
    ]
  }
}

extension ExpectedImprovement {
  fileprivate var json: JSONValue {
    switch self {
    case .cannotBeTold(let with, let without):
      ["points": nil, "low": nil, "high": nil, "with": .integer(with), "without": .integer(without)]
    case .points(let points, let low, let high, let with, let without):
      [
        "points": .number(points), "low": .number(low), "high": .number(high), "with": .integer(with),
        "without": .integer(without),
      ]
    }
  }
}
