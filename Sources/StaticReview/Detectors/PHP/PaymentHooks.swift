internal import JudgeTypes

/// Endpoints of PHP that a payment service calls, and that believe whoever calls them.
enum PaymentHooks {
  private static let method = Pattern.fixed(
    #"(?i)\bpublic\s+function\s+(\w*(?:callback|webhook|ipn|postback|notif(?:y|ication)(?:handler|url|payment)?|payment_?notif\w*))\s*\("#
  )
  private static let script = Pattern.fixed(
    #"(?i)(?:\A|/)[\w-]*(?:callback|webhook|ipn|postback|notify)[\w-]*\.php\z"#)
  private static let paid = Pattern.fixed(
    #"(?i)payment|paid|order|booking|invoice|transaction|subscription|deposit|wallet|top_?up|billing"#)
  private static let marks = Pattern.fixed(
    #"(?i)['"](?:\w*status|paid_at|is_paid|paid|balance|payment_\w+)['"]\s*=>(?!\s*['"](?:un)?(?:read|seen)['"])|->(?:\w*status|paid_at|is_paid|paid|balance)\s*(?:[+.-]?=)(?!=|\s*['"](?:un)?(?:read|seen)['"])|markAs(?!Read|Seen|Unread)|\bset\s+`?(?:\w*status|paid|balance)|['"]updates?['"]|\[['"](?:\w*status|paid_at)['"]\]\s*=(?!=)"#
  )
  private static let changes = Pattern.fixed(
    #"->(?:update|save|create|insert|execute|query|increment)\(|::(?:create|updateOrCreate)\(|mysqli_query\(|(?i:\bupdate\s+\w+\s+set\b)"#
  )
  private static let reads = Pattern.fixed(
    #"\$request\b|request\(|\$_(?:POST|GET|REQUEST)\b|php://input|getContent\(|->getJSON\(|->getPost\("#)
  /// Asks for a sign of the sender, or the service itself how it stands.
  private static let checks = Pattern.fixed(
    #"(?i)signature|\bsign\b|hmac|hash_equals|hash\(|\bsha\d|md5\(|verif(?:y|ie|ication)(?!_at)|construct\w*Event|secret|checksum|digest|openssl|auth(?:enticat|oriz)|->ip\(\)|REMOTE_ADDR|allowed_?ips|webhook_?(?:key|token)|callback_?token|X-\w+-(?:Token|Key)|\bsrv_?key|server_?key|new\s+\\?(?:\w+\\)*Notification\b|Socialite|oauth|->driver\(|bearer|current_user|check_ajax|wp_verify|abort_(?:if|unless)"#
  )
  private static let asksService = Pattern.fixed(
    #"(?i)Http::|curl_|Guzzle|->(?:retrieve\w*|capture\w*|execute|requery|inquiry|getTransaction\w*|getPayment\w*|getStatus|status|lookup|fetch\w*|query\w*Status|confirm\w*|validate\w*Payment|execute_?Payment)\(|::(?:retrieve|status)\(|handleCallback\(|->handle\w*\(|->process\w*\(|middleware\(|\$(?:this->)?\w*(?i:service|gateway|client|midtrans|stripe|paypal|xendit|provider|processor|api)\w*->"#
  )

  static func hits(in source: Source, _ rule: Rule) -> [Hit] {
    guard !checks.matches(source.text) else { return [] }
    if script.matches(Array(source.path.utf8)), method.allMatches(in: source.code, limit: 1).isEmpty {
      return isOpen(0..<source.code.count, in: source) ? hit(rule, first(of: source), in: source) : []
    }
    return method.allMatches(in: source.code).flatMap { match -> [Hit] in
      guard let function = source.block(declaredAt: match.range), isOpen(function.body, in: source) else { return [] }
      return hit(rule, function.range.lowerBound..<function.body.lowerBound, in: source)
    }
  }

  private static func isOpen(_ range: Range<Int>, in source: Source) -> Bool {
    source.has(reads, in: range) && source.has(changes, in: range) && source.has(paid, in: range)
      && source.has(marks, in: range)
      && !source.has(asksService, in: range)
  }

  private static func first(of source: Source) -> Range<Int> {
    let start = reads.allMatches(in: source.text, limit: 1).first?.range.lowerBound ?? 0
    return source.lineStart(of: start)..<(start + 1)
  }

  private static func hit(_ rule: Rule, _ range: Range<Int>, in source: Source) -> [Hit] {
    [
      Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(range)),
        message: "anybody can call this hook and say that something was paid: nothing checks a signature or secret")
    ]
  }
}
