internal import JudgeTypes

/// Packages without a version in the RUN instructions of a Dockerfile.
enum DockerPackages {
  private static let development = Pattern.fixed(
    #"(?i)(?:^|[/._-])(?:dev|devel|development|devcontainer|test|tests|testing|local|ci|e2e|example|examples|demo|lint|docs)(?:[/._-]|$)"#
  )

  static let detector = Detector.file("docker_packages") { source, rule in
    // What only developers run may be as new as they like.
    let path = Array(source.reviewedPath.split(separator: "/").suffix(4).joined(separator: "/").utf8)
    if source.isTest || development.matches(path) { return [] }
    return Dockerfile(source).instructions.filter { $0.keyword == "RUN" }.flatMap {
      LoosePackages.hits(in: script(of: $0, in: source), rule)
    }
  }

  private static let head = Pattern.fixed(#"(?i)\A\s*RUN\s+(?:--\S+\s+(?:\\\r?\n\s*)?)*"#)
  private static let document = Pattern.fixed(#"\A<<-?\s*["']?\w+["']?[^\n]*"#)

  /// What the shell is given, in the lines of the file.
  static func script(of instruction: DockerInstruction, in source: Source) -> ShellScript {
    var bytes = Array(source.bytes[source.range(ofLines: instruction.lines)])
    var start = 0
    if let match = head.allMatches(in: bytes, limit: 1).first {
      blank(&bytes, match.range)
      start = match.range.upperBound
    }
    if let match = document.allMatches(in: Array(bytes[start...]), limit: 1).first {
      blank(&bytes, start..<(start + match.range.upperBound))
    } else {
      joinComments(&bytes)
    }
    return ShellScript(bytes, path: source.path, firstLine: instruction.lines.lowerBound)
  }

  private static func blank(_ bytes: inout [UInt8], _ range: Range<Int>) {
    for index in range where bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
  }

  /// Comment and empty lines do not end an instruction that goes on behind them: they become continuations.
  private static func joinComments(_ bytes: inout [UInt8]) {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let first = bytes[start..<end].first { !isBlank($0) }
      if start > 0, end < bytes.count, first == UInt8(ascii: "#") || first == nil {
        blank(&bytes, start..<end)
        if end > start { bytes[end - 1] = UInt8(ascii: "\\") } else { bytes[end] = UInt8(ascii: " ") }
      }
      start = end + 1
    }
  }
}
