internal import JudgeTypes

/// Accounts with a password that a script of SQL puts into the table of users in the clear.
enum SeededLogins {
  static let passwords = detector("sql_plain_passwords") { source, seed, rule in
    [
      Hit(
        rule, in: source.path, lines: source.lines(of: seed.statement),
        message: "passwords are put into the table in the clear")
    ]
  }

  static let secrets = detector("sql_seeded_logins") { source, seed, rule in
    seed.values.map {
      Hit(rule, in: source.path, lines: source.lines(of: $0), message: "everybody who reads this can log in")
    }
  }

  private struct Seed: Sendable {
    /// Up to `VALUES`.
    let statement: Range<Int>
    /// The passwords that are one.
    let values: [Range<Int>]
  }

  private static func detector(_ name: String, _ tell: @escaping @Sendable (Source, Seed, Rule) -> [Hit]) -> Detector {
    Detector.file(name) { source, rule in
      guard !source.isTest else { return [] }
      return source.cache.reading("seeded logins") { seeds(in: source) }.flatMap { tell(source, $0, rule) }
    }
  }

  private static let insertion = Pattern.fixed(
    #"(?i)\binsert\s+(?:ignore\s+)?into\s+[`"\[]?(?:\w+[`"\]]?\.[`"\[]?)?\w*(?:user|account|admin|staff|employee|member|login|customer|patient|student|doctor|teacher)\w*[`"\]]?\s*\(([^()]*)\)\s*values\s*"#
  )
  private static let column = Pattern.fixed(
    #"(?i)\A[`"\[\s]*(?:password|passwd|pwd|pass|senha|contrasena|pin|password_hash|hashed_password)[`"\]\s]*\z"#)
  /// `'text'` with nothing around it.
  private static let literal = Pattern.fixed(#"\A\s*N?'((?:[^']|''){3,60})'\s*\z"#)
  private static let hashed = Pattern.fixed(
    #"\A(?:\$\w+\$|\{\w+\}|pbkdf2|scrypt|argon|sha\d|[0-9a-fA-F]{32,}\z|[A-Za-z0-9+/]{43,}=*\z|<|\$\{|\{\{|%|:)"#)

  private static func seeds(in source: Source) -> [Seed] {
    insertion.allMatches(in: source.code, limit: 200).compactMap { match in
      guard let columns = match.group(0),
        let index = source.arguments(in: columns).firstIndex(where: { column.matches(source.bytes, in: $0) })
      else { return nil }
      var values: [Range<Int>] = []
      var position = match.range.upperBound
      while position < source.code.count, source.code[position] == UInt8(ascii: "("),
        let close = source.closing(of: position)
      {
        let row = source.arguments(in: (position + 1)..<close)
        if index < row.count,
          let value = literal.allMatches(in: source.bytes, range: row[index], limit: 1).first?.group(0),
          !hashed.matches(source.bytes, in: value), !Placeholder.isOne(source.string(value))
        {
          values.append(value)
        }
        position = close + 1
        while position < source.code.count, isBlank(source.code[position]) || source.code[position] == UInt8(ascii: ",")
        {
          position += 1
        }
      }
      return values.isEmpty ? nil : Seed(statement: source.trimmed(match.range), values: values)
    }
  }
}
