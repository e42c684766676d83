internal import JudgeTypes

/// Views that other sites may make the browser of a signed-in user call.
enum PythonForgery {
  static let detector = Detector.file("python_forgery") { source, rule in
    guard !source.isTest, exempt.matches(source.code) else { return [] }
    let isOpen = !token.matches(source.text)
    return PythonFile(source).functions.compactMap { view in
      guard source.has(exempt, in: view.decorators), !source.has(framework, in: view.decorators),
        isOpen || source.has(signedIn, in: view.decorators) || source.has(caller, in: view.block.body),
        source.has(changes, in: view.block.body) || source.has(sent, in: view.block.body),
        !source.has(hook, in: view.head) && !source.has(signed, in: view.block.body)
      else { return nil }
      if source.has(onlyRead, in: view.block.body), !source.has(sent, in: view.block.body) { return nil }
      return Hit(
        rule, in: source.path,
        lines: source.lines(of: source.trimmed(view.decorators.lowerBound..<view.block.body.lowerBound)),
        message: "the protection against cross-site requests is off for a view that changes something",
        severity: .medium)
    }
  }

  private static let exempt = Pattern.fixed(#"@(?:csrf\.exempt|(?:[\w.]*\.)?csrf_exempt)\b"#)
  /// Django's REST framework asks for the token itself where a session is used.
  private static let framework = Pattern.fixed(#"@(?:\w+\.)?api_view\b"#)
  private static let signedIn = Pattern.fixed(#"@(?:[\w.]*\.)?login_required\b"#)
  /// The callers of such a file sign in by something that no other site can send.
  private static let token = Pattern.fixed(
    #"(?i)\bjwt\b|authorization|bearer|api_?key|token_required|TokenAuth|rest_framework|hmac|signature"#)
  private static let caller = Pattern.fixed(#"\brequest\.user\b|\bcurrent_user\b"#)
  private static let changes = Pattern.fixed(
    #"\.(?:save|delete|create|update|add|remove|commit|execute|set_password|update_or_create|get_or_create|bulk_create)\("#
  )
  private static let sent = Pattern.fixed(
    #"\brequest\.(?:POST|body|FILES|data|json|form)\b|["'](?:POST|PUT|PATCH|DELETE)["']"#)
  private static let onlyRead = Pattern.fixed(#"request\.method\s*==\s*["']GET["']"#)
  private static let hook = Pattern.fixed(#"(?i)hook|callback|ipn|notify|notification|receive"#)
  /// The caller is no browser with a session: it proves itself otherwise.
  private static let signed = Pattern.fixed(#"(?i)signature|hmac|construct_event|Bearer|HTTP_AUTHORIZATION|headers\["#)
}
