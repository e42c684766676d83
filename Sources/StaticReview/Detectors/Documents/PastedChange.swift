/// What a text shows of a change: files from a diffstat, a status or a diff, and the lines of the diff.
struct PastedChange {
  struct File {
    let path: String
    let line: Int
    var added: [String] = []
    var removed: [String] = []
    var isDeleted = false
  }

  private(set) var files: [File] = []
  /// Whether files were listed by a tool that lists all of them.
  private(set) var isListedWhole = false
  private(set) var hasDiff = false

  private static let stat = Pattern.fixed(#"\A\s*(\S(?:[^|]*\S)?)\s+\|\s+(?:\d+\s*[+-]*|Bin\b.*)\s*\z"#)
  private static let total = Pattern.fixed(#"\A\s*(\d+) files? changed\b"#)
  private static let status = Pattern.fixed(
    #"\A\s?(?:[MARDC]|[MAD][MD]|\?\?)\s{1,3}([\w./@-]+/?[\w.@-]+)\s*\z|\A\s+(?:modified|new file|deleted|renamed):\s+(\S+)"#
  )
  private static let header = Pattern.fixed(#"\A\+\+\+ (?:b/)?(\S+)|\Adiff --git a/(\S+) b/"#)
  private static let numeric = Pattern.fixed(#"\A\d+\t\d+\t(\S+)\z"#)

  init(_ prose: Prose) {
    var isInDiff = false
    for line in prose.lines {
      if line.fence == nil, prose.hasFences {
        isInDiff = false
        continue
      }
      let text = line.text
      if let path = Self.header.groups(in: text).first?.compactMap(\.self).first {
        isInDiff = true
        hasDiff = true
        if path != "/dev/null", files.last?.path != path || text.hasPrefix("diff") { open(path, line.number) }
        continue
      }
      if isInDiff {
        if text.hasPrefix("--- ") || text.hasPrefix("index ") || text.hasPrefix("@@") { continue }
        if text.hasPrefix("deleted file mode"), let last = files.indices.last { files[last].isDeleted = true }
        if text.hasPrefix("+"), let last = files.indices.last {
          files[last].added.append(String(text.dropFirst()))
          continue
        }
        if text.hasPrefix("-"), let last = files.indices.last {
          files[last].removed.append(String(text.dropFirst()))
          continue
        }
        if text.hasPrefix(" ") || text.isEmpty, Self.stat.groups(in: text).isEmpty { continue }
      }
      if Self.total.occurs(in: text) { isListedWhole = true }
      let found =
        (Self.stat.groups(in: text).first ?? Self.status.groups(in: text).first ?? Self.numeric.groups(in: text).first)
      if let path = found?.compactMap(\.self).first, path.contains(".") || path.contains("/"), !path.contains("  ") {
        if text.contains("|") || text.hasPrefix(" M") || text.hasPrefix("M") || text.contains("modified:") {
          isListedWhole = true
        }
        isInDiff = false
        open(Self.renamed(path), line.number)
      }
    }
    if hasDiff, !isListedWhole {
      // A diff that is shown in excerpts does not show all files.
      isListedWhole =
        !prose.lines.contains { !$0.isPasted && Self.excerpt.occurs(in: $0.text) }
        && !prose.lines.contains { $0.isPasted && ["...", "[...]", "…", "# ...", "// ..."].contains($0.text.trimmed) }
    }
  }

  private static let excerpt = Pattern.fixed(
    #"(?i)\b(?:excerpts?|relevant|key|core|main|essential|important|abridged|trimmed|shortened|snippet|simplified)\b"#)

  private static func renamed(_ path: String) -> String {
    guard path.contains("=>") else { return path }
    if let brace = path.firstIndex(of: "{"), let close = path.firstIndex(of: "}"), brace < close {
      let inner = path[path.index(after: brace)..<close].split(separator: ">").last.map { $0.trimmed } ?? ""
      return String(path[..<brace]) + inner + String(path[path.index(after: close)...])
    }
    return path.split(separator: ">").last.map { $0.trimmed } ?? path
  }

  private mutating func open(_ path: String, _ line: Int) {
    if let known = files.firstIndex(where: {
      $0.path == path || $0.path.hasSuffix("/" + path) || path.hasSuffix("/" + $0.path)
    }) {
      // Lines of its diff go to it, so it becomes the last.
      files.append(files.remove(at: known))
    } else {
      files.append(File(path: path, line: line))
    }
  }

  var testFiles: [File] { files.filter { Self.isTest($0.path) } }

  static func isTest(_ path: String) -> Bool {
    let lower = path.lowercased()
    return TestFiles.isTestPath(path) || lower.contains("test") || lower.contains("spec") || lower.contains("snap")
  }

  static let testDefinition = Pattern.fixed(
    #"\A\s*(?:(?:async )?def test_\w+|(?:it|test|specify)(?:\.each\([^)]*\))?\s*\(|func Test\w+\(|@Test\b|#\[(?:tokio::)?test\]|(?:public |async )*func test\w*\(|it ["']|public function test\w*|\[(?:Fact|Theory|TestMethod)\]|test ["'])"#
  )

  var addedTests: Int {
    files.reduce(0) { sum, file in sum + file.added.count { Self.testDefinition.occurs(in: $0) } }
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
