internal import JudgeTypes

/// The names by which frameworks hand a request over, and calls that hand on or settle what they are given.
enum FlowWords {
  struct Request: Sendable {
    /// A callee that answers with something of the request.
    let call: Pattern
    /// A member of a request.
    let member: Pattern
    /// Of these the root may be something else, unless it is a parameter of `type`.
    let doubtful: Pattern
    let type: Pattern
  }

  static let requests: [SourceLanguage: Request] = [.go: go, .java: jvm, .kotlin: jvm, .csharp: sharp]

  private static let go = Request(
    call: .fixed(
      #"(?:\A|\.)(?:FormValue|PostFormValue|PathValue|FormFile|URLParam|URLParamFromCtx|QueryParam|QueryParams|DefaultQuery|GetQuery|QueryArray|PostForm|DefaultPostForm|GetPostForm|GetRawData|BodyRaw|MultipartForm|MultipartReader|NextPart|FormName|FileName)\z|\A(?:c|ctx|gc|ec|context|fc)\.(?:Param|Params|Query|Body|Cookies|GetHeader|Get|Queries|ParamsInt)\z|\Amux\.Vars\z|\Ahttprouter\.ParamsFromContext\z|\.ByName\z|\.URL\.Query\z|\A(?:r|req|request)\.(?:Header\.(?:Get|Values)|Cookie|Referer|UserAgent)\z"#
    ),
    member: .fixed(
      #"\A(?:r|req|request)\.(?:URL\.(?:Path|RawQuery|RawPath)|Body|Form|PostForm|Host|RequestURI|MultipartForm|Header)\b|\Ac(?:tx)?\.Request\.(?:URL\.(?:Path|RawQuery)|Body|Form|PostForm|Header)\b|\A\w+\.(?:QueryStringParameters|PathParameters)\b"#
    ),
    doubtful: .fixed(#"\A(?:r|req|request)\.|\A(?:c|ctx|context)\.Get\z"#),
    type: .fixed(#"\*http\.Request\b|\*fiber\.Ctx\b|fiber\.Ctx\b"#))

  private static let jvm = Request(
    call: .fixed(
      #"(?:\A|\.)(?:getParameter|getParameterValues|getParameterMap|getQueryString|getRequestURI|getRequestURL|getPathInfo|getServletPath|getPart|getParts|getCookies|getOriginalFilename|getSubmittedFileName|queryParam|queryParams|pathVariable|formParam|pathParam|bodyAsClass|receive|receiveText|receiveParameters|receiveMultipart|bodyToMono|getQueryParameters|getPathParameters)\z|(?i:\A\w*req(?:uest)?\.(?:getHeaders?|getInputStream|getReader|getCookies|getBody)\z)"#
    ),
    member: .fixed(
      #"\Acall\.(?:parameters|request\.(?:queryParameters|headers|cookies))\b|\.originalFileName\b|\A\w+\.originalFilename\b"#
    ),
    doubtful: .fixed(#"\A\z"#), type: .fixed(#"\A\z"#))

  private static let sharp = Request(
    call: .fixed(
      #"\bRequest\.(?:ReadFormAsync|ReadFromJsonAsync|Query\.TryGetValue|Form\.TryGetValue|Params\.Get|QueryString\.Get)\z"#
    ),
    member: .fixed(
      #"(?:\A|\.)Request(?:\.(?:Query|Form|Headers|Cookies|RouteValues|Path|Body|QueryString|Params|Host)\b|\z)"#),
    doubtful: .fixed(#"\A\z"#), type: .fixed(#"\A\z"#))

  /// What gives back a number, a truth, an id of a fixed form, or text made safe.
  static let harmless = Pattern.fixed(
    #"(?:\A|\.)(?:Atoi|ParseInt|ParseUint|ParseFloat|ParseBool|ParseDuration|Itoa|FormatInt|len|cap|int|int32|int64|uint|uint64|float64|bool|parseInt|parseLong|parseDouble|parseBoolean|parseUnsignedInt|toInt|toLong|toIntOrNull|toLongOrNull|toDouble|hashCode|length|size|count|Count|Len|isEmpty|isNotEmpty|isBlank|equals\w*|indexOf|lastIndexOf|contains\w*|startsWith|endsWith|HasPrefix|HasSuffix|EqualFold|Contains|ContainsAny|StartsWith|EndsWith|ObjectIDFromHex|ordinal|name|getClass|Sum\w*|EscapeString|HTMLEscapeString|HTMLEscaper|QueryEscape|PathEscape|JSEscapeString|QuoteIdentifier|QuoteLiteral|Identifier\{?|Sanitize|SanitizeString|SanitizeBytes|Strict|htmlEscape|escapeHtml\w*|escapeHTML|escapeXml\w*|encodeForHTML\w*|encodeForLDAP|forHtml\w*|forJavaScript\w*|HtmlEncode|UrlEncode|Base|GetFileName|randomUUID|now|Now|New|NewString|NewUUID|currentTimeMillis|getTime|getId|getStatusCode|placeholders?|Repeat|repeat|nCopies|quote|quoted|escape|shellescape\.Quote|getSize|getContentLength)\z|\b(?:uuid|UUID|Guid|ulid|int|long|Int32|Int64|DateTime|DateOnly|LocalDate|LocalDateTime|Instant|time|netip|ip|net)\.(?:Must)?(?:Parse\w*|parse|fromString|valueOf|TryParse)\z|\b(?:Integer|Long|Short|Double|Float|Boolean|BigDecimal|BigInteger|UUID|[A-Z]\w*(?:Type|Status|Role|Kind|Order|Direction|Field|Column|State|Level|Mode))\.(?:valueOf|fromString|parse|from|of)\z|\bEnum\.(?:Parse|TryParse)(?:<\w+>)?\z|\bFilenameUtils\.(?:getName|getExtension|getBaseName)\z|\bJsoup\.clean\z"#
  )

  /// What gives back what it is given, changed or wrapped.
  static let handsOn = Pattern.fixed(
    #"(?:\A|\.)(?:Join|JoinPath|Clean|Sprintf|Sprint|Sprintln|TrimSpace|Trim\w*|ToLower|ToUpper|ToLowerInvariant|Replace|ReplaceAll|Split|SplitN|Fields|Title|FromSlash|ToSlash|Abs|QueryUnescape|PathUnescape|Parse|ParseRequestURI|String|GetString|Get|Values|Bytes|ReadAll|NewReader|NewDecoder|NewRequest|NewRequestWithContext|NewBufferString|append|format|formatted|concat|join|trim|strip|toLowerCase|toUpperCase|lowercase|uppercase|replace\w*|substring\w*|split|toString|valueOf|get|getOrDefault|getFirst|resolve|of|create|toUri|toURL|toURI|toPath|toFile|decode|fromUriString|fromHttpUrl|buildAndExpand|build|expand|toUriString|orElse|orEmpty|requireNonNull|ofNullable|getBytes|toByteArray|HTML|Combine|Concat|Format|ToString|Substring|GetFullPath|TrimStart|TrimEnd|Trim|getValue|value|second|first|asList|toArray|listOf|arrayOf|let|plus|copyOf|FromBase64String|getDecoder|DecodeString|normalize|toAbsolutePath|getCanonicalPath|getAbsolutePath|Exec)\z|\A(?:string|byte|File|URL|URI|Path|Uri|FileInputStream|FileOutputStream|FileReader|FileWriter|StringBuilder|StringBuffer|String|StringReader|InputStreamReader|BufferedReader|ByteArrayInputStream|UrlResource|FileSystemResource|HttpGet|HttpPost|HttpRequestMessage|Document|FileInfo|FileStream|HtmlString|Scanner)\z"#
  )
  static let package = Pattern.fixed(
    #"\A(?:strings|fmt|path|filepath|url|bytes|io|ioutil|json|http|template|html|base64|Paths|Path|Files|String|URI|Uri|URLDecoder|UriComponentsBuilder|Optional|Objects|Arrays|List|Base64|Collections|Map|HttpRequest|Convert|Encoding|StringUtils|os)\."#
  )
  static let constant = Pattern.fixed(#"\A(?:\w+\.)*_?[A-Z][A-Z0-9_]{2,}(?:\[[^\]]*\])?\z"#)
}
