/// A change of one file, as a critic proposes it.
public struct FileEdit: Sendable, Hashable, Codable {
  /// Relative to the folder that holds personas/ and rubrics/.
  public let path: String
  /// Verbatim, occurring exactly once in the file; empty where `replace` is the whole file.
  public let find: String
  public let replace: String
  /// What it is to mend, in a sentence.
  public let reason: String

  public init(path: String, find: String, replace: String, reason: String) {
    (self.path, self.find, self.replace, self.reason) = (path, find, replace, reason)
  }
}

/// A doubt about a case's label. It never rides with a change of prompts or rules: a person decides it apart.
public struct EvalChange: Sendable, Hashable, Codable {
  public let caseID: String
  /// What looks wrong with the label, and why.
  public let doubt: String

  public init(caseID: String, doubt: String) { (self.caseID, self.doubt) = (caseID, doubt) }
}

/// What a critic makes of failures.
public struct Proposal: Sendable, Hashable, Codable {
  /// What the failures have in common, in words.
  public let analysis: String
  public let edits: [FileEdit]
  public let evalChanges: [EvalChange]

  public init(analysis: String, edits: [FileEdit], evalChanges: [EvalChange] = []) {
    (self.analysis, self.edits, self.evalChanges) = (analysis, edits, evalChanges)
  }
}

/// An edit that was not made, and why.
public struct RefusedEdit: Sendable, Hashable, Codable {
  public let edit: FileEdit
  public let reason: String

  public init(edit: FileEdit, reason: String) { (self.edit, self.reason) = (edit, reason) }
}
