internal import JudgeTypes

/// Stock, balances and the like that are read, looked at and written back in JavaScript and TypeScript, without anything that
/// keeps a second request from doing the same in between.
enum ScriptRaces {
  static let detector = Detector.file("script_races") { source, rule in
    guard !source.isTest else { return [] }
    return change.allMatches(in: source.code).compactMap { match in
      guard let record = match.group(0), let function = source.script.functions.around(match.range.lowerBound),
        let read = try? Pattern(
          #"\b"# + source.string(record)
            + #"\s*=\s*await\s+[\w.$]+(?:\.|\b)(?:find\w*|get\w*|query|first|one|load\w*|select)\s*(?:<[^()\n]*>)?\("#),
        source.has(read, in: function.body.lowerBound..<match.range.lowerBound),
        !source.has(atomic, in: function.range),
        source.has(keeps, in: match.range.lowerBound..<function.body.upperBound)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: match.range),
        message: "two requests can read the same value, and both write it back")
    }
  }

  /// `product.stock -= n`, `user.balance = user.balance - n`, `{ balance: account.balance - n }`.
  private static let change = Pattern.fixed(
    #"\b([A-Za-z_$][\w$]*)\.(?:\w+\.)?(?:stock\w*|balance|quantity|qty|inventory|available\w*|credits?|points|remaining\w*|seats\w*|tickets?\w*|uses|usage\w*|usedCount|countInStock|spots\w*|slots\w*|capacity|redemptions?)\s*(?:[-+]=(?!=)|=\s*(?:Number\(|parseInt\()?\1\.\w+\)?\s*[-+]|(?<=(?:\w)):?\s*[-]\s*[\w.(]+\s*[,}])"#
  )
  private static let atomic = Pattern.fixed(
    #"(?i)transaction|\$inc\b|\.(?:increment|decrement)\(|(?:in|de)crement\s*:|FOR UPDATE|forUpdate|\block\w*\b|mutex|semaphore|startSession|\.session\(|redlock|optimistic|__v\b|\bversion\b|queryRunner|isolation|withTransaction"#
  )
  private static let keeps = Pattern.fixed(
    #"\.(?:save|update\w*|put|set|findByIdAndUpdate|findOneAndUpdate|query|execute|persist\w*)\s*\("#)
}
