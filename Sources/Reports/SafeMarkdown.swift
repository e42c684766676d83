/// Text of models and files in Markdown: it makes no markup, no mention and no link, and stays on its line.
///
/// It goes by Unicode scalars, as parsers do: a mark with an accent on it is still a mark.
public func safeForMarkdown(_ text: String) -> String {
  let scalars = Array(safeForTerminal(text).unicodeScalars)
  var escaped = ""
  for (place, scalar) in scalars.enumerated() {
    switch scalar {
    case "<": escaped += "&lt;"
    // An entity alone is read back before mentions, references and addresses are looked for; what nobody sees parts them.
    case "@": escaped += "&#64;\(invisible)"
    case "#", "!", "~", "%", "$", "&":
      escaped += mark(scalar)
      if place + 1 < scalars.count, ("0"..."9").contains(scalars[place + 1]) { escaped += invisible }
    case ":" where scalars[(place + 1)...].prefix(2) == ["/", "/"]: escaped += "&#58;\(invisible)"
    case "." where place >= 3 && scalars[(place - 3)..<place].allSatisfy { $0 == "w" || $0 == "W" }:
      escaped += "\(invisible)&#46;"
    case "\u{2028}", "\u{2029}": escaped += " "
    // Further on it quotes nothing.
    case ">" where place == 0: escaped += "\\>"
    case let mark where "\\`*_{}[]|".unicodeScalars.contains(mark):
      escaped.unicodeScalars.append(contentsOf: ["\\", mark])
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// One of the marks that make a reference with the number behind them.
private func mark(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "&": "&amp;"
  // Two of them would be read as mathematics.
  case "$": "&#36;"
  case "%": "%"
  default: "\\\(scalar)"
  }
}

/// A zero-width space.
private let invisible = "&#8203;"

/// A name or a command as code in Markdown, whatever it holds: the fence is longer than every run of back ticks in it.
///
/// - Parameter isInTable: a pipe is escaped, which is what a table takes even in code.
public func markdownCode(_ text: String, isInTable: Bool = false) -> String {
  let code = safeForTerminal(text).unicodeScalars.map { $0 == "\u{2028}" || $0 == "\u{2029}" ? " " : $0 }
  let fence = String(repeating: "`", count: String(String.UnicodeScalarView(code)).longestRun(of: "`") + 1)
  let isBare = code.first != "`" && code.last != "`" && !code.allSatisfy { $0 == " " }
  var inner = String.UnicodeScalarView()
  for scalar in code {
    if isInTable, scalar == "|" { inner.append("\\") }
    inner.append(scalar)
  }
  return isBare ? fence + String(inner) + fence : "\(fence) \(String(inner)) \(fence)"
}

/// Text as a code block, whatever back ticks it holds. It ends with a line feed.
public func fenced(_ text: String, as language: String) -> String {
  let fence = String(repeating: "`", count: max(3, text.longestRun(of: "`") + 1))
  return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
}

extension String {
  /// How often `scalar` stands in a row at most.
  public func longestRun(of scalar: Unicode.Scalar) -> Int {
    var (longest, run) = (0, 0)
    for other in unicodeScalars {
      run = other == scalar ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
