internal import JudgeTypes

/// Actions of a controller that take a record from the path and ask nothing, while the others ask who may.
enum SiblingActions {
  private static let controller = Pattern.fixed(#"\bclass\s+\w*Controller\b"#)
  private static let forAll = Pattern.fixed(
    #"(?i)authorizeResource|middleware\([^;\n]*(?:can:|role|admin|permission)|#\[IsGranted[^\n]*\]\s*(?:#\[[^\n]*\]\s*)*(?:final\s+)?class|namespace\s+[\w\\]*\\Admin|class\s+Admin"#
  )
  private static let model = Pattern.fixed(#"(?m)^use\s+[\w\\]*\\(?:Models?|Entity|Entities)\\(?:\w+\\)*(\w+)\s*;"#)
  private static let parameter = Pattern.fixed(#"[(,]\s*\??\\?(\w+)\s+\$(\w+)"#)
  private static let shown = Pattern.fixed(#"\bpublic\s+function\s+(?!__)\w+\s*\("#)
  private static let asking = Pattern.fixed(
    #"->authorize\w*\(|Gate::|denyAccessUnlessGranted|isGranted|IsGranted|abort_(?:if|unless)\(|->(?:can|cannot)\("#)
  private static let other = Pattern.fixed(
    #"(?i)policy|->user\(\)|->getUser\(|user_?id|owner|Auth::|auth\(\)|tenant|permission|role|signature|token|current\w*User"#
  )

  static func hits(in source: Source, _ rule: Rule) -> [Hit] {
    guard controller.matches(source.code), !forAll.matches(source.text) else { return [] }
    let models = Set(
      model.allMatches(in: source.code).compactMap { $0.groups.first.flatMap { $0 } }.map { source.string($0) })
    guard !models.isEmpty else { return [] }
    let actions = source.functions.compactMap { action($0, in: source, models) }
    guard actions.count(where: { $0.isAsking }) >= 2 else { return [] }
    return actions.filter { !$0.isAsking && !$0.isOther }.map { action in
      Hit(
        rule, in: source.path, lines: source.lines(of: action.header),
        message: "the other actions of this class ask whether the caller may, this one takes any record")
    }
  }

  private struct Action {
    let header: Range<Int>
    let isAsking: Bool
    let isOther: Bool
  }

  /// A public method with a record among its parameters; nil for any other.
  private static func action(_ function: Block, in source: Source, _ models: Set<String>) -> Action? {
    let start = source.lineStart(of: function.range.lowerBound)
    let header = source.trimmed(start..<function.body.lowerBound)
    guard shown.matches(source.code, in: header) else { return nil }
    let types = parameter.allMatches(in: source.code, range: header).compactMap { $0.groups.first.flatMap { $0 } }
      .map { source.string($0) }
    // A request class of its own may ask in its authorize().
    guard types.contains(where: models.contains), !types.contains(where: { $0 != "Request" && $0.hasSuffix("Request") })
    else { return nil }
    let attributes = max(0, start - 300)..<start
    let asks =
      source.has(asking, in: function.body)
      || source.string(attributes).split(separator: "}").last?.contains("IsGranted") == true
    return Action(header: header, isAsking: asks, isOther: source.has(other, in: function.body))
  }
}
