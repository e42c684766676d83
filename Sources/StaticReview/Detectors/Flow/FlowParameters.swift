internal import JudgeTypes

/// What a function is given, and what of it is a request's.
enum FlowParameters {
  static func parameters(of function: Block, in source: Source) -> [Flow.Parameter] {
    guard let open = opening(of: function, in: source), let close = source.closing(of: open) else { return [] }
    let texts = source.arguments(in: (open + 1)..<close)
    return texts.compactMap { range in parameter(range, of: function, in: source) }
  }

  private static let goReceiver = Pattern.fixed(#"\Afunc[ \t]*\([^()]*\)[ \t]*\w+"#)

  /// The parenthesis of the parameters: the first, behind annotations and Go's receiver.
  private static func opening(of function: Block, in source: Source) -> Int? {
    var index = function.range.lowerBound
    if source.language == .go,
      let receiver = goReceiver.allMatches(in: source.code, range: function.range, limit: 1).first
    {
      index = receiver.range.upperBound
    }
    while index < function.body.lowerBound {
      if source.code[index] == UInt8(ascii: "@") {
        index += 1
        while index < function.body.lowerBound, isWord(source.code[index]) { index += 1 }
        if source.code[index] == UInt8(ascii: "(") { index = (source.closing(of: index) ?? index) + 1 }
        continue
      }
      if source.code[index] == UInt8(ascii: "(") { return index }
      index += 1
    }
    return nil
  }

  private static let wordBefore = Pattern.fixed(#"(\w+)(?:<[^<>()]*>|\[[^\[\]()]*\])?[ \t]*\z"#)

  /// What a function is called; nil for a closure.
  static func name(of function: Block, in source: Source) -> String? {
    guard let open = opening(of: function, in: source) else { return nil }
    let before = max(function.range.lowerBound, open - 200)..<open
    return wordBefore.allMatches(in: source.code, range: before, limit: 1).first?.groups[0].map { source.string($0) }
  }

  /// The name stands last, or before a default; what an annotation sets is no default.
  private static let lastWord = Pattern.fixed(#"(\w+)\s*(?:=[^=()\[\]]*)?\z"#)
  private static let wordBeforeCall = Pattern.fixed(#"(\w+)\s*=[^=].*\z"#)
  private static let firstWord = Pattern.fixed(
    #"\A(?:@\w+(?:\([^()]*\))?\s*)*(?:(?:vararg|crossinline|noinline|val|var)\s+)*(\w+)"#)

  private static func parameter(_ range: Range<Int>, of function: Block, in source: Source) -> Flow.Parameter? {
    let isNameFirst = source.language == .go || source.language == .kotlin
    guard
      let match = (isNameFirst ? [firstWord] : [lastWord, wordBeforeCall]).lazy.compactMap({
        $0.allMatches(in: source.code, range: range, limit: 1).first
      }).first,
      let name = match.groups[0]
    else { return nil }
    let text = source.string(range, in: .code)
    return Flow.Parameter(
      name: source.string(name), text: text, origin: origin(Array(text.utf8), of: function, in: source))
  }

  /// Types that cannot hold a piece of a statement, path or address.
  private static let closed = Pattern.fixed(
    #"(?:^|[\s:*<])(?:u?int(?:8|16|32|64)?|float(?:32|64)|bool|boolean|byte|short|long|double|float|decimal|Integer|Long|Short|Double|Float|Boolean|BigDecimal|BigInteger|UUID|Guid|uuid\.UUID|Int|DateTime|DateOnly|LocalDate|LocalDateTime|Instant|Date|time\.Time|time\.Duration|Pageable|CancellationToken|Authentication|Principal|\w*(?:Type|Status|Role|Kind|Enum|Direction))(?:\?|>|\b)(?=\s*(?:\w+\s*)?(?:=[^=].*)?$)"#
  )
  private static let annotated = Pattern.fixed(
    #"@(?:RequestParam|PathVariable|RequestBody|RequestHeader|CookieValue|ModelAttribute|RequestPart|MatrixVariable|QueryParam|PathParam|FormParam|HeaderParam|CookieParam|BeanParam|FormDataParam|RestQuery|RestPath|RestForm|QueryValue|Body|Part)\b|\bMultipartFile\b|\bFilePart\b|\[From(?:Query|Route|Body|Form|Header)\b|\bIFormFile\b|\bHttpRequest\b(?=\s+\w+$)"#
  )
  private static let action = Pattern.fixed(#"\[Http(?:Get|Post|Put|Patch|Delete)\b|\[Route\("#)
  private static let answering = Pattern.fixed(
    #"\Apublic\s+[^()]*\b(?:I?ActionResult|\w+Result|IResult)\b[^()]*\(|\Apublic\s+[^()]*\bOn(?:Get|Post|Put|Delete)\w*\s*\("#
  )
  private static let controller = Pattern.fixed(#"\bclass\s+\w+[^{;]*:\s*(?:\w*Controller(?:Base)?|PageModel)\b"#)

  /// A method that answers by convention, without an attribute of its own.
  private static func isAction(_ function: Block, in source: Source) -> Bool {
    let head = source.trimmed(function.range.lowerBound..<function.body.lowerBound)
    return answering.matches(source.code, in: head)
      && source.cache.reading("controller") { controller.matches(source.code) }
  }

  private static let goName = Pattern.fixed(#"^\w+$"#)

  private static func origin(_ text: [UInt8], of function: Block, in source: Source) -> Flow.Origin {
    if closed.matches(text), !goName.matches(text) { return .program }
    if annotated.matches(text) { return .request }
    if source.language == .csharp {
      let above = max(0, function.range.lowerBound - 300)..<function.range.lowerBound
      var start = above.upperBound
      while start > above.lowerBound, !";}".utf8.contains(source.code[start - 1]) { start -= 1 }
      if action.matches(source.code, in: start..<above.upperBound) || isAction(function, in: source) {
        return .request
      }
    }
    return .outside
  }
}
