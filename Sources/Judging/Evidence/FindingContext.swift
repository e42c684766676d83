internal import JudgeTypes

extension [PanelFinding] {
  /// With what the changed files say of each that a change brings: how often its lines also stand where the change left the file alone, and
  /// whether a secret stands on them. Of artifacts that are no change nothing is looked for.
  func placed(in artifact: Artifact) -> [PanelFinding] {
    guard artifact.kind == .diff else { return self }
    var known: [String: ChangedText] = [:]
    return map { finding in
      guard finding.finding.status == .verified,
        case .quote(let path, let start, let end, _)? = finding.finding.evidence.first?.evidence,
        let file = artifact.files.first(where: { $0.path == path }), let changed = file.changedLines
      else { return finding }
      let text = known[path] ?? ChangedText(file.content, changed: changed)
      known[path] = text
      let lines = start...Swift.max(start, end)
      return finding.placed(elsewhere: text.copies(of: lines), onSecret: text.holdsRedaction(in: lines))
    }
  }
}

/// The lines of a file, each with its white space folded, and which of them a change brought.
private struct ChangedText {
  private let lines: [String]
  private let changed: [ClosedRange<Int>]

  init(_ content: String, changed: [ClosedRange<Int>]) {
    // By bytes: a carriage return and a line feed together are one character.
    lines = content.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      FoldedText(String(decoding: $0, as: UTF8.self)).text
    }
    self.changed = changed
  }

  /// How often the same lines stand, in a row, where nothing was changed.
  func copies(of place: ClosedRange<Int>) -> Int {
    guard place.lowerBound >= 1, place.upperBound <= lines.count else { return 0 }
    let sought = lines[(place.lowerBound - 1)..<place.upperBound]
    guard lines.count >= sought.count else { return 0 }
    return (1...(lines.count - sought.count + 1)).count { start in
      let window = start...(start + sought.count - 1)
      return !changed.contains { $0.overlaps(window) } && lines[(start - 1)..<window.upperBound].elementsEqual(sought)
    }
  }

  /// Whether something on these lines was taken out before anybody saw it.
  func holdsRedaction(in place: ClosedRange<Int>) -> Bool {
    place.clamped(to: 1...Swift.max(lines.count, 1)).contains { line in
      lines.indices.contains(line - 1) && lines[line - 1].contains("[redacted:")
    }
  }
}
