internal import JudgeTypes

/// Work whose failure nobody looks at: a process, a promise, a set of them.
enum IgnoredResults {
  static func hits(in source: Source, _ rule: Rule) -> [Hit] {
    switch source.language {
    case .python: return uncheckedProcesses(in: source, rule)
    case .javascript, .typescript: return floatingPromises(in: source, rule) + unreadResults(in: source, rule)
    case .swift: return unreadExits(in: source, rule)
    default: return []
    }
  }

  // MARK: Processes

  private static let process = Pattern.fixed(#"(?m)^[ \t]*(?:subprocess|sp)\.(?:run|call)\s*\("#)
  private static let checked = Pattern.fixed(#"\bcheck\s*=\s*(?!False)|\bcheck_returncode"#)

  /// `subprocess.run(…)` as a statement, without `check=True`.
  private static func uncheckedProcesses(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(process).filter { !source.has(checked, in: $0.range) && isStatement($0, in: source) }.map { call in
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "whether the command failed is not looked at", severity: .medium)
    }
  }

  private static let usedBehind = Pattern.fixed(#"\A\s*(?:[=!]=|[<>]|\.|\bin\b|\bis\b|\bor\b|\band\b)"#)

  /// Whether nothing takes what the call gives: it stands in no brackets, and no comparison follows.
  private static func isStatement(_ call: Call, in source: Source) -> Bool {
    if let before = source.lastShown(before: source.trimmed(call.range).lowerBound),
      "([{,=".utf8.contains(source.code[before])
    {
      return false
    }
    return !usedBehind.matches(
      source.code, in: call.range.upperBound..<min(source.code.count, call.range.upperBound + 80))
  }

  private static let waits = Pattern.fixed(#"\.waitUntilExit\(\)"#)
  private static let looks = Pattern.fixed(#"terminationStatus|terminationReason|terminationHandler"#)

  private static func unreadExits(in source: Source, _ rule: Rule) -> [Hit] {
    waits.allMatches(in: source.code).compactMap { match in
      guard let function = source.function(around: match.range.lowerBound), !source.has(looks, in: function.range)
      else {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(function.range)),
        message: "whether the command failed is not looked at", severity: .medium)
    }
  }

  // MARK: Promises

  private static let floating = Pattern.fixed(
    #"(?m)^[ \t]*(?!return\b|await\b|const\b|let\b|var\b|export\b|expect\b|cy\b|\}|//)[\w.]+(?:\([^;{}]*?\))?(?:\s*\.\w+\([^;{}]*?\))*\s*\.then\s*\("#
  )
  private static let next = Pattern.fixed(#"\A\s*\??\.\s*(\w+)\s*(\()"#)

  /// A chain of `.then` that is neither returned nor awaited and has no `.catch`.
  private static func floatingPromises(in source: Source, _ rule: Rule) -> [Hit] {
    let isServer = server.matches(source.text)
    return source.calls(floating).compactMap { call in
      // At the top level of a program a rejection ends it, and so is heard.
      guard call.arguments.count < 2, source.function(around: call.range.upperBound) != nil,
        !isCaught(after: call.range.upperBound, in: source), isServed(call, isServer: isServer, in: source),
        !isElement(call, in: source)
      else { return nil }
      let start = source.trimmed(call.range).lowerBound
      return Hit(
        rule, in: source.path, lines: source.lines(of: start..<call.range.upperBound),
        message: "nobody hears when this promise is rejected", severity: .medium)
    }
  }

  private static let server = Pattern.fixed(
    #"(?:\bfrom\s+|\brequire\(\s*|\bimport\s+|\bimport\(\s*)["'](?:express|fastify|koa|@?hapi\w*|hono|mongoose|mongodb|pg|mysql2?|knex|sequelize|typeorm|@prisma/client|nodemailer|bull(?:mq)?|amqplib|kafkajs|aws-sdk|@aws-sdk/[\w-]+|ioredis|redis|stripe|@nestjs/[\w-]+|firebase-admin|node:fs|fs/promises|child_process)["'/]"#
  )
  private static let answering = Pattern.fixed(#"\b(?:res|reply|response|ctx)\b"#)

  /// On a server a lost rejection loses work or a request; a page that stays as it was tells its user.
  private static func isServed(_ call: Call, isServer: Bool, in source: Source) -> Bool {
    isServer
      || source.script.functions.chain(around: call.range.lowerBound).contains {
        source.has(answering, in: $0.parameters)
      }
  }

  /// One of several that are handed on together, as to `Promise.all([…])`.
  private static func isElement(_ call: Call, in source: Source) -> Bool {
    source.lastShown(before: source.trimmed(call.range).lowerBound).map { "([,".utf8.contains(source.code[$0]) }
      ?? false
  }

  /// Whether one of the calls that the chain goes on with takes the error.
  private static func isCaught(after offset: Int, in source: Source) -> Bool {
    var position = offset
    for _ in 0..<20 {
      guard let match = next.allMatches(in: source.code, range: position..<source.code.count, limit: 1).first,
        let name = match.groups[0], let open = match.groups[1], let close = source.closing(of: open.lowerBound)
      else { return false }
      if source.string(name) == "catch" { return true }
      if source.arguments(in: (open.lowerBound + 1)..<close).count > 1 { return true }
      position = close + 1
    }
    return false
  }

  private static let settled = Pattern.fixed(#"(?m)^[ \t]*(?:await[ \t]+)?Promise\.allSettled\s*\("#)
  private static let tidies = Pattern.fixed(
    #"\b(?:close|cancel|disconnect|unlink|rm|rmdir|remove|rollback|release|stop|kill|terminate|quit|destroy|end|cleanup|abort|flush)\w*\("#
  )

  private static let receiver = Pattern.fixed(#"(?<![\w.])([\w.]+)\.\w+\(\s*\)"#)
  private static let goesOn = Pattern.fixed(#"\A\s*\.then\s*\("#)

  /// Whether what was waited for is then asked itself how it went.
  private static func isAskedAgain(_ call: Call, in source: Source) -> Bool {
    let rest = call.range.upperBound..<min(source.code.count, call.range.upperBound + 40)
    guard let next = goesOn.allMatches(in: source.code, range: rest, limit: 1).first,
      let close = source.closing(of: next.range.upperBound - 1), let open = call.arguments.first
    else { return false }
    let callback = Array(source.code[next.range.upperBound..<close])
    return receiver.allMatches(in: source.code, range: open).contains { match in
      guard let name = match.groups[0], name.lowerBound > open.lowerBound else { return false }
      return (try? Pattern(#"(?<![\w.])"# + source.string(name).replacing(".", with: #"\."#) + #"\.\w"#))?
        .matches(callback) ?? false
    }
  }

  /// `await Promise.allSettled(…)` as a statement: the rejected ones are lost.
  private static func unreadResults(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(settled).filter { !source.has(tidies, in: $0.range) && !isAskedAgain($0, in: source) }.map { call in
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "which of these failed is not looked at", severity: .medium)
    }
  }
}
