internal import JudgeTypes

/// Handlers of JavaScript and TypeScript that believe whoever says that a payment went through: the events of a payment
/// service without a check of its signature.
enum ScriptPaidHooks {
  static let detector = Detector.file("script_paid_hooks") { source, rule in
    guard !source.isTest, !signed.matches(source.text) else { return [] }
    var seen: Set<Int> = []
    return paid.allMatches(in: source.text).compactMap { match in
      guard
        let handler = source.script.functions.chain(around: match.range.lowerBound).last(where: {
          requested.matches(source.code, in: $0.parameters)
        }), body.matches(source.code, in: handler.body), changes.matches(source.code, in: handler.body),
        seen.insert(handler.start).inserted
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: handler.start..<handler.body.lowerBound),
        message: "anybody can say that a payment went through: nothing checks the signature of the event")
    }
  }

  private static let paid = Pattern.fixed(
    #"["'](?:checkout\.session\.completed|payment_intent\.succeeded|invoice\.(?:paid|payment_succeeded)|charge\.succeeded|customer\.subscription\.\w+|payment\.captured|order\.paid|charge\.success|PAYMENT\.CAPTURE\.COMPLETED|CHECKOUT\.ORDER\.APPROVED)["']"#
  )
  private static let signed = Pattern.fixed(
    #"(?i)constructEvent|signature|hmac|verify|timingSafe|webhook_?secret|svix|events\.retrieve|x-\w+-token"#)
  private static let requested = Pattern.fixed(#"\A\s*(?:_?req(?:uest)?|ctx|c)\b"#)
  private static let body = Pattern.fixed(#"\b(?:req|request|ctx\.request)\.(?:body|json\(|text\()"#)
  private static let changes = Pattern.fixed(
    #"\.\s*(?:update\w*|save|findOneAnd\w+|findByIdAnd\w+|create|insert\w*|upsert|set|query|execute)\s*\("#)
}
