import JudgeTypes

/// One file of a change, as `git diff --raw -z` names it.
struct ChangedFile: Equatable {
  enum Change: Character, Equatable {
    case added = "A"
    case copied = "C"
    case deleted = "D"
    case modified = "M"
    case renamed = "R"
    case retyped = "T"
  }

  enum Mode: Equatable {
    case file, link, submodule, none

    init(_ text: Substring) {
      switch text {
      case "100644", "100755", "100664": self = .file
      case "120000": self = .link
      case "160000": self = .submodule
      default: self = .none
      }
    }
  }

  let change: Change
  /// At the head; the old one where it was deleted.
  let path: String
  /// Nil unless it was renamed or copied.
  let oldPath: String?
  let mode: Mode
  let oldBlob: String
  let blob: String
  /// False where the path's bytes are not UTF-8; `path` then holds replacement characters.
  let hasTextPath: Bool

  /// Reads `:MODE MODE BLOB BLOB STATUS NUL PATH NUL (PATH NUL)`, repeated; what does not fit ends the list.
  static func list(from output: [UInt8]) -> [ChangedFile]? {
    var fields = output.split(separator: 0, omittingEmptySubsequences: false)[...]
    if fields.last?.isEmpty == true { fields = fields.dropLast() }
    var files: [ChangedFile] = []
    while let head = fields.popFirst() {
      let words = Substring(decoding: head, as: UTF8.self).split(separator: " ")
      guard words.count == 5, words[0].hasPrefix(":"), let letter = words[4].first,
        let change = Change(rawValue: letter),
        let first = fields.popFirst()
      else { return nil }
      var path = first
      if change == .renamed || change == .copied {
        guard let second = fields.popFirst() else { return nil }
        path = second
      }
      files.append(
        ChangedFile(
          change: change, path: String(decoding: path, as: UTF8.self),
          oldPath: path == first ? nil : String(decoding: first, as: UTF8.self), mode: Mode(words[1]),
          oldBlob: String(words[2]), blob: String(words[3]),
          hasTextPath: String(validating: path, as: UTF8.self) != nil))
    }
    return files
  }

  /// Why there is nothing in it to judge, or nil when there is.
  var skipped: (cause: FileCoverage.Cause, reason: String)? {
    if change == .deleted { return (.deleted, "deleted") }
    guard hasTextPath else { return (.unusableName, "its name is not UTF-8") }
    switch mode {
    case .file: return nil
    case .link: return (.link, "symbolic link, not followed")
    case .submodule: return (.byRule, "submodule, judged in its own repository")
    case .none: return (.notAFile, "not a regular file")
    }
  }
}
