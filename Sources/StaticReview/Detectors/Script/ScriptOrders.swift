internal import JudgeTypes

/// Orders of JavaScript and TypeScript that keep the total that their buyer sent.
enum ScriptOrders {
  static let detector = Detector.file("script_orders") { source, rule in
    guard !source.isTest else { return [] }
    let flow = source.script
    return source.calls(makes).compactMap { call in
      guard let handler = flow.functions.around(call.range.lowerBound),
        requested.matches(source.code, in: handler.parameters),
        !source.has(worksOut, in: handler.range),
        let argument = call.arguments.first(where: { holdsFields($0, in: source) }),
        let match = total.allMatches(in: source.code, range: argument, limit: 1).first, let field = match.group(0)
      else { return nil }
      let value = match.group(1) ?? field
      guard plain.matches(source.code, in: source.trimmed(value)), flow.isFromRequest(value, in: source) else {
        return nil
      }
      return Hit(
        rule, in: source.path, lines: source.lines(of: field.lowerBound..<value.upperBound),
        message: "the buyer names the price that is kept")
    }
  }

  private static let makes = Pattern.fixed(
    #"\bnew\s+\w*(?:Order|Booking|Purchase|Invoice|Reservation)\s*\(|\b(?:\w*Order|Booking|Purchase|Reservation|(?:prisma|db|tx)\.(?:order|booking|purchase|reservation))s?\s*\.\s*(?:create|insertOne|insert)\s*\("#
  )
  private static let requested = Pattern.fixed(#"\b(?:req|request|ctx|c)\b"#)
  private static let total = Pattern.fixed(
    #"(?:[{,]\s*)((?:total|totalPrice|total_price|totalAmount|total_amount|grandTotal|itemsPrice|amount|price))\s*(?::\s*([^,}\n]+)|(?=[,}]))"#
  )
  private static let plain = Pattern.fixed(#"\A(?:(?:Number|parseFloat|parseInt|String)\(\s*)?[\w$.?]+\s*\)?\z"#)
  /// Whether the price is looked up, added together or compared.
  private static let worksOut = Pattern.fixed(
    #"(?i)\.reduce\(|calc\w*\(|compute\w*\(|\.price\b|\+=|price\s*\*|\*\s*\w*(?:price|quantity|qty)|payment\w*\.(?:verify|retrieve|fetch)|verify|admin|expense|quot"#
  )

  private static func holdsFields(_ argument: Range<Int>, in source: Source) -> Bool {
    source.code[argument.lowerBound] == UInt8(ascii: "{")
  }
}
