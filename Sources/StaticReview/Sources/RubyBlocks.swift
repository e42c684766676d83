extension Source {
  private static let closing = Pattern.fixed(#"\A[ \t]*end\b"#)
  private static let goingOn = Pattern.fixed(#"\A[ \t]*(?:rescue|ensure|else|elsif|when|in|\)|\]|\})(?:\b|\z|[ ,.)])"#)
  private static let oneLine = Pattern.fixed(
    #"\bend[ \t]*$|\A[^\n]*\)[ \t]+=[ \t]|\A[ \t]*def[ \t]+[\w.]+[?!]?[ \t]+=[ \t]"#)

  /// Ruby's block from its declaration to the `end` that stands as deep as the declaration's own line.
  func endedBlock(from match: Range<Int>) -> Block? {
    let first = line(at: trimmed(match).lowerBound)
    let header = range(ofLines: first...first)
    if has(Self.oneLine, in: trimmed(header)) {
      return Block(range: match.lowerBound..<trimmed(header).upperBound, body: match.upperBound..<header.upperBound)
    }
    let own = indentation(ofLine: first)
    var current = first + 1
    while current <= lastLine {
      let bytes = range(ofLines: current...current)
      defer { current += 1 }
      guard !trimmed(bytes).isEmpty, !isInString(bytes.lowerBound), indentation(ofLine: current) <= own else {
        continue
      }
      if Self.closing.matches(code, in: bytes), indentation(ofLine: current) == own {
        let body = header.upperBound..<max(header.upperBound, bytes.lowerBound)
        return Block(range: match.lowerBound..<trimmed(bytes).upperBound, body: body)
      }
      guard indentation(ofLine: current) == own, Self.goingOn.matches(code, in: bytes) else { return nil }
    }
    return nil
  }
}
