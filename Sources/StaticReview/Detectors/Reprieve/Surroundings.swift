internal import JudgeTypes

/// What the lines around a hit, or the file's own place, say of it.
enum Surroundings {
  // MARK: Comments that promise

  private static let otherTask = Pattern.fixed(
    #"(?i)\b(?:moved?|takes? place|how (?:to|do|does|best)|perhaps|externally|can we use|could we use|also (?:do|does)|does also|pre-?allocat\w*|optimi[sz]e?\w*|refactor\w*|rename\w*|clean ?up|duplicat\w*|simplif\w*|extract\w*|share(?:d)? (?:this|the|with)|faster)\b|\binstead\s*\?|\bbuilt-?in\b"#
  )
  private static let hack = Pattern.fixed(#"\bHACK\b"#)
  private static let leavesOut = Pattern.fixed(#"(?i)\b(?:skip|disabl\w*|bypass\w*|without|remove|no|missing|off)\b"#)

  /// A note that asks for something else than the check beside whose name it stands.
  @Sendable static func asksForOther(_ hit: Hit, in source: Source) -> Bool {
    let said = source.comments(in: source.range(ofLines: hit.lines))
    return (otherTask.matches(said) || hack.matches(said)) && !leavesOut.matches(said)
  }

  // MARK: Pages

  private static let toScreen = Pattern.fixed(#"\bSystem\.(?:out|err)\.print"#)
  private static let page = Pattern.fixed(#"\bgetWriter\b|(?<!System\.)\bout\.(?:print|write)\w*\(|\bresponse\b"#)
  private static let noPage = Pattern.fixed(
    #"setContentType\(\s*"(?:message/http|text/plain|text/csv|application/(?:json|octet-stream|xml|pdf))"#)

  @Sendable static func isNoPage(_ hit: Hit, in source: Source) -> Bool {
    let lines = source.range(ofLines: hit.lines)
    let start = max(source.function(around: lines.lowerBound)?.body.lowerBound ?? 0, lines.lowerBound - 400)
    return source.has(toScreen, in: lines) && !source.has(page, in: lines)
      || start < lines.lowerBound && source.has(noPage, in: start..<lines.lowerBound)
  }

  private static let operators = Pattern.fixed(
    #"(?i)(?:\A|/)(?:\w*admin(?:istration|istrator)?|manager|mgmt|console)/[^/]*\z|(?:\A|/)\w*(?:Manager|Admin)Servlet\.\w+\z"#
  )

  /// Whether it is a tool that only those who run the service see.
  @Sendable static func isForOperators(_ hit: Hit, in source: Source) -> Bool {
    source.language == .java && operators.matches(Array(source.reviewedPath.utf8))
  }

  // MARK: Guards

  private static let declared = Pattern.fixed(#"\b(\w+)\s*=(?!=)"#)

  /// Whether the object itself is the lock under which it is used.
  @Sendable static func isLocked(_ hit: Hit, in source: Source) -> Bool {
    let lines = source.range(ofLines: hit.lines)
    guard let name = declared.allMatches(in: source.code, range: lines, limit: 1).first?.groups[0],
      let locked = try? Pattern(#"\bsynchronized\s*\(\s*(?:\w+\.)?"# + source.string(name) + #"\s*\)"#)
    else { return false }
    return locked.matches(source.code)
  }

  private static let quoted = Pattern.fixed(
    #"\A\s*(?:\w+\.)*(?:shell_?quote|shellescape|escape_?shell\w*|Shellwords\.(?:escape|join))\b|\.shellescape\s*\z"#)

  /// Whether each value in the command is quoted for the shell.
  @Sendable static func isQuoted(_ hit: Hit, in source: Source) -> Bool {
    let function = source.function(around: source.range(ofLines: hit.lines).lowerBound)
    let values = source.strings(in: source.range(ofLines: hit.lines)).flatMap(\.interpolations)
    if !values.isEmpty { return values.allSatisfy { quoted.matches(source.text, in: source.trimmed($0)) } }
    guard let function,
      let name = handed.allMatches(in: source.code, range: source.range(ofLines: hit.lines), limit: 1).first?.groups[0]
    else { return false }
    let made = source.assignments(of: source.string(name), before: source.range(ofLines: hit.lines).upperBound).filter {
      function.range.contains($0.lowerBound)
    }
    let parts = made.flatMap { source.strings(in: $0) }.flatMap(\.interpolations)
    return !parts.isEmpty && parts.allSatisfy { quoted.matches(source.text, in: source.trimmed($0)) }
  }

  private static let handed = Pattern.fixed(#"\b(?:system|exec|spawn|popen|IO\.popen|Open3\.\w+)\s*\(?\s*(\w+)"#)

  // MARK: Settings

  private static let option = Pattern.fixed(#"(?i)\bcase\s+"[\w-]*(?:insecure|skip|verify)[\w-]*"\s*:"#)
  private static let nextCase = Pattern.fixed(#"\bcase\b"#)

  /// The reader of a setting of that name: whoever writes the configuration switches it off.
  @Sendable static func isOption(_ hit: Hit, in source: Source) -> Bool {
    let lines = source.range(ofLines: hit.lines)
    let above = max(source.function(around: lines.lowerBound)?.body.lowerBound ?? 0, lines.lowerBound - 500)
    guard above < lines.lowerBound else { return false }
    guard let named = option.allMatches(in: source.text, range: above..<lines.lowerBound).last else { return false }
    return !nextCase.matches(source.code, in: named.range.upperBound..<lines.lowerBound)
  }

  private static let debugBuild = Pattern.fixed(#"\A//go:build[^\n]*\b(?:debug|profile|pprof|dev)\b"#)

  /// A file that is only part of a build for debugging.
  @Sendable static func isOfDebugBuild(_ hit: Hit, in source: Source) -> Bool {
    source.language == .go && debugBuild.matches(source.bytes)
      || developmentFile.matches(Array(source.reviewedPath.utf8))
  }

  private static let developmentFile = Pattern.fixed(#"(?:^|/)settings/(?:dev|local|development)\.py\z"#)
  private static let shown = Pattern.fixed(
    #"(?i)(?:^|/)(?:snippets?|examples?|samples?|demos?|tutorials?|docs?|documentation)/"#)

  /// What readers are shown how to use something, in a folder for that.
  @Sendable static func isShown(_ hit: Hit, in source: Source) -> Bool {
    shown.matches(Array(source.reviewedPath.utf8))
  }

  private static let cookie = Pattern.fixed(#"\b(\w+)\s*=\s*new\s+Cookie\("#)

  /// A cookie that gets the flag further below, where a setting asks for it.
  @Sendable static func isSetLater(_ hit: Hit, in source: Source) -> Bool {
    let lines = source.range(ofLines: hit.lines)
    guard let name = cookie.allMatches(in: source.code, range: lines, limit: 1).first?.groups[0],
      let set = try? Pattern(#"\b"# + source.string(name) + #"\.setHttpOnly\(\s*+(?!false)"#)
    else { return false }
    return set.matches(source.code, in: lines.upperBound..<min(source.code.count, lines.upperBound + 3_000))
  }

  private static let handedOver = Pattern.fixed(#"@SuppressWarnings\(\s*\{?\s*"resource""#)

  /// The author says that something else closes it, and the compiler was told so.
  @Sendable static func isHandedOver(_ hit: Hit, in source: Source) -> Bool {
    let first = max(source.firstLine, hit.lines.lowerBound - 1)
    return source.has(handedOver, in: source.range(ofLines: first...hit.lines.lowerBound))
  }

  private static let intoText = Pattern.fixed(#"\bStringWriter\b"#)
  private static let answers = Pattern.fixed(#"(?i)servlet|\bhttp|Response|Controller"#)

  /// A stack trace that becomes a text, in a program that answers no requests.
  @Sendable static func isForTheDesktop(_ hit: Hit, in source: Source) -> Bool {
    hit.message.contains("stack trace") && intoText.matches(source.code) && !answers.matches(source.code)
  }
}
