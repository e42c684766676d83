import JudgeTypes

/// What a file's name and folder say of it.
struct FileName {
  /// Nil when only the content can tell.
  let kind: ArtifactKind?
  /// Nil when the name does not say.
  let language: SourceLanguage?
  /// Whether it lies in a folder of decision records.
  let isInRecordFolder: Bool
  /// Whether it is a list of others or a form to fill in, rather than a record itself.
  let isIndex: Bool

  init(_ path: String) {
    let parts = path.split(separator: "/").map { $0.lowercased() }
    let name = parts.last ?? ""
    let folders = parts.dropLast()
    let language = Self.language(of: name)
    self.language = language
    isInRecordFolder = folders.contains { Self.recordFolders.contains($0) } || name.hasPrefix("adr-")
    isIndex =
      ["readme", "index", "template", "contributing"].contains { name.hasPrefix($0) }
      || name.contains("template")
    kind = Self.kind(of: name, in: Array(folders), language)
  }

  private static let recordFolders: Set<String> = [
    "adr", "adrs", "decisions", "decision-records", "architecture-decisions", "architectural-decisions",
  ]

  private static func kind(of name: String, in folders: [String], _ language: SourceLanguage?) -> ArtifactKind? {
    guard language == .yaml else {
      // Of these, the content says more than the name.
      guard let language, language != .json, language != .markdown else { return nil }
      if name == "jenkinsfile" { return .workflow }
      if name == "makefile" || name.hasSuffix(".mk") { return .code }
      return configurationNames.contains(name) ? .configuration : KindDetector.kind(of: language)
    }
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    if stem == "compose" || stem == "docker-compose" || name.hasPrefix("docker-compose") { return .compose }
    if folders.suffix(2).elementsEqual([".github", "workflows"]) || folders.suffix(1) == [".circleci"] {
      return .workflow
    }
    if [".gitea", ".forgejo"].contains(where: folders.contains), folders.last == "workflows" { return .workflow }
    if name == "action.yml" || name == "action.yaml" { return .workflow }
    return [".gitlab-ci", "gitlab-ci", "azure-pipelines", "bitbucket-pipelines"].contains { name.contains($0) }
      ? .workflow : nil
  }

  private static func language(of name: String) -> SourceLanguage? {
    if let language = names[name] { return language }
    for stem in ["dockerfile", "containerfile"] {
      if name == stem || name.hasPrefix(stem + ".") || name.hasSuffix("." + stem) { return .dockerfile }
    }
    if name.hasPrefix("dockerfile-") { return .dockerfile }
    if name == ".env" || name.hasPrefix(".env.") { return .ini }
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    return extensions[String(name[name.index(after: dot)...])]
  }

  private static let configurationNames: Set<String> = ["requirements.txt", "go.mod", "go.sum", "cmakelists.txt"]

  private static let names: [String: SourceLanguage] = [
    "makefile": .shell, "gnumakefile": .shell, "justfile": .shell, "jenkinsfile": .java, "gemfile": .ruby,
    "rakefile": .ruby, "vagrantfile": .ruby, "podfile": .ruby, "pipfile": .toml, "cargo.lock": .toml,
    "poetry.lock": .toml, "go.mod": .text, "go.sum": .text, "requirements.txt": .text, "cmakelists.txt": .text,
    ".gitignore": .ini, ".dockerignore": .ini, ".editorconfig": .ini, ".gitconfig": .ini, ".npmrc": .ini,
    ".bashrc": .shell, ".zshrc": .shell, ".profile": .shell, "package.resolved": .json, ".swift-format": .json,
    "license": .text, "notice": .text, "codeowners": .text,
  ]

  private static let extensions: [String: SourceLanguage] = {
    let groups: [(SourceLanguage, String)] = [
      (.python, "py pyi pyw"), (.javascript, "js mjs cjs jsx"), (.typescript, "ts mts cts tsx"),
      (.swift, "swift swiftinterface"), (.go, "go"), (.java, "java groovy gradle"), (.kotlin, "kt kts"),
      (.ruby, "rb rake gemspec"), (.php, "php phtml"), (.csharp, "cs csx"),
      (.c, "c h cc cpp cxx c++ hh hpp hxx m mm ino cu"), (.rust, "rs"), (.scala, "scala sc sbt"),
      (.dockerfile, "dockerfile containerfile"), (.shell, "sh bash zsh ksh bats command mk"), (.sql, "sql ddl pgsql"),
      (.terraform, "tf tfvars hcl tofu"), (.yaml, "yaml yml"),
      (.json, "json jsonc json5 jsonl ndjson sarif webmanifest geojson ipynb"), (.toml, "toml"),
      (.ini, "ini cfg conf properties env service"), (.xml, "xml xsd xsl xslt wsdl svg plist pom csproj props targets"),
      (.html, "html htm xhtml vue svelte"), (.markdown, "md markdown mdx"), (.diff, "diff patch"),
      (.text, "txt text rst adoc asciidoc log csv tsv tex"),
    ]
    var extensions: [String: SourceLanguage] = [:]
    for (language, names) in groups {
      for name in names.split(separator: " ") { extensions[String(name)] = language }
    }
    return extensions
  }()
}
