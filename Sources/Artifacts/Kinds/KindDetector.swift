public import JudgeTypes

/// Tells what a file is from its name and, where the name does not say, from its content.
///
/// Agent output looks like anything; it has that kind only when somebody says so.
public enum KindDetector {
  public struct Detection: Sendable, Hashable {
    public let kind: ArtifactKind
    public let language: SourceLanguage

    public init(kind: ArtifactKind, language: SourceLanguage) {
      self.kind = kind
      self.language = language
    }

    /// The same language, of the kind that somebody said it is.
    func `as`(_ kind: ArtifactKind?) -> Detection { Detection(kind: kind ?? self.kind, language: language) }
  }

  /// At most this much of a content is looked at, in bytes.
  static let sniffedBytes = 64 * 1024

  /// What the file at `path` is; without a path, or with a name that says nothing, what the content looks like.
  public static func detect(path: String?, content: String) -> Detection {
    let name = path.map(FileName.init)
    if let kind = name?.kind { return Detection(kind: kind, language: name?.language ?? .text) }
    guard let language = name?.language else { return sniff(content) }
    switch language {
    case .yaml, .json: return Detection(kind: structuredKind(of: content, language), language: language)
    case .markdown:
      let isRecord = name?.isInRecordFolder == true || DecisionRecord.describes(Sample(content))
      return Detection(kind: isRecord && name?.isIndex != true ? .adr : .document, language: language)
    default: return Detection(kind: kind(of: language), language: language)
    }
  }

  static func kind(of language: SourceLanguage) -> ArtifactKind {
    switch language {
    case .dockerfile: .dockerfile
    case .shell: .shell
    case .sql: .sql
    case .terraform: .terraform
    case .yaml, .json, .toml, .ini, .xml: .configuration
    case .markdown, .text: .document
    case .diff: .diff
    default: .code
    }
  }

  private static func structuredKind(of content: String, _ language: SourceLanguage) -> ArtifactKind {
    let sample = Sample(content)
    let keys = language == .json ? TopLevelKeys(json: sample) : TopLevelKeys(yaml: sample)
    return keys.kind ?? .configuration
  }

  private static func sniff(_ content: String) -> Detection {
    let sample = Sample(content)
    let language = LanguageGuess.language(of: sample)
    switch language {
    case .yaml: return Detection(kind: TopLevelKeys(yaml: sample).kind ?? .configuration, language: language)
    case .json: return Detection(kind: TopLevelKeys(json: sample).kind ?? .configuration, language: language)
    case .markdown, .text:
      let isRecord = DecisionRecord.describes(sample)
      return Detection(kind: isRecord ? .adr : .document, language: isRecord ? .markdown : language)
    default: return Detection(kind: kind(of: language), language: language)
    }
  }
}

/// The beginning of a content, as bytes and as lines.
struct Sample {
  let bytes: [UInt8]
  /// Without their line ends; a last line that was cut is left out.
  let lines: [Substring]

  private static let mostLines = 2_000

  init(_ content: String) {
    bytes = Array(content.utf8.prefix(KindDetector.sniffedBytes))
    var parts = bytes.split(separator: 0x0A, maxSplits: Self.mostLines, omittingEmptySubsequences: false)
    let isCut = bytes.count == KindDetector.sniffedBytes || parts.count > Self.mostLines
    if isCut, parts.count > 1 { parts.removeLast() }
    lines = parts.map { part in
      let end = part.last == 0x0D ? part.dropLast() : part
      return Substring(decoding: end.prefix(400), as: UTF8.self)
    }
  }
}

extension Substring {
  /// Without the blanks and tabs around it.
  var trimmed: Substring {
    var text = self
    while let first = text.utf8.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
    while let last = text.utf8.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
    return text
  }
}
