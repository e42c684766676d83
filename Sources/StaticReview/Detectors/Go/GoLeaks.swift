internal import JudgeTypes

/// Bodies, rows, files, locks and contexts of Go that are not let go.
enum GoLeaks {
  static let detector = Detector.file("go_leaks") { source, rule in
    guard !source.isTest else { return [] }
    return
      (unclosed(in: source, rule) + heldLocks(in: source, rule) + deferredInLoops(in: source, rule)
      + lostCancels(in: source, rule)).sorted(by: Hit.precedes)
  }

  private static let opened = Pattern.fixed(
    #"(?m)^[ \t]*(?:if[ \t]+)?(\w+)[ \t]*,[ \t]*\w+[ \t]*:?=[ \t]*((?:http\.(?:Get|Post|Head|PostForm)|http\.DefaultClient\.\w+|(?:\w+\.)*(?:\w*[cC]lient|hc|http)\.Do)|(?:\w+\.)*\w*(?:db|DB|tx|Tx|conn|pool|stmt|Db|Pool|sql)\.(?:Query|QueryContext|Queryx|QueryxContext)|os\.(?:Open|Create|OpenFile)|zip\.OpenReader|net\.Dial\w*|sql\.Open)\("#
  )
  private static let isHTTP = Pattern.fixed(#"\A(?:http\.|.*(?:[cC]lient|hc|http)\.Do\z)"#)
  private static let isDatabase = Pattern.fixed(#"\Asql\.Open\z"#)

  private static func unclosed(in source: Source, _ rule: Rule) -> [Hit] {
    opened.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups[0], let callee = match.groups[1], !source.has(isDatabase, in: callee),
        let function = source.flow.function(around: match.range.lowerBound)?.block
      else { return nil }
      let handle = source.string(name)
      guard handle != "_" else { return nil }
      let opens = failed(match.range, in: source) ?? match.range.upperBound
      let after = opens..<max(opens, function.body.upperBound)
      let isBody = source.has(isHTTP, in: callee)
      let closed = isBody ? handle + #"\.Body\.Close\b|"# + handle + #"\.RawBody"# : handle + #"\.(?:Close|Release)\b"#
      // Handed on, kept or given back: whoever has it then closes it.
      let kept =
        #"\breturn\b[^\n]*\b"# + handle + #"\b(?!\.|\s*[!=]=)|[=:,{(]\s*&?"# + handle
        + (isBody ? #"\s*[,)}\n]"# : #"\s*[},\n]"#) + #"|\b[a-z]\w*\([^()\n]*\b"# + handle
        + (isBody ? #"(?:\.Body)?\s*[,)]"# : #"\s*,"#) + #"|<-\s*"# + handle
        + #"\b|(?:Collect\w+|ScanAll|RowTo\w*|StructScan|New\w*)\(\s*"#
        + handle + #"\b"#
      let readers =
        isBody
        ? #"(?:io|ioutil)\.(?:ReadAll|Copy)|Decode|NewDecoder|NewReader|NewScanner"#
        : #"(?:io\.(?:Copy|ReadAll)|bufio\.New\w+|csv\.New\w+|json\.New\w+|NewDecoder|NewScanner|Fprint\w*)"#
      guard let closing = try? Pattern(closed), let keeping = try? Pattern(kept),
        let reading = try? Pattern(readers + #"\([^()\n]*\b"# + handle)
      else { return nil }
      if let close = closing.allMatches(in: source.code, range: after, limit: 1).first {
        return GoEarlyExits.exit(
          from: match.range.lowerBound..<opens, of: handle, before: close.range.lowerBound, in: source
        ).map {
          Hit(
            rule, in: source.path, lines: source.lines(of: source.trimmed(match.range).lowerBound..<$0),
            message: "on this way out it is not closed")
        }
      }
      let isKept = keeping.allMatches(in: source.code, range: after, limit: 40).contains { found in
        let line = source.range(ofLines: source.lines(of: source.trimmed(found.range)))
        return !source.has(reading, in: line)
      }
      if isKept { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)))
    }
  }

  private static let asksAtOnce = Pattern.fixed(#"\A[ \t]*if\b"#)
  private static let failure = Pattern.fixed(#"\A[^\n{]*;[ \t]*\w*[eE]rr[ \t]*!=[ \t]*nil[^\n{]*\{"#)

  /// The end of the branch in which opening itself failed, where the same line asks for that.
  private static func failed(_ opened: Range<Int>, in source: Source) -> Int? {
    guard asksAtOnce.matches(source.code, in: opened),
      let check = failure.allMatches(
        in: source.code, range: opened.upperBound..<min(source.code.count, opened.upperBound + 300), limit: 1
      ).first
    else { return nil }
    return source.closing(of: check.range.upperBound - 1)
  }

  private static let lock = Pattern.fixed(#"(?m)^[ \t]*([\w.]+)\.(R?)Lock\(\)[ \t]*$"#)
  private static let returns = Pattern.fixed(#"(?m)^[ \t]*return\b|\bpanic\("#)
  private static let closure = Pattern.fixed(#"\bfunc\s*\("#)

  private static func heldLocks(in source: Source, _ rule: Rule) -> [Hit] {
    lock.allMatches(in: source.code).compactMap { match in
      guard let mutex = match.groups[0], let function = source.flow.function(around: match.range.lowerBound)?.block,
        let unlock = try? Pattern(
          #"\b"# + source.string(mutex).replacing(".", with: #"\."#) + #"\."#
            + (match.groups[1]?.isEmpty == false ? "R" : "") + #"Unlock\(\)"#)
      else { return nil }
      let after = match.range.upperBound..<max(match.range.upperBound, function.body.upperBound)
      guard let first = unlock.allMatches(in: source.code, range: after, limit: 1).first else { return nil }
      let held = match.range.upperBound..<first.range.lowerBound
      guard source.has(returns, in: held), !source.has(closure, in: held) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
        message: "a return before the unlock leaves this locked")
    }
  }

  private static let loop = Pattern.fixed(#"(?m)^[ \t]*for\b[^\n]*\{[ \t]*$"#)
  private static let deferred = Pattern.fixed(
    #"(?m)^[ \t]*defer[ \t]+[^\n]*(?:Close|Unlock|Rollback|Release|cancel|Done|Remove)\w*\("#)

  private static func deferredInLoops(in source: Source, _ rule: Rule) -> [Hit] {
    var seen: Set<Int> = []
    return loop.allMatches(in: source.code).flatMap { match -> [Hit] in
      var brace = match.range.upperBound - 1
      while brace > match.range.lowerBound, source.code[brace] != UInt8(ascii: "{") { brace -= 1 }
      guard let close = source.closing(of: brace) else { return [] }
      let body = (brace + 1)..<close
      let defers = deferred.allMatches(in: source.code, range: body).filter {
        seen.insert($0.range.lowerBound).inserted
      }
      guard !defers.isEmpty else { return [] }
      let closures = closure.allMatches(in: source.code, range: body).compactMap {
        source.block(declaredAt: $0.range)?.range
      }
      return defers.filter { found in
        !closures.contains { $0.contains(found.range.lowerBound) }
          && !leavesLoop(after: found.range.upperBound, before: close, in: source)
      }.map {
        Hit(
          rule, in: source.path, lines: source.lines(of: source.trimmed($0.range)),
          message: "a defer in a loop runs only when the function ends, so that each round holds on to its own")
      }
    }
  }

  private static let leaving = Pattern.fixed(#"(?m)^[ \t]*(?:return\b|break[ \t]*$)"#)

  /// Whether the block of a defer ends the loop: then it runs once.
  private static func leavesLoop(after offset: Int, before end: Int, in source: Source) -> Bool {
    var index = offset
    var last = offset
    while index < end, source.code[index] != UInt8(ascii: "}") {
      if source.code[index] == UInt8(ascii: "\n") { last = index }
      index = (source.closing(of: index) ?? index) + 1
    }
    let from = source.lineStart(of: max(offset, last - 1))
    return source.has(leaving, in: from..<min(index, end))
  }

  private static let lost = Pattern.fixed(#"\w+\s*,\s*_\s*:?=\s*context\.With(?:Timeout|Cancel|Deadline)\("#)

  private static func lostCancels(in source: Source, _ rule: Rule) -> [Hit] {
    lost.allMatches(in: source.code).map {
      Hit(
        rule, in: source.path, lines: source.lines(of: $0.range),
        message: "the context's cancel function is thrown away, so that it lives on until its time is over")
    }
  }
}
