internal import JudgeTypes

/// Files of one name for all requests: what one request writes another reads, replaces or removes.
enum PythonSharedFiles {
  static let detector = Detector.file("python_shared_files") { source, rule in
    guard !source.isTest, !source.routes.isEmpty || view.matches(source.code) else { return [] }
    let file = PythonFile(source)
    return file.functions.flatMap { function -> [Hit] in
      guard function.isHandler || isCalled(function, byHandlersOf: file) else { return [] }
      return fixedNames(in: function, of: source, rule) + clientsNames(in: function, of: source, rule)
    }
  }

  private static let view = Pattern.fixed(#"\bdef\s+\w+\(\s*request\b"#)

  private static func isCalled(_ function: PythonFunction, byHandlersOf file: PythonFile) -> Bool {
    guard !function.name.isEmpty, let call = try? Pattern(#"(?<![\w.])"# + function.name + #"\("#) else { return false }
    return file.functions.contains { $0.isHandler && file.source.has(call, in: $0.block.body) }
  }

  // MARK: Names written down

  /// A call that writes a file of a literal name.
  private static let writes = Pattern.fixed(
    #"(?:(?<![\w.])open\(\s*(["'])([\w./-]+\.\w{2,5})\1\s*,\s*["'][wx]b?\+?["']|\.(?:to_csv|to_excel|to_json|savefig|save|write_image|write_html|write|export|output|write_videofile)\(\s*(["'])([\w./-]+\.\w{2,5})\3|\b(?:save|write|export|dump|generate|create|render|convert)\w*\([^()\n]*?(["'])([\w./-]+\.\w{2,5})\5\s*\)|\b(?:imwrite|urlretrieve)\(\s*[^()\n]*?(["'])([\w./-]+\.\w{2,5})\7)"#
  )
  /// What is meant to be one file: settings, models, stores, logs.
  private static let lasting = Pattern.fixed(
    #"(?i)(?:config|settings|model|state|cache|\blog|database|store|index|token|credential|schema)\w*\.\w+\z|\.(?:db|sqlite3?|log|pkl|joblib|pt|h5|onnx|lock|pid|env|toml|ini|ya?ml)\z"#
  )
  private static let locked = Pattern.fixed(#"(?i)\block\b|_lock\b|Lock\(|flock"#)

  private static func fixedNames(in function: PythonFunction, of source: Source, _ rule: Rule) -> [Hit] {
    guard !source.has(locked, in: function.block.body) else { return [] }
    var seen: Set<String> = []
    return writes.allMatches(in: source.text, range: function.block.body, limit: 8).compactMap { match in
      guard let name = [1, 3, 5, 7].compactMap({ match.group($0) }).first.map({ source.string($0) }),
        seen.insert(name).inserted, !lasting.occurs(in: name),
        let again = reading(name, after: match.range.upperBound, in: function, of: source)
      else { return nil }
      let near = source.line(at: again.lowerBound) - source.line(at: match.range.lowerBound) <= 8
      return Hit(
        rule, in: source.path,
        lines: source.lines(of: match.range.lowerBound..<(near ? again.upperBound : match.range.upperBound)),
        message: "every request writes and reads the same \(name): one can answer with another's")
    }
  }

  private static func reading(_ name: String, after offset: Int, in function: PythonFunction, of source: Source)
    -> Range<Int>?
  {
    guard
      let reads = try? Pattern(
        #"(?:(?<![\w.])open|send_file|FileResponse|\.read_\w+|imread|send_from_directory|Image\.open|\.attach_file|load\w*|read\w*|upload\w*)\([^()\n]*["']"#
          + name.replacing(".", with: "\\.") + #"["'](?!\s*,\s*["'][wa])"#)
    else { return nil }
    return reads.allMatches(in: source.text, range: offset..<function.block.range.upperBound, limit: 1).first?.range
  }

  // MARK: Names that clients chose

  private static let kept = Pattern.fixed(
    #"(?m)^[ \t]*(\w+)[ \t]*=[ \t]*(?:str\()?os\.path\.join\([^\n]*?(?:\b(\w+)|secure_filename\([^()\n]*\)|\.filename)\s*\)\)?[ \t]*$"#
  )
  private static let cleaned = Pattern.fixed(#"\A\s*(?:secure_filename\(\s*\w+\.filename\s*\)|\w+\.filename)\s*\z"#)
  private static let direct = Pattern.fixed(#"secure_filename\(|\.filename\s*\)"#)

  /// An upload that stands for the length of one request under the name the client gave it, and is then removed.
  private static func clientsNames(in function: PythonFunction, of source: Source, _ rule: Rule) -> [Hit] {
    kept.allMatches(in: source.code, range: function.block.body, limit: 4).compactMap { match in
      guard let path = match.group(0).map({ source.string($0) }),
        isNamedByClient(match, in: source),
        let save = try? Pattern(#"\.save\(\s*(?:str\(\s*)?"# + path + #"\b"#),
        let removal = try? Pattern(#"\bos\.(?:remove|unlink)\(\s*"# + path + #"\s*\)|\b"# + path + #"\.unlink\("#)
      else { return nil }
      let rest = match.range.upperBound..<function.block.range.upperBound
      guard let place = save.allMatches(in: source.code, range: rest, limit: 1).first, source.has(removal, in: rest)
      else { return nil }
      let near = source.line(at: place.range.lowerBound) - source.line(at: match.range.lowerBound) <= 5
      return Hit(
        rule, in: source.path,
        lines: source.lines(
          of: source.trimmed(match.range.lowerBound..<(near ? place.range.upperBound : match.range.upperBound))),
        message: "two uploads of the same name at once replace and remove each other's file", severity: .medium)
    }
  }

  private static func isNamedByClient(_ match: Pattern.Match, in source: Source) -> Bool {
    guard let name = match.group(1) else { return source.has(direct, in: match.range) }
    guard let origin = source.assignment(of: source.string(name), before: match.range.lowerBound) else { return false }
    return source.has(cleaned, in: origin)
  }
}
