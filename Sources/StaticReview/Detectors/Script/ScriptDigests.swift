internal import JudgeTypes

/// Digests of JavaScript and TypeScript that are put into a name and compared with `===` further down.
enum ScriptDigests {
  static let detector = Detector.file("script_digests") { source, rule in
    guard !source.isTest else { return [] }
    return digest.allMatches(in: source.code).compactMap { match in
      guard let name = match.group(0).map({ source.string($0) }),
        let function = source.script.functions.around(match.range.lowerBound)?.range
          ?? Optional(match.range.lowerBound..<source.code.count),
        let comparison = try? Pattern(
          #"(?<![\w.$])"# + name + #"\s*[!=]==?\s*(?!["'`\d]|null|undefined)|[\w)\]]\s*[!=]==?\s*"# + name
            + #"(?![\w$.(])"#)
      else { return nil }
      let after = match.range.upperBound..<max(match.range.upperBound, function.upperBound)
      guard let found = comparison.allMatches(in: source.code, range: after, limit: 1).first else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: found.range),
        message: "comparing a signature with === leaks by its time where it differs; use crypto.timingSafeEqual")
    }
  }

  private static let digest = Pattern.fixed(
    #"\b(?:const|let|var)\s+(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\s*\.\s*)?createHmac\s*\((?:(?!;|\n\s*(?:const|let|var|if|return)\b)[\s\S]){0,500}?\.\s*digest\s*\("#
  )
}
