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
    suiteWords = suite.cases.flatMap { [$0.id.rawValue, $0.artifact] }.filter { $0.utf8.count >= 6 }
  }

  /// Edits that fit, made one after the other; the rest with the reasons.
  public func apply(_ edits: [FileEdit], to workspace: Workspace) -> (workspace: Workspace, refused: [RefusedEdit]) {
    var workspace = workspace
    var refused: [RefusedEdit] = []
    for (index, edit) in edits.enumerated() {
      guard index < Self.mostEdits else {
        refused.append(RefusedEdit(edit: edit, reason: "more than \(Self.mostEdits) edits in one proposal"))
        continue
      }
      do throws(EditRefusal) {
        workspace.files[edit.path] = try edited(edit, in: workspace)
      } catch {
        refused.append(RefusedEdit(edit: edit, reason: error.reason))
      }
    }
    return (workspace, refused)
  }

  /// The file's text once the edit is made.
  private func edited(_ edit: FileEdit, in workspace: Workspace) throws(EditRefusal) -> String {
    let place = try ChangeablePath(edit.path)
    guard edit.replace.utf8.count <= Self.longestEdit else {
      throw EditRefusal("it brings more than \(Self.longestEdit) bytes")
    }
    if let word = suiteWords.first(where: { edit.replace.contains($0) && !edit.find.contains($0) }) {
      throw EditRefusal("it names '\(word)', which is of the suite: it would learn the cases by heart")
    }
    let text = try replaced(edit, in: workspace.files[edit.path], place)
    guard text != workspace.files[edit.path] else { throw EditRefusal("it changes nothing") }
    let before = base.files[edit.path]
    let most = before.map { max(Int(Double($0.utf8.count) * Self.growth), $0.utf8.count + Self.leastRoom) }
    guard text.utf8.count <= most ?? Self.longestEdit else {
      throw EditRefusal("the file would have \(text.utf8.count) bytes; at most \(most ?? Self.longestEdit) are allowed")
    }
    try ChangeGuards.check(text, at: place, before: before, in: workspace)
    return text
  }

  private func replaced(_ edit: FileEdit, in text: String?, _ place: ChangeablePath) throws(EditRefusal) -> String {
    guard !edit.find.isEmpty else {
      guard place.kind == .rules else {
        throw EditRefusal("only a rule file is written whole; of other files quote in 'find' what is to be replaced")
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

/// A path that a critic may name: a persona, a rubric that a person wrote, or a rule file of the team.
struct ChangeablePath {
  enum Kind { case persona, rubric, rules }

  let path: String
  let kind: Kind

  init(_ path: String) throws(EditRefusal) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\\") && !$0.contains("\0") }) else {
      throw EditRefusal("the path leaves the folders of personas and rubrics")
    }
    guard let name = parts.last, name.hasSuffix(".yaml") else {
      throw EditRefusal("only .yaml files in personas/, rubrics/ and rubrics/rules/ may be changed")
    }
    switch parts.dropLast() {
    case ["personas"] where name != "routing.yaml": kind = .persona
    case ["personas"]: throw EditRefusal("who sits on which model is not changed by this loop")
    case ["rubrics"]: kind = .rubric
    case ["rubrics", "rules"]: kind = .rules
    case ["rubrics", "generated"]:
      throw EditRefusal("generated rubrics change with their decision records alone")
    default: throw EditRefusal("only .yaml files in personas/, rubrics/ and rubrics/rules/ may be changed")
    }
    self.path = path
  }
}

extension String {
  func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
