internal import JudgeTypes

/// Tables that grow with every use and are handed out whole, row by row, to whoever asks: in Python, JavaScript, TypeScript,
/// Java, Kotlin and C#; `ListedTables` looks at the others.
enum WholeTables {
  static let detector = Detector.file("whole_tables") { source, rule in
    guard !source.isTest, let form = forms[source.language] else { return [] }
    return form.reads.flatMap { $0.allMatches(in: source.code, limit: 200) }.compactMap { match in
      guard let function = source.function(around: match.range.lowerBound),
        growing.matches(Array(entity(of: match, in: source).utf8)), isAnswer(function, form, in: source)
      else { return nil }
      if runsByItself(function, in: source) || isNarrowed(match.range, in: function, of: source) { return nil }
      let around = max(0, function.range.lowerBound - 200)..<function.range.upperBound
      if source.has(bounded, in: around) || source.has(other, in: function.range.lowerBound..<function.body.lowerBound)
      {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "every row is read and answered, however many there are; page them", severity: .medium)
    }
  }

  private struct Form: Sendable {
    let reads: [Pattern]
    /// What shows that a function answers somebody, in its text or right above it.
    let answers: Pattern
    /// Files all of whose functions do.
    let files: Pattern?

    init(_ reads: [StaticString], answers: StaticString, files: StaticString? = nil) {
      self.reads = reads.map { .fixed($0) }
      self.answers = .fixed(answers)
      self.files = files.map { .fixed($0) }
    }
  }

