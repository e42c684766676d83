extension SourceLanguage {
  /// The language of a file by its name; nil when the name does not tell.
  public init?(fileName: String) {
    let name = fileName.lowercased()
    let isDockerfile = ["dockerfile", "containerfile"].contains {
      name == $0 || name.hasPrefix($0 + ".") || name.hasSuffix("." + $0)
    }
    if isDockerfile {
      self = .dockerfile
      return
    }
    guard let dot = name.lastIndex(of: "."), let language = Self.byExtension[String(name[name.index(after: dot)...])]
    else {
      return nil
    }
    self = language
  }

  private static let byExtension: [String: SourceLanguage] = [
    "py": .python, "pyi": .python, "pyw": .python, "js": .javascript, "mjs": .javascript, "cjs": .javascript,
    "jsx": .javascript, "ts": .typescript, "mts": .typescript, "cts": .typescript, "tsx": .typescript, "swift": .swift,
    "go": .go, "java": .java, "kt": .kotlin, "kts": .kotlin, "rb": .ruby, "php": .php, "cs": .csharp, "c": .c, "h": .c,
    "cc": .c, "cpp": .c, "hpp": .c, "rs": .rust, "scala": .scala, "sh": .shell, "bash": .shell, "zsh": .shell,
    "sql": .sql, "tf": .terraform, "hcl": .terraform, "tfvars": .terraform, "yaml": .yaml, "yml": .yaml, "json": .json,
    "toml": .toml, "ini": .ini, "cfg": .ini, "conf": .ini, "properties": .ini, "env": .ini, "xml": .xml, "plist": .xml,
    "html": .html, "htm": .html, "md": .markdown, "markdown": .markdown, "diff": .diff, "patch": .diff, "txt": .text,
  ]
}
