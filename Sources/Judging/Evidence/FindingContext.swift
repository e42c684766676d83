internal import JudgeTypes

extension [PanelFinding] {
  /// With what the changed files say of each that a change brings: how often its quote also stands on lines that the change left
  /// alone, and whether a secret stands where it stands. Of artifacts that are no change nothing is looked for.
  func placed(in artifact: Artifact) -> [PanelFinding] {
    guard artifact.kind == .diff else { return self }
    var texts: [String: FoldedText] = [:]
    return map { finding in
      guard finding.finding.status == .verified,
        case .quote(let path, let start, let end, let quote)? = finding.finding.evidence.first?.evidence,
        let file = artifact.files.first(where: { $0.path == path }), let changed = file.changedLines
      else { return finding }
      let text = texts[path] ?? FoldedText(file.content)
      texts[path] = text
      let elsewhere = text.count(of: FoldedText(quote)) { lines in !changed.contains { $0.overlaps(lines) } }
      return finding.placed(elsewhere: elsewhere, onSecret: file.holdsRedaction(in: start...Swift.max(start, end)))
    }
  }
}

extension ArtifactFile {
  /// Whether something on these lines was taken out before anybody saw it.
  fileprivate func holdsRedaction(in lines: ClosedRange<Int>) -> Bool {
    let all = content.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.clamped(to: 1...Swift.max(all.count, 1)).contains { line in
      all.indices.contains(line - 1) && all[line - 1].contains("[redacted:")
    }
  }
}
