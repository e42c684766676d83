internal import JudgeTypes

/// Streams, connections and statements of Java, Kotlin and C# that are not closed on every path.
enum Leaks {
  static let detector = Detector.file("unclosed_resources") { source, rule in
    guard !source.isTest, let opened = opened[source.language] else { return [] }
    return opened.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups[0], let function = source.flow.function(around: match.range.lowerBound)?.block,
        !isManaged(match.range, in: source)
      else { return nil }
      if source.has(statement, in: match.range), source.has(opensConnection, in: function.body) { return nil }
      let handle = source.string(name)
      let after = match.range.upperBound..<max(match.range.upperBound, function.body.upperBound)
      let rest = match.range.upperBound..<source.statementEnd(from: match.range.upperBound)
      guard !source.has(managedBehind, in: rest),
        let kept = try? Pattern(
          #"\breturn\b[^;\n]*\b"# + handle + #"\b(?!\s*\.)|(?:=|:|,|\()\s*"# + handle
            + #"\s*(?:;|\)\s*\)|\)\s*;\s*return|,)|\bthis\.\w+\s*=\s*"#
            + handle + #"\b|\b"# + handle + #"\.use\b|new\s+(?!\w*(?:Command|Adapter|BulkCopy)\b)\w+\(\s*"# + handle
            + #"\b|\bnew\s+(?!\w*(?:Command|Adapter|BulkCopy)\b)\w+\([^()\n]*\b"#
            + handle + #"\s*\)"#),
        let closed = try? Pattern(
          #"\b"# + handle + #"\s*\??\.(?:close|disconnect|Dispose|Close)\w*\(|[cC]lose\w*\(\s*"# + handle + #"\b"#)
      else { return nil }
      if source.has(kept, in: after) || source.has(wrapped, in: function.range) { return nil }
      if let close = closed.allMatches(in: source.code, range: after, limit: 1).first {
        return earlyExit(match.range, before: close.range.lowerBound, function, in: source).map {
          Hit(
            rule, in: source.path, lines: source.lines(of: source.trimmed(match.range).lowerBound..<$0),
            message: "on this way out, and where anything before the close throws, it is not closed")
        } ?? closedByLuck(match.range, before: close.range.lowerBound, function, in: source, rule)
      }
      return Hit(rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)))
    }
  }

  private static let opened: [SourceLanguage: Pattern] = [
    .java: .fixed(
      #"(?<![\w.(])(?:(?:[A-Z]\w*|var)(?:<[^<>]*>)?\s+)(\w+)\s*=\s*(?:new\s+(?:FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile|ZipFile|Socket|JarFile)\s*\(|new\s+(?:BufferedReader|BufferedWriter|PrintWriter|InputStreamReader|Scanner|ZipInputStream|ZipOutputStream|ObjectInputStream|ObjectOutputStream|GZIPInputStream|BufferedInputStream|BufferedOutputStream)\s*\((?=[^;]{0,120}?(?:\bnew\s+File|openStream\(|\.get(?:Input|Output)Stream\(|Files\.new))|Files\.(?:newInputStream|newOutputStream|newBufferedReader|newBufferedWriter|lines|list|walk|newDirectoryStream)\s*\(|DriverManager\.getConnection\s*\(|(?:\w+\.)*\w*(?:[dD]ata[sS]ource|DS|ds|[pP]ool)(?:\(\))?\.getConnection\s*\(|(?:(?:this\.)?\w*(?:[dD]ata[bB]ase\w*|[dD]b\w*|DB\w*|BD|bd|[jJ]dbc\w*|[cC]onnect(?:ion|or)?|[cC]onn|[cC]on(?:exao|exion)\w*|[cC]onn(?:ect(?:ion|or)?)?(?:Factory|Manager|Provider|Source|Util|Utils|Helper|Maker))|[A-Z]\w*(?<!Holder|Context|Session|Transaction|Utils))(?<![mM]etaData)(?:\(\)|\.get(?:Instance|DataSource|Pool)\(\))?\.(?:get|create|obtain|make)Conn(?:ection)?\s*\((?!\s*\w*[hH]older)(?=(?:[^();]|\([^()]*\))*\)\s*;)|(?<=Factory|Util|Utils|Connection|Connector|Conexao|Conexion|Manager)\.(?:open|connect|getInstance|getConnect|conectar|connection)\s*\(|\w+\.(?:prepareStatement|createStatement|prepareCall)\s*\()"#
    ),
    .kotlin: .fixed(
      #"\bva[lr]\s+(\w+)\s*(?::\s*\w+\s*)?=\s*(?:(?:FileInputStream|FileOutputStream|FileReader|FileWriter|BufferedReader|Scanner|RandomAccessFile|ZipFile|ZipInputStream|Socket|ObjectInputStream)\s*\(|\w+\.(?:bufferedReader|inputStream|outputStream|bufferedWriter)\(\)|DriverManager\.getConnection\s*\(|\w*[dD]ataSource\.(?:getConnection\s*\(|connection\b)|\w+\.(?:prepareStatement|createStatement)\s*\()"#
    ),
    .csharp: .fixed(
      #"(?<![\w.(])(?:(?:[A-Z]\w*|var)\s+)(\w+)\s*=\s*(?:new\s+(?:FileStream|StreamReader|StreamWriter|SqlConnection|SqlCommand|NpgsqlConnection|MySqlConnection|SqliteConnection|TcpClient|BinaryReader|ZipArchive)\s*\(|File\.Open\w*\s*\()"#
    ),
  ]

  /// A statement is closed with the connection that made it.
  private static let statement = Pattern.fixed(#"\.(?:prepare\w+|createStatement)\s*\(\z|\bnew\s+\w*Command\s*\(\z"#)
  private static let opensConnection = Pattern.fixed(
    #"\b\w*Connection\s+\w+\s*=(?!\s*null)|=\s*new\s+\w*Connection\s*\(|[cC]onn(?:ection)?\s*=\s*\w+(?:\.\w+)*\s*\("#)

  private static let guarded = Pattern.fixed(#"\bfinally\b|\btry\s*\("#)
  private static let leaving = Pattern.fixed(#"(?m)^[ \t]*(?:return\b|throw\b)[^\n]*"#)
  private static let connection = Pattern.fixed(
    #"\.(?:getConnection|prepareStatement|createStatement)\s*\(|Connection\("#)

  /// The end of the first way out of the function, in a block of its own, that leaves a connection or statement open.
  private static func earlyExit(_ opened: Range<Int>, before close: Int, _ function: Block, in source: Source) -> Int? {
    guard source.has(connection, in: opened), !source.has(guarded, in: function.body) else { return nil }
    return leaving.allMatches(in: source.code, range: opened.upperBound..<close, limit: 1).first?.range.upperBound
  }

  private static let throwing = Pattern.fixed(
    #"\.(?:execute\w*|Execute\w*|prepare\w+|Fill|read\w*|Read\w*|write\w*|Write\w*|next|get\w+|parse\w*|Open)\s*\("#)

  private static let owned = Pattern.fixed(
    #"[cC]onn(?:ection)?\s*\(\z|Connection\(\z|\bnew\s+(?:File\w+|RandomAccessFile|Socket|TcpClient|ZipFile|JarFile)\s*\(\z|\bnew\s+(?:Buffered|Print|InputStream|Scanner|Object|Zip)\w*\s*\(\z|\bFiles\.\w+\s*\(\z"#
  )

  /// A close that stands at the end of the good way alone.
  private static func closedByLuck(
    _ opened: Range<Int>, before close: Int, _ function: Block, in source: Source, _ rule: Rule
  ) -> Hit? {
    guard source.has(owned, in: opened), !source.has(guarded, in: function.body), opened.upperBound < close,
      source.has(throwing, in: opened.upperBound..<close)
    else { return nil }
    return Hit(
      rule, in: source.path, lines: source.lines(of: source.trimmed(opened)),
      message: "where anything before the close throws, it stays open")
  }

  private static let managed = Pattern.fixed(#"(?:\btry\s*\(|\busing\s*\(?|\bawait\s+using\s*\(?)[^{}]*\z"#)
  private static let managedBehind = Pattern.fixed(#"\.use\s*\{|\.use\(|\.useLines|\.readText\(|\.readLines\("#)
  /// Helpers that close whatever they are given, and connections that take their statements with them.
  private static let wrapped = Pattern.fixed(
    #"closeQuietly|IOUtils\.close|JdbcUtils\.close|Utils\.close\(|DbUtils|@Cleanup|releaseConnection|\btry\s*\([^{}]*(?:getConnection|Connection\s+\w+)|Closer\b|autoClose|addCloseable|register\("#
  )

  private static func isManaged(_ range: Range<Int>, in source: Source) -> Bool {
    let start = max(0, range.lowerBound - 300)
    return managed.matches(source.code, in: start..<source.trimmed(range).lowerBound)
  }
}
