import Artifacts

/// A piece of code or a link that names a file, a folder or a pattern of files.
public struct PathWord: Sendable, Hashable {
  /// Without `./` before it and line numbers behind it.
  public let path: String
  /// Whether it stands for every file that it describes.
  public let isPattern: Bool
  /// Absolute, of somebody's home, or leading out of the folder that it is relative to.
  public let isOutside: Bool
  /// Whether it ends with a slash.
  public let isFolder: Bool

  /// Nil for what is no path, and for one that has to be filled in first.
  public init?(code: String) {
    guard !code.isEmpty, !Self.holdsForeign(code), !code.contains("://"), !code.hasPrefix("-"), !code.hasPrefix("@"),
      !Self.isPlaceholder(code)
    else { return nil }
    let text = Self.withoutPlace(code)
    guard Self.isPath(text) else { return nil }
    self.init(text)
  }

  /// Nil for a link that leads to no file.
  public init?(link: String) {
    let target = String(link.prefix { $0 != "#" && $0 != "?" })
    guard !target.isEmpty, !target.contains(":"), !Self.isPlaceholder(target) else { return nil }
    self.init(target.replacing("%20", with: " "))
  }

  private init(_ text: String) {
    let isAbsolute =
      text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix("\\") || text.dropFirst().hasPrefix(":\\")
    var parts: [Substring] = []
    var climbs = false
    for part in text.split(separator: "/") where part != "." {
      if part == ".." {
        if parts.popLast() == nil { climbs = true }
      } else {
        parts.append(part)
      }
    }
    isOutside = isAbsolute || climbs
    path = isOutside ? text : parts.joined(separator: "/")
    isPattern = GlobPattern.isPattern(text)
    isFolder = text.hasSuffix("/")
  }

  /// Every path that items name, in their order, each once; those that have to be filled in are left out.
  public static func all(in items: [SkillItem]) -> [PathWord] {
    var seen: Set<PathWord> = []
    return items.flatMap { item in
      item.codes.compactMap { PathWord(code: $0) } + item.links.compactMap { PathWord(link: $0) }
    }.filter { seen.insert($0).inserted }
  }

  // MARK: Telling

  /// What stands in no path as people write them; commas do between braces.
  private static func holdsForeign(_ code: String) -> Bool {
    code.contains { $0.isWhitespace || "<>|\"'`=();!".contains($0) } || code.contains(",") && !code.contains("{")
  }

  /// `<name>`, `{name}`, `path/to/…`, `$1`: somebody has to say what is meant.
  static func isPlaceholder(_ code: String) -> Bool {
    if ["<", "…", "...", "$", "YYYY", "path/to/", "XXX"].contains(where: { code.contains($0) }) { return true }
    guard let open = code.firstIndex(of: "{") else { return code.contains("}") }
    guard let close = code[open...].firstIndex(of: "}") else { return true }
    return !code[open..<close].contains(",")
  }

  /// `src/app.py:12` and `src/app.py:12-20` are `src/app.py`.
  private static func withoutPlace(_ code: String) -> String {
    guard let colon = code.lastIndex(of: ":"), colon != code.startIndex else { return code }
    let place = code[code.index(after: colon)...]
    return !place.isEmpty && place.allSatisfy { $0.isNumber || $0 == "-" } ? String(code[..<colon]) : code
  }

  private static func isPath(_ text: String) -> Bool {
    guard !text.contains(":") || text.dropFirst().hasPrefix(":\\") else { return false }
    if text.contains("/") || text.dropFirst().hasPrefix(":\\") { return !isPair(text) }
    if knownNames.contains(text) { return true }
    guard let dot = text.lastIndex(of: "."), text.index(after: dot) < text.endIndex else { return false }
    let isExtension = extensions.contains(text[text.index(after: dot)...].lowercased())
    // `.mmd` is a kind of files, `.gitignore` a file.
    if dot == text.startIndex { return !isExtension && text.count > 2 }
    return isExtension || text.hasPrefix(".env.")
  }

  /// `read/write`, `application/json`: two words with a slash between them and no path.
  private static func isPair(_ text: String) -> Bool {
    if text == "/" || text == "//" { return true }
    let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    return pairs.contains(text.lowercased()) || mediaTypes.contains(String(parts[0])) && !text.contains(".")
      || ["origin", "upstream", "refs"].contains(parts[0])
  }

  private static let pairs: Set<String> = [
    "and/or", "read/write", "yes/no", "true/false", "pass/fail", "n/a", "i/o", "tcp/ip", "ci/cd", "on/off", "get/post",
  ]
  private static let mediaTypes: Set<String> = ["application", "text", "image", "audio", "video", "multipart", "font"]

  private static let knownNames: Set<String> = [
    "Makefile", "Dockerfile", "Containerfile", "LICENSE", "README", "CHANGELOG", "CODEOWNERS", "Gemfile", "Rakefile",
    "Procfile", "Jenkinsfile", "Vagrantfile", "Justfile", "justfile", "Brewfile", "Podfile", "BUILD", "WORKSPACE",
  ]

  private static let extensions: Set<String> = Set(
    """
    md mdx txt rst adoc json jsonl json5 yaml yml toml ini cfg conf lock xml html htm css scss less csv tsv sql \
    sh bash zsh ps1 bat py pyi ipynb rb go rs swift kt kts java scala c h cc cpp hpp cs js jsx mjs cjs ts tsx vue svelte \
    php pl lua r jl ex exs erl hs clj tf tfvars hcl proto graphql gql prisma gradle properties plist svg png jpg jpeg \
    gif pdf docx xlsx pptx log diff patch pem crt key sqlite db parquet wasm zip tar gz tgz dockerfile mk cmake sarif \
    mmd puml hbs ejs j2 tmpl tpl template example sample snap feature bib tex
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}

extension PathWord {
  /// Whether a path relative to the same folder is it, is what its pattern describes, or lies in its folder.
  public func matches(_ other: String) -> Bool {
    if isPattern { return GlobPattern(path).matches(other) }
    return other == path || other.hasPrefix(path + "/")
  }
}
