internal import JudgeTypes

/// Log lines that show a whole object with a password or token among its members. In Go, Java, Kotlin and C#.
enum LoggedCredentials {
  static let detector = Detector.file("logged_credentials") { source, rule in
    guard !source.isTest, let callee = callees[source.language] else { return [] }
    return source.calls(callee).compactMap { call in
      let isShown = call.arguments.contains { argument in
        guard
          let name = whole.allMatches(in: source.code, range: argument, limit: 1).first?.groups.compactMap({ $0 })
            .first,
          let type = type(of: source.string(name), at: call.range.lowerBound, in: source)
        else { return false }
        return holdsSecret(type, shownBy: call, in: source)
      }
      guard isShown else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(call.range)),
        message: "the whole object goes into the log, its password or token with it")
    }
  }

  private static let jvm = Pattern.fixed(
    #"(?i)\b(?:\w*log(?:ger)?\.(?:trace|debug|info|warn|error|severe|fine)|System\.(?:out|err)\.print(?:ln|f)?|(?<![.\w])println)\s*\("#
  )
  private static let callees: [SourceLanguage: Pattern] = [
    .go: .fixed(
      #"\b(?:log|logger|Logger|slog|logrus|klog|sugar|fmt(?=\.Print))(?:\.\w+)?\.(?:Print|Info|Debug|Warn|Error|Trace)\w*\s*\("#
    ),
    .java: jvm, .kotlin: jvm,
    .csharp: .fixed(#"\b(?:_?[lL]og(?:ger)?\.\w+|Console\.Write(?:Line)?)\s*\("#),
  ]
  private static let whole = Pattern.fixed(
    #"\A[&*]?(\w+)\z|\A(?:JsonSerializer\.Serialize|JsonConvert\.SerializeObject|\w*[mM]apper\.writeValueAsString|\w*[gG]son\.toJson|String\.valueOf)\(\s*(\w+)\s*\)\z|\+\s*(\w+)\s*\z"#
  )

  private static func type(of name: String, at offset: Int, in source: Source) -> String? {
    guard let function = source.flow.function(around: offset), name.first?.isNumber == false else { return nil }
    if let parameter = function.parameters.first(where: { $0.name == name }) {
      if source.language == .go {
        return parameter.text.split(whereSeparator: { " \t*.".contains($0) }).last.map(String.init)
      }
      return typeName.allMatches(in: Array(parameter.text.utf8)).map {
        String(decoding: Array(parameter.text.utf8)[$0.range], as: UTF8.self)
      }.last { $0 != name }
    }
    // Of what stands elsewhere the name says what it is.
    if source.language != .go { return name.prefix(1).uppercased() + name.dropFirst() }
    guard
      let declared = try? Pattern(
        #"\bvar\s+"# + name + #"\s+([\w.]+)|\b"# + name + #"\s*:=\s*(?:&|new\()?([\w.]+)(?:\{|\))"#),
      let match = declared.allMatches(in: source.code, range: function.block.body.lowerBound..<offset).last,
      let type = match.groups.compactMap({ $0 }).first
    else { return nil }
    return source.string(type)
  }

  private static let typeName = Pattern.fixed(#"(?<!@)\b[A-Z]\w*(?![\w(])"#)
  private static let credentials = Pattern.fixed(
    #"(?:Login|LogIn|SignIn|Signin|SignUp|Signup|Register|Registration|ChangePassword|ResetPassword|Credential|CreateUser|Payment|Card)\w*(?:Request|Req|Dto|DTO|Form|Input|Command|Body|Payload|Params|Model)\z|(?:\A|\.)(?:User)?Credentials\z"#
  )
  private static let member = Pattern.fixed(
    #"(?im)\b(?:\w*password|passwd|pwd|\w*secret|access_?token|refresh_?token|card_?number|cvv|cvc|pin)\b\s+\*?string\b(?![^\n]*json:"-")|\bstring\s+(?:\w*password|pwd|\w*secret|card_?number|cvv|pin)\b"#
  )
  private static let template = Pattern.fixed(#"\{@|Serialize|ToJson"#)

  private static func holdsSecret(_ type: String, shownBy call: Call, in source: Source) -> Bool {
    let last = type.split(separator: ".").last.map(String.init) ?? type
    // An object of C# without a form of its own shows no more than its type's name.
    if source.language == .csharp, !source.has(template, in: call.range) { return false }
    guard
      let declared = try? Pattern(
        #"\btype\s+"# + last + #"\s+struct\s*\{|\b(?:class|record|struct)\s+"# + last + #"\b"#),
      let match = declared.allMatches(in: source.code, limit: 1).first,
      let block = source.block(declaredAt: match.range)
    else { return credentials.occurs(in: last) }
    let hides = try? Pattern(
      #"func\s*\(\s*\w*\s*\*?"# + last + #"\s*\)\s*(?:String|LogValue|GoString|Format|MarshalZerologObject)\("#)
    if let hides, hides.matches(source.code) { return false }
    return source.has(member, in: block.range)
  }
}
