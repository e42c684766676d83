internal import JudgeTypes

/// Texts of any exception at all that PHP shows to visitors: in a notice, an envelope of its own making, or a variable of the page.
enum PHPErrorTexts {
  static let detector = Detector.file("php_error_texts") { source, rule in
    guard source.language == .php, !source.isTest, !console.matches(source.text) else { return [] }
    return broad.allMatches(in: source.code).flatMap { match -> [Hit] in
      guard let name = match.groups[0], let close = source.closing(of: match.range.upperBound - 1),
        let text = try? Pattern(
          #"\$"# + source.string(name) + #"->(?:getMessage|getTraceAsString|getTrace|__toString)\s*\("#)
      else { return [] }
      let body = match.range.upperBound..<close
      return text.allMatches(in: source.code, range: body).compactMap { mention in
        let statement = statement(around: mention.range, in: body, of: source)
        guard !source.has(known, in: statement), !source.has(spared, in: statement),
          isShown(statement, in: source)
        else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: statement),
          message: "clients get the text of the exception or of the database's error")
      }
    }
  }

  private static let console = Pattern.fixed(
    #"extends\s+(?:\w*Command|\w*(?:CLI|Cli)\w*|\w*Exception|\w*Job|\w*TestCase)\b|STDERR|php_sapi_name|PHP_SAPI|\A#!|\$argv|implements\s+ShouldQueue"#
  )
  /// What names its exceptions may know that their texts are meant to be read.
  private static let broad = Pattern.fixed(
    #"\bcatch\s*\(\s*\\?(?:\w+\\)*(?:Throwable|Exception|Error|PDOException|QueryException|mysqli_sql_exception|DatabaseException|DBALException)(?:\s*\|\s*\\?[\w\\]+)*\s+\$(\w+)\s*\)\s*\{"#
  )
  private static let answers = Pattern.fixed(
    #"(?i)\b(?:Alert|Toastr|Toast|Flash|Flasher|Session|Swal|Notify|\w*Response|\w*ResponseFormatter|\w*ResponseHelper|Redirect)::\w+\s*\(|->(?:flash|addFlash|set_?flash\w*|fail\w*|respond\w*|danger)\s*\(|\b(?:toastr|flash|toast|notify|alert|session|flasher|notyf)\(\)\s*->\s*\w+\s*\(|\bwp_die\s*\(|\bnew\s+\\?(?:\w+\\)*(?:WP_REST_Response|ApiResponse)\s*\(|\$_SESSION\[[^\]\n]*\]\s*=|\$this->(?:apiError|failure|errorResponse|sendErrorResponse|jsonResponse|jsonError|output|responseError|returnError|error_?json)\s*\(|\$(?:response|result|data|output|res|json|resp|retorno|respuesta)\[['"]\w*(?:message|error|msg|mensaje)\w*['"]\]\s*=(?!=)"#
  )
  private static let ofREST = Pattern.fixed(#"(?s)\bnew\s+\\?WP_Error\s*\(.*['"]status['"]\s*=>"#)
  private static let ofController = Pattern.fixed(#"\A\s*(?:return\s+)?\$this->error\s*\("#)
  private static let controller = Pattern.fixed(#"\bclass\s+\w*Controller\b"#)
  private static let returned = Pattern.fixed(#"\A\s*return\s+(?:\[|array\()\s*['"](?:success|status|error|ok)['"]"#)
  private static let variable = Pattern.fixed(
    #"\A\s*\$(\w*(?:err|error|errors|message|msg|mensaje|alert|notice|status)\w*)(?:\[\s*(?:['"]\w+['"])?\s*\])?\s*\.?=(?!=)(?!\s*\[)"#
  )
  private static let known = Pattern.fixed(
    #"(?:\becho\b|\bdie\s*\(|\bexit\s*\(|\bprint\b|(?:response\(\)->json|\bresponse|\bnew\s+(?:\\?[\w\\]*)?(?:Json)?Response|JsonResponse|->json|json_encode|wp_send_json_error|wp_send_json|sendError|errorResponse|sendResponse|->with|withErrors?|\babort|respond\w*|->fail)\s*\()"#
  )
  private static let spared = Pattern.fixed(
    #"(?i)\blog(?:ger)?\b|\blog\w*\s*\(|Log::|report\(|sentry|isDebug|APP_DEBUG|app\.debug|WP_DEBUG|\bthrow\b|getCode\(\)\s*[=<>]"#
  )

  private static func statement(around mention: Range<Int>, in body: Range<Int>, of source: Source) -> Range<Int> {
    var start = mention.lowerBound
    while start > body.lowerBound, !";{}".utf8.contains(source.code[start - 1]) { start -= 1 }
    return source.trimmed(start..<max(mention.upperBound, source.statementEnd(from: mention.upperBound)))
  }

  private static func isShown(_ statement: Range<Int>, in source: Source) -> Bool {
    if source.has(answers, in: statement) || source.has(ofREST, in: statement) { return true }
    if source.has(returned, in: statement) || source.has(ofController, in: statement) {
      return controller.matches(source.code)
    }
    guard let name = variable.allMatches(in: source.text, range: statement, limit: 1).first?.groups[0],
      let shown = try? Pattern(
        #"(?:<\?=|\becho\b|\bprint\b|json_encode\()[^;?\n]{0,120}?\$"# + source.string(name) + #"\b"#)
    else { return false }
    return shown.matches(source.text)
  }
}
