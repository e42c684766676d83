internal import JudgeTypes

/// Payments that a provider reports and nobody writes down.
enum PythonPayments {
  static let detector = Detector.file("python_unrecorded_payments") { source, rule in
    guard !source.isTest else { return [] }
    return reported.allMatches(in: source.text).compactMap { match in
      guard let block = source.block(declaredAt: match.range), source.has(onlyTells, in: block.body) else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range.lowerBound..<block.body.upperBound)),
        message: "the payment that the provider reports is told and not recorded")
    }
  }

  private static let reported = Pattern.fixed(
    #"(?m)^[ \t]*(?:el)?if[ \t]+[\w.\[\]"'()]+[ \t]*==[ \t]*["'][\w.]*(?:checkout\.session\.completed|payment_intent\.succeeded|charge\.succeeded|invoice\.(?:paid|payment_succeeded)|charge\.success|payment\.captured|order\.paid|PAYMENT\.CAPTURE\.COMPLETED|CHECKOUT\.ORDER\.COMPLETED)["'][ \t]*:"#
  )
  private static let onlyTells = Pattern.fixed(
    #"\A\s*(?:\w+[ \t]*=[ \t]*\w+(?:\[["']\w+["']\]|\.\w+)+\s*)*(?:print|log\w*\.\w+)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*(?:pass\s*)?(?:return\b[^\n]*\s*)?\z"#
  )
}
