internal import JudgeTypes

/// Servlets that take the account to change from a parameter of the request, where only the session can say whose it is.
enum ServletAccounts {
  static let detector = Detector.file("servlet_accounts") { source, rule in
    guard !source.isTest, servlet.matches(source.code), !administers.matches(source.text) else { return [] }
    return source.flow.functions.compactMap { function in
      let body = function.block.body
      guard let asked = parameter.allMatches(in: source.text, range: body, limit: 1).first,
        let change = change(after: asked.range.upperBound, in: body, of: source),
        !source.has(knowsCaller, in: body.lowerBound..<change.lowerBound)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: asked.range),
        message: "the account that is changed is named by the request; nobody looks whether it is the caller's")
    }
  }

  private static let servlet = Pattern.fixed(#"\bextends\s+HttpServlet\b|:\s*HttpServlet\("#)
  private static let administers = Pattern.fixed(
    #"(?i)\bclass\s+\w*(?:Admin|Manage|Staff|Register|SignUp|Login|Reset|Forgot|Verify|Confirm|Activat)\w*|@WebServlet\([^)\n]*(?:admin|manage|staff)"#
  )
  private static let parameter = Pattern.fixed(
    #"getParameter\(\s*"(?:(?i:id|(?:user|account|customer|member|employee|student|patient|uid)_?(?:id|no)?|email|username))"\s*\)"#
  )
  private static let statement = Pattern.fixed(
    #"(?i)"\s*(?:update\s+`?\w*(?:users?|accounts?|customers?|members?|profiles?|students?|patients?|employees?)`?\s+set\b|delete\s+from\s+`?\w*(?:users?|accounts?|customers?|members?)`?\s)"#
  )
  private static let call = Pattern.fixed(
    #"(?i)\b\w*(?:user|account|customer|member|profile|student|patient)\w*(?:dao|service|repository|repo|db)\w*\.(?:update|change|set|edit|delete|remove)\w*\("#
  )
  private static let knowsCaller = Pattern.fixed(
    #"getSession\(|getUserPrincipal|getRemoteUser|isUserInRole|\bsession\.|currentUser|SecurityUtils|SecurityContext|(?i:check\w*(?:login|auth|access|role)|isLogged\w*|token|otp)"#
  )

  private static func change(after offset: Int, in body: Range<Int>, of source: Source) -> Range<Int>? {
    let rest = offset..<body.upperBound
    return
      (statement.allMatches(in: source.text, range: rest, limit: 1)
      + call.allMatches(in: source.code, range: rest, limit: 1))
      .map(\.range).min { $0.lowerBound < $1.lowerBound }
  }
}
