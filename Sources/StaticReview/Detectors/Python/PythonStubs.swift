internal import JudgeTypes

/// Checks of Python code that say yes to everything: functions that look at nothing, and answers written down where a call stood.
enum PythonStubs {
  static let detector = Detector.file("python_stub_checks") { source, rule in
    guard !source.isTest else { return [] }
    return functions(in: source, rule) + replaced(in: source, rule)
  }

  // MARK: Functions that only say yes

  private static let safeguard = Pattern.fixed(
    #"(?i)\A_?(?:verify|validate|check|authenticate|authori[sz]e)_\w+\z|\A_?is_(?:allowed|authori[sz]ed|permitted|authenticated|verified|paid|trusted|valid_\w+)\z|\A_?(?:can|may|has)_(?:access|permission|edit|delete)\w*\z"#
  )
  /// What has nothing to look at, or looks at something else than rights.
  private static let harmless = Pattern.fixed(
    #"(?i)health|environment|_env\b|python|version|install|depend|connect|update|config|setup|platform|feature|online"#)
  private static let yes = Pattern.fixed(
    #"(?s)\A\s*(?:(?:"""(?:(?!""").)*"""|'''(?:(?!''').)*''')\s*)?(?:print\([^\n]*\)\s*)?return\s+(?:True|["'](?:paid|valid|ok|approved|verified|success|completed|authorized)["']|\{\s*["'](?:valid|paid|allowed|verified|success|ok|status)["']\s*:\s*(?:True|["'](?:paid|valid|ok|approved|verified|success|completed)["'])\s*\})\s*\z"#
  )
  private static let promised = Pattern.fixed(
    #"(?i)\b(?:TODO|FIXME|XXX|HACK|stub\w*|placeholder|for now|temporar\w*|not (?:yet )?implemented|implement|until we)\b"#
  )
  /// What others are meant to write anew.
  private static let meantToDiffer = Pattern.fixed(
    #"(?i)overrid|subclass|\bhook\b|plugin|by default|\bif this (?:function|method)"#)
  private static let template = Pattern.fixed(
    #"(?:Mixin|Base\w*|Abstract\w*|Interface|Protocol|Dummy\w*|Null\w*|Mock\w*|Fake\w*|No[oO]p\w*|Default\w*|AllowAll\w*)\b"#
  )
  private static let based = Pattern.fixed(#"(?m)^class[ \t]+\w+[ \t]*\(\s*(?!object\s*\)|\))"#)
  private static let classLine = Pattern.fixed(#"(?m)^class[ \t]+(\w+)[^\n]*"#)

  private static func functions(in source: Source, _ rule: Rule) -> [Hit] {
    let file = PythonFile(source)
    return file.functions.compactMap { function in
      guard safeguard.occurs(in: function.name), !harmless.occurs(in: function.name),
        source.has(yes, in: function.block.body), !promised.matches(source.bytes, in: function.block.body),
        !meantToDiffer.matches(source.bytes, in: function.block.range),
        function.parameters.contains(where: { !["self", "cls"].contains($0.name) }),
        source.trimmed(function.decorators).isEmpty, !isOverride(function, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(function.block.range)),
        message: "\(function.name) looks at nothing and always says yes", severity: .high)
    }
  }

  /// A method of a class with a base, or of one that others of the file build on, answers what those ask.
  private static func isOverride(_ function: PythonFunction, in source: Source) -> Bool {
    let start = source.trimmed(function.block.range).lowerBound
    guard source.indentation(ofLine: source.line(at: start)) > 0 else { return false }
    guard let line = classLine.allMatches(in: source.code, range: 0..<start).last, let name = line.group(0) else {
      return true
    }
    if source.has(based, in: line.range) || source.has(template, in: line.range) { return true }
    return (try? Pattern(#"(?m)^class[ \t]+\w+[ \t]*\([^)]*\b"# + source.string(name) + #"\b"#)).map {
      $0.matches(source.code)
    } ?? true
  }

  // MARK: Answers written down where a call stood

  /// `# ok = client.check(order)` and below it `ok = {"allow": True}`.
  private static let written = Pattern.fixed(
    #"(?m)^[ \t]*#[ \t]*(\w+)[ \t]*=[ \t]*(?:await[ \t]+)?[\w.]*?(?:check|verif|valid|authori[sz]|permi|confirm|allow|is_paid|scan|inspect)\w*\([^\n]*\n(?:[ \t]*#[^\n]*\n|[ \t]*\n){0,3}[ \t]*\1[ \t]*(?::[^=\n]+)?=[ \t]*(\{|\[|True\b|["'])"#
  )

  private static func replaced(in source: Source, _ rule: Rule) -> [Hit] {
    written.allMatches(in: source.bytes).compactMap { match in
      guard let value = match.group(1) else { return nil }
      let end = source.closing(of: value.lowerBound) ?? value.upperBound
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<(end + 1)),
        message: "the check is commented out, and its answer written down in its place", severity: .high)
    }
  }
}
