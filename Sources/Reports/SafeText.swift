/// Lines that may hold words of files, artifacts and models: the line feeds stay, nothing else speaks to the terminal.
public func safeLines(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { safeForTerminal(String($0)) }
    .joined(separator: "\n")
}

/// Text from artifacts and models made harmless for a terminal: control codes and bidirectional overrides are taken out.
public func safeForTerminal(_ text: String) -> String {
  var safe = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x0A, 0x0D, 0x09: safe.append(" ")
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xE0000...0xE007F, 0xFEFF: break
    default: safe.unicodeScalars.append(scalar)
    }
  }
  return safe
}
