internal import JudgeTypes

/// Calls over a network that can wait without end.
enum PythonTimeouts {
  static let detector = Detector.file("python_missing_timeout") { source, rule in
    guard !source.isTest else { return [] }
    var hits = source.calls(blocking).filter { !isLimited($0, in: source) }
    hits += PythonAliases.calls(in: source).filter { !isLimited($0, in: source) }
    if sessions.matches(source.code), !adapter.matches(source.text) {
      hits += sessionCalls(in: source).filter { !isLimited($0, in: source) }
    }
    return hits.map { Hit(rule, in: source.path, lines: source.lines(of: $0.range)) }
      + endless.allMatches(in: source.code).map { Hit(rule, in: source.path, lines: source.lines(of: $0.range)) }
  }

  private static let blocking = Pattern.fixed(
    #"(?<![\w.])(?:requests\.(?:get|post|put|patch|head|delete|options|request)|(?:urllib\.request\.|urllib2\.)?urlopen|smtplib\.SMTP(?:_SSL)?|imaplib\.IMAP4(?:_SSL)?|poplib\.POP3(?:_SSL)?|getattr\(\s*requests\s*,[^()\n]*\)|socket\.create_connection|http\.client\.HTTPS?Connection|ftplib\.FTP)\s*\("#
  )
  private static let endless = Pattern.fixed(
    #"\bhttpx\.(?:AsyncClient|Client|get|post|put|patch|delete|stream)\s*\([^()\n]*(?:\([^()]*\)[^()\n]*)*\btimeout\s*=\s*None|\bClientTimeout\s*\(\s*total\s*=\s*None\s*\)|(?<![\w.])requests\.\w+\([^()\n]*\btimeout\s*=\s*None"#
  )
  private static let limit = Pattern.fixed(#"\btimeout\b|\*\*"#)
  private static let dialled = Pattern.fixed(#"urlopen|create_connection"#)
  private static let defaultLimit = Pattern.fixed(#"setdefaulttimeout"#)

  private static func isLimited(_ call: Call, in source: Source) -> Bool {
    if source.has(limit, in: call.range)
      || source.has(declared, in: source.lineStart(of: call.range.lowerBound)..<call.range.lowerBound)
    {
      return true
    }
    if source.has(dialled, in: call.name) {
      return call.arguments.count > 2 || defaultLimit.matches(source.code)
        || call.arguments.count == 2 && source.has(connects, in: call.name)
    }
    return false
  }

  private static let connects = Pattern.fixed(#"create_connection"#)
  private static let declared = Pattern.fixed(#"\bdef\s+\z"#)
  private static let sessions = Pattern.fixed(#"\brequests\.(?:Session|session)\s*\(\s*\)"#)
  private static let adapter = Pattern.fixed(
    #"(?i)timeout\w*adapter|adapter\w*timeout|partial\([^)\n]*timeout|\.request\s*=|def\s+request\s*\("#)
  private static let made = Pattern.fixed(
    #"(?:\b(\w+)|\bself\.(\w+))\s*(?::[^=\n]+)?=\s*requests\.(?:Session|session)\s*\(\s*\)|\bwith\s+requests\.(?:Session|session)\s*\(\s*\)\s+as\s+(\w+)"#
  )

  private static func sessionCalls(in source: Source) -> [Call] {
    let names = Set(
      made.allMatches(in: source.code, limit: 10).compactMap { match in
        match.groups.compactMap { $0 }.first.map { source.string($0) }
      })
    return names.sorted().flatMap { name -> [Call] in
      guard
        let callee = try? Pattern(
          #"(?<![\w])(?:self\.)?"# + name + #"\.(?:get|post|put|patch|delete|head|request)\s*\("#)
      else { return [] }
      return source.calls(callee)
    }
  }
}

/// Files and connections that a function opens and does not let go.
enum PythonLeaks {
  static let detector = Detector.file("python_resource_leak") { source, rule in
    guard !source.isTest else { return [] }
    let late = connecting.allMatches(in: source.code).compactMap { match -> Hit? in
      guard let name = match.groups[0], let function = source.function(around: match.range.upperBound),
        isClosedLate(source.string(name), openedAt: match.range, function, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
        message: "\(source.string(name)) stays open when something fails before it is closed")
    }
    return late
      + opening.allMatches(in: source.code).compactMap { match in
        guard let name = match.groups[0], let function = source.function(around: match.range.upperBound),
          isLost(source.string(name), openedAt: match.range, function, in: source)
        else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: source.trimmed(match.range)),
          message: "\(source.string(name)) is never closed")
      }
  }

  private static let opening = Pattern.fixed(
    #"(?m)^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:await[ \t]+)?(?:(?:open|codecs\.open|io\.open)|(?:sqlite3|psycopg2?|pymysql|MySQLdb|mysql\.connector|pyodbc|cx_Oracle|oracledb|asyncpg|aiosqlite)\.connect|socket\.socket|smtplib\.SMTP(?:_SSL)?|zipfile\.ZipFile|tarfile\.open|paramiko\.SSHClient|ftplib\.FTP)\("#
  )

  private static let connecting = Pattern.fixed(
    #"(?m)^[ \t]*(\w+)[ \t]*=[ \t]*(?:(?:sqlite3|psycopg2?|pymysql|MySQLdb|mysql\.connector|pyodbc|cx_Oracle|oracledb)\.connect|(?:\w+\.)?(?:get|create|open|make)_(?:db_)?(?:conn|connection)|(?<!\.)get_db|(?:\w+\.)?(?:get_database_connection|connect_to_(?:db|database)|db_connect\w*|connect_db))\("#
  )

  /// Whether it is closed where all went well, and nowhere else: an `except` of the function passes it by.
  private static func isClosedLate(
    _ name: String, openedAt opened: Range<Int>, _ function: Block, in source: Source
  ) -> Bool {
    let rest = opened.upperBound..<function.range.upperBound
    guard let close = try? Pattern(#"\b"# + name + #"\.close\(\)"#),
      let kept = try? Pattern(
        #"\bwith\s+[^\n]*\b"# + name + #"\b|\b(?:return|yield)\s+"# + name + #"\b(?!\.)|\bself\.\w+\s*=\s*"# + name
          + #"\b"#),
      source.has(close, in: rest), source.has(handler, in: rest), !source.has(kept, in: rest),
      !source.has(lastly, in: rest)
    else { return false }
    // Closed in the handler as well: every way out lets it go.
    let handlers = handler.allMatches(in: source.code, range: rest).compactMap { source.block(declaredAt: $0.range) }
    return !handlers.contains { source.has(close, in: $0.body) }
  }

  private static let handler = Pattern.fixed(#"(?m)^[ \t]*except\b[^:\n]*:"#)
  private static let lastly = Pattern.fixed(#"(?m)^[ \t]*finally[ \t]*:"#)

  private static func isLost(_ name: String, openedAt opened: Range<Int>, _ function: Block, in source: Source) -> Bool
  {
    guard
      let kept = try? Pattern(
        #"\b"# + name
          + #"\.(?:close|aclose|quit|detach|__exit__|shutdown)\b|\bwith\s+(?:[^\n]*\b(?:closing|aclosing)\(\s*)?"#
          + name
          + #"\b|\b(?:return|yield)\b[^\n]*(?<![\w.])"# + name + #"\b(?!\.)|=\s*"# + name
          + #"\s*$|\b(?:global|nonlocal)\s[^\n]*\b"# + name
          + #"\b|[(,=\[]\s*"# + name + #"\s*[,)\]]"#)
    else { return false }
    return !kept.matches(source.code, in: opened.upperBound..<function.range.upperBound)
  }
}

/// Numbers that are read, changed and written back while another request does the same.
enum PythonRaces {
  static let detector = Detector.file("python_race") { source, rule in
    guard !source.isTest else { return [] }
    return counters(in: source, rule) + caches(in: source, rule) + CountedPlaces.hits(in: source, rule, locked: locked)
  }

  private static let change = Pattern.fixed(
    #"(?m)^[ \t]*((\w+)\.(\w*(?:balance|stock|quantity|inventory|credits?|points|seats|available|remaining|amount|funds|used|uses|usage|redemptions|tickets|votes|likes?|dislikes?|score|coins|money|shares|downloads|clicks|followers|count|counter|views|sold|reserved|on_hand|capacity)\w*)[ \t]*(?:[+-]=|=[ \t]*\2\.\3[ \t]*[+-])[^\n]*)"#
  )
  private static let locked = Pattern.fixed(
    #"select_for_update|with_for_update|\bF\(|\block\b|[lL]ock\(|_lock\b|FOR UPDATE|serializable|isolation_level|\.incr\(|advisory|version_id|optimistic|begin_nested"#
  )
  private static let lookedUp = Pattern.fixed(
    #"\.objects\.(?:get|filter)|get_object_or_404|\.query\b|\.get\(|\.first\(|scalar|\.find_one|get_by_id|\.one\("#)
  private static let kept = Pattern.fixed(#"\.save\(|\.commit\(|\.flush\("#)

  private static func counters(in source: Source, _ rule: Rule) -> [Hit] {
    change.allMatches(in: source.code).compactMap { match in
      guard let line = match.groups[0], let name = match.groups[1],
        let function = source.function(around: line.lowerBound), !source.has(locked, in: function.range),
        source.has(kept, in: line.upperBound..<function.range.upperBound),
        let origin = source.assignment(of: source.string(name), before: line.lowerBound),
        function.body.contains(origin.lowerBound), source.has(lookedUp, in: origin)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: line),
        message: "read, changed and written back without a lock: of two at once one change is lost")
    }
  }

  private static let read = Pattern.fixed(
    #"(?m)^[ \t]*(\w+)[ \t]*=[ \t]*(?:int\([ \t]*)?(?:await[ \t]+)?((?:self\.)?\w*(?:redis|cache|kv|r)\w*)\.get\(\s*([^()\n]+?)\s*(?:,[^()\n]*)?\)"#
  )

  /// `n = cache.get(key)`, then `cache.set(key, n + 1)`.
  private static func caches(in source: Source, _ rule: Rule) -> [Hit] {
    read.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups[0], let store = match.groups[1],
        let function = source.function(around: name.lowerBound), !source.has(locked, in: function.range),
        let written = try? Pattern(
          #"\b"# + source.string(store).replacing(".", with: "\\.") + #"\.(?:set|setex)\([^\n]*\b(?:int\()?"#
            + source.string(name)
            + #"\)?\s*[+-]\s*\d"#),
        let place = written.allMatches(
          in: source.code, range: match.range.upperBound..<function.range.upperBound, limit: 1
        ).first
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: place.range),
        message: "read, counted and written back: of two at once one is lost; use incr")
    }
  }
}

/// Cookies of sessions without what protects them, and tokens that never end.
enum PythonSessions {
  static let detector = Detector.file("python_insecure_session") { source, rule in
    guard !source.isTest else { return [] }
    return cookies(in: source, rule) + tokens(in: source, rule)
  }

  private static let setting = Pattern.fixed(#"\.set_(?:signed_)?cookie\s*\("#)
  private static let session = Pattern.fixed(
    #"(?i)["'][\w-]*(?:session|sess|sid|token|auth|jwt|remember|login|user_?id)[\w-]*["']|\b\w*(?:SESSION|TOKEN|JWT|session|token)\w*\b"#
  )
  private static let csrf = Pattern.fixed(#"(?i)csrf|xsrf|state"#)
  private static let httpOnly = Pattern.fixed(#"(?i)http_?only\s*=\s*(?!False)|\*\*"#)
  private static let secure = Pattern.fixed(#"\bsecure\s*=\s*(?!False)|\*\*"#)

  private static func cookies(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(setting).compactMap { call in
      guard let first = call.arguments.first, source.has(session, in: first), !source.has(csrf, in: first) else {
        return nil
      }
      let missing = [
        source.has(httpOnly, in: call.range) ? nil : "HttpOnly", source.has(secure, in: call.range) ? nil : "Secure",
      ].compactMap(\.self)
      guard !missing.isEmpty else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range),
        message: "the session's cookie is set without \(missing.joined(separator: " and "))")
    }
  }

  private static let encode = Pattern.fixed(#"\bjwt\.encode\s*\("#)
  private static let ends = Pattern.fixed(#"(?i)["']exp["']|\bexp\b|expir|\*\*|lifetime|ttl"#)

  private static func tokens(in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(encode).compactMap { call in
      guard let function = source.function(around: call.range.lowerBound), !source.has(ends, in: function.range),
        let payload = call.arguments.first, isOwn(payload, in: function, of: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: call.range), message: "this token never ends: it carries no exp")
    }
  }

  /// Whether the function puts the payload together itself.
  private static func isOwn(_ payload: Range<Int>, in function: Block, of source: Source) -> Bool {
    if source.code[payload.lowerBound] == UInt8(ascii: "{") { return true }
    return source.assignment(of: source.string(payload), before: payload.lowerBound).map {
      function.body.contains($0.lowerBound) && source.code[$0.lowerBound] == UInt8(ascii: "{")
    } ?? false
  }
}
