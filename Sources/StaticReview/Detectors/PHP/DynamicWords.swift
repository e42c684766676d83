internal import JudgeTypes

/// How PHP or Ruby writes what a flow of values is followed by.
struct DynamicWords: Sendable {
  /// What a framework hands over of the request.
  let request: Pattern
  /// A variable; its first group is its name.
  let variable: Pattern
  /// A call, up to its opening parenthesis; its first group is the last name of the callee.
  let call: Pattern
  /// Calls that make a value harmless wherever it goes.
  let harmless: Pattern
  /// Calls whose result carries what they were given.
  let carrying: Pattern
  /// Casts and the like, with what they are applied to.
  let cast: Pattern
  /// A store that is asked: what it answers is the store's, not the caller's.
  let asked: Pattern
  /// Parameters that can hold no text, with the name to be put for `NAME`.
  let numericParameter: String
  /// Assignments to `NAME`; the value begins at the end, or is the first group.
  let assignment: String

  static func of(_ language: SourceLanguage) -> DynamicWords? {
    switch language {
    case .php: php
    case .ruby: ruby
    default: nil
    }
  }

  private static let php = DynamicWords(
    request: .fixed(
      #"\$_(?:GET|POST|REQUEST|COOKIE)\b|\$_FILES\b(?!\s*\[[^\]\n]*\]\s*\[\s*['\"](?:tmp_name|error|size))|\$_SERVER\s*\[\s*['"](?:QUERY_STRING|REQUEST_URI|HTTP_\w+|PHP_SELF|PATH_INFO)|(?:\$(?:this->)?(?:request|req)\b|(?<![\w$>:])request\(\))(?:->(?:input|get|query|all|file|route|post|json|only|except|string|str|cookie|header|headers|request|attributes|getContent|getParam|getQueryParam|getQueryParams|getParsedBody|getParsedBodyParam|getPost|getGet|getVar|getQuery|getData|files|cookies|validated|safe)\b|->(?!user|validate|has|is|ip|method|url|path|session|expects|wants|ajax|filled|merge|route|full|getSession|getMethod|getPathInfo|getUser|secure|getClientIp|bearerToken)[a-z]\w*\b(?!\()|\s*\[)|(?<![\w$>:])request\(\s*['"]|\bInput::(?:get|all|post|file|query)\b|\bRequest::(?:input|get|all|query|post|file)\b|\$routeArgs\s*\[|\bfilter_input\s*\(\s*INPUT_\w+|\bphp://input|(?:\$this->input->(?:get|post|get_post|cookie)\b)"#
    ),
    variable: .fixed(#"\$(\w+)"#),
    call: .fixed(#"(?:(?:\$\w+|[\w\\]+)\s*(?:\[[^\]\n]*\]\s*)?(?:\(\s*\))?\s*(?:->|\?->|::)\s*)*([A-Za-z_]\w*)\s*\("#),
    harmless: .fixed(
      #"(?i)\A(?:intval|floatval|boolval|absint|count|sizeof|strlen|is_\w+|in_array|isset|empty|array_key_exists|md5|sha1|hash|crc32|password_hash|number_format|date|time|strtotime|mktime|ctype_\w+|array_map|array_fill|str_repeat|bin2hex|uniqid|random_bytes|rand|mt_rand|round|floor|ceil|max|min|abs|integer|int|boolean|uuid|preg_match|hash_equals|password_verify|hasFile|filled|has|user|id|auth)\z"#
    ),
    carrying: .fixed(
      #"(?i)\A(?:trim|ltrim|rtrim|strtolower|strtoupper|ucfirst|ucwords|lcfirst|sprintf|vsprintf|urldecode|rawurldecode|stripslashes|substr|mb_substr|implode|join|explode|array_values|array_merge|array_filter|array_shift|array_pop|reset|end|current|base64_decode|json_decode|str_replace|nl2br|strval|html_entity_decode|htmlspecialchars_decode|iconv|mb_convert_encoding|utf8_decode|utf8_encode|sanitize_text_field|wp_unslash|stripslashes_deep|strip_tags|filter_var|filter_input|file_get_contents|string|str|toString|decode|array|storage_path|public_path|base_path|app_path|resource_path|path|append|end|parse_str|parse_url|addslashes)\z"#
    ),
    cast: .fixed(
      #"(?i)(?<![\w$])(?-i:(?:(?:self|static|[A-Z]\w*)::)?[A-Z][A-Z0-9_]{2,})\s*\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]|\((?:int|integer|float|double|bool|boolean)\)\s*(?:\([^()]*\)|[\w$>:\\-]+(?:\[[^\]]*\])*(?:\([^()]*\))?(?:->\w+(?:\([^()]*\))?)*)"#
    ),
    asked: .fixed(
      #"(?:::|->)(?:find\w*|first\w*|where\w*|fetch\w*|prepare|execute|query|select|getRepository|pluck|value|sole|create|make)\s*\("#
    ),
    numericParameter:
      #"[(,]\s*(?:(?:private|public|protected|readonly)\s+)*\??\s*(?:int|float|bool|self|array|[A-Z][\w\\]*)(?:\|null)?\s+&?\$NAME\b"#,
    assignment:
      #"(?<![\w$>:])\$NAME\s*(?:\[[^\]\n]*\]\s*)?(?:\.|\?\?)?=(?![=>~])\s*&?\s*|\bforeach\s*\(([^;{}\n]{1,200}?)\s+as\s+(?:\$\w+\s*=>\s*)?&?\$NAME\b"#
  )

  private static let ruby = DynamicWords(
    request: .fixed(
      #"(?<![\w.@:])(?:params|cookies)\b(?:\s*[\[.]|\s*\z)|(?<![\w.])request\.(?:params|GET|POST|body|query_string|raw_post|headers|referer|referrer|env|query_parameters|request_parameters|path|fullpath|url|original_url)\b|(?<![\w.])env\s*\[\s*['"](?:QUERY_STRING|HTTP_\w+|PATH_INFO|REQUEST_URI)|(?<![\w.:])\w+_params\b(?!\s*=)"#
    ),
    variable: .fixed(#"(?<![\w.:$])(@{0,2}[a-z_]\w*)\b(?![?!]?\s*\(|:(?!:)|[?!])"#),
    call: .fixed(#"(?<![\w:])(?:(?:@{0,2}\w+(?:\[[^\]\n]*\])?)(?:&?\.|::))*([A-Za-z_]\w*[?!]?)\("#),
    harmless: .fixed(
      #"\A(?:Integer|Float|sanitize_sql\w*|quote\w*|count|size|length|hexdigest|digest|secure_compare|shellescape|escape|include\?|key\?|exists?\?|present\?|h|html_escape|sanitize|strip_tags|url_for|\w+_path|\w+_url|I18n|t|l|number_\w+|to_i|to_f|parameterize|find\w*)\z"#
    ),
    carrying: .fixed(
      #"\A(?:strip|join|fetch|dig|gsub|sub|tr|downcase|upcase|format|sprintf|to_s|first|last|split|require|permit|decode64|urlsafe_decode64|unescape|decode|presence|merge|slice|expand_path|new|parse|URI|html_safe|safe_concat|delete|chomp|capitalize|map|read|raw)\z"#
    ),
    cast: .fixed(
      #"(?<![\w:])(?!ENV\b)[A-Z][A-Z0-9_]{2,}(?:\.fetch\((?:[^()\n]|\([^()\n]*\))*\)|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\])|(?:@{0,2}\w+(?:\[[^\]\n]*\]|&?\.\w+(?:\([^()\n]*\))?)*)&?\.(?:to_i|to_f|to_d|to_sym|hash|size|count|length|parameterize|positive\?|present\?|blank\?|nil\?|zero\?|any\?|empty\?|id|table_name|quoted_table_name|iso8601|shellescape)\b"#
    ),
    asked: .fixed(
      #"\.(?:find\w*|where|first|last|take|pluck|create!?|new|select|exec_query|order|includes|joins|all|execute|call|build)\b"#
    ),
    numericParameter: #"\bNEVER_NAME\b"#,
    assignment: #"(?<![\w.@:])NAME\s*(?:\|\||\+|<)?[=<](?![=~>])\s*"#
  )
}
