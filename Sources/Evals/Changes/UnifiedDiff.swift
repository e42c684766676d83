internal import JudgeTypes

/// A change of one file as `git apply` and people read it.
public enum UnifiedDiff {
  /// Lines shown around a change.
  private static let context = 3

  private enum Line { case kept, removed, added }

  /// The change of one file, with three lines around each part of it.
  ///
  /// - Parameters:
  ///   - path: relative to the folder in which it is to be applied.
  ///   - before: nil for a new file.
  public static func text(path: String, before: String?, now: String) -> String {
    let (old, new) = ((before ?? "").diffLines, now.diffLines)
    let script = script(from: old, to: new)
    var text = "--- \(before == nil ? "/dev/null" : "a/\(path)")\n+++ b/\(path)\n"
    for hunk in hunks(of: script) {
      let part = script[hunk]
      let removed = part.count { $0.kind != .added }
      let added = part.count { $0.kind != .removed }
      let (first, firstNew) = start(of: hunk, in: script)
      text +=
        "@@ -\(removed == 0 ? first - 1 : first),\(removed) +\(added == 0 ? firstNew - 1 : firstNew),\(added) @@\n"
      for line in part {
        let mark =
          switch line.kind {
          case .kept: " "
          case .removed: "-"
          case .added: "+"
          }
        text += mark + line.text + (line.text.hasSuffix("\n") ? "" : "\n\\ No newline at end of file\n")
      }
    }
    return text
  }

  private static func script(from old: [Substring], to new: [Substring]) -> [(kind: Line, text: Substring)] {
    let difference = new.difference(from: old)
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var script: [(Line, Substring)] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, removed.contains(i) {
        script.append((.removed, old[i]))
        i += 1
      } else if j < new.count, added.contains(j) {
        script.append((.added, new[j]))
        j += 1
      } else {
        script.append((.kept, old[i]))
        (i, j) = (i + 1, j + 1)
      }
    }
    return script
  }

  private static func hunks(of script: [(kind: Line, text: Substring)]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for index in script.indices where script[index].kind != .kept {
      let range = max(0, index - context)..<min(script.count, index + context + 1)
      if let last = hunks.last, last.upperBound >= range.lowerBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  /// The 1-based lines at which a hunk begins in the old and in the new text.
  private static func start(of hunk: Range<Int>, in script: [(kind: Line, text: Substring)]) -> (old: Int, new: Int) {
    let before = script[..<hunk.lowerBound]
    return (before.count { $0.kind != .added } + 1, before.count { $0.kind != .removed } + 1)
  }
}

extension String {
  /// With their line feeds, so that a missing one at the end is seen.
  fileprivate var diffLines: [Substring] {
    var lines: [Substring] = []
    var start = startIndex
    while start < endIndex {
      let end = self[start...].firstIndex(of: "\n").map { index(after: $0) } ?? endIndex
      lines.append(self[start..<end])
      start = end
    }
    return lines
  }
}
