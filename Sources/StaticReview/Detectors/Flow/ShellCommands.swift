internal import JudgeTypes

/// Command lines that Go, Java, Kotlin and C# hand to a shell, with values in them.
enum ShellCommands {
  static let detector = Detector.file("shell_commands") { source, rule in
    guard !source.isTest, let callee = callees[source.language] else { return [] }
    return source.calls(callee).compactMap { call in
      guard let command = command(of: call, in: source) else { return nil }
      let origin = source.flow.origin(of: command.range, in: source)
      guard origin >= command.least, origin > .program, !source.has(quoting, in: call.range) else { return nil }
      return Hit(
        rule, in: source.path, lines: FlowSinks.lines(of: call, command.range, in: source),
        severity: origin == .request ? .critical : nil)
    }
  }

  private static let callees: [SourceLanguage: Pattern] = [
    .go: .fixed(#"\b(?:exec\.Command(?:Context)?|syscall\.Exec)\s*\("#),
    .java: .fixed(#"(?:\bgetRuntime\(\)|\b(?:runtime|rt|r))\.exec\s*\(|\bnew\s+ProcessBuilder\s*\(|\.command\s*\("#),
    .kotlin: .fixed(#"(?:\bgetRuntime\(\)|\bruntime)\.exec\s*\(|(?<![\w.])ProcessBuilder\s*\("#),
    .csharp: .fixed(#"\bProcess\.Start\s*\(|\bnew\s+ProcessStartInfo\s*\("#),
  ]
  private static let shell = Pattern.fixed(
    #"["'](?:/bin/|/usr/bin/|/usr/bin/env )?(?:sh|bash|zsh|dash|ash|cmd|powershell|pwsh)(?:\.exe)?["']\s*,\s*["'$@]*(?:-\w*c|/[cC]|-Command)\b"#
  )
  private static let shellProgram = Pattern.fixed(
    #"["'](?:/bin/|/usr/bin/)?(?:sh|bash|zsh|cmd|powershell|pwsh)(?:\.exe)?["']"#)
  private static let quoting = Pattern.fixed(#"(?i)shellescape|shellquote|quoteArg|escapeShell|\bquote\w*\("#)
  private static let handedOn = Pattern.fixed(#"\A\w+(?:\.\.\.)?\z"#)

  /// The part that a shell reads, and from where a value must come to be a fault there.
  private static func command(of call: Call, in source: Source) -> (range: Range<Int>, least: Flow.Origin)? {
    guard let first = call.arguments.first, let last = call.arguments.last else { return nil }
    if source.has(shell, in: call.range) {
      let line = innermostLast(last, in: source)
      // A runner that hands its parameter on is judged where it is called.
      return (line, source.has(handedOn, in: line) && isParameter(line, in: source) ? .request : .outside)
    }
    switch source.language {
    case .go: return program(call, in: source)
    case .csharp:
      guard call.arguments.count > 1, source.has(shellProgram, in: first) else { return (first, .request) }
      return (last, .outside)
    default:
      guard source.has(execution, in: call.name) else { return (first, .request) }
      // One string is parted at its blanks: a value in it can add arguments.
      let isConcatenated =
        source.has(joins, in: first) || !source.strings(in: first).flatMap(\.interpolations).isEmpty
        || FlowAddress.definition(of: first, in: source).map {
          source.has(joins, in: $0) && !source.strings(in: $0).isEmpty
        } ?? false
      return (first, isConcatenated ? .outside : .request)
    }
  }

  private static let execution = Pattern.fixed(#"\.exec\s*\("#)
  private static let joins = Pattern.fixed(#"\+|\bformat\w*\("#)

  /// A program that the request chooses.
  private static func program(_ call: Call, in source: Source) -> (range: Range<Int>, least: Flow.Origin)? {
    let index = source.has(withContext, in: call.name) ? 1 : 0
    return call.arguments.indices.contains(index) ? (call.arguments[index], .request) : nil
  }

  private static let withContext = Pattern.fixed(#"CommandContext"#)

  /// Of `new String[] {"sh", "-c", line}` and `List.of("sh", "-c", line)` the line.
  private static func innermostLast(_ argument: Range<Int>, in source: Source) -> Range<Int> {
    var index = argument.lowerBound
    while index < argument.upperBound {
      if "({".utf8.contains(source.code[index]), let close = source.closing(of: index), close < argument.upperBound,
        source.has(shell, in: index..<close), let last = source.arguments(in: (index + 1)..<close).last
      {
        return last
      }
      index += 1
    }
    return argument
  }

  private static func isParameter(_ range: Range<Int>, in source: Source) -> Bool {
    let name = source.string(source.trimmed(range)).filter { $0 != "." }
    return source.flow.function(around: range.lowerBound)?.parameters.contains {
      $0.name == name && $0.origin == .outside
    } ?? false
  }
}
