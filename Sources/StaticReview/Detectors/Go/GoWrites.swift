internal import JudgeTypes

/// Writes to files of Go whose failure nobody looks at, and answers of other systems whose status nobody looks at.
enum GoWrites {
  static let detector = Detector.file("go_writes") { source, rule in
    guard !source.isTest else { return [] }
    return copies(in: source, rule) + unreadStatus(in: source, rule)
  }

  private static let copy = Pattern.fixed(
    #"(?m)^[ \t]*(?:io\.(?:Copy|CopyN|CopyBuffer)|(\w+)\.(?:Write|WriteString|WriteAt|ReadFrom))\("#)
  private static let opens = Pattern.fixed(
    #"\A\s*(?:os\.(?:Create|OpenFile|CreateTemp)|(?:ioutil|os)\.TempFile|afero\.\w+|\w*[fF]s\.Create)\("#)
  private static let name = Pattern.fixed(#"\A\w+\z"#)

  /// `io.Copy(file, upload)` as a statement, into a file that the function opened.
  private static func copies(in source: Source, _ rule: Rule) -> [Hit] {
    copy.allMatches(in: source.code).compactMap { match in
      let open = match.range.upperBound - 1
      guard let close = source.closing(of: open),
        close + 1 >= source.code.count || source.code[close + 1] != UInt8(ascii: "."),
        let target = match.groups.first.flatMap({ $0 }) ?? source.arguments(in: (open + 1)..<close).first,
        source.has(name, in: target),
        let made = source.flow.function(around: match.range.upperBound)?.values[source.string(target)]?.last(where: {
          $0.upperBound <= match.range.lowerBound
        }), source.has(opens, in: made)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(match.range.lowerBound..<(close + 1))),
        message: "whether everything was written is not looked at, and a full disk looks like a success")
    }
  }

  private static let asks = Pattern.fixed(
    #"(?m)(\w+)[ \t]*,[ \t]*\w+[ \t]*:?=[ \t]*(?:http\.(?:Get|Post|PostForm)|(?:\w+\.)*(?:\w*[cC]lient|DefaultClient|hc)(?:\(\))?\.(?:Do|Get|Post|PostForm))\("#
  )

  /// An answer that is read as if it were the good one, whatever its status says.
  private static func unreadStatus(in source: Source, _ rule: Rule) -> [Hit] {
    guard importsHTTP.matches(source.text) else { return [] }
    return source.calls(asks).compactMap { call in
      guard let match = asks.allMatches(in: source.code, range: call.name, limit: 1).first, let group = match.groups[0],
        let function = source.flow.function(around: call.range.lowerBound)?.block
      else { return nil }
      let name = source.string(group)
      guard name != "_",
        let reads = try? Pattern(
          #"(?:ReadAll|NewDecoder|NewReader|DecodeReader|readJSON|decodeJSON)\(\s*(?:io\.LimitReader\(\s*)?"# + name
            + #"\.Body\b"#),
        let looks = try? Pattern(
          #"\b"# + name + #"\.Status(?:Code)?\b|(?:[(,{&:=]\s*|return\s+)"# + name + #"\b(?!\.)"#)
      else { return nil }
      let rest = call.range.upperBound..<max(call.range.upperBound, function.body.upperBound)
      guard let read = reads.allMatches(in: source.code, range: rest, limit: 1).first,
        !looks.matches(source.code, in: rest)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range.lowerBound..<read.range.upperBound)),
        message: "the status of the answer is not looked at, so that a failure is read as if it were the result",
        severity: .medium)
    }
  }

  private static let importsHTTP = Pattern.fixed(#""net/http""#)
}
