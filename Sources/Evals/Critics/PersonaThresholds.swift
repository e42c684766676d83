internal import JudgeTypes
internal import Personas
internal import Rubrics

/// From which severity on a persona fails, and where that stands in its file.
struct PersonaThresholds {
  let path: String
  let text: String
  let failOn: Severity
  let conditionalOn: Severity

  /// By the id of the persona, which is its seat's.
  static func all(in workspace: Workspace) -> [String: PersonaThresholds] {
    var all: [String: PersonaThresholds] = [:]
    for (path, text) in workspace.files where path.hasPrefix("personas/") {
      guard let persona = try? PersonaFile.persona(from: text, path: path) else { continue }
      all[persona.id.rawValue] = PersonaThresholds(
        path: path, text: text, failOn: persona.thresholds.failOn, conditionalOn: persona.thresholds.conditionalOn)
    }
    return all
  }

  /// The edit by which findings of `severity` keep the persona from passing; nil where they do already, or the file says it in a form
  /// that is not known.
  func demanding(_ severity: Severity) -> FileEdit? {
    let fails = severity >= .high ? min(failOn, severity) : failOn
    // What makes a verdict conditional may not be graver than what makes it fail.
    let holds = min(conditionalOn, fails, severity >= .high ? conditionalOn : severity)
    let old = lines(fail: failOn, hold: conditionalOn)
    guard conditionalOn > severity || failOn > fails, text.ranges(of: old).count == 1 else { return nil }
    return FileEdit(
      path: path, find: old, replace: lines(fail: fails, hold: holds),
      reason: "it passed artifacts in which it had found a fault of \(severity.rawValue) or above")
  }

  private func lines(fail: Severity, hold: Severity) -> String {
    "  fail_on: \(fail.rawValue)\n  conditional_on: \(hold.rawValue)\n"
  }
}

/// Which dimension a fault speaks against, by the words that both use.
struct DimensionSearch {
  private let dimensions: [Dimension]

  init(in workspace: Workspace) {
    var dimensions: [Dimension] = []
    for (path, text) in workspace.files.sorted(by: { $0.key < $1.key }) {
      switch try? ChangeablePath(path).kind {
      case .persona: dimensions += (try? PersonaFile.persona(from: text, path: path))?.dimensions ?? []
      case .rubric: dimensions += (try? RubricFile.rubric(of: text, path: path))?.dimensions ?? []
      case .rules, nil: break
      }
    }
    self.dimensions = dimensions
  }

  /// The nearest of those that bind, so that what is found counts, and the nearest of the others where it is nearer.
  func dimensions(about fault: String) -> [Dimension.ID] {
    let words = Self.words(in: fault)
    let ranked = dimensions.map { (dimension: $0, score: Self.score(of: $0, for: words)) }
      .sorted { ($1.score, $0.dimension.id) < ($0.score, $1.dimension.id) }
    let binding = ranked.first { $0.dimension.level == .must || $0.dimension.level == .mustNot }
    let nearest = ranked.first
    var ids: [Dimension.ID] = []
    for found in [binding, nearest] {
      if let id = found?.dimension.id, !ids.contains(id), found?.score ?? 0 > 0 || ids.isEmpty { ids.append(id) }
    }
    return ids
  }

  private static func score(of dimension: Dimension, for words: Set<String>) -> Int {
    3 * self.words(in: dimension.id.rawValue).intersection(words).count
      + 2 * self.words(in: dimension.name).intersection(words).count
      + self.words(in: dimension.description + " " + dimension.checks.map(\.question).joined(separator: " "))
      .intersection(words).count
  }

  /// Words by their first five letters, so that "encrypt" and "encryption" are one.
  private static func words(in text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter }.filter { $0.count >= 3 }.map { String($0.prefix(5)) })
  }
}
