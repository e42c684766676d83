import JudgeTypes

/// The language of a text that has no name.
enum LanguageGuess {
  static func language(of sample: Sample) -> SourceLanguage {
    if let language = interpreter(of: sample) ?? signature(of: sample) { return language }
    if isJSON(sample.bytes) { return .json }
    if TopLevelKeys(yaml: sample).kind != nil { return .yaml }
    let ratio = keyLineShare(of: sample)
    if ratio >= 0.8 { return .yaml }
    if let language = LanguageMarks.best(in: sample.lines) { return language }
    if let language = sectionedLanguage(of: sample) { return language }
    if isMarkdown(sample) { return .markdown }
    return ratio >= 0.6 ? .yaml : .text
  }

  /// By a first line of `#!`.
  private static func interpreter(of sample: Sample) -> SourceLanguage? {
    guard let line = sample.lines.first, line.hasPrefix("#!") else { return nil }
    let table: [(String, SourceLanguage)] = [
      ("python", .python), ("node", .javascript), ("deno", .typescript), ("bun", .typescript), ("ts-node", .typescript),
      ("swift", .swift), ("ruby", .ruby), ("php", .php), ("kotlin", .kotlin), ("scala", .scala), ("java", .java),
      ("sh", .shell), ("bash", .shell), ("zsh", .shell), ("ksh", .shell), ("dash", .shell), ("bats", .shell),
    ]
    // `#!/usr/bin/env -S python3.12 -u`: the first word that is neither a flag nor `env`, without its folder.
    let words = line.dropFirst(2).split(separator: " ").map { $0.split(separator: "/").last ?? "" }
    guard let word = words.first(where: { $0 != "env" && !$0.hasPrefix("-") && !$0.contains("=") }) else { return nil }
    if word.hasPrefix("ts-node") || word.hasPrefix("tsx") { return .typescript }
    let program = word.prefix { $0.isLetter }
    return table.first { $0.0 == program }?.1 ?? (program.hasSuffix("sh") ? .shell : nil)
  }

  /// By what only one language begins with.
  private static func signature(of sample: Sample) -> SourceLanguage? {
    let lines = sample.lines.map(\.trimmed)
    guard let first = lines.first(where: { !$0.isEmpty }) else { return .text }
    if isDiff(sample.lines) { return .diff }
    if first.hasPrefix("<?php") { return .php }
    if first.hasPrefix("<?xml") { return .xml }
    let lower = first.prefix(20).lowercased()
    if lower.hasPrefix("<!doctype html") || lower.hasPrefix("<html") { return .html }
    return isDockerfile(lines) ? .dockerfile : nil
  }

  static func isDiff(_ lines: [Substring]) -> Bool {
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("diff --git ") { return true }
      guard line.hasPrefix("--- "), index + 2 < lines.count else { continue }
      if lines[index + 1].hasPrefix("+++ "), lines[index + 2].hasPrefix("@@ -") { return true }
    }
    return false
  }

  /// The first instruction is FROM, after no more than comments and ARG.
  private static func isDockerfile(_ lines: [Substring]) -> Bool {
    for line in lines where !line.isEmpty && !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      if words.first?.uppercased() == "ARG", words.count == 2 { continue }
      guard words.first?.uppercased() == "FROM", words.count >= 2, !words[1].hasSuffix(";") else { return false }
      let rest = words.dropFirst().drop { $0.hasPrefix("--") }
      return rest.count == 1 || (rest.count == 3 && rest.dropFirst().first?.lowercased() == "as")
    }
    return false
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    let marks = bytes.lazy.filter { $0 > 0x20 }.prefix(2)
    guard let first = marks.first else { return false }
    let second = marks.dropFirst().first
    switch first {
    case UInt8(ascii: "{"): return second == UInt8(ascii: "\"") || second == UInt8(ascii: "}")
    case UInt8(ascii: "["):
      guard let second else { return false }
      guard "{[\"]-0123456789".utf8.contains(second) else { return false }
      // `[section]` of an INI file has letters here, an array of numbers or objects ends in a bracket.
      return bytes.last { $0 > 0x20 } == UInt8(ascii: "]") || second == UInt8(ascii: "{")
    default: return false
    }
  }

  /// The share of lines that are a YAML key or list item, of those that are neither blank nor comment.
  private static func keyLineShare(of sample: Sample) -> Double {
    var (all, fitting, keys) = (0, 0, 0)
    for line in sample.lines.prefix(400) {
      let text = line.trimmed
      guard !text.isEmpty, !text.hasPrefix("#") else { continue }
      all += 1
      if text == "---" { (fitting, keys) = (fitting + 1, keys + 1) }
      var item = text
      while item.hasPrefix("- ") { item = item.dropFirst(2) }
      let key = item.prefix { $0.isLetter || $0.isNumber || "_-.\"'/$".contains($0) }
      let rest = item.dropFirst(key.count)
      let isKey = !key.isEmpty && (rest == ":" || rest.hasPrefix(": ")) && !rest.hasSuffix("{") && !rest.hasSuffix(",")
      if isKey { keys += 1 }
      if isKey || item.count < text.count { fitting += 1 }
    }
    return all > 0 && keys > 0 && keys * 3 >= all ? Double(fitting) / Double(all) : 0
  }

  /// INI or TOML: a section and assignments.
  private static func sectionedLanguage(of sample: Sample) -> SourceLanguage? {
    let lines = sample.lines.map(\.trimmed).filter { !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix(";") }
    guard lines.contains(where: { $0.hasPrefix("[") && $0.hasSuffix("]") }) else { return nil }
    let assignments = lines.filter { $0.contains("=") }
    guard assignments.count * 2 >= lines.count else { return nil }
    let isTOML = assignments.contains { $0.hasSuffix("\"") || $0.hasSuffix("]") || $0.hasSuffix("true") }
    return isTOML ? .toml : .ini
  }

  private static func isMarkdown(_ sample: Sample) -> Bool {
    sample.lines.contains { line in
      ["# ", "## ", "### ", "```", "- [ ]", "* ", "> "].contains { line.hasPrefix($0) } || line.contains("](")
    }
  }
}
