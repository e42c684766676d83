import Markdown
public import YAMLFiles

/// A SKILL.md: what an agent is told to do, and under which conditions.
public struct SkillFile: Sendable, Hashable {
  /// As the caller named it.
  public let path: String
  /// Nil where the file has none.
  public let frontMatter: FrontMatter?
  /// Every heading with what stands under it up to the next heading of its level or above, in the order of the file.
  public let sections: [Section]
  /// The lines of the file, without their ends; front matter lines are empty.
  public let lines: [String]
  /// What is odd and no error, such as a key of the front matter that is nearly one of the known ones.
  public let remarks: [FileProblem]

  /// What the front matter says; other keys than these are left alone.
  public struct FrontMatter: Sendable, Hashable {
    public let name: String
    public let description: String
    /// Nil where the file does not restrict its tools.
    public let allowedTools: [ToolPermission]?
    public let category: String?
    public let version: String?
    /// Who answers for it: `owner` or `author`, at the top or in `metadata`.
    public let owner: String?
    /// Every key, its own and others', in the order of the file.
    public let keys: [String]
  }

  /// What stands under one heading.
  public struct Section: Sendable, Hashable {
    public let heading: String
    /// From 1 to 6.
    public let level: Int
    /// 1-based lines of the file, the heading's first, both inclusive.
    public let lines: ClosedRange<Int>
    /// Nil for a heading that skills do not have in common.
    public let kind: SkillSection?
    /// List items, body rows of tables, and paragraphs that mark code or link, in the order of the file.
    public let items: [SkillItem]
    public let codeBlocks: [CodeBlock]
  }

  /// A fenced or indented block of code.
  public struct CodeBlock: Sendable, Hashable {
    /// 1-based lines of the file, both inclusive, fences among them.
    public let lines: ClosedRange<Int>
    /// The word behind the opening fence; empty where there is none.
    public let language: String
    /// Without the fences.
    public let content: [String]
  }

  /// What to call it: the name of its front matter, else of its folder, else of the file.
  public var name: String {
    if let name = frontMatter?.name { return name }
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard let last = parts.last else { return path }
    return last.lowercased() == "skill.md" && parts.count > 1 ? String(parts[parts.count - 2]) : String(last)
  }

  /// The folder that it stands in; `.` where the path names none.
  public var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

  /// The first section of a kind; nil where the file has none.
  public func section(_ kind: SkillSection) -> Section? { sections.first { $0.kind == kind } }

  /// The sections of a kind: a file may spread one over two headings.
  public func sections(_ kind: SkillSection) -> [Section] { sections.filter { $0.kind == kind } }
}

extension SkillFile {
  /// Reads a skill file.
  ///
  /// - Throws: `SkillFileError` for a file without any text, for front matter that is no YAML or does not fit, and for Markdown
  ///   that would blow up its parser.
  public init(path: String, text: String) throws(SkillFileError) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw .empty(path: path) }
    guard text.utf8.count <= MarkdownLimits.bytes else {
      throw .refused(path: path, line: 1, reason: MarkdownRefusal.tooLarge(bytes: text.utf8.count).description)
    }
    let parts = FrontMatterText(text)
    let markdown = MarkdownText(parts.body)
    var remarks: [FileProblem] = []
    do {
      frontMatter = try parts.yaml.map { yaml throws(FileProblems) in
        try FrontMatter(yaml: yaml, path: path, remarks: &remarks)
      }
    } catch { throw .frontMatter(error) }
    let document: Block
    do { document = try BlockReader(boldHeadings: SkillScope.isHeading).blocks(of: markdown) } catch {
      throw .refused(path: path, line: error.line, reason: error.description)
    }
    self.path = path
    self.remarks = remarks
    lines = markdown.lines
    sections = SkillOutline(document, lines: markdown.lines).sections
  }
}

/// Why a file cannot be read as a skill.
public enum SkillFileError: Error, Sendable, CustomStringConvertible {
  case empty(path: String)
  case frontMatter(FileProblems)
  case refused(path: String, line: Int, reason: String)

  public var description: String {
    switch self {
    case .empty(let path):
      "\(path): the file is empty. Write front matter (name, description) and the steps of the skill, or remove it."
    case .frontMatter(let problems): problems.description
    case .refused(let path, let line, let reason): "\(path):\(line): \(reason)."
    }
  }
}
