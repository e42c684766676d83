internal import JudgeTypes

/// Checks of the caller that somebody switched off by making them a comment.
enum CommentedGuards {
  static let detector = Detector.file("commented_guards") { source, rule in
    guard !source.isTest, let form = forms[source.language] else { return [] }
    return source.spans.filter { $0.kind == .comment && $0.range.count < 400 }.compactMap { comment in
      guard let match = form.guarded.allMatches(in: source.bytes, range: comment.content, limit: 1).first,
        opensLine(comment, in: source), isAlone(match.range, in: comment, of: source)
      else { return nil }
      let line = source.line(at: comment.range.lowerBound)
      let below = next(after: line, in: source)
      let near = source.range(ofLines: max(source.firstLine, line - 3)...min(source.lineNumbers.upperBound, below + 2))
      // Another guard in its place was chosen, not left out.
      if form.active.matches(source.code, in: near) { return nil }
      return Hit(
        rule, in: source.path, lines: line...below,
        message: "the check of who calls is a comment: '\(source.string(match.range))'")
    }
  }

  private struct Form: Sendable {
    let guarded: Pattern
    let active: Pattern

    init(_ guarded: StaticString, active: StaticString) {
      (self.guarded, self.active) = (.fixed(guarded), .fixed(active))
    }
  }

  private static let script = Form(
    #"\A[\s#/*]*@UseGuards\(\s*\w*(?:Auth|Jwt|JWT|Role|Access|Session|Admin)\w*|\A[\s#/*]*(?:router|app|fastify|server)\.(?:use|addHook)\(\s*(?:["'][^"']*["']\s*,\s*)?\w*(?i:auth|protect|verify_?token|jwt|require_?login|guard|is_?admin)\w*"#,
    active: #"@UseGuards\(|\.(?:use|addHook)\([^)\n]*(?i:auth|protect|verify|jwt|guard)"#)
  private static let jvm = Form(
    #"\A[\s#/*]*@(?:PreAuthorize|Secured|RolesAllowed|Authenticated)\b"#,
    active: #"@(?:PreAuthorize|Secured|RolesAllowed|Authenticated|PermitAll)\b"#)

  private static let forms: [SourceLanguage: Form] = [
    .javascript: script, .typescript: script, .java: jvm, .kotlin: jvm,
    .csharp: Form(#"\A[\s#/*]*\[Authorize\b[^\]]*\]"#, active: #"\[(?:Authorize|AllowAnonymous)\b"#),
    .python: Form(
      #"\A[\s#/*]*@(?:[\w.]*\.)?(?:login_required|permission_required|jwt_required|token_required|requires_auth|auth_required|user_passes_test|staff_member_required|admin_required)\b|\A[\s#/*]*permission_classes\s*=\s*[\[(]\s*(?:\w+\.)?(?:IsAuth|IsAdmin|IsOwner)"#,
      active: #"@\w*(?:login|permission|jwt|token|auth|staff|admin)_?\w*required|permission_classes|LoginRequired"#),
    .ruby: Form(
      #"\A[\s#/*]*before_action\s+:(?:authenticate|authorize|require_(?:login|user|admin)|logged_in|verify_\w*user)\w*"#,
      active: #"\bbefore_action\s+:(?:authenticate|authorize|require_|logged_in)"#),
    .php: Form(
      #"\A[\s#/*]*\$this->middleware\(\s*\[?\s*["'](?:auth|admin|role|can|verified)|\A[\s#/*]*\$this->authorize\("#,
      active: #"->middleware\(|->authorize\(|\bGate::"#),
  ]

  /// What the guard's statement may have after its name: arguments, other names, more calls, a comment.
  private static let remainder = Pattern.fixed(
    #"\A[\w!?"'.$/:-]*\s*(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[[^\[\]]*\]|,\s*(?:\w+:\s*)?(?:[\w$:.!?"'/]+|%\w\[[^\]]*\])|=>?|\)|\]|(?:->|\.)\w+|\{[^{}]*\}|;|\s)*(?:(?://|#|\*/)[^\n]*)?\z"#
  )

  /// Whether its line is the statement, and not a sentence that begins with it.
  private static func isAlone(_ guarded: Range<Int>, in comment: Span, of source: Source) -> Bool {
    let rest = guarded.upperBound..<max(guarded.upperBound, comment.content.upperBound)
    let end = source.bytes[rest].firstIndex(of: UInt8(ascii: "\n")) ?? rest.upperBound
    return remainder.matches(source.bytes, in: guarded.upperBound..<end)
  }

  /// Whether nothing else stands before it on its line.
  private static func opensLine(_ comment: Span, in source: Source) -> Bool {
    source.trimmed(source.lineStart(of: comment.range.lowerBound)..<comment.range.lowerBound).isEmpty
  }

  /// The line of what it guarded: the next one with code.
  private static func next(after line: Int, in source: Source) -> Int {
    for below in line + 1...line + 6 where below <= source.lineNumbers.upperBound {
      let range = source.range(ofLines: below...below)
      if source.code[range].contains(where: { !isBlank($0) }) { return below }
    }
    return line
  }
}
