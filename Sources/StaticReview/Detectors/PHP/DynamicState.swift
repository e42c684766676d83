internal import JudgeTypes

/// Balances, stock and the like that are read, checked and written without a lock, and calls that wait without end.
enum DynamicState {
  static let race = Detector.file("dynamic_race") { source, rule in
    guard !source.isTest, source.language == .php || source.language == .ruby else { return [] }
    return checkedThenChanged(in: source, rule) + LostUpdates.hits(in: source, rule, locked: locked)
      + CountedPlaces.hits(in: source, rule, locked: locked)
  }

  private static func checkedThenChanged(in source: Source, _ rule: Rule) -> [Hit] {
    source.functions.compactMap { function in
      guard let check = checked.allMatches(in: source.text, range: function.body, limit: 1).first,
        source.range(ofLines: source.lines(of: function.range)).count < 8_000,
        let change = changed.allMatches(
          in: source.text, range: check.range.upperBound..<function.body.upperBound, limit: 1
        ).first,
        !source.has(locked, in: function.range.lowerBound..<function.body.upperBound),
        subject(check, in: source) == subject(change, in: source)
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: check.range.lowerBound..<change.range.upperBound))
    }
  }

  private static func subject(_ match: Pattern.Match, in source: Source) -> String {
    match.groups.compactMap { $0 }.first.map { source.string($0).lowercased().filter { $0.isLetter } } ?? ""
  }

  private static let checked: Pattern = .fixed(
    #"(?i)\b(?:if|unless|return|raise|throw)\b[^\n{;]*(?:->|\.|\['|@)(?:\w+_)?(balance|stock|quantity|credits?|available|inventory|seats|points|remaining|uses)\w*(?:'\])?\s*(?:<=?|>=?)\s*[^\n]*"#
  )
  private static let changed: Pattern = .fixed(
    #"(?i)(?:->|\.|\['|@)(?:\w+_)?(balance|stock|quantity|credits?|available|inventory|seats|points|remaining|uses)\w*(?:'\])?\s*(?:-=|=\s*[^=\n;]*-)\s*[^\n]*|\bupdate!?\s*\(\s*\w*(balance|stock|quantity|credits?|available|seats|points|remaining|uses)\w*:\s*[^\n]*-\s*[^\n]*|->update\(\s*\[\s*'\w*(balance|stock|quantity|credits?|seats|points|remaining|uses)\w*'\s*=>\s*[^\n]*-\s*[^\n]*|SET\s+`?\w*(balance|stock|quantity|credits?|seats|points|remaining|uses)\w*`?\s*=\s*(?:\?|:\w+)"#
  )
  private static let locked = Pattern.fixed(
    #"(?i)lockForUpdate|sharedLock|FOR UPDATE|with_lock|\block!|\.lock\b|Cache::lock|->lock\(|flock|Mutex|synchronize|advisory|LockMode|decrement\(|\.decrement|redlock|GET_LOCK|acquire|SERIALIZABLE|optimistic|lock_version|update_counters|semaphore"#
  )

  static let timeout = Detector.file("dynamic_timeout") { source, rule in
    guard !source.isTest, !source.isPartial else { return [] }
    switch source.language {
    case .php: return plain(curl, unless: curlTimeout, in: source, rule)
    case .ruby: return plain(netHTTP, unless: rubyTimeout, in: source, rule)
    default: return []
    }
  }

  private static let curl = Pattern.fixed(#"\bcurl_init\s*\("#)
  private static let curlTimeout = Pattern.fixed(
    #"CURLOPT_(?:CONNECT)?TIMEOUT|['"]timeout['"]|default_socket_timeout|setTimeout|curlOptions|CURLOPTS|curl_setopt_array\(\s*\$\w+\s*,\s*\$"#
  )
  /// Faraday sets limits of its own where none are given.
  private static let netHTTP = Pattern.fixed(
    #"\bNet::HTTP\.(?:new|start)\s*\(|\bHTTParty\.(?:get|post|put)\b"#)
  private static let rubyTimeout = Pattern.fixed(#"(?i)timeout|\binclude\s+HTTParty"#)

  private static func plain(_ call: Pattern, unless limit: Pattern, in source: Source, _ rule: Rule) -> [Hit] {
    guard !limit.matches(source.text) else { return [] }
    return call.allMatches(in: source.code).map { Hit(rule, in: source.path, lines: source.lines(of: $0.range)) }
  }
}
