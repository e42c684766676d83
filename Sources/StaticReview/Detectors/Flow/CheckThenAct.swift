internal import JudgeTypes

/// A record whose state is looked at, something outside that cannot be taken back, and only then the new state: two that come
/// at once both pass the check. In Go, Java, Kotlin and C#.
enum CheckThenAct {
  static let detector = Detector.file("check_then_act") { source, rule in
    guard !source.isTest, !versioned.matches(source.text) else { return [] }
    return source.flow.functions.compactMap { function in
      let block = function.block
      let head = max(0, block.range.lowerBound - 300)..<block.body.lowerBound
      guard !source.has(locks, in: block.body), !source.has(transactional, in: lastDeclaration(in: head, of: source)),
        let check = checks.allMatches(in: source.code, range: block.body, limit: 40).first(where: {
          isOfLoaded($0, function, in: source)
        })
      else { return nil }
      let rest = check.range.upperBound..<block.body.upperBound
      guard let act = acts.allMatches(in: source.code, range: rest, limit: 1).first,
        let write = writes.allMatches(
          in: source.code, range: act.range.upperBound..<block.body.upperBound, limit: 1
        ).first
      else { return nil }
      return Hit(
        rule, in: source.path,
        lines: source.lines(of: check.range.lowerBound..<write.range.upperBound),
        message: "two that come at once both pass this check before either writes the new state")
    }
  }

  private static let versioned = Pattern.fixed(
    #"@Version\b|\[Timestamp\]|ConcurrencyCheck|IsRowVersion|IsConcurrencyToken|DbUpdateConcurrencyException|OptimisticLock"#
  )
  private static let locks = Pattern.fixed(
    #"(?i)\bfor\s+update\b|\block\w*\s*[({]|\.lock\b|\w+Lock\(|synchronized|withLock|mutex|semaphore|serializable|pessimistic|advisory|BeginTx|BeginTransaction|\.Begin\(|Transaction\w*\s*[({]|idempoten|compareAnd|tryAcquire|RowsAffected|SetNX|rowcount|ExecuteUpdateAsync|\bwhere\b[^"`]*\band\b[^"`]*\b\w*(?:state|status|sold|stock|seats|balance|capacity|available|quantity|version)\w*"#
  )
  private static let transactional = Pattern.fixed(#"@Transactional|@Lock|\[Transaction|@Synchronized|synchronized"#)
  /// A chain that ends in a word of state, or Go's local of that name.
  private static let checks = Pattern.fixed(
    #"\bif\b[^\n{;]*?(?<![\w.])(\w+)(?:(?:\(\))?\??\.(?:get|is|has)?(?i:state|status|sold\w*|used\w*|redeemed\w*|claimed\w*|paid\w*|balance|stock|available\w*|remaining\w*|quantity|seats\w*|free\w*|consumed\w*|booked\w*|credits)(?:\(\))?\b|(?<=free|stock|status|state|available|remaining|balance|left|sold)\s*[<!=>]=?\s*(?!nil\b))"#
  )
  private static let acts = Pattern.fixed(
    #"(?i)\b\w*(?:pay\w*|gateway|pharmacy|provider|stripe|billing|bank|wallet|charger|processor|courier|carrier|printer|dispatcher|\w*client|partner\w*|acquirer|psp)\b!?\??\.(?:charge|transmit|capture|pay|payout|refund|transfer|submit|dispatch|issue|withdraw|redeem|debit|credit|purchase|place|reserve|send|ship|print|create\w*(?:payment|charge|order|shipment|intent))\w*\s*\("#
  )
  private static let writes = Pattern.fixed(
    #"(?i)\.(?:save\w*|update\w*|persist\w*|merge|exec\w*|mark\w*|set(?:state|status|sold|paid|used)\w*)\s*\("#)
  /// The answer of another system has a status, but no state that two could change.
  private static let answer = Pattern.fixed(#"(?i)\A(?:res\w*|reply|answer|http\w*|err\w*|ctx|status)\z"#)
  private static let loads = Pattern.fixed(
    #"(?i)\b(?:\w*(?:repo\w*|dao|store|db|context|em|entityManager|queries|jdbc\w*|mapper|ledger)|\w+s)\b!?\??\.(?:\w+\.)*\w*(?:find|get|load|single|first|fetch|query|select|read)\w*\s*\("#
  )

  private static func isOfLoaded(_ check: Pattern.Match, _ function: Flow.Function, in source: Source) -> Bool {
    guard let group = check.groups[0] else { return false }
    let name = source.string(group)
    if source.has(answer, in: group) { return false }
    if let value = function.values[name]?.last(where: { $0.upperBound <= check.range.lowerBound }),
      source.has(loads, in: value)
    {
      return true
    }
    guard source.language == .go,
      let filled = try? Pattern(#"\.(?:Scan|First|Get|Take|Find|GetContext|QueryRow\w*)\([^;\n]*&"# + name + #"\b"#)
    else { return false }
    let before = function.block.body.lowerBound..<check.range.lowerBound
    return before.lowerBound < before.upperBound && source.has(filled, in: before)
  }

  /// What stands above a function since the one before it ended.
  private static func lastDeclaration(in range: Range<Int>, of source: Source) -> Range<Int> {
    var start = range.upperBound
    while start > range.lowerBound, source.code[start - 1] != UInt8(ascii: "}"),
      source.code[start - 1] != UInt8(ascii: ";")
    {
      start -= 1
    }
    return start..<range.upperBound
  }
}
