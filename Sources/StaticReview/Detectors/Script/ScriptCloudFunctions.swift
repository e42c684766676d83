internal import JudgeTypes

/// Functions of Firebase that anybody on the internet can call: they change data without a look at who calls, or the
/// record of whoever the caller names.
enum ScriptCloudFunctions {
  static let authentication = Detector.file("script_cloud_authentication") { source, rule in
    entrances(of: source).compactMap { entrance in
      guard !asks.matches(source.text, in: entrance.body), writes.matches(source.code, in: entrance.body),
        !open.matches(Array(entrance.name.utf8))
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: entrance.head),
        message: "anybody can call this function: nothing asks who calls")
    }
  }

  static let authorization = Detector.file("script_cloud_authorization") { source, rule in
    entrances(of: source).compactMap { entrance in
      guard asksLogin.matches(source.code, in: entrance.body), !asksWho.matches(source.code, in: entrance.body),
        let record = named.allMatches(in: source.code, range: entrance.body, limit: 1).first
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: record.range),
        message: "the caller names whose record it is, though the session knows")
    }
  }

  private struct Entrance {
    let name: String
    let head: Range<Int>
    let body: Range<Int>
  }

  private static let ofCloud = Pattern.fixed(#"["']firebase-functions(?:/[\w/-]+)?["']"#)
  private static let start = Pattern.fixed(
    #"\b(?:exports\s*\.\s*(\w+)|(?:export\s+)?const\s+(\w+))\s*(?::[^=\n]+)?=\s*(?:[\w.]+\s*(?:\.\s*(?:region|runWith)\s*\([^()]*\)\s*)*\.\s*(?:https\s*\.\s*)?)?(?:onCall|onRequest)\s*(?:<[^()\n]*>)?\s*\("#
  )
  private static let asks = Pattern.fixed(
    #"(?i)\b(?:context|request|req|ctx)\??\.auth\b|verifyIdToken|(?<!admin\.)\b(?<!\.)auth\w*\(|authoriz|authenticat|signature|secret|api_?key|constructEvent|appCheck|token"#
  )
  private static let writes = Pattern.fixed(
    #"\.\s*(?:set|update|delete|add|remove|push|setCustomUserClaims|deleteUser|createUser|updateUser|commit|recursiveDelete)\s*\("#
  )
  private static let open = Pattern.fixed(
    #"(?i)webhook|callback|contact|subscribe|register|sign_?up|login|newsletter|health|cron|public|track|feedback"#)
  private static let asksLogin = Pattern.fixed(#"!\s*(?:context|request)\??\.auth\b"#)
  private static let asksWho = Pattern.fixed(
    #"\.auth!?\??\.(?:uid|token)|(?i)admin|role|owner|isMember|permission|\{[^{}]*\buid\b[^{}]*\}\s*=\s*(?:context|request)\.auth|=\s*(?:context|request)\.auth\b"#
  )
  /// A record by an id of the caller's that says whose it is.
  private static let named = Pattern.fixed(
    #"\.\s*(?:doc|child|ref)\s*\(\s*(?:request\.)?data\.(?:uid|userId|user_id|userID|ownerId|accountId|customerId)\s*\)(?:\s*\.\s*\w+\([^()\n]*\))*\s*\.\s*(?:update|set|delete|remove)\s*\("#
  )

  private static func entrances(of source: Source) -> [Entrance] {
    guard !source.isTest, ofCloud.matches(source.text) else { return [] }
    return source.calls(start).compactMap { call in
      guard let handler = call.arguments.last,
        let name = start.allMatches(in: source.code, range: call.name, limit: 1).first?.groups.compactMap({ $0 }).first,
        handler.count > 20
      else { return nil }
      return Entrance(
        name: source.string(name), head: source.trimmed(call.name.lowerBound..<(handler.lowerBound + 1)),
        body: handler)
    }
  }
}
