/// A line by which a step of a GitHub workflow makes an annotation.
///
/// A runner takes every line that begins with `::` for a command, and of a command's text unescapes `%25`, `%0D`, `%0A`, in
/// properties `%3A` and `%2C` too. So each annotation is one line that begins with its own command, whatever it tells of.
struct WorkflowCommand {
  enum Name: String { case error, warning, notice }

  var name: Name
  var file: ReportedPath?
  /// 1-based.
  var startLine = 1
  var endLine = 1
  let title: String
  let message: String

  /// The runner cuts longer ones, and a cut could end in the middle of an escape.
  private static let titleLimit = 200
  private static let messageLimit = 4_000

  var text: String {
    var properties: [String] = []
    if let file, let name = Self.fileName(file) {
      properties.append("file=\(name)")
      properties.append("line=\(startLine)")
      if endLine > startLine { properties.append("endLine=\(endLine)") }
    }
    properties.append("title=\(Self.property(safeForTerminal(beginning(of: title, upTo: Self.titleLimit))))")
    let message = beginning(of: safeLines(message), upTo: Self.messageLimit)
    return "::\(name.rawValue) \(properties.joined(separator: ","))::\(Self.data(message))\n"
  }

  /// Whether an annotation can say in which file it stands; else its text has to.
  static func canName(_ path: ReportedPath) -> Bool { fileName(path) != nil }

  /// Nil where a runner could not be told of it: standard input, and names with control codes other than line ends.
  private static func fileName(_ path: ReportedPath) -> String? {
    guard !path.isStandardInput else { return nil }
    let isPlain = path.text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n" || scalar == "\r" || !safeForTerminal(String(scalar)).isEmpty && scalar != "\t"
    }
    return isPlain ? property(path.text) : nil
  }

  private static func data(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      default: nil
      }
    }
  }

  private static func property(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      case ":": "%3A"
      case ",": "%2C"
      default: nil
      }
    }
  }

  /// By scalars: a mark with an accent on it is still the mark.
  private static func escaped(_ text: String, _ escape: (Unicode.Scalar) -> String?) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      if let other = escape(scalar) { escaped += other } else { escaped.unicodeScalars.append(scalar) }
    }
    return escaped
  }
}

/// The beginning of a long text, with a sign where it is cut.
///
/// - Parameter limit: in Unicode scalars.
func beginning(of text: String, upTo limit: Int) -> String {
  let scalars = text.unicodeScalars
  guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
    end != scalars.endIndex
  else { return text }
  return String(scalars[..<end]) + "…"
}
