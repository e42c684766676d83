/// Text of models and files in Markdown: it makes no markup, no mention and no link.
func escapedForMarkdown(_ text: String) -> String {
  var escaped = ""
  for character in text {
    if "\\`*_{}[]<>#|@!".contains(character) {
      escaped += character == "<" ? "&lt;" : character == "@" ? "&#64;" : "\\"
    }
    if character != "<", character != "@" { escaped.append(character.isNewline ? " " : character) }
  }
  return escaped
}

/// Text as a code block, whatever back ticks it holds. It ends with a line feed.
func fenced(_ text: String, as language: String) -> String {
  let fence = String(repeating: "`", count: max(3, text.longestRun(of: "`") + 1))
  return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
}

extension String {
  fileprivate func longestRun(of character: Character) -> Int {
    var (longest, run) = (0, 0)
    for other in self {
      run = other == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
