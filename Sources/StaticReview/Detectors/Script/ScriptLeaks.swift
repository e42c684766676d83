internal import JudgeTypes

/// What JavaScript and TypeScript take and do not give back: connections, browsers and files that nothing closes when a call in
/// between fails, and timers and listeners of components that outlive them.
enum ScriptLeaks {
  static let detector = Detector.file("script_leaks") { source, rule in
    guard !source.isTest else { return [] }
    return taken(in: source, rule) + effects(in: source, rule)
  }

  // MARK: Connections, browsers, files

  private static let taking = Pattern.fixed(
    #"\b(?:const|let|var)\s+(\w+)\s*(?::\s*[\w.<>]+\s*)?=\s*(?:await\s+)?(?:(?:\w+\.)*\w*[pP]ool\.(?:connect|getConnection|acquire)|(?:\w+\.)*createQueryRunner|(?:mysql2?|mariadb|mssql|oracledb|sql)\.(?:createConnection|getConnection)|new\s+(?:pg\.)?Client|MongoClient\.connect|new\s+MongoClient|new\s+PrismaClient|(?:puppeteer|chromium|firefox|webkit|playwright\.\w+)\.launch|fs\.openSync)\s*\("#
  )
  private static let release = #"\.\s*(?:release|end|\$?disconnect|close|destroy|quit|disconnect|terminate)\s*\("#
  private static let lastly = Pattern.fixed(
    #"\bfinally\s*(?:\(\s*(?:async\s*)?(?:\(\s*\)|function\s*\(\s*\))\s*(?:=>\s*)?)?\{?"#)
  private static let fails = Pattern.fixed(#"\bawait\b|\bthrow\b|JSON\.parse"#)
  private static let starts = Pattern.fixed(
    #"(?i)^(?:connect\w*|init\w*|setup\w*|bootstrap|start\w*|main|get\w*(?:db|client|connection|browser|pool)|create\w*|open\w*|constructor|run|seed\w*|migrate\w*)$"#
  )

  private static func taken(in source: Source, _ rule: Rule) -> [Hit] {
    let functions = source.script.functions
    return taking.allMatches(in: source.code).compactMap { match in
      guard let group = match.group(0), let function = functions.around(match.range.lowerBound),
        !starts.matches(Array(function.name.utf8))
      else { return nil }
      let name = source.string(group)
      let rest = match.range.upperBound..<max(match.range.upperBound, function.body.upperBound)
      guard let releases = try? Pattern(#"\b"# + name + release + #"|\b(?:closeSync|close)\(\s*"# + name + #"\b"#),
        let kept = try? Pattern(
          #"\breturn\s+(?:\{[^{}]*\b)?"# + name + #"\b(?!\s*\.)|[\w\])]\s*=\s*"# + name + #"\s*[;\n,}]|\bresolve\(\s*"#
            + name
            + #"\b|\{[^{}]*\b"# + name + #"\s*[,}][^{}]*\}\s*\)|\bwith\w*\(\s*"# + name + #"\b"#),
        !source.has(kept, in: rest)
      else { return nil }
      let closing = releases.allMatches(in: source.code, range: rest)
      guard let last = closing.last else {
        return hit(match.range, rule, source, "\(name) is never closed")
      }
      let isCertain = lastly.allMatches(in: source.code, range: rest).contains { final in
        closing.contains { $0.range.lowerBound > final.range.lowerBound }
      }
      // Closed in every handler and behind them all: no way out keeps it.
      guard !isCertain, !isClosedInHandlers(closing, in: rest, of: source),
        source.has(fails, in: rest.lowerBound..<last.range.lowerBound)
      else { return nil }
      return hit(match.range, rule, source, "\(name) stays open when something fails before it is closed")
    }
  }

  private static func hit(_ range: Range<Int>, _ rule: Rule, _ source: Source, _ message: String) -> Hit {
    Hit(rule, in: source.path, lines: source.lines(of: range), message: message)
  }

  private static let handler = Pattern.fixed(#"\bcatch\b\s*(?:\([^()]*\)\s*)?\{"#)

  private static func isClosedInHandlers(_ closing: [Pattern.Match], in rest: Range<Int>, of source: Source) -> Bool {
    let handlers = handler.allMatches(in: source.code, range: rest).compactMap { match -> Range<Int>? in
      source.closing(of: match.range.upperBound - 1).map { match.range.upperBound..<$0 }
    }
    return !handlers.isEmpty
      && handlers.allSatisfy { handler in closing.contains { handler.contains($0.range.lowerBound) } }
  }

  // MARK: Timers and listeners of components

  private static let effect = Pattern.fixed(#"\buse(?:Layout)?Effect\s*\("#)
  private static let lasting = Pattern.fixed(
    #"\b(setInterval)\s*\(|\b(?:window|document|socket|emitter|ws)\.(addEventListener|on)\s*\(|\bnew\s+(WebSocket|EventSource|MutationObserver|ResizeObserver|IntersectionObserver)\s*\("#
  )
  private static let undone = Pattern.fixed(
    #"\bclearInterval\b|removeEventListener|\.off\(|\.close\(|\.disconnect\(|\.unsubscribe\(|\bonce\s*:\s*true|AbortController|\bsignal\b|\breturn\s+\w+\s*;?\s*\}|\breturn\s*\(\s*\)\s*=>|\breturn\s+function"#
  )

  /// An effect of React that starts what goes on for ever, and returns nothing that ends it.
  private static func effects(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(effect).compactMap { call in
      guard let body = call.arguments.first, !source.has(undone, in: body),
        let match = lasting.allMatches(in: source.code, range: body, limit: 1).first
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "every time the component is shown one more of these stays behind; return a function that ends it")
    }
  }
}
