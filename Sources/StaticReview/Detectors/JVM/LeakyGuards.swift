internal import JudgeTypes

/// Filters, interceptors and middleware that refuse a caller and let the request through all the same. In Java, Kotlin and
/// C#.
enum LeakyGuards {
  static let detector = Detector.file("leaky_guards") { source, rule in
    guard !source.isTest, guards.matches(source.code) else { return [] }
    return source.flow.functions.flatMap { function -> [Hit] in
      let body = function.block.body
      guard source.has(goesOn, in: body) else { return [] }
      return refusals(in: body, of: source, rule) + openPaths(in: body, of: source, rule)
        + failures(in: body, of: source, rule)
    }
  }

  private static let guards = Pattern.fixed(
    #"\bimplements\s+[\w., ]*(?:Filter|HandlerInterceptor)\b|\bextends\s+(?:\w*Filter|HandlerInterceptorAdapter|HttpFilter)\b|:\s*(?:Filter|OncePerRequestFilter|HandlerInterceptor)\b|\bRequestDelegate\b|\bIMiddleware\b"#
  )
  private static let goesOn = Pattern.fixed(
    #"\b\w*[cC]hain\.(?:doFilter|filter)\s*\(|\b_?next(?:\.Invoke)?\s*\(|\breturn\s+true\b"#)
  private static let refuses = Pattern.fixed(
    #"\.sendRedirect\s*\(|\bgetRequestDispatcher\s*\([^()\n]*\)\s*\.forward\s*\(|\b[dD]ispatcher\.forward\s*\(|\.sendError\s*\(|\.Redirect\s*\(|\.setStatus\s*\(\s*(?:401|403|[\w.]*(?:UNAUTHORIZED|FORBIDDEN)[\w.()]*)\s*\)|\.StatusCode\s*=\s*(?:\(int\)\s*)?(?:401|403|[\w.]*(?:Unauthorized|Forbidden|Status40[13])\w*)"#
  )
  private static let leaves = Pattern.fixed(#"\breturn\b|\bthrow\b"#)
  private static let condition = Pattern.fixed(#"\bif\s*\("#)
  private static let otherwise = Pattern.fixed(#"\A\s*else\b"#)

  /// An answer that refuses, behind which the request goes on.
  private static func refusals(in body: Range<Int>, of source: Source, _ rule: Rule) -> [Hit] {
    let found = refuses.allMatches(in: source.code, range: body)
    if found.isEmpty { return [] }
    let braces = BraceBlocks(in: body, of: source)
    let leaving = leaves.allMatches(in: source.text, range: body).map(\.range)
    let going = goesOn.allMatches(in: source.text, range: body).map(\.range)
    let goingInCode = goesOn.allMatches(in: source.code, range: body).map(\.range)
    return found.compactMap { match in
      guard let block = braces.innermost(around: match.range.lowerBound, in: source), block != body,
        match.range.upperBound <= block.upperBound,
        first(of: leaving, in: match.range.upperBound..<block.upperBound) == nil, first(of: going, in: block) == nil
      else { return nil }
      let rest = min(block.upperBound + 1, body.upperBound)..<body.upperBound
      guard !otherwise.matches(source.code, in: rest), !isInCatch(block, in: source),
        let next = first(of: goingInCode, in: rest), reaches(next.lowerBound, from: block, braces, in: source),
        !setsFlag(block, readIn: block.upperBound..<max(block.upperBound, next.lowerBound), of: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "whoever is refused here is let through all the same; return after it")
    }
  }

  private static let flag = Pattern.fixed(#"\b(\w+)\s*=\s*(?:true|false)\s*;"#)

  /// Whether `block` sets what is looked at before the request goes on.
  private static func setsFlag(_ block: Range<Int>, readIn rest: Range<Int>, of source: Source) -> Bool {
    flag.allMatches(in: source.code, range: block, limit: 4).contains { match in
      guard let name = match.groups[0],
        let looked = try? Pattern(#"\bif\s*\([^{};]*\b"# + source.string(name) + #"\b"#)
      else { return false }
      return source.has(looked, in: rest)
    }
  }

  private static let caught = Pattern.fixed(#"\bcatch\s*(?:\([^()]*\)\s*)?\z"#)

  private static func isInCatch(_ block: Range<Int>, in source: Source) -> Bool {
    caught.matches(source.code, in: max(0, block.lowerBound - 100)..<max(0, block.lowerBound - 1))
  }

  /// Whether what stands at `offset` is on the way behind `block`: not in a branch of its own beside it.
  private static func reaches(
    _ offset: Int, from block: Range<Int>, _ braces: BraceBlocks, in source: Source
  ) -> Bool {
    guard let around = braces.innermost(around: block.lowerBound - 2, in: source),
      let next = braces.innermost(around: offset, in: source)
    else { return false }
    if next != around && !next.contains(around.lowerBound) { return false }
    // A branch that ends in an `else` around the refusal leaves no way to what is behind.
    return around == braces.body || next == around
  }

  /// The first of `ranges`, which stand in order, that lies in `part`.
  private static func first(of ranges: [Range<Int>], in part: Range<Int>) -> Range<Int>? {
    let index = ranges.firstIndexSorted { $0.lowerBound >= part.lowerBound }
    return index < ranges.count && ranges[index].upperBound <= part.upperBound ? ranges[index] : nil
  }

  private static let looseName = Pattern.fixed(
    #"(?i)(?:uri|url|path)\w*(?:\(\))?(?:\.Value)?(?:\.to\w+\(\))?\s*[?!]?\.(?:contains|indexOf)\(\s*"/?\w[^"\n]*"\s*\)"#
  )
  private static let asset = Pattern.fixed(#"(?i)\(\s*"/?(?:static|assets|css|js|images?|img|fonts?|favicon)[^"]*""#)

  /// Addresses that are let through for a word that may stand anywhere in them.
  private static func openPaths(in body: Range<Int>, of source: Source, _ rule: Rule) -> [Hit] {
    guard source.has(refuses, in: body) else { return [] }
    return condition.allMatches(in: source.code, range: body).compactMap { match in
      guard let close = source.closing(of: match.range.upperBound - 1),
        let loose = looseName.allMatches(in: source.text, range: match.range.upperBound..<close, limit: 4).first(
          where: {
            !source.has(asset, in: $0.range)
          }), let open = brace(after: close, in: source), let end = source.closing(of: open),
        source.has(goesOn, in: open..<end), !source.has(refuses, in: open..<end)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<loose.range.upperBound),
        message: "an address that has this word anywhere in it is let through; compare the whole path")
    }
  }

  private static func brace(after close: Int, in source: Source) -> Int? {
    var index = close + 1
    while index < source.code.count, isBlank(source.code[index]) { index += 1 }
    return index < source.code.count && source.code[index] == UInt8(ascii: "{") ? index : nil
  }

  private static let handler = Pattern.fixed(#"\bcatch\s*\([^()]*\)\s*\{"#)
  private static let establishes = Pattern.fixed(
    #"SecurityContextHolder|\.User\s*=|\.Items\s*\[|setAttribute\("#)

  /// A check that fails by an exception, whose handler lets the request through.
  private static func failures(in body: Range<Int>, of source: Source, _ rule: Rule) -> [Hit] {
    guard source.has(refuses, in: body), !source.has(establishes, in: body) else { return [] }
    return handler.allMatches(in: source.code, range: body).compactMap { match in
      guard let close = source.closing(of: match.range.upperBound - 1),
        goesOn.matches(source.code, in: match.range.upperBound..<close),
        !source.has(refuses, in: match.range.upperBound..<close)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<(close + 1)),
        message: "when the check fails by an exception, the request is let through")
    }
  }
}

/// The braces of a function's body, read once.
private struct BraceBlocks {
  let body: Range<Int>
  /// Behind each brace, the one that is open there; nil where it is the body's own.
  private var marks: [(offset: Int, open: Int?)] = []

  init(in body: Range<Int>, of source: Source) {
    self.body = body
    var open: [Int] = []
    for index in body {
      switch source.code[index] {
      case UInt8(ascii: "{"): open.append(index)
      case UInt8(ascii: "}"): _ = open.popLast()
      default: continue
      }
      marks.append((index, open.last))
    }
  }

  /// The content of the innermost braces around `offset`.
  func innermost(around offset: Int, in source: Source) -> Range<Int>? {
    let index = marks.firstIndexSorted { $0.offset >= offset }
    guard index > 0, let open = marks[index - 1].open else { return body }
    return source.closing(of: open).map { (open + 1)..<$0 }
  }
}
