internal import JudgeTypes

/// Endpoints that answer with every row of a table which grows with its use. In Go, PHP and Ruby.
enum ListedTables {
  static let detector = Detector.file("listed_tables") { source, rule in
    guard !source.isTest, !source.isPartial else { return [] }
    let found: [Range<Int>] =
      switch source.language {
      case .go: listed(in: source) + collections(in: source) + selected(in: source)
      case .php: models(php, of: controllers, in: source)
      case .ruby: models(ruby, of: RailsAccess.controller, in: source)
      default: []
      }
    return found.map {
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed($0)),
        message: "every row is read, however many there are", severity: .medium)
    }
  }

  private static let bounded = Pattern.fixed(
    #"(?i)\blimit|paginat|\bpagy|\bpage\b|per_?page|\.page\(|\btake\(|chunk|cursor(?:Paginate)|simplePaginate|find_each|in_batches|offset|\bfirst\(\d|SetLimit|Scopes\("#
  )

  // MARK: Go

  private static let find = Pattern.fixed(
    #"(?<![\w.])(?:\w+\.)*\w*(?i:db|tx|gorm|orm|conn|database)\w*(?:\(\))?(?:\.(?:Preload|Joins|Order|Model|WithContext|Debug|Select|Omit|Table)\((?:[^()\n]|\([^()\n]*\))*\)\s*)*\.\s*Find\(\s*&(\w+)\s*\)"#
  )

  private static let raw = Pattern.fixed(
    #"\.Raw\(\s*["`]\s*(?i:select)\b(?![^"`]*\b(?i:where|limit|count|sum|top)\b)[^"`]*["`]\s*\)\.\s*(?:Scan|Find)\(\s*&(\w+)\s*\)"#
  )

  /// `db.Find(&orders)` in a function that answers a request.
  private static func listed(in source: Source) -> [Range<Int>] {
    (find.allMatches(in: source.code) + raw.allMatches(in: source.text)).compactMap { match in
      guard let name = match.groups[0], let function = handler(around: match.range.lowerBound, in: source),
        let declared = try? Pattern(
          #"\b"# + source.string(name) + #"\s*(?::?=\s*(?:make\(\s*)?|\s)\[\]\*?(?:\w+\.)?(\w+)"#),
        let type = declared.allMatches(
          in: source.code, range: function.range.lowerBound..<match.range.lowerBound
        ).last?.groups[0], source.has(WholeTables.growing, in: withoutEnding(type, in: source)),
        !source.has(bounded, in: function.body)
      else { return nil }
      return match.range
    }
  }

  /// `OrderResponse` holds orders.
  private static func withoutEnding(_ type: Range<Int>, in source: Source) -> Range<Int> {
    let text = source.string(type)
    let ending = ["Response", "Model", "Entity", "DTO", "Dto"].first { text.hasSuffix($0) && text.count > $0.count }
    return type.lowerBound..<(type.upperBound - (ending?.utf8.count ?? 0))
  }

  private static let collection = Pattern.fixed(
    #"\.Find\(\s*\w+(?:\.\w+\(\))?\s*,\s*(?:bson\.[MD]\{\s*(?:\{\s*\})?\s*\}|nil|struct\{\}\{\})\s*\)"#)

  /// `collection.Find(ctx, bson.M{})`, of which all is read.
  private static func collections(in source: Source) -> [Range<Int>] {
    collection.allMatches(in: source.code).compactMap { match in
      guard let function = handler(around: match.range.lowerBound, in: source), !source.has(bounded, in: function.body)
      else { return nil }
      return match.range
    }
  }

  private static let selection = Pattern.fixed(
    #"(?i)["`]\s*select\s[^"`;]{1,300}?\sfrom\s+\w*?((?:\w+_)?[a-z]+)\s*(?:order\s+by\s+[\w., ]+)?;?\s*["`]"#)

  /// `db.Select(&orders, "SELECT * FROM orders")` in a handler.
  private static func selected(in source: Source) -> [Range<Int>] {
    selection.allMatches(in: source.text).compactMap { match in
      guard let table = match.group(0), source.has(WholeTables.growing, in: lastWord(of: table, in: source)),
        let function = handler(around: match.range.lowerBound, in: source), !source.has(bounded, in: function.body)
      else { return nil }
      return source.trimmed(match.range)
    }
  }

  private static func lastWord(of name: Range<Int>, in source: Source) -> Range<Int> {
    let mark = source.bytes[name].lastIndex(of: UInt8(ascii: "_"))
    return (mark.map { $0 + 1 } ?? name.lowerBound)..<name.upperBound
  }

  private static func handler(around offset: Int, in source: Source) -> Block? {
    guard let function = source.flow.function(around: offset)?.block,
      source.has(GoHandlers.parameters, in: function.range.lowerBound..<function.body.lowerBound)
    else { return nil }
    return function
  }

  // MARK: Models of PHP and Ruby

  private static let controllers = Pattern.fixed(#"\bclass\s+\w*(?:Controller|Api|API)\b"#)
  private static let php = Pattern.fixed(
    #"(?<![\w\\$>])\\?(?:\w+\\)*([A-Z]\w*)::(?:all\(\s*\)|(?:(?:with|latest|oldest|orderBy|orderByDesc|query|select|withCount)\((?:[^()]|\([^()]*\))*\)\s*->\s*){1,5}get\(\s*\))(?!\s*->)"#
  )
  private static let ruby = Pattern.fixed(
    #"(?<![\w.:])([A-Z]\w*)(?:\.(?:includes|preload|order|eager_load|with_attached_\w+)(?:\([^()\n]*\)|[ ][^.\n]+)){0,3}\.all(?:\.(?:includes|preload|order|eager_load|reverse|to_a)\b(?:\([^()\n]*\))?){0,3}[ \t]*(?=$|[,})\n]|,)"#
  )
  private static let listing = Pattern.fixed(
    #"(?i)\b(?:function|def)\s+(?:self\.)?(?:\w*index\w*|\w*list\w*|all\w*|get\w*|fetch\w*|manage\w*|show(?:all|\w+s)|view(?:all|\w+s)|history|\w*all)\b"#
  )

  private static func models(_ pattern: Pattern, of classes: Pattern, in source: Source) -> [Range<Int>] {
    guard classes.matches(source.code) else { return [] }
    return pattern.allMatches(in: source.code).compactMap { match in
      guard let model = match.groups[0], source.has(WholeTables.growing, in: model),
        let function = source.function(around: match.range.lowerBound),
        source.has(listing, in: function.range.lowerBound..<function.body.lowerBound),
        !source.has(bounded, in: function.body), !isNarrowed(match.range, in: function, of: source)
      else { return nil }
      return match.range
    }
  }

  private static let scoped = Pattern.fixed(#"\b(?:policy_scope|authorized_scope|apply_scopes|\w*filter\w*)[( ]\s*\z"#)
  private static let given = Pattern.fixed(#"(@?\w+)\s*(?:\|\|)?=\s*\z"#)

  /// Whether a policy or a later condition chooses among the rows before they are read.
  private static func isNarrowed(_ read: Range<Int>, in function: Block, of source: Source) -> Bool {
    guard source.language == .ruby else { return false }
    let before = max(function.range.lowerBound, read.lowerBound - 60)..<read.lowerBound
    if source.has(scoped, in: before) { return true }
    guard let name = given.allMatches(in: source.code, range: before).last?.group(0),
      let narrowed = try? Pattern(
        #"(?<![\w.@])"# + source.string(name) + #"\.(?:where|merge|ransack|search\w*|filter\w*|by_\w+|for_\w+)\b"#)
    else { return false }
    return source.has(narrowed, in: read.upperBound..<max(read.upperBound, function.range.upperBound))
  }
}
