internal import JudgeTypes

/// Maps that every request adds to and nobody takes from, in Go, Java, Kotlin and C#.
enum GrowingMaps {
  static let detector = Detector.file("growing_maps") { source, rule in
    guard !source.isTest, serves.matches(source.text), let declared = declared[source.language] else { return [] }
    return declared.allMatches(in: source.code).compactMap { match in
      guard let group = match.groups.compactMap(\.self).first, isShared(group, in: source) else { return nil }
      let name = source.string(group)
      guard let adds = try? Pattern(added(to: name, source.language)), let takes = try? Pattern(taken(from: name)),
        !takes.matches(source.code),
        let put = adds.allMatches(in: source.code, limit: 40).first(where: { isInHandler($0, in: source) })
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(put.range)),
        message: "requests add to '\(name)', and nothing is ever taken out of it")
    }
  }

  private static let serves = Pattern.fixed(
    #"HttpServletRequest|@RestController|@Controller\b|ControllerBase|HttpContext|http\.ResponseWriter|\*?gin\.Context|echo\.Context|\*fiber\.Ctx|io\.ktor\.server"#
  )
  private static let jvm = Pattern.fixed(
    #"\b(?:private|static|protected|internal)\b[^;={}()\n]*\b(?:Map|ConcurrentHashMap|ConcurrentMap|HashMap|MutableMap)<\s*(?:String|UUID|Long|InetAddress)\s*,[^;=\n]*>\s+(\w+)\s*=\s*new\s+(?:java\.util\.(?:concurrent\.)?)?(?:Concurrent)?HashMap|\bva[lr]\s+(\w+)\s*(?::[^=\n]+)?=\s*(?:ConcurrentHashMap|mutableMapOf|HashMap|hashMapOf)<\s*(?:String|UUID|Long)\s*,"#
  )
  private static let declared: [SourceLanguage: Pattern] = [
    .java: jvm, .kotlin: jvm,
    .csharp: .fixed(
      #"\bstatic\b[^;={}()\n]*\b(?:Concurrent)?Dictionary<\s*(?:string|Guid|long|IPAddress)\s*,[^;=\n]*>\s+(\w+)\s*="#),
    .go: .fixed(#"(?m)^(?:\t|var[ \t]+)(\w+)[ \t]+(?:=[ \t]*make\()?map\[(?:string|uuid\.UUID|netip\.Addr|int64)\]"#),
  ]

  /// A field or a variable of the file, not a function's own.
  private static func isShared(_ name: Range<Int>, in source: Source) -> Bool {
    source.flow.function(around: name.lowerBound) == nil
  }

  private static func added(to name: String, _ language: SourceLanguage) -> String {
    language == .go
      ? #"\b"# + name + #"\[(?!")[^\]\n]+\][ \t]*=(?!=)[^\n]*"#
      : #"\b"# + name
        + #"(?:\.(?:put|putIfAbsent|computeIfAbsent|compute|merge|getOrPut|TryAdd|GetOrAdd|AddOrUpdate|set)\(\s*(?!")[^;\n]*|\[(?!")[^\]\n]+\]\s*=(?!=)[^\n]*)"#
  }

  private static func taken(from name: String) -> String {
    #"\bdelete\((?:\w+\.)*"# + name + #"\b|\b"# + name
      + #"\s*\.(?:remove\w*|clear|keySet|entrySet|values|TryRemove|Remove|Clear|keys|size|Count|entries|replaceAll|Keys|Values|Where)\b|\blen\((?:\w+\.)*"#
      + name + #"\)|\brange\s+(?:\w+\.)*"# + name + #"\b|\b"# + name
      + #"\s*=\s*(?:make\(|map\[|new\b|mutableMapOf|ConcurrentHashMap)(?=(?s:.*)\b"# + name
      + #"\s*=\s*(?:make\(|map\[|new\b))|\bclear\((?:\w+\.)*"# + name + #"\)|\bfor\s*\([^)\n]*\b"# + name + #"\b"#
  }

  private static let starts = Pattern.fixed(
    #"(?i)\b(?:new|init|register|load|configure|setup|main|add|with|provision|validate|unmarshal|parse)\w*\s*\("#)
  private static let keyed = Pattern.fixed(
    #"(?i)\b(?:\w*(?:token|session|sid|ip|addr|address|key|user\w*|client\w*|uuid|random\w*|email|code|id|visitor|host|remote\w*|nonce|state|value)\w*)\b"#
  )

  /// Where it is added while requests are answered, by something that the request brings or that is made for it.
  private static func isInHandler(_ put: Pattern.Match, in source: Source) -> Bool {
    guard let function = source.flow.function(around: put.range.lowerBound)?.block,
      let name = FlowParameters.name(of: function, in: source), !starts.occurs(in: name + "(")
    else { return false }
    return source.has(keyed, in: put.range)
  }
}
