internal import JudgeTypes

/// Where values from outside do harm in PHP and Ruby, by rule.
enum DynamicInjection {
  // MARK: Commands

  static let command = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(
          #"(?<![\w>:$\\])(?<!function )\\?(?:shell_exec|exec|system|passthru|popen|proc_open|pcntl_exec)\s*(?=\()"#,
          least: .passed),
        DynamicSink(#"\bProcess::fromShellCommandline\s*(?=\()|\bProcess::run\s*(?=\()"#, least: .passed),
      ],
      .ruby: [
        DynamicSink(
          #"(?<![\w.:@])(?<!def )(?:system|exec|spawn|IO\.popen|Kernel\.(?:system|exec|spawn)|Process\.spawn|Open3\.\w+|PTY\.spawn|sh)(?=[ (])"#,
          least: .passed)
      ],
    ], checks: nil, harmless: .fixed(#"(?i)(?:escapeshell|shellescape|shelljoin|shell_?quote|escape_?arg|basename)"#),
    isCritical: true
  ).detector("dynamic_command") { source, flow, rule in
    // What a backtick or %x holds is a command line.
    source.spans.compactMap { span in
      guard span.kind == .string, isCommandLiteral(span, in: source),
        let worst = span.interpolations.map({ flow.origin(of: $0) }).max(), worst >= .passed
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: span.range), severity: worst == .request ? .critical : nil)
    }
  }

  private static func isCommandLiteral(_ span: Span, in source: Source) -> Bool {
    let first = source.bytes[span.range.lowerBound]
    if first == UInt8(ascii: "`") { return true }
    return source.language == .ruby && first == UInt8(ascii: "%")
      && source.bytes[span.range.lowerBound + 1] == UInt8(ascii: "x")
  }

  // MARK: Code

  static let code = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(
          #"(?<![\w>:$\\])(?<!function )(?:eval|create_function)\s*(?=\()"#, argument: nil, least: .passed),
        DynamicSink(#"(?<![\w>:$\\])(?:assert|call_user_func|call_user_func_array)\s*(?=\()"#),
        DynamicSink(#"\bnew\s+(?=\$_(?:GET|POST|REQUEST))"#),
        DynamicSink(#"\bcreateTemplate\s*(?=\()|\bBlade::render\s*(?=\()|->renderString\s*(?=\()"#),
      ],
      .ruby: [
        DynamicSink(
          #"(?<![\w.:@])(?<!def )(?:eval|instance_eval|class_eval)(?=[ (])(?![ (]\s*&)|\.(?:instance_eval|class_eval|module_eval)(?=[ (](?!\s*(?:do|&)))"#,
          least: .passed),
        DynamicSink(
          #"\.(?:public_send|send|__send__|constantize|safe_constantize|method)(?=[ (])|(?<![\w.])(?:send|public_send)(?=[ (])"#
        ),
        DynamicSink(#"\bERB\.new(?=[ (])|\bLiquid::Template\.parse(?=[ (])|\brender\s+inline:"#),
      ],
    ],
    checks: .fixed(
      #"(?i)in_array|allow|whitelist|permitted|safe_?list|include\?|key\?|\.fetch\(|array_key_exists|preg_match|respond_to\?|\bcase\b"#
    ),
    harmless: nil, isCritical: true
  ).detector("dynamic_code") { source, _, rule in
    constantized.allMatches(in: source.text).map {
      Hit(rule, in: source.path, lines: source.lines(of: $0.range))
    }
  }
  private static let constantized = Pattern.fixed(
    #"\bparams\[[^\]\n]*\](?:\.\w+)*\.(?:safe_)?constantize\b|(?<!\w)\$_(?:GET|POST|REQUEST)\[[^\]\n]*\]\s*\(|preg_replace\s*\(\s*['"]([/#~]).*\1[a-z]*e[a-z]*['"]\s*,|\bconst_get\(\s*params\["#
  )

  // MARK: Deserialisers

  static let deserialization = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(#"(?<![\w>:$\\])(?<!function )\\?(?:unserialize|maybe_unserialize)\s*(?=\()"#),
        DynamicSink(#"\byaml_parse\s*(?=\()"#),
      ],
      .ruby: [
        DynamicSink(
          #"\b(?:Marshal\.(?:load|restore)|YAML\.(?:load|unsafe_load|load_file)|Psych\.(?:load|unsafe_load)|Oj\.load|JSON\.load)(?=[ (])"#
        )
      ],
    ],
    checks: .fixed(
      #"allowed_classes|hash_hmac|hash_equals|permitted_classes|mode:\s*:(?:strict|compat)|secure_compare|MessageVerifier"#
    ), harmless: nil, isCritical: false
  ).detector("dynamic_deserialization")

  // MARK: Files

  private static let pathChecks = Pattern.fixed(
    #"(?i)basename|realpath|in_array|preg_match|ctype_|allow(?:ed|list)|whitelist|valid_|is_valid|\bvalidate\(|array_key_exists|str_contains\(|strpos\([^)]*\.\.|str_starts_with|start_with\?|starts_with\?|include\?|clean|saniti[sz]e|safe_path|FILENAME|getFilename\b|expand_path|realpath|parameterize|slug|=~|match\?|\.key\?|uuid|switch\s*\(|\bcase\b|hashName|\buniqid|'regex:|Rule::in|\bin:\w"#
  )

  static let path = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(
          #"(?<![\w>:$\\])(?<!function )\\?(?:file_get_contents|fopen|readfile|file|unlink|copy|rename|file_put_contents|rmdir|mkdir|scandir|opendir|parse_ini_file|simplexml_load_file|show_source|highlight_file|glob|touch|fpassthru|wp_delete_file)\s*(?=\()(?!\(\s*(?:trim\(|urldecode\()?\$(?:(?:this->)?(?:request|req)->(?:\w+\(\s*['"])?|_\w+\s*\[\s*['"])?\w*(?:url|uri|link|feed|webhook|callback|endpoint|href|src|remote)\w*)"#
        ),
        DynamicSink(#"(?<![\w>:$])(?:include|include_once|require|require_once)\b"#),
        DynamicSink(
          #"\b(?:Storage|File)::(?:disk\([^()]*\)->)?(?:get|delete|download|put|exists|path|move|copy|response|readStream|deleteDirectory|makeDirectory)\s*(?=\()|->(?:disk\([^()]*\)->)(?:get|delete|download|put|path|response)\s*(?=\()|\bresponse\(\)->(?:download|file)\s*(?=\()|\bnew\s+(?:\\?BinaryFileResponse|\\?SplFileObject|\\?ZipArchive|\\?SplFileInfo)\s*(?=\()|->(?:sendFile|readFile|streamFile|addFile)\s*(?=\()|(?<![\w])->file(?=\(\s*(?:storage|public)_path)"#
        ),
        DynamicSink(#"(?<![\w>:$\\])(?:copy|rename)\s*(?=\()"#, argument: 1),
      ],
      .ruby: [
        DynamicSink(
          #"(?<![\w])(?:File\.(?:read|open|new|binread|readlines|delete|unlink|write|binwrite|exist\?|rename|foreach|stat)|IO\.(?:read|readlines|binread|write)|FileUtils\.\w+|Dir\.(?:glob|entries|children|mkdir|\[\])|Pathname\.new|Pathname|send_file|CSV\.(?:read|foreach|open)|YAML\.load_file)(?=[ (])"#,
          argument: nil),
        DynamicSink(#"(?<![\w.])(?:render\s+file:|render\(\s*file:|open|require)(?=[ (])"#),
        DynamicSink(#"\bFile\.(?:join)(?=\()|\bRails\.root\.join(?=\()"#, argument: nil),
      ],
    ], checks: pathChecks,
    harmless: .fixed(
      #"(?i)basename|\A(?:slug|slugify|uuid|hashName|store|extension|size|guessExtension|cleanID|sanitize\w*|clean\w*|wp_normalize_path)\z"#
    ), isCritical: false
  ).detector("dynamic_path")

  // MARK: Addresses

  private static let addressChecks = Pattern.fixed(
    #"(?i)parse_url|in_array|allow|whitelist|(?:\.|->|\[['"])host\b(?!['"]\]\s*,\s*\$\w*conf)|getHost|HTTP_HOST|\bhost\s*[!=]==?|wp_http_validate_url|wp_safe_remote|preg_match|str_starts_with|start_with\?|startsWith|include\?|URI\.join|safe_?(?:url|redirect)|valid_(?:url|redirect)|url_from|isLocal|is_local|strpos|internal_|relative|only_path|match\?|=~|_is_safe|hasValidSignature|ssrf|private_ip|is_private|active_url|referr?er"#
  )

  static let address = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(
          #"(?<![\w>:$\\])\\?(?:curl_init|file_get_contents|fopen|get_headers|readfile|copy|getimagesize|imagecreatefrom\w+|simplexml_load_file)\s*(?=\(\s*(?:trim\(|urldecode\()?\$(?:(?:this->)?(?:request|req)->(?:\w+\(\s*['"])?|_\w+\s*\[\s*['"])?\w*(?:url|uri|link|feed|webhook|callback|endpoint|href|src|remote)\w*)"#,
          leads: true),
        DynamicSink(
          #"(?<![\w>:$\\])\\?(?:curl_init|get_headers|wp_remote_(?:get|post|head|request)|fsockopen|stream_socket_client|download_url|fetch_feed)\s*(?=\()"#,
          leads: true),
        DynamicSink(
          #"\bHttp::(?:\w+\([^()]*\)->)*(?:get|post|put|head|patch|delete)\s*(?=\()|\$(?:this->)?(?:\w*[cC]lient|http\w*|guzzle)->(?:get|post|put|head)\s*(?=\()|\bnew\s+(?:GuzzleHttp\\)?Client\(\)\)->(?:get|post)\s*(?=\()"#,
          leads: true),
        DynamicSink(#"\$(?:this->)?(?:\w*[cC]lient|http\w*|guzzle)->request\s*(?=\()"#, argument: 1, leads: true),
        DynamicSink(#"\bcurl_setopt\s*(?=\(\s*\$\w+\s*,\s*CURLOPT_URL\b)"#, argument: 2, leads: true),
      ],
      .ruby: [
        DynamicSink(
          #"\b(?:Net::HTTP\.(?:get|get_response|post|post_form|start)|HTTParty\.\w+|Faraday\.(?:get|post|put|new|head)|RestClient\.\w+|Excon\.\w+|HTTP\.(?:get|post|head)|Typhoeus\.\w+|URI\.open|URI\.parse\([^()]*\)\.(?:open|read)|OpenURI\.open_uri|Down\.download|open_uri)(?=[ (])"#,
          leads: true),
        DynamicSink(#"\bURI\(|\bURI\.parse(?=\()"#, leads: true),
      ],
    ], checks: addressChecks, harmless: .fixed(#"(?i)\A(?:wp_http_validate_url|safe_\w+|validate\w*)\z"#),
    isCritical: false
  ).detector("dynamic_address")

  static let redirect = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(
          #"(?<![\w>:$\\])(?:redirect|wp_redirect)\s*(?=\()|\bredirect\(\)->(?:to|away|intended)\s*(?=\()|\bRedirect::(?:to|away)\s*(?=\()|\$(?:this|response|app)->(?:redirect|withRedirect|redirectTo|redirectToUrl)\s*(?=\()|\bnew\s+\\?(?:Symfony\\Component\\HttpFoundation\\)?RedirectResponse\s*(?=\()"#,
          leads: true)
      ],
      .ruby: [DynamicSink(#"(?<![\w.])(?:redirect_to|redirect|redirect_back_or_to)(?=[ (])"#, leads: true)],
    ], checks: addressChecks,
    harmless: .fixed(#"(?i)\A(?:wp_validate_redirect|safe_\w+|\w*route\w*|action|url_from)\z"#), isCritical: false
  ).detector("dynamic_redirect") { source, flow, rule in
    guard source.language == .php else { return [] }
    return header.allMatches(in: source.text).compactMap { match in
      let open = match.range.lowerBound + "header".utf8.count
      guard
        let string = source.strings(in: match.range.lowerBound..<min(source.text.count, match.range.upperBound + 200))
          .first
      else { return nil }
      var value = string.range.upperBound..<source.statementEnd(from: string.range.upperBound)
      if let inner = string.interpolations.first {
        guard inner.lowerBound <= match.range.upperBound + 1 else { return nil }
        value = inner
      } else {
        var index = value.lowerBound
        while index < value.upperBound, isBlank(source.code[index]) || source.code[index] == UInt8(ascii: ".") {
          index += 1
        }
        guard string.content.upperBound <= match.range.upperBound + 1 else { return nil }
        let end = source.arguments(in: index..<value.upperBound).first?.upperBound ?? value.upperBound
        value = index..<max(index, end)
      }
      guard flow.origin(of: flow.beginning(of: value)) == .request,
        !addressChecks.matches(source.text, in: scopeBefore(open, flow, source))
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<value.upperBound))
    }
  }
  private static let header = Pattern.fixed(#"(?i)\bheader\s*\(\s*['"]Location:\s*"#)

  private static func scopeBefore(_ offset: Int, _ flow: DynamicFlow, _ source: Source) -> Range<Int> {
    let scope = flow.scope(around: offset)
    let start = source.function(around: offset) == nil ? max(0, offset - 1_500) : scope.lowerBound
    return start..<max(start, source.range(ofLines: source.lines(of: offset..<offset)).upperBound)
  }

  // MARK: Pages

  static let page = DynamicSinks(
    sinks: [
      .php: [
        DynamicSink(
          #"(?<![\w>:$])(?:echo|print)\b|<\?=|(?<![\w>:$])(?:printf|vprintf|print_r)\s*(?=\()"#, argument: nil)
      ],
      .ruby: [
        DynamicSink(
          #"(?<![\w.])raw(?=[ (])(?!\s*(?:[=+|&.<>?]|\*|do\b|if\b|unless\b))|\brender\s+html:|\brender\(\s*html:"#)
      ],
    ],
    checks: .fixed(
      #"(?i)Content-Type:\s*(?:application/json|text/plain|application/octet|text/csv|application/pdf)|esc_html|htmlspecialchars\(\$_"#
    ),
    harmless: .fixed(
      #"(?i)\A(?:htmlspecialchars|htmlentities|esc_\w+|e|h|hsc|urlencode|rawurlencode|http_build_query|json_encode|wp_json_encode|strip_tags|wp_kses\w*|sanitize_\w+|selected|checked|\w*escape\w*|purify|clean|xss_clean|encode|html|checkPlain|__|_e|ml|wl|http_build_url|filter_var|paginate\w*|number_\w+)\z"#
    ),
    isCritical: false
  ).detector("dynamic_page") { source, flow, rule in
    DynamicMarkup.hits(in: source, flow, rule)
      + (source.language == .ruby ? marked.allMatches(in: source.text) : []).map {
        Hit(rule, in: source.path, lines: source.lines(of: $0.range))
      }
  }
  /// `"<b>#{user.name}</b>".html_safe`, `params[:q].html_safe`.
  private static let marked = Pattern.fixed(
    #"\bparams\[[^\n]*\]\)?\.html_safe\b|"[^"\n]*<[^"\n]*#\{(?!\s*(?:h|t|l|link_to|content_tag|tag|sanitize|escape\w*|ERB::Util|CGI\.|image_tag|icon|render|safe_join|url_for|number_\w+|j|raw)\b)[^}(\n]*(?:name|title|body|content|comment|bio|description|message|text|note|params|email|label)\b[^}(\n]*\}[^"\n]*"\.html_safe\b"#
  )
}
