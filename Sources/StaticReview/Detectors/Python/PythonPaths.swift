internal import JudgeTypes

/// Paths that hold what a client sent, where the call that opens them is a library's: images, tables, documents, models.
///
/// Calls that open files by themselves are followed by `PythonSinks`; this takes the joined path for what it is.
enum PythonPaths {
  static let detector = Detector.file("python_joined_paths") { source, rule in
    guard !source.isTest, joins.matches(source.code) else { return [] }
    let input = PythonInput(file: PythonFile(source))
    return input.file.functions.filter(\.isHandler).flatMap { function in
      let named = namedAfterPersons(in: function, input, rule)
      guard named.isEmpty, !source.has(PythonSinks.pathChecks, in: function.block.range) else { return named }
      return joined(in: function, input, rule) + read(in: function, input, rule)
    }
  }

  private static let joins = Pattern.fixed(#"os\.path\.join\(|(?<![\w.])[fF]["']|\w+[ \t]*/[ \t]*\w"#)
  private static let pathNamed = Pattern.fixed(
    #"(?m)^[ \t]*(\w+)[ \t]*=[ \t]*((?:str\(|Path\()?os\.path\.join\([^\n]*|[A-Z][A-Z0-9_]+[ \t]*/[ \t]*[^\n]+)$"#)
  /// What asks about a path, or is no matter of files.
  private static let aside = Pattern.fixed(
    #"(?i)(?:os\.path\.\w+|os\.makedirs|print|str|len|repr|jsonify|append|url_for|isinstance|Path|log\w*\.\w+|logging\.\w+)\s*\(\z|s3|bucket|blob|storage|redis|cache|request|client|execute"#
  )
  /// A parameter of a path holds no slash unless the route says so.
  private static let oneSegment = Pattern.fixed(#"<(?:string:)?\w+>|\{\w+\}"#)

  private static func joined(in function: PythonFunction, _ input: PythonInput, _ rule: Rule) -> [Hit] {
    let source = input.file.source
    guard !source.has(oneSegment, in: function.decorators) else { return [] }
    return pathNamed.allMatches(in: source.code, range: function.block.body, limit: 6).prefix(3).compactMap { match in
      guard let name = match.group(0).map({ source.string($0) }), let value = match.group(1),
        let callee = try? Pattern(#"(?<![\w.])[\w.]+\(\s*(?:str\(\s*)?(?:\w+\s*=\s*)?"# + name + #"\s*[,)]"#),
        !isOpened(name, after: value.upperBound, in: function, of: source), input.reaches(value)
      else { return nil }
      let rest = value.upperBound..<function.block.range.upperBound
      let isUsed = callee.allMatches(in: source.code, range: rest, limit: 12).contains { call in
        guard let open = source.code[call.range].firstIndex(of: UInt8(ascii: "(")) else { return false }
        return !aside.matches(source.code, in: call.range.lowerBound..<(open + 1))
      }
      guard isUsed else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)))
    }.prefix(1).map { $0 }
  }

  /// Whether one of the calls that `PythonSinks` follows takes it.
  private static func isOpened(_ name: String, after offset: Int, in function: PythonFunction, of source: Source)
    -> Bool
  {
    guard let argument = try? Pattern(#"\A"# + name + #"\b"#) else { return true }
    let rest = offset..<function.block.range.upperBound
    return PythonSinks.fileSinks.contains { sink in
      source.calls(sink.callee).contains { call in
        rest.contains(call.range.lowerBound) && call.arguments.contains { source.has(argument, in: $0) }
      }
    }
  }

  // MARK: Libraries that read

  private static let readers = Pattern.fixed(
    #"(?<![\w.])(?:(?:pd|pandas)\.read_\w+|cv2\.(?:imread|VideoCapture)|(?:PIL\.)?Image\.open|(?:np|numpy)\.(?:load|loadtxt|genfromtxt)|librosa\.load|(?:sf|soundfile)\.read|fitz\.open|PdfReader|pdfplumber\.open|(?:docx\.)?Document|(?:openpyxl\.)?load_workbook|torch\.load|joblib\.load)\s*\("#
  )
  private static let folder = Pattern.fixed(
    #"\A(?:os\.path\.join\(|[fF]["'](?!https?:)[^"'\n]*/[^"'\n]*\{|["'][\w./-]*/["']\s*\+)"#)

  private static func read(in function: PythonFunction, _ input: PythonInput, _ rule: Rule) -> [Hit] {
    let source = input.file.source
    return source.calls(readers).filter { function.block.body.contains($0.range.lowerBound) }.compactMap { call in
      guard let argument = call.arguments.first else { return nil }
      let value = origin(of: argument, in: function, of: source)
      guard source.has(folder, in: value), input.reaches(value) else { return nil }
      let isNamed = value != argument
      if isNamed, pathNamed.matches(source.code, in: source.lineStart(of: value.lowerBound)..<value.upperBound) {
        return nil
      }
      return Hit(rule, in: source.path, lines: source.lines(of: isNamed ? value : call.range))
    }
  }

  private static let name = Pattern.fixed(#"\A[A-Za-z_]\w*\z"#)

  private static func origin(of argument: Range<Int>, in function: PythonFunction, of source: Source) -> Range<Int> {
    guard source.has(name, in: argument),
      let value = source.assignment(of: source.string(argument), before: argument.lowerBound),
      function.block.body.contains(value.lowerBound)
    else { return argument }
    return source.trimmed(value)
  }

  // MARK: Names and addresses of people

  /// A file name that begins with what somebody typed as an e-mail address or a name, beside one that was cleaned.
  private static let personal = Pattern.fixed(
    #"(?m)^[ \t]*(\w+)[ \t]*=[ \t]*[fF]["'](?![^"'\n]*://)[^"'\n{]*\{\s*(\w*(?:e_?mail|user_?name|login|nick\w*|full_?name))\s*\}[^"'\n]*["'][ \t]*$"#
  )

  private static func namedAfterPersons(
    in function: PythonFunction, _ input: PythonInput, _ rule: Rule
  ) -> [Hit] {
    let source = input.file.source
    return personal.allMatches(in: source.text, range: function.block.body, limit: 4).compactMap { match in
      guard let path = match.group(0).map({ source.string($0) }), let who = match.group(1),
        !isCleaned(source.string(who), in: function, of: source), !isCleaned(path, in: function, of: source),
        input.reaches(who),
        let joined = try? Pattern(
          #"(?m)^[^\n]*(?:os\.path\.join\([^\n]*\b"# + path + #"\s*\)|/\s*"# + path + #"\b)[^\n]*"#),
        let join = joined.allMatches(
          in: source.code, range: match.range.upperBound..<function.block.range.upperBound, limit: 1
        ).first
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range.lowerBound..<join.range.upperBound)),
        message: "\(source.string(who)) is what somebody typed, and becomes part of a path")
    }
  }

  private static func isCleaned(_ name: String, in function: PythonFunction, of source: Source) -> Bool {
    guard
      let cleaned = try? Pattern(
        #"(?:secure_filename|slugify|quote\w*|re\.(?:sub|match|fullmatch)|valid\w*|clean\w*|sanitiz\w*|basename|\bhash\w*|sha\d+|md5|is_\w+)\([^\n]*\b"#
          + name + #"\b|\b"# + name + #"\.(?:replace|isalnum|isidentifier|split)\("#)
    else { return true }
    return source.has(cleaned, in: function.block.body)
  }
}
