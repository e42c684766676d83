import Foundation
import Markdown

/// What the words of a checklist item say about the things that it names.
struct ItemWords {
  let item: SkillItem
  let section: SkillSection
  /// The item's own words without code.
  private let tokens: [String]
  private let setting: String

  init(_ item: SkillItem, section: SkillSection) {
    self.item = item
    self.section = section
    tokens = item.words.split { !($0.isLetter || $0.isNumber || "'’-+.$_".contains($0)) }
      .map { String($0).replacing("’", with: "'").trimming { ".-".contains($0) } }.filter { !$0.isEmpty }
    setting = item.setting
  }

  private func says(_ words: Set<String>) -> Bool { tokens.contains { words.contains($0) } }
  private func says(phrase: String) -> Bool { (" " + tokens.joined(separator: " ") + " ").contains(" \(phrase) ") }

  // MARK: The item as a whole

  /// "No uncommitted changes": something is to be absent. What exactly only the words beside each thing tell.
  var isNegated: Bool {
    says(["no", "not", "never", "without", "absent", "don't", "doesn't", "isn't", "aren't", "mustn't", "cannot"])
  }

  /// "`legacy/` was deleted": what is named is not to be there.
  var asksForAbsence: Bool { says(["removed", "deleted", "gone", "renamed", "moved"]) }

  var isOptional: Bool { item.words.saysOptional }

  /// Being there is not all that it asks for.
  var needsPerson: Bool {
    says([
      "running", "authenticated", "authorized", "clean", "pass", "passes", "passing", "green", "approved", "reviewed",
      "agreed", "connected", "reachable", "healthy", "merged", "understood", "confirmed", "current", "access", "valid",
      "empty", "writable", "readable", "correct", "complete", "exits", "answers", "succeeds", "works", "prints",
    ]) || ["logged in", "up to date", "signed in", "points at", "points to"].contains(where: says(phrase:))
  }

  /// "`npm test` passes": what a command says is told by running it, and nothing is run.
  var namesCommand: Bool {
    item.codes.contains { code in
      code.contains(where: \.isWhitespace) && requirement(of: code) == nil
        && isProgramName(String(code.prefix { !$0.isWhitespace }))
    }
  }

  private var isAboutVariables: Bool {
    setting.contains("environment") || setting.contains("env var") || setting.contains("variable")
      || says(["set", "export", "exported", "env", "defined", "configured"])
  }

  var isAboutTools: Bool {
    section == .requiredTools || setting.contains("tool")
      || says(["installed", "install", "path", "cli", "binary", "executable", "program", "version"])
  }

  /// Words with a slash between them are branches and repositories here.
  private var isAboutBranches: Bool { says(["branch", "branches", "remote", "repository", "repo", "tag"]) }

  // MARK: What is named

  /// What one code span asks for; nil where no machine can tell.
  func requirement(of code: String) -> Requirement? {
    let code = code.trimmed
    if let name = VariableName(sigil: code) { return .variable(name.text) }
    if let name = VariableName(code), isAboutVariables { return .variable(name.text) }
    if AgentTools.contains(code), isAboutTools { return .agentTool(code) }
    if let program = program(code) { return program }
    guard !isCommand(code), let path = PathWord(code: code), !(isAboutBranches && !path.path.contains(".")) else {
      return nil
    }
    return RequiredItem.requirement(of: path)
  }

  /// `/review` where the words speak of commands.
  private func isCommand(_ code: String) -> Bool {
    code.hasPrefix("/") && !code.dropFirst().contains("/") && (says(["command", "slash", "run", "invoke"]))
  }

  /// `jq`, `node >= 20`, `git --version`.
  private func program(_ code: String) -> Requirement? {
    let parts = code.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = parts.first else { return nil }
    let end = first.firstIndex { "><=≤≥@:".contains($0) } ?? first.endIndex
    let name = String(first[..<end])
    guard isProgramName(name) else { return nil }
    let isTool = KnownTool.named(name) != nil || isAboutTools
    let rest = String(code.dropFirst(name.count)).trimming { $0.isWhitespace || "@:\"'".contains($0) }
    if rest.isEmpty, code.hasSuffix(":") { return nil }
    if ["--version", "-v", "version"].contains(rest) { return .program(name, bound: bound(behind: code)) }
    guard isTool else { return nil }
    guard !rest.isEmpty else { return .program(name, bound: bound(behind: code)) }
    return VersionBound(rest).map { .program(name, bound: $0) }
  }

  func isProgramName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic else { return false }
    if KnownTool.named(name) != nil { return true }
    return PathWord(code: name) == nil
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_+.".contains($0)) }
      && name.first?.isLowercase == true
  }

  /// What version the item's text names right behind `word`: "20", ">= 20", "3.11 or later", "(20.10+)", "below 22".
  func bound(behind word: String) -> VersionBound? {
    guard let place = item.text.range(of: word, options: .caseInsensitive) else { return nil }
    return VersionBound(following: item.text[place.upperBound...])
  }

  // MARK: Other skills

  /// The skill whose output the item needs: the code span beside the word "skill" or behind "output of", or a known name.
  func skill(among skills: Set<String>) -> String? {
    var before = ""
    for (place, piece) in item.pieces.enumerated() {
      switch piece {
      case .words(let words): before += words.lowercased()
      case .link: break
      case .code(let code):
        var after = ""
        if place + 1 < item.pieces.count, case .words(let words) = item.pieces[place + 1] { after = words.lowercased() }
        if isSkill(code, before: before.trimmed, after: after.trimmed, among: skills) { return code }
        before = ""
      }
    }
    guard says(["skill", "run", "output", "outputs", "result"]) else { return nil }
    return skills.sorted().first { $0.contains("-") && tokens.contains($0.lowercased()) }
  }

  private func isSkill(_ code: String, before: String, after: String, among skills: Set<String>) -> Bool {
    guard !code.isEmpty, code.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_:".contains($0)) }) else {
      return false
    }
    if before.hasSuffix("skill") || after.hasPrefix("skill") || before.hasSuffix("skill:") { return true }
    let isBehind = Self.sources.contains { before.hasSuffix($0) }
    if skills.contains(code) { return isBehind || says(["run", "ran", "first", "output", "before", "after", "skill"]) }
    return isBehind && before.contains("output") && KnownTool.named(code) == nil
  }

  private static let sources = [
    "output of", "outputs of", "output from", "outputs from", "result of", "results of", "produced by", "generated by",
    "written by", "created by", "output of the", "output from the", "result of the", "run",
  ]
}

/// The name of an environment variable.
struct VariableName {
  let text: String

  /// `NAME`, `NAME_2`, `NAME=value`: capitals, digits and underscores, at least two.
  init?(_ word: String) {
    let name = word.prefix { $0 != "=" }
    guard name.utf8.count > 1, name.utf8.first.map({ (0x41...0x5A).contains($0) || $0 == 0x5F }) == true,
      name.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }),
      !Self.noVariables.contains(String(name))
    else { return nil }
    text = String(name)
  }

  /// `$NAME` and `${NAME}`.
  init?(sigil word: String) {
    guard word.hasPrefix("$") else { return nil }
    let inner = word.dropFirst()
    let name = inner.hasPrefix("{") && inner.hasSuffix("}") ? inner.dropFirst().dropLast() : inner
    self.init(String(name))
  }

  /// What agents put in themselves, and words that people write in capitals.
  private static let noVariables: Set<String> = [
    "ARGUMENTS", "TODO", "FIXME", "MUST", "SHOULD", "NOT", "JSON", "YAML", "HTTP", "API", "README", "LICENSE", "ID",
  ]
}
