internal import JudgeTypes

/// Scripts of PHP, each an endpoint of its own, that change records or files for whoever calls them.
enum OpenScripts {
  private static let script = Pattern.fixed(
    #"(?i)->(?:query|exec|prepare|execute)\s*\(|mysqli_query\s*\(|mysqli_prepare\s*\(|unlink\s*\(|move_uploaded_file\s*\("#
  )
  /// Changes that no visitor should make. What visitors do themselves (sign up, write, order) is left out.
  private static let change = Pattern.fixed(
    #"(?i)\b(?:UPDATE\s+[`"]?\w+[`"]?\s+SET|DELETE\s+FROM)\b|\bINSERT\s+INTO\s+`?(?:\w*_)?(?:admins?|payments?|accounts?|products?|variants?|settings?|roles?|categor(?:y|ies)|news|posts?|articles?|blogs?|events?|employees?|staff|students?|teachers?|courses?|books?|items?|inventor(?:y|ies)|stocks?|banners?|sliders?|pages?|services?|patients?|doctors?|rooms?|vehicles?|coupons?|suppliers?|invoices?|attendance|marks|grades|galler(?:y|ies))`?\s*\(|unlink\s*\(\s*[^)]*\$_"#
  )
  private static let input = Pattern.fixed(#"\$_(?:POST|GET|REQUEST)\s*\[|\bphp://input"#)
  /// What is not asked for the caller but by name may hold that: a file of settings or of the database is neither.
  private static let includesGuard = Pattern.fixed(
    #"(?i)\b(?:include|require)(?:_once)?\b[^;\n]*(?:auth|log_?in|session|guard|check|secur|protect|valid|init|bootstrap|header|nav|top|sidebar|layout|common|admin|permission|access|user)|session_start|wp-load|defined\s*\(|add_action"#
  )
  private static let entrance = Pattern.fixed(
    #"(?i)(?:login|log-in|register|signup|sign_up|signin|contact|subscrib|newsletter|forgot|reset|verif|confirm|activat|install|setup|migrat|seed|webhook|callback|ipn|notify|search|cron|cli|index|vote|like|track|count|visit|checkout|booking|book_|order|comment|review|feedback|test|config|db|conn)[\w-]*\.php\z"#
  )
  private static let classes = Pattern.fixed(
    #"(?m)^\s*(?:abstract\s+|final\s+)?class\s+\w|\bnamespace\s|Route::|\$argv|PHP_SAPI|php_sapi_name|STDIN"#)
  private static let opening = Pattern.fixed(#"<\?php\b\s*"#)
  private static let visitors = Pattern.fixed(
    #"(?i)\bUPDATE\s+`?\w*(?:views?|visits?|hits?|counter|votes?|likes?|carts?|users?)`?\s+SET|\bSET\s+`?\w*(?:views?|hits?|counter|likes?|votes?|downloads?|clicks?)`?\s*="#
  )

  static func hits(in source: Source, asks: Pattern, _ rule: Rule) -> [Hit] {
    guard !source.isPartial, !classes.matches(source.code), script.matches(source.code),
      !asks.matches(source.text), !includesGuard.matches(source.text), !entrance.matches(Array(source.path.utf8)),
      let made = change.allMatches(in: source.text).first(where: { !source.has(visitors, in: line(of: $0, in: source)) }
      ),
      let asked = input.allMatches(in: source.text).first(where: { isOutsideFunctions($0.range, in: source) })
    else { return [] }
    let start = opening.allMatches(in: source.code, limit: 1).first?.range.upperBound ?? 0
    let first = source.line(at: min(start, asked.range.lowerBound))
    let last = source.line(at: asked.range.lowerBound)
    return [
      Hit(
        rule, in: source.path, lines: first...max(first, last),
        message: "this script changes records for whoever calls it (line \(source.line(at: made.range.lowerBound)))")
    ]
  }

  private static func line(of match: Pattern.Match, in source: Source) -> Range<Int> {
    source.range(ofLines: source.lines(of: match.range.lowerBound..<(match.range.upperBound + 1)))
  }

  private static func isOutsideFunctions(_ range: Range<Int>, in source: Source) -> Bool {
    source.function(around: range.lowerBound) == nil
  }
}
