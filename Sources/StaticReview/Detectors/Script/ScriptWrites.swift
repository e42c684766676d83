internal import JudgeTypes

/// Writes to a store that nobody waits for, in JavaScript and TypeScript: when they fail, nobody hears it.
enum ScriptWrites {
  private static let write = Pattern.fixed(
    #"(?m)^[ \t]*(?!(?:ctx|context|canvas|c|g|localStorage|sessionStorage|history|cache|editor|document|res|req|socket|stream|this\.socket|app|server|Object|factory|chart|session|connection)\b)((?:this\.)?[a-zA-Z_$][\w$]*(?:\.[\w$]+)*)\.(save|create|insertOne|insertMany|updateOne|updateMany|deleteOne|deleteMany|findByIdAndUpdate|findByIdAndDelete|findOneAndUpdate|bulkCreate|destroy|sendMail|createMany)\("#
  )
  private static let stores = Pattern.fixed(
    #"mongoose|mongodb|sequelize|Sequelize|typeorm|@prisma/client|prisma\b|nodemailer|/models?/|Repository\b"#)
  private static let awaited = Pattern.fixed(
    #"\bawait\s[^;\n]*\.(?:save|create|insertOne|updateOne|update|deleteOne|destroy|find\w*)\("#)

  static func floating(_ source: Source, _ rule: Rule) -> [Hit] {
    guard stores.matches(source.text), awaited.matches(source.code) else { return [] }
    return source.calls(write).compactMap { call in
      var index = call.range.upperBound
      while index < source.code.count, source.code[index] == UInt8(ascii: " ") { index += 1 }
      let ends = index >= source.code.count || ";\n\r".utf8.contains(source.code[index])
      var next = index
      while next < source.code.count, isBlank(source.code[next]) { next += 1 }
      guard ends, next >= source.code.count || source.code[next] != UInt8(ascii: "."),
        !goesOnFromAbove(call.range.lowerBound, in: source),
        call.arguments.allSatisfy({ !callback.matches(source.code, in: $0) }),
        let function = source.script.functions.around(call.range.lowerBound),
        asynchronous.matches(source.code, in: max(0, function.start - 30)..<function.parameters.lowerBound)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "nobody waits for this write, or hears when it fails")
    }
  }

  private static let callback = Pattern.fixed(#"=>|\bfunction\b|\bcallback\b|\bcb\b|\bdone\b"#)
  private static let asynchronous = Pattern.fixed(#"\basync\b"#)

  private static func goesOnFromAbove(_ offset: Int, in source: Source) -> Bool {
    var index = offset - 1
    while index >= 0, isBlank(source.code[index]) { index -= 1 }
    return index >= 0 && "(,=.+?:&|[>".utf8.contains(source.code[index])
  }
}
