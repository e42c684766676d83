internal import JudgeTypes
internal import YAMLFiles

/// Makes a critic's edits in memory, each by itself, and refuses those that a careful reviewer would not let through.
///
/// Files on disk are written by nobody before a change is adopted, so undoing an edit is to forget it.
public struct Applier: Sendable {
  /// A file may grow to this share of what it was, or by `leastRoom` bytes where that is more.
  public static let growth = 1.5
  public static let leastRoom = 4_000
  /// The longest text that one edit may bring, in bytes.
  public static let longestEdit = 16_000
  /// The most edits of one proposal that are looked at.
  public static let mostEdits = 40

  /// As the loop found them: guards are held against these, so that no chain of small edits takes one away.
  private let base: Workspace
  /// Words that only the cases of the suite hold, such as their ids: an edit with one of them would learn the suite by heart.
  private let suiteWords: [String]

  public init(base: Workspace, suite: EvalSuite) {
    self.base = base
    // A word of letters alone may be any word; what has marks or digits is a name.
    suiteWords = suite.cases.flatMap { [$0.id.rawValue, $0.artifact] }.filter { word in
      word.utf8.count >= 6 && !word.allSatisfy(\.isLetter)
    }
  }

  /// Edits that fit, made one after the other; the rest with the reasons.
  ///
  /// - Parameters:
  ///   - editingRules: whether the file of learned rules may be written.
  ///   - objection: why a workspace is no panel, beyond what each file by itself says; nil where it is one.
  public func apply(
    _ edits: [FileEdit], to workspace: Workspace, editingRules: Bool = true,
    objection: (Workspace) -> String? = { _ in nil }
  ) -> (workspace: Workspace, refused: [RefusedEdit]) {
    var workspace = workspace
    var refused: [RefusedEdit] = []
    for (index, edit) in edits.enumerated() {
      do throws(EditRefusal) {
        guard index < Self.mostEdits else { throw EditRefusal("more than \(Self.mostEdits) edits in one proposal") }
        var candidate = workspace
        candidate.files[edit.path] = try edited(edit, in: workspace, editingRules: editingRules)
        if let objection = objection(candidate) { throw EditRefusal(objection) }
        workspace = candidate
      } catch {
        refused.append(RefusedEdit(edit: edit, reason: error.reason))
      }
    }
    return (workspace, refused)
  }

  /// The file's text once the edit is made.
  private func edited(_ edit: FileEdit, in workspace: Workspace, editingRules: Bool) throws(EditRefusal) -> String {
    let place = try ChangeablePath(edit.path)
    guard editingRules || place.kind != .rules else { throw EditRefusal("a model edits no rule files") }
    guard edit.replace.utf8.count <= Self.longestEdit else {
      throw EditRefusal("it brings more than \(Self.longestEdit) bytes")
    }
    if let word = suiteWords.first(where: { edit.replace.holds(word: $0) && !edit.find.holds(word: $0) }) {
      throw EditRefusal("it names '\(word)', which is of the suite: it would learn the cases by heart")
    }
    let text = try replaced(edit, in: workspace.files[edit.path], place)
    guard text != workspace.files[edit.path] else { throw EditRefusal("it changes nothing") }
    let before = base.files[edit.path]
    let most = before.map { max(Int(Double($0.utf8.count) * Self.growth), $0.utf8.count + Self.leastRoom) }
    guard text.utf8.count <= most ?? Self.longestEdit else {
      throw EditRefusal("the file would have \(text.utf8.count) bytes; at most \(most ?? Self.longestEdit) are allowed")
    }
    try ChangeGuards.check(text, at: place, before: before)
    return text
  }

  private func replaced(_ edit: FileEdit, in text: String?, _ place: ChangeablePath) throws(EditRefusal) -> String {
    guard !edit.find.isEmpty else {
      guard place.kind == .rules else {
        throw EditRefusal(
          "only the file of learned rules is written whole; of others quote in 'find' what is to be replaced")
      }
      return edit.replace
    }
    guard let text else { throw EditRefusal("there is no such file") }
    let places = text.ranges(of: edit.find)
    guard places.count == 1 else {
      throw EditRefusal(
        places.isEmpty
          ? "the text in 'find' does not stand in the file" : "the text in 'find' stands there \(places.count) times")
    }
    return text.replacingCharacters(in: places[0], with: edit.replace)
  }
}

/// Why an edit is not made.
struct EditRefusal: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// A path that a critic may name: a persona, a rubric that a person wrote, or the file of learned rules.
struct ChangeablePath {
  enum Kind { case persona, rubric, rules }

  let path: String
  let kind: Kind

  private static let wrongPlace =
    "only files of personas/ and rubrics/, and \(LearnedRules.path), may be changed"

  init(_ path: String) throws(EditRefusal) {
    if path == LearnedRules.path {
      (self.path, kind) = (path, .rules)
      return
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let name = parts.last, name.wholeMatch(of: /[A-Za-z0-9_\-]{1,64}\.yaml/) != nil else {
      throw EditRefusal(
        parts.starts(with: ["rubrics", "generated"])
          ? "generated rubrics change with their decision records alone" : Self.wrongPlace)
    }
    switch parts[0] {
    case "personas" where name != "routing.yaml": kind = .persona
    case "personas": throw EditRefusal("who sits on which model is not changed by this loop")
    case "rubrics": kind = .rubric
    default: throw EditRefusal(Self.wrongPlace)
    }
    self.path = path
  }
}

extension String {
  func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }

  /// Whether `word` stands in it as a name of its own, not as a part of a longer one.
  fileprivate func holds(word: String) -> Bool {
    ranges(of: word).contains { range in
      let before = range.lowerBound == startIndex ? " " : self[index(before: range.lowerBound)]
      let after = range.upperBound == endIndex ? " " : self[range.upperBound]
      return ![before, after].contains { $0.isLetter || $0.isNumber || $0 == "_" }
    }
  }
}
