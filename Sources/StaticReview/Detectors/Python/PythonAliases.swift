internal import JudgeTypes

/// `method = requests.post`, then `method(url, ...)`: calls of a library's function under a name of its own.
enum PythonAliases {
  private static let named = Pattern.fixed(
    #"(?m)^[ \t]*(\w+)[ \t]*=[ \t]*\(?\s*requests\.(?:get|post|put|patch|delete|head|request)(?:[ \t]+if[^\n]+?else[ \t]+requests\.(?:get|post|put|patch|delete|head|request))?\s*\)?[ \t]*$"#
  )

  static func calls(in source: Source) -> [Call] {
    var seen: Set<String> = []
    return named.allMatches(in: source.code, limit: 20).flatMap { match -> [Call] in
      guard let name = match.group(0).map({ source.string($0) }), seen.insert(name).inserted,
        let callee = try? Pattern(#"(?<![\w.])"# + name + #"\("#)
      else { return [] }
      return source.calls(callee)
    }
  }
}
