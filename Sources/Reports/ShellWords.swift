/// A word as a shell takes it for one: in quotes where it holds more than letters, digits and a few marks.
///
/// What would speak to the terminal that shows it is written as escapes, in the form `$'...'`.
public func quotedForShell(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./:=@,+".unicodeScalars.contains(scalar)
    }
  if isPlain { return word }
  guard safeForTerminal(word).utf8.elementsEqual(word.utf8) else {
    return "$'" + word.unicodeScalars.map(escapedForShell).joined() + "'"
  }
  // By scalars: a quote with an accent on it is still a quote.
  return "'" + word.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
}

/// The command that generates the rubrics anew.
///
/// - Parameter statuses: of the records that are taken; what is taken unless said is not named.
public func rubricsGenerateCommand(adrDir: String, output: String, statuses: [String]) -> String {
  let status = statuses == ["accepted"] ? "" : statuses.sorted().map { " --status \($0)" }.joined()
  return "moe-judge rubrics generate --adr-dir \(quotedForShell(adrDir)) --output \(quotedForShell(output))\(status)"
}

/// A scalar between `$'` and `'`.
private func escapedForShell(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "'", "\\": return "\\\(scalar)"
  case "\n": return "\\n"
  case "\r": return "\\r"
  case "\t": return "\\t"
  default:
    let text = String(scalar)
    if !safeForTerminal(text).isEmpty { return text }
    // In octal, which always has three digits: no digit behind it can join it.
    return text.utf8.map { byte in
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }.joined()
  }
}
