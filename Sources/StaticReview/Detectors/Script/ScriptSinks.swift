internal import JudgeTypes

/// Calls of JavaScript and TypeScript in which a value of the caller's does harm.
enum ScriptSinks {
  static let path = Detector.file("script_path", files)
  static let address = Detector.file("script_address", fetches)
  static let redirect = Detector.file("script_redirect", redirects)
  static let query = Detector.file("script_query", documentQueries)
  static let template = Detector.file("script_template", templates)

  // MARK: Files

  private static let fileCall = Pattern.fixed(
    #"(?<![\w$])(?:(?:fs|fsp|fse|fsPromises|promises|fsExtra|fs_1|node_fs_1|Deno|Bun)\.)*(?:readFile|readFileSync|createReadStream|createWriteStream|writeFile|writeFileSync|unlink|unlinkSync|sendFile|sendfile|download|rm|rmSync|rmdir|rmdirSync|rename|renameSync|copyFile|copyFileSync|readdir|readdirSync|mkdir|mkdirSync|appendFile|appendFileSync|outputFile|readJson|readJSON|writeJson|remove|removeSync|createReadableStream|open|openSync|readTextFile|writeTextFile)\s*\("#
  )
  private static let storeCall = Pattern.fixed(#"\b(?:open|remove|rename|rm|download|mkdir)\w*\s*\(\z"#)
  private static let ofFiles = Pattern.fixed(#"\A(?:\w*\.)*(?:fs\w*|promises|res|reply|response|Deno|Bun)\."#)
  private static let receiver = Pattern.fixed(#"[\w$)\]]\s*\.\s*\z"#)
  private static let pathChecks = Pattern.fixed(
    #"(?i)basename|startsWith|realpath|saniti[sz]e|valid|allow|whitelist|\.(?:test|match|includes|has|hasOwnProperty|isFile)\(|\broot\s*:|slug(?:ify)?\(|safe_?(?:join|path|name)|uuid|path\.relative|isInside|resolveWithin|indexOf\("#
  )

  private static func files(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !source.isTest else { return [] }
    let flow = source.script
    return source.calls(fileCall).compactMap { call in
      let text = Array(source.code[call.name])
      let isNamed = ofFiles.matches(text)
      // `open` and `remove` of anything else are no file's.
      let before = max(0, call.range.lowerBound - 30)..<call.range.lowerBound
      if !isNamed, storeCall.matches(text), !owner.matches(source.code, in: before) { return nil }
      if !isNamed, receiver.matches(source.code, in: before), !owner.matches(source.code, in: before) { return nil }
      guard let function = flow.functions.around(call.range.lowerBound) else { return nil }
      let body = outermostHandler(call.range.lowerBound, flow).range
      guard !source.has(pathChecks, in: body) else { return nil }
      guard let value = call.arguments.prefix(2).first(where: { flow.isFromRequest($0, in: source) }),
        value == call.arguments.first || movesFiles.matches(text)
      else { return uploaded(call, function, in: source, rule) }
      return Hit(
        rule, in: source.path, lines: source.lines(of: origin(of: value, before: call, in: source) ?? call.range))
    }
  }

  private static let movesFiles = Pattern.fixed(#"rename|copyFile|copy\w*\s*\(\z"#)
  private static let owner = Pattern.fixed(#"\b(?:res|reply|response|ctx|fs|fsp|fse|promises|h)\s*\.\s*\z"#)
  /// The name that an archive's entry or an uploaded file brings with it.
  private static let foreignName = Pattern.fixed(
    #"(?i)\b(?:entry|zipEntry|header|file|upload\w*|part|f|item)\.(?:path|fileName|filename|entryName|originalname|originalFilename|name)\b"#
  )
  private static let foreignKinds = Pattern.fixed(
    #"(?i)\b(?:unzip\w*|yauzl|adm-zip|AdmZip|jszip|tar-stream|tar\.|decompress|node-stream-zip|multer|busboy|formidable|express-fileupload|req\.files?|formData\(\))"#
  )

  /// A file that is written under the name that came with it.
  private static func uploaded(_ call: Call, _ function: ScriptFunction, in source: Source, _ rule: Rule) -> Hit? {
    guard let first = call.arguments.first, foreignKinds.matches(source.text) else { return nil }
    let value = origin(of: first, before: call, in: source) ?? first
    guard source.has(joins, in: value), source.has(foreignName, in: value), writes.matches(source.code, in: call.name)
    else { return nil }
    return Hit(
      rule, in: source.path, lines: source.lines(of: value.lowerBound < call.range.lowerBound ? value : call.range))
  }

  private static let writes = Pattern.fixed(#"write|create|output|append|rename|copy|mkdir"#)
  private static let joins = Pattern.fixed(#"join\(|resolve\(|\$\{|\+"#)

  /// Of nested functions, the one that is not handed to a call inside another: where a check would stand.
  private static func outermostHandler(_ offset: Int, _ flow: ScriptFlow) -> ScriptFunction {
    let chain = flow.functions.chain(around: offset)
    return chain.prefix(3).last ?? chain[0]
  }

  private static let name = Pattern.fixed(#"\A[A-Za-z_$][\w$]*\z"#)

  /// Where a value that is used by its name was put together: there it is mended.
  private static func origin(of value: Range<Int>, before call: Call, in source: Source) -> Range<Int>? {
    guard name.matches(source.code, in: value),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound),
      let function = source.script.functions.around(call.range.lowerBound), function.range.contains(origin.lowerBound)
    else { return nil }
    return origin
  }

  // MARK: Addresses

  private static let fetchCall = Pattern.fixed(
    #"(?<![\w$.])(?:(?:\$|node)?[fF]etch|nodeFetch|ofetch|ky(?:\.\w+)?|axios(?:\.(?:get|post|put|patch|delete|head|request))?|axiosInstance\.\w+|got(?:\.\w+)?|needle(?:\.\w+)?|superagent\.\w+|undici\.\w+|request(?:\.(?:get|post|put|head))?|rp|bent|phin|urllib\.request|https?\.(?:get|request)|(?:this\.)?(?:http|httpService|httpClient)\.(?:get|post|put|request|axiosRef)|page\.goto|puppeteer\.goto|browserPage\.goto|safeFetch)\s*(?:<[^()\n]*>)?\("#
  )
  private static let addressChecks = Pattern.fixed(
    #"(?i)hostname|\.host\b|valid(?!\()|validate\w*\(|isValid|allow|whitelist|startsWith|is_?private|\.(?:test|match|includes|has)\(|safe_?(?:url|fetch)|ssrf|\.protocol\b|ipaddr|denylist|blocklist|assert\w*Url|check\w*Url"#
  )
  private static let addressOption = Pattern.fixed(#"\b(?:url|uri|baseURL|href|hostname|host)\s*:\s*"#)
  private static let client = Pattern.fixed(#"['"]use client['"]|\bfrom\s+['"]react['"]|\bdocument\.|\bwindow\."#)

  private static func fetches(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !source.isTest, !client.matches(source.text) else { return [] }
    let flow = source.script
    return source.calls(fetchCall).compactMap { call in
      guard let first = call.arguments.first else { return nil }
      var value = first
      if source.code[first.lowerBound] == UInt8(ascii: "{") {
        guard let option = addressOption.allMatches(in: source.code, range: first, limit: 1).first?.range else {
          return nil
        }
        let inside = source.arguments(in: option.upperBound..<(first.upperBound - 1)).first
        value = inside ?? first
      }
      guard choosesStart(value, in: source), flow.isFromRequest(value, in: source),
        !flow.functions.chain(around: call.range.lowerBound).prefix(3).contains(where: {
          source.has(addressChecks, in: $0.range)
        })
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: call.range.lowerBound..<value.upperBound))
    }
  }

  private static let freeStart = Pattern.fixed(#"\A(?:https?:)?(?://)?\z"#)
  private static let constantStart = Pattern.fixed(
    #"\A(?:\w+\.)*(?:process\.env\b|[A-Z][A-Z0-9_]{2,}\b|\w*(?:[bB]ase|[aA]pi|API|[oO]rigin|[hH]ost|[sS]erver)\w*(?:[uU]rl|URL|Uri)?\b)(?!\s*\()"#
  )

  /// Whether the caller's value stands where it decides the host: not behind a fixed one.
  private static func choosesStart(_ value: Range<Int>, in source: Source) -> Bool {
    var value = value
    if name.matches(source.code, in: value), let function = source.script.functions.around(value.lowerBound),
      let origin = source.assignment(of: source.string(value), before: value.lowerBound),
      function.range.contains(origin.lowerBound)
    {
      value = source.trimmed(origin)
    }
    guard let string = source.span(startingAt: value.lowerBound), string.kind == .string else {
      return !constantStart.matches(source.code, in: value)
    }
    let end = string.interpolations.first.map { $0.lowerBound - 2 } ?? string.content.upperBound
    let start = string.content.lowerBound..<max(string.content.lowerBound, end)
    guard freeStart.matches(source.bytes, in: start) else { return false }
    return string.interpolations.first.map { !constantStart.matches(source.code, in: source.trimmed($0)) }
      ?? (string.range.upperBound < value.upperBound)
  }

  // MARK: Redirects

  private static let redirectCall = Pattern.fixed(
    #"(?<![\w$])(?:(?:res|response|reply|ctx|c|context|h|NextResponse|Response)\.redirect|(?<!\.)redirect|permanentRedirect|(?:window\.|document\.|self\.|top\.)?location\.(?:assign|replace)|(?:res|response)\.location|sendRedirect|\$window\.location\.assign)\s*\("#
  )
  private static let redirectValue = Pattern.fixed(
    #"(?:\b(?:window\.|document\.|self\.|top\.)?location(?:\.href)?\s*=(?!=)\s*|["'][Ll]ocation["']\s*[:,]\s*|\bLocation\s*:\s*)"#
  )
  private static let redirectChecks = Pattern.fixed(
    #"(?i)startsWith|is_?safe|safe_?(?:url|redirect|return|next)|allow|whitelist|valid|hostname|\.host\b|\.origin\b|\.(?:includes|test|has|match|charAt|indexOf)\(|saniti[sz]e|isRelative|isLocal|==="?/"#
  )

  private static func redirects(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !source.isTest else { return [] }
    let flow = source.script
    var places = source.calls(redirectCall).flatMap { call in call.arguments.map { (call.range, $0) } }
    for match in redirectValue.allMatches(in: source.text) {
      let end = source.statementEnd(from: match.range.upperBound)
      guard let value = source.arguments(in: match.range.upperBound..<max(match.range.upperBound, end)).first else {
        continue
      }
      places.append((match.range.lowerBound..<value.upperBound, value))
    }
    return places.compactMap { place, value in
      guard !goesBack.matches(source.code, in: value), choosesStart(value, in: source),
        let origin = flow.origin(of: value, in: source),
        !source.has(ownAddress, in: origin.lowerBound..<value.upperBound),
        !flow.functions.chain(around: place.lowerBound).prefix(2).contains(where: {
          source.has(redirectChecks, in: $0.range)
        })
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: place))
    }
  }

  /// Its own address, asked for over https, or the page before.
  private static let ownAddress = Pattern.fixed(
    #"(?i)headers?\.(?:host|referer|referrer)\b|headers?\[|\.get\(\s*["'](?:host|referr?er)|\.header\("#)
  private static let goesBack = Pattern.fixed(#"\A["'`]back["'`]\z|\A\d+\z"#)

  // MARK: Queries of document stores

  private static let documentCall = Pattern.fixed(
    #"\.(?:find|findOne|findOneAndUpdate|findOneAndDelete|findOneAndReplace|findOneAndRemove|updateOne|updateMany|deleteOne|deleteMany|countDocuments|exists|aggregate|where)\s*(?:<[^()\n]*>)?\("#
  )
  private static let speaksDocuments = Pattern.fixed(
    #"(?i)mongoose|mongodb|MongoClient|\bcollection\(|monk|\.findById\(|ObjectId|nedb|\bSchema\b"#)
  private static let speaksTables = Pattern.fixed(
    #"(?i)\bwhere\s*:|sequelize|typeorm|prisma|knex|drizzle|mikro-?orm|objection"#)
  /// What is brought in from a file of the tables' entities.
  private static let entities = Pattern.fixed(#"(?i)\b(?:from|require\()\s*["'][^"'\n]*\bentit(?:y|ies)\b[^"'\n]*["']"#)
  private static let whole = Pattern.fixed(
    #"\A(?:JSON\.parse\(\s*)?(?:req|request|ctx|ctx\.request|c\.req)\.(?:body|query|params|json\(\))(?:\.(?:filter|query|where|criteria|conditions|search))?\)?\z|\A(?:await\s+)?(?:req|request)\.json\(\)\z"#
  )
  private static let spread = Pattern.fixed(#"\.\.\.(?:req|request|ctx\.request)\.(?:body|query)\b"#)
  private static let documentChecks = Pattern.fixed(
    #"(?i)saniti[sz]e|valid|schema\.parse|\.parse\(|joi|zod|pick\(|escape|mongo-?sanitize|String\("#)
  private static let scriptQuery = Pattern.fixed(#"\$where["']?\s*:\s*(?=["'`]|\w)|\$expr["']?\s*:\s*\{\s*\$function"#)
  private static let credential = Pattern.fixed(#"\b(?:password|passwd|token|otp|resetToken)\b\s*(?=[,}:])"#)

  private static func documentQueries(_ source: Source, _ rule: Rule) -> [Hit] {
    let isKnown = speaksDocuments.matches(source.text)
    guard !source.isTest, isKnown || !speaksTables.matches(source.text) else { return [] }
    let flow = source.script
    let ofTables = speaksTables.matches(source.text) || entities.matches(source.text)
    var hits = source.calls(documentCall).compactMap { call -> Hit? in
      guard let first = call.arguments.first, let function = flow.functions.around(call.range.lowerBound),
        !source.has(documentChecks, in: function.range)
      else { return nil }
      var value = first
      if name.matches(source.code, in: first),
        let origin = source.assignment(of: source.string(first), before: first.lowerBound),
        function.range.contains(origin.lowerBound)
      {
        value = source.trimmed(origin)
      }
      let isWhole = whole.matches(source.code, in: value) || spread.matches(source.code, in: value)
      let isLogin =
        source.code[first.lowerBound] == UInt8(ascii: "{") && source.has(credential, in: first)
        && flow.isFromRequest(first, in: source) && rawDriver.matches(source.text)
      let isShort = !ofTables && shorthand(in: first, source) && flow.isFromRequest(first, in: source)
      if isKnown && (isWhole || isLogin) { return Hit(rule, in: source.path, lines: source.lines(of: call.range)) }
      return isShort
        ? Hit(
          rule, in: source.path, lines: source.lines(of: call.range),
          message: "a document store takes an object of operators for this field as well; see that it is text") : nil
    }
    if !isKnown { return hits }
    hits += scriptQuery.allMatches(in: source.text).compactMap { match in
      let value = match.range.upperBound..<min(source.code.count, source.statementEnd(from: match.range.upperBound))
      let part = source.arguments(in: value).first ?? value
      return flow.isFromRequest(part, in: source)
        ? Hit(
          rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<part.upperBound), severity: .critical)
        : nil
    }
    return hits
  }

  private static let member = Pattern.fixed(#"\A\{\s*(\w+)\s*(?:,|\})"#)

  /// `findOne({ email })` with a field that the body or the query gives as it likes, an object of operators too.
  private static func shorthand(in argument: Range<Int>, _ source: Source) -> Bool {
    guard let name = member.allMatches(in: source.code, range: argument, limit: 1).first?.group(0),
      let function = source.script.functions.around(argument.lowerBound),
      let taken = try? Pattern(
        #"\b(?:const|let|var)\s*\{[^{}]*\b"# + source.string(name)
          + #"\b(?!\s*:)[^{}]*\}\s*=\s*(?:req|request|ctx\.request)\.(?:body|query)\b"#
      ),
      let looked = try? Pattern(
        #"typeof\s+"# + source.string(name) + #"\b|\b"# + source.string(name)
          + #"\.(?:trim|toLowerCase|toString|match|includes)\("#)
    else { return false }
    return source.has(taken, in: function.range) && !source.has(looked, in: function.range)
  }

  private static let rawDriver = Pattern.fixed(#"require\(["']mongodb["']\)|from\s+["']mongodb["']|\.collection\("#)

  // MARK: Templates and code

  private static let templateCall = Pattern.fixed(
    #"(?<![\w$])(?:ejs\.(?:render|compile)|pug\.(?:render|compile)|jade\.(?:render|compile)|[hH]andlebars\.compile|hbs\.compile|nunjucks\.renderString|env\.renderString|mustache\.render|Mustache\.render|dot\.template|doT\.template|_\.template|lodash\.template|Eta\.renderString|eta\.renderString|Twig\.twig|swig\.render|liquid\.parseAndRender|engine\.parseAndRender|setTimeout|setInterval|require|safeEval|saferEval|new\s+VM\(\)\.run|vm\.run|math\.evaluate|mathjs\.evaluate|sandbox\.run|page\.evaluate)\s*\("#
  )

  private static func templates(_ source: Source, _ rule: Rule) -> [Hit] {
    guard !source.isTest else { return [] }
    let flow = source.script
    return source.calls(templateCall).compactMap { call in
      guard let first = call.arguments.first, !isFunction.matches(source.code, in: first),
        flow.isFromRequest(first, in: source)
      else { return nil }
      return Hit(rule, in: source.path, lines: source.lines(of: call.range), severity: .critical)
    }
  }

  private static let isFunction = Pattern.fixed(#"=>|\bfunction\b"#)
}
