internal import JudgeTypes

/// Methods of a service that join a folder and the name they are given, and open, send or delete that file. In Java, Kotlin
/// and C#.
///
/// The handler that hands the name over stands in another file; here the file system would obey `../`.
enum NamedFiles {
  static let detector = Detector.file("named_files") { source, rule in
    guard !source.isTest, serves.matches(source.code), !checks.matches(source.code) else { return [] }
    return source.flow.functions.flatMap { function -> [Hit] in
      let block = function.block
      let head = block.range.lowerBound..<block.body.lowerBound
      guard source.has(touches, in: block.body), !hidden.matches(source.code, in: head) else { return [] }
      return function.parameters.filter { isName($0, in: source) }.compactMap { parameter in
        guard let joins = joined(parameter.name),
          let match = joins.allMatches(in: source.code, range: block.body, limit: 1).first
        else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: match.range),
          message: "a file of the name that the caller gives is taken, wherever that name leads")
      }
    }
  }

  private static let serves = Pattern.fixed(
    #"@(?:Service|Component|Repository|ApplicationScoped|Singleton|(?:Rest)?Controller)\b|\bMultipartFile\b|\bHttpServlet\w*\b|\bUrlResource\b|\bIFormFile\b|\bI(?:WebHost|Host|Hosting)Environment\b|\bMicrosoft\.AspNetCore\b|\bHttpContext\b|\bIConfiguration\b|\bIOptions<"#
  )
  private static let checks = Pattern.fixed(
    #"(?i)normalize\(|startsWith\(|getCanonical|toRealPath|cleanPath|FilenameUtils|getFileName\(\s*\)|GetFileName\(|GetFullPath\(|\.contains\(\s*"\.\.|\.Contains\(\s*"\.\.|Guid\.TryParse|GetInvalidFileNameChars|isValid\w*\(|saniti[sz]e|validate\w*(?:path|name)|isInside|isWithin|safe_?(?:name|path|join)|\.matches\("#
  )
  private static let touches = Pattern.fixed(
    #"\bFiles\.\w+\(|\b(?:FileInputStream|FileOutputStream|FileReader|FileWriter|UrlResource|FileSystemResource|FileUrlResource|RandomAccessFile)\b|\.delete(?:OnExit)?\(\s*\)|\bFileUtils\.\w+\(|\.transferTo\(|\.readBytes\(|\.readText\(|\bFile\.(?:Read|Write|Delete|Open|Create|Move|Copy)\w*\(|\bnew\s+FileStream\b|\bPhysicalFile\w*\(|\.CopyTo(?:Async)?\("#
  )
  private static let hidden = Pattern.fixed(#"\bprivate\b"#)
  private static let name = Pattern.fixed(
    #"(?i)\A(?:file_?names?|relative_?path|sub_?path|(?:file|image|img|photo|picture|avatar|document|doc|report|attachment|template|pdf|video|media|resource|object|blob|stored|backup|log|key)_?(?:name|path|key|file|id)|key|path)\z"#
  )
  private static let text = Pattern.fixed(#"\b[sS]tring\b"#)

  private static func isName(_ parameter: Flow.Parameter, in source: Source) -> Bool {
    name.occurs(in: parameter.name) && text.occurs(in: parameter.text)
  }

  /// The name put behind a folder.
  private static func joined(_ name: String) -> Pattern? {
    let word = #"\b"# + name + #"\b(?!\s*[.(])"#
    return try? Pattern(
      #"\.resolve\(\s*"# + word
        + #"|\b(?:new\s+File|File|Paths\.get|Path\.of|Path\.Combine)\s*\((?:[^();]|\([^()]*\)){1,200}?(?:,|\+)\s*"#
        + word
        + #"|(?i:\w*(?:dir|directory|path|folder|root|base|location))(?:\(\))?\s*\+\s*(?:(?:"[/\\ ]*"|'/'|File\.separator(?:Char)?|Path\.DirectorySeparatorChar)\s*\+\s*)?"#
        + word)
  }
}
