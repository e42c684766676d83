internal import JudgeTypes

/// Actions of Laravel that are handed a record of the path and look at no owner, in a class whose records have one.
enum BoundRecords {
  private static let controller = Pattern.fixed(#"\bclass\s+\w*Controller\b"#)
  private static let forAll = Pattern.fixed(
    #"(?i)authorizeResource|middleware\([^;]{0,200}(?:can:|role|admin|permission|staff|ability)|#\[(?:IsGranted|Middleware)|namespace\s+[\w\\]*\\(?:Admin|Backend|Backoffice|Staff|Dashboard|Superadmin)|class\s+(?:Admin|Staff)|HasMiddleware|['"/](?i:admin|backend|staff)[./:]"#
  )
  private static let model = Pattern.fixed(#"(?m)^use\s+[\w\\]*\\Models?\\(?:\w+\\)*(\w+)\s*;"#)
  private static let parameter = Pattern.fixed(#"[(,]\s*\??\\?(\w+)\s+\$(\w+)"#)
  private static let shown = Pattern.fixed(#"\bpublic\s+function\s+(?!__)\w+\s*\("#)
  /// What belongs to one person by its nature, so that reading it is a matter of who asks as well.
  private static let personal = Pattern.fixed(
    #"\A(?:\w*(?:Order|Invoice|Payment|Booking|Reservation|Appointment|Prescription|Cart|CartItem|Wallet|Subscription|Transaction|Expense|Budget|Loan|Document|Message|Conversation|Ticket|Address|Patient|MedicalRecord|BankAccount|Withdrawal|Claim))\z"#
  )
  /// The caller's own records are told from those of others somewhere in the class.
  private static let ownOnly = Pattern.fixed(
    #"where\(\s*['"]\w*(?:user|owner|customer|patient|member|client|student|author|created_by|employee|tenant)\w*['"]\s*,\s*(?:['"]=['"]\s*,\s*)?(?:\\?Auth::|auth\(|\$request->user\(|request\(\)->user|\$(?:this->)?(?:user|currentUser|authUser|me|patient|customer|student|member)\b|\$user_?[iI]d)|(?:Auth::user\(\)|auth\(\)->user\(\)|\$request->user\(\))\s*->\s*\w+\(\)|['"](?:user_id|customer_id|owner_id|author_id|patient_id)['"]\s*=>\s*(?:\\?Auth::|auth\(|\$request->user\(|\$user->id)|->(?:user_id|owner_id|author_id|customer_id)\s*=\s*(?:\\?Auth::|auth\(|\$request->user\()"#
  )
  private static let asks = Pattern.fixed(
    #"(?i)->authorize\w*\(|Gate::|policy|isGranted|denyAccess|abort(?:_if|_unless)?\(|->(?:can|cannot|is|isNot|owns|ownedBy|belongsTo)\(|->user\(\)|getUser\(|user_?id|owner|Auth::(?!guest|check)|auth\(\)->(?!check|guest)|tenant|permission|\brole|hasRole|is_?admin|signature|token|current\w*User|author|created_by|customer_id|company|patient->|ensure\w*\(|verify\w*\(|check\w*(?:Access|Owner|Permission)"#
  )
  private static let stub = Pattern.fixed(#"\A\s*\}?\s*\z"#)
  private static let changes = Pattern.fixed(
    #"->(?:update|delete|forceDelete|save|fill|destroy|increment|decrement|sync|attach|detach)\("#)

  static func hits(in source: Source, _ rule: Rule) -> [Hit] {
    guard controller.matches(source.code), !forAll.matches(source.text), ownOnly.matches(source.text) else { return [] }
    let models = Set(
      model.allMatches(in: source.code).compactMap { $0.groups.first.flatMap { $0 } }.map { source.string($0) })
    return source.functions.compactMap { function in
      let header = source.trimmed(source.lineStart(of: function.range.lowerBound)..<function.body.lowerBound)
      guard shown.matches(source.code, in: header), !source.has(asks, in: function.body),
        !source.has(stub, in: function.body),
        takesRecord(header, changing: source.has(changes, in: function.body), models, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: header),
        message: "the class knows its caller, and this action takes the record of anybody without a look at whose it is"
      )
    }
  }

  private static func takesRecord(
    _ header: Range<Int>, changing: Bool, _ models: Set<String>, in source: Source
  ) -> Bool {
    let types = parameter.allMatches(in: source.code, range: header).compactMap { $0.groups.first.flatMap { $0 } }
      .map { source.string($0) }
    // A request class of its own may ask in its authorize().
    guard !types.contains(where: { $0 != "Request" && $0.hasSuffix("Request") }) else { return false }
    return types.contains {
      models.contains($0) && $0 != "User" && (personal.matches(Array($0.utf8)) || changing && isSubject($0, of: source))
    }
  }

  /// Whether the class is about this record, and does not only meet it.
  private static func isSubject(_ model: String, of source: Source) -> Bool {
    (try? Pattern(#"\bclass\s+"# + model + #"s?(?:Api)?Controller\b"#))?.matches(source.code) ?? false
  }
}
