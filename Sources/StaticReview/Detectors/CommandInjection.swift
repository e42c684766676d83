internal import JudgeTypes

/// Shell commands put together from values.
enum CommandInjection {
  static let detector = Detector.file("command_injection") { source, rule in
    guard !source.isTest, let callee = callees[source.language] else { return [] }
    return source.calls(callee).compactMap { call in
      guard let command = command(of: call, in: source), !isTrusted(command, in: source),
        !isConfigured(command, in: source)
      else { return nil }
      let lines = source.lines(of: call.range.lowerBound..<max(command.upperBound, call.name.upperBound))
      let isFromRequest = Trust.comesFromRequest(command, in: source)
      return Hit(rule, in: source.path, lines: lines, severity: isFromRequest ? .critical : nil)
    }
  }

  private static let callees: [SourceLanguage: Pattern] = [
    .python: .fixed(
      #"\b(?:os\.system|os\.popen|commands\.getoutput|(?:subprocess|sp)\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|(?:asyncio\.)?create_subprocess_shell|(?<![.\w])(?:Popen|check_output|check_call)|(?:conn|connection|ssh|client)\.exec_command)\s*\("#
    ),
    .javascript: script, .typescript: script,
    .swift: .fixed(
      #"(?:(?<![.\w])(?:system|popen|shell|runShell|bash)|\b[sS]hell\.(?:run|execute|bash|sh|out|output))\s*\("#),
  ]
  private static let script: Pattern = .fixed(
    #"(?:\b(?:child_process|cp|childProcess)\.(?:exec|execSync|spawn|spawnSync|execFile|execFileSync)|(?<![.\w])(?:exec|execSync|execAsync|execPromise|spawn|spawnSync|execFile|execFileAsync|shelljs\.exec|sh|shell|runShell))\s*\("#
  )

  private static let alwaysShell = Pattern.fixed(
    #"os\.system|os\.popen|getoutput|getstatusoutput|create_subprocess_shell|exec_command|\bexec\s*\(|execSync|[sS]hell\.|execAsync|execPromise|\bsh\s*\(|runShell|system|popen|shell|bash|passthru|proc_open"#
  )
  private static let shellOption = Pattern.fixed(#"\bshell\s*[=:]\s*(?:True|true|['"])"#)
  private static let shellProgram = Pattern.fixed(
    #"["'](?:/bin/|/usr/bin/)?(?:sh|bash|zsh|cmd|powershell)(?:\.exe)?["']\s*,\s*\[?\s*["'](?:-l?c|/c|-Command)["']"#)

  /// The part of the call that a shell will read; nil when no shell does.
  private static func command(of call: Call, in source: Source) -> Range<Int>? {
    guard let first = call.arguments.first else { return nil }
    if source.has(shellProgram, in: call.range) { return call.arguments.last.map { first.lowerBound..<$0.upperBound } }
    let isShell = source.has(alwaysShell, in: call.name) || source.has(shellOption, in: call.range)
    guard isShell else { return nil }
    // A list of arguments reaches the program without a shell, unless one is asked for.
    if source.code[first.lowerBound] == UInt8(ascii: "["), !source.has(shellOption, in: call.range) { return nil }
    return first
  }

  private static func isTrusted(_ range: Range<Int>, in source: Source) -> Bool {
    source.isLiteral(range) || pieces(of: range, in: source).allSatisfy { isPieceTrusted($0, in: source) }
  }

  /// The elements of a list of arguments, or the one command line.
  private static func pieces(of range: Range<Int>, in source: Source) -> [Range<Int>] {
    source.arguments(in: range).flatMap { argument -> [Range<Int>] in
      guard source.code[argument.lowerBound] == UInt8(ascii: "["),
        source.closing(of: argument.lowerBound) == argument.upperBound - 1
      else { return [argument] }
      return source.arguments(in: (argument.lowerBound + 1)..<(argument.upperBound - 1))
    }
  }

  private static let name = Pattern.fixed(#"\A[A-Za-z_$][\w$]*\z"#)
  private static let member = Pattern.fixed(#"\A[\w$]+(?:\.[\w$]+)+\z"#)

  /// `const script = project.script`: a whole command line that is kept somewhere, and nothing a caller sent.
  private static func isConfigured(_ range: Range<Int>, in source: Source) -> Bool {
    guard [.javascript, .typescript].contains(source.language), source.has(name, in: range),
      let value = source.assignment(of: source.string(range), before: range.lowerBound),
      source.has(member, in: source.trimmed(value)),
      source.assignment(
        of: String(source.string(source.trimmed(value)).prefix { $0 != "." }), before: value.lowerBound) != nil
    else { return false }
    return !source.script.isFromRequest(value, in: source)
  }

  private static let options = Pattern.fixed(#"\A(?:\w+\s*[=:]|\{)"#)

  private static func isPieceTrusted(_ range: Range<Int>, in source: Source) -> Bool {
    source.has(options, in: range) || source.isLiteral(range)
      || Trust.isTrusted(range, in: source, at: range.lowerBound)
  }
}

/// Foundation's Process given a shell and a command line put together from values (Swift).
enum ProcessInjection {
  private static let arguments = Pattern.fixed(#"\.?\barguments\s*[=:]\s*\["#)
  private static let oneName = Pattern.fixed(#"\A\s*"-l?c"\s*,\s*\w+\s*\z"#)
  private static let shellFlag = Pattern.fixed(#"\[\s*(?:"(?:/bin/)?(?:ba|z)?sh"\s*,\s*)?"-l?c"\s*,"#)

  static let detector = Detector.file("process_injection") { source, rule in
    guard !source.isTest else { return [] }
    return arguments.allMatches(in: source.code).compactMap { match in
      let open = match.range.upperBound - 1
      guard let close = source.closing(of: open), source.has(shellFlag, in: open..<(close + 1)) else { return nil }
      let command = (open + 1)..<close
      let strings = source.strings(in: command)
      // A wrapper that hands its parameter on is judged where it is called.
      let isHandedOn = strings.count == 1 && source.has(oneName, in: command)
      let isSafe =
        isHandedOn
        || source.isLiteral(command)
        || strings.count > 1
          && strings.dropFirst().allSatisfy { string in
            !string.interpolations.isEmpty
              && string.interpolations.allSatisfy { Trust.isTrusted($0, in: source, at: open) }
          }
      return isSafe ? nil : Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<close))
    }
  }
}
