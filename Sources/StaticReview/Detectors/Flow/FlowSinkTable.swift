internal import JudgeTypes

/// Where a request's values do harm, by the name of the detector that asks.
enum FlowSinkTable {
  static let all: [String: [FlowSink]] = [
    "flow_path": path, "flow_address": address, "flow_redirect": redirect, "flow_page": page,
    "flow_evaluation": evaluation, "flow_objects": objects,
  ]
  private static let jvm: Set<SourceLanguage> = [.java, .kotlin]

  private static let pathChecks = Pattern.fixed(
    #"(?i)filepath\.(?:Base|IsLocal|Rel)\(|path\.Base\(|os\.Root\b|OpenInRoot|OpenRoot|securejoin|SecureJoin|HasPrefix\(|startsWith\(|getCanonicalPath|toRealPath|getName\(\)|GetFileName\(|FilenameUtils|strings\.Contains(?:Any)?\(|\.contains\(\s*"(?:\.\.|/)|\.Contains\(\s*"\.\.|MatchString\(|\.matches\(|matcher\(|saniti[sz]e|isValid|validate\w*\(|allowed|whitelist|cleanPath|uuid\.|UUID\.|path\.Clean\(\s*"/"|filepath\.Clean\(\s*(?:"/"|string\(filepath)|lastPathSegment|isInside|isWithin|isSafe|safeJoin|safePath|checkPath|TryParse"#
  )
  /// Of the name that a multipart form gives a file Go's library keeps the last element alone.
  private static let sentName = Pattern.fixed(
    #"\A(?!.*\b(?:req|request|body|input|payload|c\.(?:Query|Param|PostForm|FormValue)|r\.(?:URL|Form|PostForm)\w*)\b).*\.Filename\b"#
  )
  private static let stream = Pattern.fixed(
    #"Request\.(?:Body|InputStream)\b|OpenReadStream\(|Stream(?:Async)?\(\)|(?i:stream)\b"#)
  private static let path: [FlowSink] = [
    FlowSink(
      languages: [.go],
      callee: .fixed(
        #"\b(?:os\.(?:Open|OpenFile|Create|ReadFile|WriteFile|Remove|RemoveAll|Mkdir|MkdirAll|ReadDir|Rename)|ioutil\.(?:ReadFile|WriteFile|ReadDir)|template\.ParseFiles|excelize\.OpenFile|zip\.OpenReader)\s*\("#
      ), argument: 0, settled: sentName, checks: pathChecks),
    FlowSink(
      languages: [.go], callee: .fixed(#"\bhttp\.ServeFile\s*\("#), argument: 2, checks: pathChecks),
    FlowSink(
      languages: [.go],
      callee: .fixed(
        #"\b(?:c|ctx|gc|ec)\.(?:File|FileAttachment|SendFile|SaveUploadedFile|SaveFile|Attachment|Inline|Download)\s*\("#
      ),
      argument: nil, settled: sentName, checks: pathChecks),
    FlowSink(
      languages: jvm,
      callee: .fixed(
        #"\b(?:new\s+(?:java\.io\.)?(?:FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile|FileSystemResource|PrintWriter)|Files\.(?:copy|newInputStream|newOutputStream|readAllBytes|readString|write\w*|delete\w*|move|lines|newBufferedReader|newBufferedWriter|createDirectories|createFile|readAllLines)|FileUtils\.(?:readFileTo\w+|write\w+|deleteQuietly|copy\w+)|(?<![\w.])FileInputStream|(?<![\w.])File)\s*\("#
      ), argument: nil, checks: pathChecks),
    FlowSink(
      languages: jvm, callee: .fixed(#"\.(?:transferTo|sendFile|respondFile)\s*\("#), argument: nil, checks: pathChecks),
    FlowSink(
      languages: [.java], callee: .fixed(#"\bnew\s+(?:java\.io\.)?File\s*\("#), argument: nil, checks: pathChecks),
    FlowSink(
      languages: [.csharp],
      callee: .fixed(
        #"\b(?:System\.IO\.)?(?:File\.(?:Open\w*|Read\w*|Write\w*|Delete|Create|Copy|Move|Append\w*)|new\s+FileStream|new\s+StreamReader|new\s+StreamWriter|Directory\.(?:Delete|CreateDirectory|GetFiles)|PhysicalFile|SendFileAsync)\s*\("#
      ), argument: nil, settled: stream, checks: pathChecks),
    FlowSink(
      languages: [.csharp], callee: .fixed(#"\b(?:Server|HostingEnvironment)\.MapPath\s*\("#), argument: 0,
      checks: pathChecks),
  ]

  private static let addressChecks = Pattern.fixed(
    #"(?i)\.Host(?:name)?(?:\(\)|\b)|getHost\(|isPrivate|IsLoopback|isAllowed|allow|whitelist|validate\w*\(|isValid|HasPrefix\(|startsWith\(|MatchString|\.matches\(|safe\w*(?:url|client|dial)|ssrf|trusted"#
  )
  private static let address: [FlowSink] = [
    FlowSink(
      languages: [.go],
      callee: .fixed(
        #"\b(?:http\.(?:Get|Post|Head|PostForm)|(?:\w+\.)*\w*(?:[cC]lient|http|HTTP)\.(?:Get|Head|Post|PostForm)|resty\.New\(\)\.R\(\)\.Get|\.R\(\)\.(?:Get|Post)|fasthttp\.Get|websocket\.Dial|net\.Dial|net\.DialTimeout)\s*\("#
      ), argument: 0, isAddress: true, isSent: true, context: nil, checks: addressChecks),
    FlowSink(
      languages: [.go], callee: .fixed(#"\bhttp\.NewRequest\s*\("#), argument: 1, isAddress: true, isSent: true,
      checks: addressChecks
    ),
    FlowSink(
      languages: [.go], callee: .fixed(#"\bhttp\.NewRequestWithContext\s*\("#), argument: 2, isAddress: true,
      isSent: true,
      checks: addressChecks),
    FlowSink(
      languages: jvm,
      callee: .fixed(
        #"(?i:\b\w*(?:rest\w*|http|client))\.(?:getForObject|getForEntity|postForObject|postForEntity|exchange|execute|get|post|put|delete|head|request)\s*\(|\bnew\s+(?:java\.net\.)?URL\s*\(|(?<![\w.])URL\s*\(|\bnew\s+(?:HttpGet|HttpPost|HttpHead|HttpPut)\s*\(|\bRequest\.(?:Get|Post)\s*\(|\bJsoup\.connect\s*\(|\.uri\s*\(|\bHttpRequest\.newBuilder\s*\(|\bImageIO\.read\s*\(|\.url\s*\("#
      ), argument: 0, isAddress: true, isSent: true, checks: addressChecks),
    FlowSink(
      languages: [.csharp],
      callee: .fixed(
        #"(?i:\b_?\w*(?:http|client))\.(?:GetAsync|GetStringAsync|GetByteArrayAsync|GetStreamAsync|PostAsync|PutAsync|DownloadString\w*|DownloadData\w*|DownloadFile\w*)\s*\(|\bWebRequest\.Create\w*\s*\("#
      ), argument: 0, isAddress: true, isSent: true, checks: addressChecks),
  ]

  private static let redirectChecks = Pattern.fixed(
    #"(?i)IsLocalUrl|LocalRedirect|isLocal|isRelative|isSafe|isAllowed|allow|whitelist|validate\w*\(|isValid|HasPrefix\(|startsWith\(|\.Host\b|getHost\(|safeRedirect|sanitize|MatchString|\.matches\("#
  )
  private static let redirect: [FlowSink] = [
    FlowSink(
      languages: [.go], callee: .fixed(#"\bhttp\.Redirect\s*\("#), argument: 2, isAddress: true, checks: redirectChecks),
    FlowSink(
      languages: [.go], callee: .fixed(#"\b(?:c|ctx|gc|ec)\.Redirect\s*\("#), argument: nil, isAddress: true,
      checks: redirectChecks),
    FlowSink(
      languages: jvm,
      callee: .fixed(
        #"(?:\.(?:sendRedirect|respondRedirect|seeOther|temporaryRedirect|location)|\bnew\s+RedirectView)\s*\("#),
      argument: 0, isAddress: true, checks: redirectChecks),
    FlowSink(
      languages: [.csharp],
      callee: .fixed(
        #"(?<![\w])(?:return\s+(?:this\.)?|Results\.|TypedResults\.|Response\.)(?:Redirect|RedirectPermanent|RedirectPreserveMethod)\s*\(|\bnew\s+RedirectResult\s*\("#
      ), argument: 0, isAddress: true, checks: redirectChecks),
  ]

  private static let pageChecks = Pattern.fixed(
    #"(?i)escape|HtmlUtils|Encode\.for|sanitiz|Jsoup\.clean|HtmlEncod|bluemonday|application/json|text/plain|APPLICATION_JSON|TEXT_PLAIN|text/csv|octet-stream"#
  )
  private static let markup = Pattern.fixed(#"<\w|</|text/html|TEXT_HTML|Html\b"#)
  private static let page: [FlowSink] = [
    FlowSink(
      languages: [.go],
      callee: .fixed(
        #"\b(?:fmt\.Fprint(?:f|ln)?|io\.WriteString)\s*\((?=\s*(?:w|rw|res|resp|writer|c\.Writer)\b)|\b(?:w|rw|writer)\.Write\s*\(|\bc\.(?:HTML|Data|HTMLBlob|SendString)\s*\("#
      ), argument: nil, context: markup, checks: pageChecks),
    FlowSink(
      languages: [.go], callee: .fixed(#"\btemplate\.(?:HTML|JS|HTMLAttr|URL)\s*\("#), argument: 0, checks: pageChecks),
    FlowSink(
      languages: jvm,
      callee: .fixed(
        #"(?:getWriter\(\)|\b(?:out|writer|pw|printWriter))\.(?:print|println|write|printf|append|format)\s*\("#),
      argument: nil, checks: pageChecks),
    FlowSink(
      languages: jvm, callee: .fixed(#"\brespondText\s*\("#), argument: 0, context: markup, checks: pageChecks),
    FlowSink(
      languages: [.csharp],
      callee: .fixed(
        #"\b(?:Html\.Raw|new\s+HtmlString|Response\.Write(?:Async)?|Content|Results\.Content|Results\.Text)\s*\("#),
      argument: 0, context: markup, checks: pageChecks),
  ]

  private static let objects: [FlowSink] = [
    FlowSink(
      languages: jvm,
      callee: .fixed(#"(?<![\w.])(?:ObjectInputStream|XMLDecoder|HessianInput|Hessian2Input)\s*\("#), argument: 0,
      checks: .fixed(#"ObjectInputFilter|ValidatingObjectInputStream|resolveClass"#))
  ]

  private static let evaluation: [FlowSink] = [
    FlowSink(
      languages: jvm,
      callee: .fixed(
        #"(?i:\b\w*(?:engine|shell|parser|velocity|ognl|mvel|interpreter|script))\.(?:eval|evaluate|parseExpression|getValue|compileExpression|executeScript)\s*\(|\b(?:MVEL\.eval|Ognl\.getValue|Velocity\.evaluate|Eval\.me)\s*\("#
      ), argument: nil, checks: .fixed(#"(?i)SimpleEvaluationContext|whitelist|allow"#)),
    FlowSink(
      languages: [.go],
      callee: .fixed(
        #"\btemplate\.(?:Must\(template\.)?New\([^()\n]*\)(?:\.Funcs\([^()\n]*\))?\.Parse\s*\(|\bvm\.(?:Run|RunString|Eval)\s*\("#
      ), argument: 0, checks: nil),
    FlowSink(
      languages: [.csharp], callee: .fixed(#"\bCSharpScript\.(?:EvaluateAsync|RunAsync)(?:<\w+>)?\s*\("#), argument: 0,
      checks: nil),
  ]
}
