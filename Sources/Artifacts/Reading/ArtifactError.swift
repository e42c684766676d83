public import Foundation
internal import JudgeTypes

/// Why something named as an artifact cannot be judged.
public enum ArtifactError: Error, Sendable, Hashable {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  /// A FIFO, a socket, a device.
  case notAFile(path: String, what: String)
  case symlinkLoop(path: String)
  case danglingSymlink(path: String, target: String)
  case outsideRoot(path: String, root: String)
  /// `bytes` is nil when the whole length is not known, as on standard input.
  case tooLarge(path: String, bytes: Int?, limit: Int)
  case binary(path: String, reason: String)
  case notUTF8(path: String, line: Int)
  case utf16(path: String)
  case nothingMatches(glob: String)
  /// Files match, and all of them are left out; by the rule on this line the first of them.
  case allIgnored(glob: String, line: Int)
  case gitMissing
  case notARepository(folder: String, reason: String)
  case badRange(range: String, reason: String)
  case unknownRevision(revision: String, folder: String)
  /// A branch and a tag of one name, or the like.
  case ambiguousRevision(revision: String, folder: String)
  case noCommonAncestor(base: String, head: String)
  case changeTooLarge(range: String, limit: Int)
  case gitFailed(range: String, reason: String)
}

extension ArtifactError: LocalizedError, CustomStringConvertible {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path.shown): there is no such file or folder. Check the path and the folder you are in."
    case .unreadable(let path, let reason):
      "\(path.shown): cannot be read (\(reason.shown)). Check its permissions with 'ls -l'."
    case .notAFile(let path, let what):
      "\(path.shown): is \(what), not a file. Save what it holds to a file, or pipe it in and name '-'."
    case .symlinkLoop(let path):
      "\(path.shown): is a symbolic link that leads back to itself. Name the file that is meant."
    case .danglingSymlink(let path, let target):
      "\(path.shown): is a symbolic link to '\(target.shown)', which does not exist. Name the file that is meant."
    case .outsideRoot(let path, let root):
      "\(path.shown): leads out of '\(root.shown)', where artifacts are read from. Name a file inside it."
    case .tooLarge, .binary, .notUTF8, .utf16: contentDescription
    case .nothingMatches(let glob):
      "\(glob.shown): no file matches this pattern. Quote it so that the shell leaves it alone, and check the folder."
    case .allIgnored(let glob, let line):
      "\(glob.shown): every file that matches is left out by \(IgnoreRules.fileName), the first by its line \(line). "
        + "Name others, or change that line."
    case .gitMissing, .notARepository, .badRange, .unknownRevision, .ambiguousRevision, .noCommonAncestor,
      .changeTooLarge,
      .gitFailed:
      changeDescription
    }
  }

  private var contentDescription: String {
    switch self {
    case .tooLarge(let path, let bytes, let limit):
      "\(path.shown): is larger than \(limit) bytes\(bytes.map { " (\($0))" } ?? ""). Split it, or judge what it is made from."
    case .binary(let path, let reason):
      "\(path.shown): is not text (\(reason)). Name the source it was made from."
    case .notUTF8(let path, let line):
      "\(path.shown):\(line): is not UTF-8. Convert it, for instance with 'iconv -f LATIN1 -t UTF-8'."
    case .utf16(let path):
      "\(path.shown): is UTF-16, not UTF-8. Convert it with 'iconv -f UTF-16 -t UTF-8'."
    default: ""
    }
  }

  private var changeDescription: String {
    switch self {
    case .gitMissing:
      "git was not found. Install it and see that it is on PATH, or name files instead of a range."
    case .notARepository(let folder, let reason):
      "\(folder.shown): git finds no repository here (\(reason.shown)). Change into the one that is meant."
    case .badRange(let range, let reason):
      "'\(range.shown)' is not a range of revisions: \(reason). Write BASE..HEAD, BASE...HEAD or BASE."
    case .unknownRevision(let revision, let folder):
      "\(folder.shown): git knows no commit '\(revision.shown)'. Fetch it; in CI check out the whole history."
    case .ambiguousRevision(let revision, let folder):
      "\(folder.shown): '\(revision.shown)' is the name of several things here, such as a branch and a tag. "
        + "Name the one that is meant, such as refs/heads/\(revision.shown)."
    case .noCommonAncestor(let base, let head):
      "'\(base.shown)' and '\(head.shown)' have no common ancestor. Fetch the whole history, or write BASE..HEAD."
    case .changeTooLarge(let range, let limit):
      "'\(range.shown)': the change is larger than \(limit) bytes. Judge it in parts, commit by commit."
    case .gitFailed(let range, let reason):
      "'\(range.shown)': git failed (\(reason.shown)). Run 'git diff \(range.shown)' to see why."
    default: ""
    }
  }
}

extension String {
  /// As it may stand in a message: control and invisible characters replaced, the length bounded.
  var shown: String {
    var text = ""
    for scalar in InvisibleText.stripped(self).unicodeScalars.prefix(400) {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      text.unicodeScalars.append(isControl ? "?" : scalar)
    }
    return text
  }
}