  private static let jvm = Form(
    [
      #"\b(\w+?)(?:Repository|Repo|Dao|DAO|Mapper)\.(?:findAll|selectAll|getAll|listAll)\(\s*\)(?!\s*\.(?:stream\(\)\s*\.)?(?:filter|limit|count|size|isEmpty|parallelStream)\b)"#
    ], answers: #"@(?:Get|Request)Mapping|@GET\b"#,
    files: #"@(?:Service|RestController|Controller|Path|ApplicationScoped)\b"#)
  private static let script = Form(
    [
      #"\b(\w+?)(?:Model|Repository|Repo)?\.(?:find|findAll)\(\s*(?:\{\s*\}\s*)?\)(?!\s*\.(?:limit|skip|count|paginate|then|filter|forEach|map)\b)"#,
      #"\bprisma\.(\w+)\.findMany\(\s*\)"#,
    ],
    answers: #"\bres(?:ponse)?\.(?:json|send|render|status)\b|\bNextResponse\b|\bctx\.body\b|\breply\.send\b|@Get\("#,
    files: #"@(?:Injectable|Controller|Resolver)\("#)

  private static let forms: [SourceLanguage: Form] = [
    .java: jvm, .kotlin: jvm, .javascript: script, .typescript: script,
    .csharp: Form(
      [
        #"\b_?\w*(?:[cC]ontext|[dD]b|[cC]tx)\w*\.([A-Z]\w*)(?:\.AsNoTracking\(\))?\.ToList(?:Async)?\("#,
        #"(?<![\w.])([A-Z]\w*)\.ToList(?:Async)?\(\s*\)"#,
      ], answers: #"\[HttpGet"#, files: #":\s*(?:Controller|ControllerBase|ApiController)\b"#),
    .python: Form(
      [
        #"(?m)=\s*([A-Z]\w*)\.objects\.(?:all\(\s*\)|order_by\([^()\n]{0,80}\))(?:\.(?:order_by|select_related|prefetch_related)\([^()\n]{0,80}\)){0,3}\s*$"#,
        #"\b([A-Z]\w*)\.query(?:\.order_by\((?:[^()\n]|\([^()\n]*\)){0,80}\)){0,2}\.all\(\s*\)"#,
        #"\.query\(\s*(?:models\.)?([A-Z]\w*)\s*\)(?:\.order_by\((?:[^()\n]|\([^()\n]*\)){0,80}\)){0,2}\.all\(\s*\)"#,
      ],
      answers:
        #"\bjsonify\(|\bJsonResponse\(|\bJSONResponse\(|\bResponse\(|\brender\(|\brender_template\(|@\w+\.(?:route|get)\("#
    ),
  ]

  /// What becomes more with every day that people use a service; categories, roles and the like stay few.
  static let growing = Pattern.fixed(
    #"(?i)(?:(?:user|account|member|customer|client|patient|employee|student|order|payment|transaction|invoice|booking|reservation|appointment|post|article|comment|review|message|notification|document|record|log|event|ticket|task|todo|product|book|movie|recipe|listing|expense|subscriber|visit|photo|video|upload|lead|contact|request|report|claim|complaint|loan|shipment|donation|sale|purchase|prescription|feedback|subscription|submission|attendance|enrol?lment|application|candidate|vehicle|car|rental|job)(?:s|es)?(?:Entity|Model|_?list)?|activit(?:y|ies)|histor(?:y|ies)|entries|alumni)\z"#
  )
  private static let bounded = Pattern.fixed(
    #"(?i)paginat|pageable|\bpage\b|page_?(?:size|number|num)|per_?page|pagy|limit|\btake\b|\bskip\b|offset|\.first\b|\.count\b|slice\(|cursor|chunk|\[\s*:|\[\w*\s*:\s*\w|DataTable|stream"#
  )
  /// Lists for a form, and what runs by itself.
  private static let other = Pattern.fixed(
    #"(?i)\b(?:def|function|func|async|public|const)?\s*\w*(?:create|edit|new|form|export|seed|migrat|sync|backup|cron|cleanup|init|count|send|notify|broadcast|re_?index|refresh|aggregat|rebuild|archiv|warm_?up|nightly)\w*\s*[(=:]"#
  )
  private static let byItself = Pattern.fixed(
    #"@(?:Scheduled|EventListener|TransactionalEventListener|PostConstruct|Async|Cron|Interval|OnEvent|\w+Listener)\b[^{};]{0,300}\z"#
  )

  /// Whether a clock or an event calls it, whom nobody answers.
  private static func runsByItself(_ function: Block, in source: Source) -> Bool {
    let start = max(0, function.range.lowerBound - 300)
    return byItself.matches(source.code, in: start..<max(start, function.body.lowerBound - 1))
  }

  private static let given = Pattern.fixed(#"\b(\w+)\s*(?::\s*[\w<>\[\]]+\s*)?=\s*(?:await\s+)?[\w.]{0,60}\z"#)

  /// Whether the list is only what another is chosen or reckoned from.
  private static func isNarrowed(_ read: Range<Int>, in function: Block, of source: Source) -> Bool {
    let start = read.lowerBound + (source.code[read.lowerBound] == UInt8(ascii: "=") ? 1 : 0)
    let before = max(function.range.lowerBound, start - 120)..<start
    guard before.lowerBound < before.upperBound,
      let name = given.allMatches(in: source.code, range: before).last?.group(0),
      let narrowed = try? Pattern(
        #"(?<![\w.])"# + source.string(name)
          + #"\s*\.\s*(?:filter|aggregate|annotate|exclude|reduce|groupBy|GroupBy|Where|Sum|Average|stream|parallelStream)\s*\("#
      )
    else { return false }
    return source.has(narrowed, in: read.upperBound..<max(read.upperBound, function.range.upperBound))
  }

  private static let role = Pattern.fixed(#"(?i)(?:Service|Controller|Resource|Repository|Handler|Api|Impl)+\z"#)

  /// What the rows are of: by the name that is asked, or by that of the file where it says nothing.
  private static func entity(of match: Pattern.Match, in source: Source) -> String {
    let name = match.group(0).map { source.string($0) } ?? ""
    if !["", "this", "repository", "repo", "dao", "model", "_", "mapper"].contains(name.lowercased()) { return name }
    let file = source.reviewedPath.split(separator: "/").last.map(String.init) ?? ""
    let stem = Array(String(file.prefix { $0 != "." }).utf8)
    let end = role.allMatches(in: stem, limit: 1).first?.range.lowerBound ?? stem.count
    return String(decoding: stem[..<end], as: UTF8.self)
  }

  private static func isAnswer(_ function: Block, _ form: Form, in source: Source) -> Bool {
    if let files = form.files, files.matches(source.code) { return true }
    return source.has(form.answers, in: max(0, function.range.lowerBound - 200)..<function.range.upperBound)
  }
}
