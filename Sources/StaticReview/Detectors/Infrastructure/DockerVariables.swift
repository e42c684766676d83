internal import JudgeTypes

/// Secrets that an image's environment holds though nothing about their value looks like one, such as `SECRET_KEY=topsecret`.
enum DockerVariables {
  private static let development = Pattern.fixed(
    #"(?i)(?:^|[/._-])(?:dev|devel|development|devcontainer|test|tests|testing|local|ci|e2e|example|examples|demo)(?:[/._-]|$)"#
  )
  private static let pair = Pattern.fixed(#"(\w+)=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+)"#)
  /// What a build needs only so that it goes through.
  private static let filler = Pattern.fixed(
    #"(?i)\A(?:build|not|no|dummy|fake|temp|tmp|unused|ignored?|collectstatic|placeholder|compile|ci|set|see|from|via)(?:[\s_-]|time|\z)|\bbuild\b"#
  )

  static let detector = Detector.file("docker_variables") { source, rule in
    let path = Array(source.reviewedPath.split(separator: "/").suffix(4).joined(separator: "/").utf8)
    if source.isTest || development.matches(path) { return [] }
    let file = Dockerfile(source)
    let known = Secrets.secrets(in: source).map(\.value)
    return file.effective.filter { $0.keyword == "ENV" }.flatMap { instruction in
      variables(of: instruction, in: source).filter { variable in
        !known.contains { $0.overlaps(variable.range) }
      }.compactMap { variable in
        guard EnvironmentSecrets.isSecret(name: variable.name, value: variable.value),
          !filler.matches(Array(variable.value.utf8))
        else { return nil }
        return Hit(
          rule, in: source.path, lines: variable.line...variable.line,
          message: "every container of this image has this secret, and whoever has the image (\(variable.name))",
          severity: .high)
      }
    }
  }

  private static func variables(
    of instruction: DockerInstruction, in source: Source
  ) -> [(name: String, value: String, line: Int, range: Range<Int>)] {
    let range = source.range(ofLines: instruction.lines)
    let found = pair.allMatches(in: source.text, range: range).compactMap {
      match -> (String, String, Int, Range<Int>)? in
      guard let name = match.group(0), let value = match.group(1) else { return nil }
      let text = source.string(value, in: .text).trimmingQuotes
      return (source.string(name, in: .text), text, source.line(at: name.lowerBound), value)
    }
    let words = instruction.arguments.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard found.isEmpty, words.count == 2 else { return found }
    return [(String(words[0]), String(words[1]).trimmingQuotes, instruction.lines.lowerBound, range)]
  }
}

extension String {
  fileprivate var trimmingQuotes: String {
    guard count > 1, let first, first == last, first == "\"" || first == "'" else { return self }
    return String(dropFirst().dropLast())
  }
}
