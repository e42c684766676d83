internal import JudgeTypes
internal import YAMLFiles

/// The settings of a service, whichever format they are kept in, and whether they are those of production.
struct SettingsFile: Sendable {
  struct Setting: Sendable {
    /// As it is written, sections and maps in front with dots.
    let key: String
    let value: String
    let line: Int
    /// Whether it holds in production.
    let isOfProduction: Bool

    /// Without case and without what parts words, so that `SHOW_SQL`, `show-sql` and `showSql` are one.
    var name: String { key.lowercased().filter { $0.isLetter || $0.isNumber } }
  }

  let settings: [Setting]

  /// Whether it holds settings of whatever stage; those of one's own machine are read, and nothing is asked of them.
  static func isOne(_ source: Source) -> Bool {
    let path = Array(source.reviewedPath.split(separator: "/").suffix(2).joined(separator: "/").utf8)
    if of(source) != nil { return true }
    return source.language == .ini && examplePath.matches(path) && pair.matches(source.text)
  }

  private static let examplePath = Pattern.fixed(
    #"(?i)(?:^|/)\.?env(?:[._-]\w+)*[._-](?:example|sample|template|dist|local|dev\w*|test)\z|(?:^|/)\.(?:example|sample)\.env\z"#
  )

  static func of(_ source: Source) -> SettingsFile? {
    source.cache.reading("settings") { SettingsFile(source) }
  }

  private static let iniPath = Pattern.fixed(
    #"(?i)(?:(?:^|[/.])env(?:\.prod\w*)?|(?:^|/)php\.ini|(?:^|[/._-])(?:application|app|bootstrap|config|configuration|settings?|service|server|database|db|prod|production)[\w.-]*\.(?:properties|ini|cfg|conf|toml))\z"#
  )
  private static let treePath = Pattern.fixed(
    #"(?i)(?:^|/)(?:(?:application|bootstrap)[\w.-]*\.ya?ml|appsettings[\w.-]*\.json)\z"#)
  /// Properties of tools and translations, not of a service.
  private static let otherPath = Pattern.fixed(
    #"(?i)(?:^|/)(?:gradle(?:-wrapper)?|sonar-project|messages\w*|log4j2?|logging|pytest|tox|setup|version|[\w-]*(?:messages|strings|resources|i18n|labels)[\w-]*)\.(?:properties|ini|cfg)\z"#
  )
  private static let developmentPath = Pattern.fixed(
    #"(?i)(?:^|[/._-])(?:dev|devel|development|test|tests|testing|local|ci|e2e|example|examples|sample|samples|template|dist|demo|docs?)(?:[/._-]|\z)"#
  )
  private static let productionPath = Pattern.fixed(#"(?i)(?:^|[/._-])(?:prod|production|live)(?:[/._-]|\z)"#)
  private static let productionSetting = Pattern.fixed(
    #"\A(?:nodeenv|appenv|railsenv|environment|flaskenv|djangoenv|aspnetcoreenvironment|springprofilesactive)=prod"#)

  private init?(_ source: Source) {
    let path = Array(source.reviewedPath.split(separator: "/").suffix(2).joined(separator: "/").utf8)
    guard source.firstLine == 1, !source.isTest, source.bytes.count < 1_000_000, !Self.developmentPath.matches(path),
      !Self.otherPath.matches(path)
    else { return nil }
    let isProduction = Self.productionPath.matches(path)
    var found: [Setting]
    switch source.language {
    case .ini, .toml:
      guard Self.iniPath.matches(path) else { return nil }
      found = Self.lines(of: source, isProduction)
    case .yaml, .json:
      guard Self.treePath.matches(path) else { return nil }
      let documents = YAMLFile.documents(of: source.string(0..<source.bytes.count), path: source.path).documents
      found = documents.flatMap { document -> [Setting] in
        let profile = ["spring.config.activate.on-profile", "spring.profiles"].lazy.compactMap {
          Self.flat(document.value, below: "", isProduction).first(where: { [name = $0] in $0.key == name })?.value
        }.first
        return Self.flat(document.value, below: "", profile.map { $0.hasPrefix("prod") } ?? isProduction)
      }
    default: return nil
    }
    guard !found.isEmpty else { return nil }
    if !isProduction, found.contains(where: { Self.productionSetting.matches(Array("\($0.name)=\($0.value)".utf8)) }) {
      found = found.map { Setting(key: $0.key, value: $0.value, line: $0.line, isOfProduction: true) }
    }
    settings = found
  }

  private static let pair = Pattern.fixed(
    #"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z][\w.\[\]-]*)[ \t]*[=:][ \t]*([^\r\n]*?)[ \t]*$|^[ \t]*\[([\w. -]+)\]"#)

  private static func lines(of source: Source, _ isProduction: Bool) -> [Setting] {
    var section = ""
    let bytes = source.text
    return pair.allMatches(in: bytes).compactMap { match in
      if let name = match.group(2) {
        section = String(decoding: bytes[name], as: UTF8.self) + "."
        return nil
      }
      guard let key = match.group(0), let value = match.group(1) else { return nil }
      var text = String(decoding: bytes[value], as: UTF8.self)
      if let quote = text.first, quote == "\"" || quote == "'", text.count > 1, text.last == quote {
        text = String(text.dropFirst().dropLast())
      }
      return Setting(
        key: section + String(decoding: bytes[key], as: UTF8.self), value: text,
        line: source.line(at: key.lowerBound), isOfProduction: isProduction)
    }
  }

  private static func flat(_ value: YAMLValue, below path: String, _ isProduction: Bool) -> [Setting] {
    value.entries.flatMap { entry -> [Setting] in
      let key = path.isEmpty ? entry.key : path + "." + entry.key
      if entry.value.isMap { return flat(entry.value, below: key, isProduction) }
      guard let text = entry.value.string else { return [] }
      return [Setting(key: key, value: text, line: entry.line, isOfProduction: isProduction)]
    }
  }
}
