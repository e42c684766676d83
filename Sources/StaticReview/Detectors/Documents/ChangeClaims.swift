/// Claims about a change, held against the diff or the list of files in the same text.
enum ChangeClaims {
  private static let noOther = Pattern.fixed(
    #"(?i)\bno other (?:files?|modules?|code|source files?|components?|changes)\b[^.\n]{0,30}?(?:chang|modif|touch|edit|affect|made)?\w*|\bnothing else (?:was |is |has been )?(?:chang|touch|modif|edit)\w*|\b(?:left|leaves) (?:everything|all) else (?:untouched|unchanged|alone|as (?:it was|is))|\b(?:everything|all) else (?:is|was|remains) (?:untouched|unchanged)"#
  )
  private static let only = Pattern.fixed(
    #"(?i)\bonly (?:touch(?:ed|es)|chang(?:ed|es)|modif(?:ied|ies)|edit(?:ed|s)|affect(?:s|ed)|updat(?:ed|es))\b|\b(?:touch(?:ed|es)|chang(?:ed|es)|modif(?:ied|ies)|edit(?:ed|s)|affect(?:s|ed)) only\b|\bonly (?:file|files) (?:touched|changed|modified|edited)\b|\b(?:changes?|diff|edit|fix|scope) (?:is|are|was|were|stays?) (?:strictly )?(?:limited|confined|restricted|isolated|contained) to\b|\bthe only (?:change|file|files) (?:is|are|was|were|changed|touched|modified)\b"#
  )
  private static let path = Pattern.fixed(#"[\w@][\w./@-]*\.[A-Za-z]{1,8}\b|(?:[\w@.-]+/)+[\w.@-]*"#)

  @Sendable static func onlyTouched(_ context: ClaimContext) -> Claims.Contradiction? {
    let change = context.change
    guard change.isListedWhole, change.files.count > 1 else { return nil }
    if let (claim, named) = scoped(context) {
      let allowed = named.map { $0.lowercased() }
      if !allowed.isEmpty,
        let other = change.files.first(where: { file in !allowed.contains { covers($0, file.path.lowercased()) } })
      {
        return .init(
          line: claim.number,
          message: "it names the only files that changed, and line \(other.line) lists \(other.path)")
      }
      if let kind = kindOnly(claim.text), let other = change.files.first(where: { !kind.holds($0.path) }) {
        return .init(
          line: claim.number,
          message: "it says that only \(kind.name) changed, and line \(other.line) lists \(other.path)")
      }
    }
    guard let claim = context.claim(noOther) else { return nil }
    let said = context.prose.lines.filter { !$0.isPasted }.map { $0.text.lowercased() }
    let unsaid = change.files.first { file in
      let name = file.path.split(separator: "/").last.map { $0.lowercased() } ?? file.path
      let stem = name.split(separator: ".").first.map(String.init) ?? name
      let folder = file.path.split(separator: "/").dropLast().last.map { $0.lowercased() + "/" }
      return !said.contains { line in
        line.contains(name) || stem.count > 3 && isWord(stem, in: line) || folder.map { names($0, in: line) } ?? false
          || PastedChange.isTest(file.path) && line.contains("test") && !line.contains("tests pass")
      }
    }
    guard let unsaid else { return nil }
    return .init(
      line: claim.number, message: "it says that nothing else changed, and line \(unsaid.line) lists \(unsaid.path)")
  }

  private static func scoped(_ context: ClaimContext) -> (Prose.Line, [String])? {
    for (line, _) in context.claims(only) {
      let named = path.allMatches(in: Array(line.text.utf8)).map {
        String(decoding: Array(line.text.utf8)[$0.range], as: UTF8.self)
      }.filter { !$0.hasSuffix(".") && $0.contains { $0.isLetter } && !["e.g", "i.e"].contains($0) }
      let lower = line.text.lowercased()
      // "Only changed `a.py` and its tests."
      let tests = lower.contains("test") ? ["tests"] : []
      if !named.isEmpty { return (line, named + tests + (lower.contains("changelog") ? ["changelog"] : [])) }
      if kindOnly(line.text) != nil { return (line, []) }
    }
    return nil
  }

  private static func covers(_ named: String, _ path: String) -> Bool {
    if named == "tests" { return PastedChange.isTest(path) }
    if named == "changelog" { return path.contains("changelog") }
    let name = named.hasPrefix("./") ? String(named.dropFirst(2)) : named
    return path == name || path.hasSuffix("/" + name) || path.hasPrefix(name.hasSuffix("/") ? name : name + "/")
      || path.contains("/" + (name.hasSuffix("/") ? name : name + "/")) || name.hasSuffix("/" + path)
  }

  /// Whether the folder itself is named, not only a file in it.
  private static func names(_ folder: String, in line: String) -> Bool {
    line.ranges(of: folder).contains { range in
      range.upperBound == line.endIndex || !(line[range.upperBound].isLetter || line[range.upperBound].isNumber)
    }
  }

  private static func isWord(_ word: String, in line: String) -> Bool {
    guard let range = line.firstRange(of: word) else { return false }
    let before = range.lowerBound == line.startIndex ? nil : line[line.index(before: range.lowerBound)]
    let after = range.upperBound == line.endIndex ? nil : line[range.upperBound]
    return !(before?.isLetter ?? false) && !(after?.isLetter ?? false)
  }

  private struct FileKind: Sendable {
    let name: String
    let words: Pattern
    let holds: @Sendable (String) -> Bool
  }

  private static let kinds: [FileKind] = [
    FileKind(
      name: "documentation",
      words: .fixed(#"(?i)\b(?:only|limited to|confined to)\b[^.\n]{0,30}\b(?:docs?|documentation|readme|markdown)\b"#)
    ) { path in
      let lower = path.lowercased()
      return [".md", ".rst", ".txt", ".adoc", ".mdx", ".png", ".svg"].contains { lower.hasSuffix($0) }
        || lower.contains("docs/")
    },
    FileKind(
      name: "tests",
      words: .fixed(#"(?i)\b(?:only|limited to|confined to)\b[^.\n]{0,24}\b(?:tests?|test files|specs?)\b"#)
    ) { PastedChange.isTest($0) },
  ]

  private static func kindOnly(_ text: String) -> FileKind? { kinds.first { $0.words.occurs(in: text) } }

  // MARK: Tests

  private static let added = Pattern.fixed(
    #"(?i)\b(?:add(?:ed|s)?|wr(?:ote|itten)|includ(?:es|ed)|extended|new|comes? with|covered by|with|plus)\b(?: \S+){0,4}? (?:unit |regression |integration |new )*tests?\b(?! (?:plan|data|runner|fixture|file names|environment|command))|\btests? (?:were |was |have been |are )?(?:added|included)\b"#
  )
  private static let counted = Pattern.fixed(
    #"(?i)\b(?:add(?:ed|s)?|wrote|with) (\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:new |unit |regression |integration |more |additional )*tests?(?: cases)?\b"#
  )
  private static let numerals = [
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
  ]

  @Sendable static func testsAdded(_ context: ClaimContext) -> Claims.Contradiction? {
    let change = context.change
    guard change.isListedWhole, !change.files.isEmpty else { return nil }
    if change.testFiles.isEmpty, change.addedTests == 0 {
      guard
        let claim = context.claims(added).map(\.line).first(where: {
          let text = $0.text.lowercased()
          return !["no ", "follow", "existing", "already", "manual"].contains { text.contains($0) }
        })
      else { return nil }
      return .init(
        line: claim.number, message: "it says that tests were added, and the change that it shows holds none")
    }
    guard change.hasDiff, change.addedTests > 0, let (claim, groups) = context.claims(counted).first,
      let text = groups.first ?? nil, let said = Int(text) ?? numerals[text.lowercased()], said > change.addedTests,
      change.testFiles.allSatisfy({ !$0.added.isEmpty || change.testFiles.isEmpty }),
      !change.files.contains(where: {
        $0.added.contains { $0.contains("parametrize") || $0.contains(".each") || $0.contains("arguments:") }
      })
    else { return nil }
    return .init(
      line: claim.number, message: "it says that \(said) tests were added, and the diff adds \(change.addedTests)")
  }

  private static let unweakened = Pattern.fixed(
    #"(?i)\bno (?:existing )?tests? (?:were |was |have been |has been )?(?:removed|deleted|skipped|disabled|changed|modified|weakened|touched)\b|\bwithout (?:removing|deleting|skipping|disabling|changing|weakening|touching) (?:any |existing |a single )*tests?\b|\b(?:existing|other) tests (?:are |were )?(?:unchanged|untouched)\b|\ball existing tests (?:still |continue to )*pass\b"#
  )
  private static let skipping = Pattern.fixed(
    #"(?i)@(?:pytest\.mark\.(?:skip|xfail)|unittest\.skip|Disabled|Ignore)\b|\b(?:it|test|describe)\.(?:skip|todo)\b|\bx(?:it|describe|test)\s*\(|\bt\.Skip|XCTSkip|\.disabled\(|#\[ignore\]|pytest\.skip\("#
  )

  @Sendable static func noTestsWeakened(_ context: ClaimContext) -> Claims.Contradiction? {
    guard let claim = context.claim(unweakened) else { return nil }
    for file in context.change.files {
      let added = Set(file.added.map(\.trimmed))
      let isMarked = file.added.contains { skipping.occurs(in: $0) }
      let isLost = file.removed.contains { line in
        PastedChange.testDefinition.occurs(in: line) && !added.contains(line.trimmed)
          && file.added.count(where: { PastedChange.testDefinition.occurs(in: $0) }) == 0
      }
      if isMarked || isLost {
        return .init(
          line: claim.number,
          message:
            "it says that no test was weakened, and the diff \(isMarked ? "skips" : "removes") one in \(file.path)")
      }
    }
    return nil
  }

  private static let mended = Pattern.fixed(
    #"(?i)(?<!not )(?<!never )(?<!n't )\b(?:fix(?:ed|es)?|resolved|solved|stabili[sz]ed|repaired|mended)\b[^.\n]{0,60}\b(?:cause|reason|tests?|specs?|flak\w+|race|failures?)\b|\b(?:flaky|failing|failed|broken|red|unstable|intermittent|test|spec|suite)\b[^.\n]{0,60}\b(?:is|are|was|were|now|been)(?: (?!not\b|never\b|no\b)\w+)? (?:fixed|resolved|solved|stable|repaired|mended|green again)\b"#
  )
  private static let switchedOff = Pattern.fixed(
    #"(?i)\b(?:skip|disabl|ignor|quarantin|muted|xfail|exclud)\w*\b[^.\n]{0,60}\b(?:tests?|specs?|cases?|it|for now|until)\b|\btests?\b[^.\n]{0,60}\b(?:skip|disabl|ignor|quarantin|muted|xfail|exclud)\w*"#
  )

  /// "Fixed the flaky test" above a diff that switches it off.
  @Sendable static func testsMended(_ context: ClaimContext) -> Claims.Contradiction? {
    let claims = context.claims(mended).map(\.line)
    guard !claims.isEmpty, !context.admits(switchedOff) else { return nil }
    for file in context.change.files where PastedChange.isTest(file.path) {
      guard let mark = file.added.first(where: { skipping.occurs(in: $0) }),
        !file.removed.contains(where: { $0.trimmed == mark.trimmed })
      else { continue }
      let claim = claims.last { $0.number < file.line } ?? claims[0]
      return .init(
        line: claim.number, message: "it says that the test was mended, and the diff of \(file.path) switches it off")
    }
    return nil
  }

  // MARK: Dependencies, compatibility, completeness

  private static let undepended = Pattern.fixed(
    #"(?i)\bno (?:new |additional |extra |external |third-party |runtime |added )*(?:dependenc(?:y|ies)|packages|libraries)\b|\bwithout (?:adding |introducing |any |new |extra |pulling in )+(?:\w+ )?dependenc(?:y|ies)\b|\bdependencies (?:are |were |remain )?(?:unchanged|untouched)\b|\bstandard library only\b|\bzero (?:new )?dependencies\b"#
  )
  private static let manifest = Pattern.fixed(
    #"(?:\A|/)(?:package\.json|requirements[\w-]*\.(?:txt|in)|pyproject\.toml|setup\.py|Pipfile|go\.mod|Cargo\.toml|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|Package\.swift|composer\.json|[\w.]+\.csproj|libs\.versions\.toml|mix\.exs|pubspec\.yaml)\z"#
  )
  private static let dependency = Pattern.fixed(
    #"\A\s*(?:"[@\w./-]+":\s*"[\^~>=<\d*].*"|["']?[\w.\[\]-]+\s*(?:==|>=|~=|\^|<=|>)\s*v?\d.*|[\w-]+\s*=\s*(?:"[\^~>=<\d].*|\{.*)|(?:require )?[\w.-]+\.\w+/\S+ v\d.*|gem ["'].*|<(?:dependency|PackageReference)\b.*|.*\b(?:implementation|api|compile)\b.*["'(].*|.*\.package\(.*)"#
  )
  private static let notDependency = Pattern.fixed(
    #"\A\s*"?(?:version|name|node|npm|python|engines|description|main|type|license|edition|rust-version|target-version|requires-python)\b"#
  )
  private static let install = Pattern.fixed(
    #"\A\s*(?:(?:[$%]|❯|➜) )?(?:(?:npm|pnpm) (?:i|install|add)|yarn add|bun add|pip3? install|poetry add|uv add|go get|cargo add|gem install|composer require|bundle add) +(?!-r\b|-e\b|\.|--upgrade pip|-U pip|--no-save|-g\b|--user)(?:-\S+ +)*[@\w]"#
  )

  @Sendable static func noDependencies(_ context: ClaimContext) -> Claims.Contradiction? {
    guard let claim = context.claim(undepended) else { return nil }
    for file in context.change.files where manifest.occurs(in: file.path) {
      let old = Set(file.removed.map(name))
      let new = file.added.first {
        dependency.occurs(in: $0) && !notDependency.occurs(in: $0) && !old.contains(name($0))
      }
      guard new != nil else { continue }
      return .init(
        line: claim.number, message: "it says that no dependency was added, and the diff adds one to \(file.path)")
    }
    let installed = context.prose.lines.first { $0.isPasted && install.occurs(in: $0.text) }
    guard let installed else { return nil }
    return .init(
      line: claim.number, message: "it says that no dependency was added, and line \(installed.number) installs one")
  }

  private static func name(_ line: String) -> String {
    String(line.trimmed.drop { "\"' ".contains($0) }.prefix { $0.isLetter || $0.isNumber || "@/_.-".contains($0) })
  }

  private static let compatiblePattern = Pattern.fixed(
    #"(?i)\b(?:fully |completely |entirely |is |are |remains? )*backwards?[- ]compatib(?:le|ly|ility)\b|\bno breaking changes?\b|\bno (?:public )?(?:API|interface|contract|schema|signature) changes?\b|\b(?:API|interface|contract|schema|signature)s? (?:is|are|stays?|remains?) (?:un(?:changed|touched)|the same|stable)\b|\bnon-?breaking\b|\bexisting (?:callers|clients|consumers) (?:are|keep|continue|do not|don't|need no|will not)\b"#
  )
  private static let publicName = Pattern.fixed(
    #"\A(?:\s{0,8}(?:async )?def ([a-z]\w*)|\s*export (?:async )?(?:default )?(?:function|const|class|interface|type) (\w+)|func (?:\([^)]*\) )?([A-Z]\w*)|\s*public (?!class)[\w<>\[\], ]+ (\w+)\(|\s*public (?:static )?func (\w+)|\s*pub (?:async )?fn (\w+)|\s*(?:readonly )?"?([a-z]\w+)"?\??: (?:string|number|boolean|Date|int|str|float|bool|Optional|type)\b.*|\s{2}(/[\w/{}.-]+):\s*\z|.*@\w+\.(?:get|post|put|delete|patch|route)\(["']([^"']+)|.*\b(?:router|app)\.(?:get|post|put|delete|patch)\(["']([^"']+)|.*\bjson:"(\w+))"#
  )
  private static let lossy = Pattern.fixed(
    #"(?i)\bDROP (?:COLUMN|TABLE)\b|\bRENAME (?:COLUMN|TO)\b|\b(?:remove_column|rename_column|drop_table|op\.drop_column|RemoveField|RenameField)\b"#
  )

  @Sendable static func compatible(_ context: ClaimContext) -> Claims.Contradiction? {
    guard let claim = context.claim(compatiblePattern) else { return nil }
    let all = context.change.files.flatMap(\.added).joined(separator: "\n")
    for file in context.change.files where !PastedChange.isTest(file.path) {
      let isLossy = file.added.contains { lossy.occurs(in: $0) && !$0.contains("IF EXISTS tmp") }
      let gone = file.removed.lazy.flatMap { publicName.groups(in: $0).first?.compactMap(\.self) ?? [] }.first { name in
        !name.hasPrefix("_") && !containsWord(name, in: all)
      }
      let other = SignatureClaims.broken(in: file)
      guard isLossy || gone != nil || other != nil else { continue }
      return .init(
        line: claim.number,
        message:
          "it says that nothing breaks, and the diff removes, renames or changes \((gone ?? other).map { "'\($0)'" } ?? "a column") in \(file.path)"
      )
    }
    return nil
  }

  private static func containsWord(_ word: String, in text: String) -> Bool {
    text.ranges(of: word).contains { range in
      let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
      let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
      func joins(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false }
      return !joins(after) && !joins(before)
    }
  }

  private static let done = Pattern.fixed(
    #"(?i)\b(?:fully|completely|entirely) (?:implement|support|handl|cover|finish|complet|work|function)\w*|\bfeature[- ]complete\b|\bno (?:TODOs?|stubs?|placeholders?|open items|remaining work)\b|\ball (?:of the )?(?:acceptance criteria|requirements|endpoints|methods|cases|items|tasks|handlers|operations) (?:are |is |have been |were )*(?:now )?(?:implemented|met|done|handled|covered|complete[d]?|in place)\b|\bproduction[- ]ready\b|\bimplementation is (?:now )?(?:complete|finished|done)\b|\bnothing (?:is )?(?:left|missing|stubbed)\b|\b(?:is|are) (?:now )?(?:validated|verified|enforced|checked|escaped|encrypted)\b"#
  )
  private static let undone = Pattern.fixed(
    #"(?i)\bNotImplementedError\b|\bunimplemented!\(|\btodo!\(|\b(?:TODO|FIXME)\b|\bnot (?:yet )?implemented\b|fatalError\("|panic\("(?:TODO|not)|\bpass\s+# (?:TODO|stub)|return true;?\s*//\s*(?:TODO|stub|for now)"#
  )

  @Sendable static func complete(_ context: ClaimContext) -> Claims.Contradiction? {
    guard let claim = context.claim(done) else { return nil }
    let added = context.change.files.lazy.flatMap { file in file.added.map { (file.path, $0) } }
    guard let open = added.first(where: { undone.occurs(in: $0.1) && !PastedChange.isTest($0.0) }) else { return nil }
    let admits = Pattern.fixed(
      #"(?i)\b(?:left|leaves|leaving|remains?|follow-?up|still|next step)\b[^.\n]{0,60}\b(?:TODO|stub|not implemented|open|to do|implement)"#
    )
    guard !context.admits(admits) else { return nil }
    return .init(
      line: claim.number, message: "it says that the work is done, and the diff adds '\(open.1.trimmed.prefix(60))'")
  }
}
