import ArgumentParser
import Foundation

/// A command as ArgumentParser describes it: what help, reference and man pages say is taken from here alone.
struct CommandEntry: Decodable {
  let commandName: String
  let superCommands: [String]?
  let abstract: String?
  let discussion: String?
  let shouldDisplay: Bool?
  let defaultSubcommand: String?
  private let subcommands: [CommandEntry]?
  private let arguments: [ArgumentEntry]?

  /// The whole command line, from the types of its commands.
  static func root() throws -> CommandEntry {
    struct Dump: Decodable { let command: CommandEntry }
    return try JSONDecoder().decode(Dump.self, from: Data(MoeJudge._dumpHelp().utf8)).command
  }

  /// As it is typed, such as `moe-judge runs list`.
  var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

  /// Those that help lists; `help` itself is not among them.
  var children: [CommandEntry] {
    (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
  }

  /// This one and all below it, each before its own.
  var all: [CommandEntry] { [self] + children.flatMap(\.all) }

  /// Without `--help` and `--version`, which every command has.
  var ownArguments: [ArgumentEntry] {
    (arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.valueName ?? "") }
  }

  /// Its options by the title they stand under; those without one come first, under an empty title.
  var sections: [(title: String, arguments: [ArgumentEntry])] {
    var titles = [""]
    for title in ownArguments.map({ $0.sectionTitle ?? "" }) where !titles.contains(title) { titles.append(title) }
    return titles.map { title in (title, ownArguments.filter { ($0.sectionTitle ?? "") == title }) }
      .filter { !$0.arguments.isEmpty }
  }

  /// What may follow its name, such as `[options] <run>`.
  var usage: String {
    guard children.isEmpty else { return "\(path) <command>" }
    let hasOptions = ownArguments.contains { $0.kind != .positional }
    let positional = ownArguments.filter { $0.kind == .positional }.map(\.synopsis)
    return ([path] + (hasOptions ? ["[options]"] : []) + positional).joined(separator: " ")
  }
}

/// One argument, option or flag of a command.
struct ArgumentEntry: Decodable {
  enum Kind: String, Decodable { case positional, option, flag }

  struct Name: Decodable {
    let kind: String
    let name: String
    var spelled: String { kind == "long" ? "--\(name)" : "-\(name)" }
  }

  let kind: Kind
  let shouldDisplay: Bool
  let sectionTitle: String?
  let isOptional: Bool
  let isRepeating: Bool
  let names: [Name]?
  let valueName: String?
  let defaultValue: String?
  let allValues: [String]?
  let abstract: String?

  /// As it is typed: `-o, --output <file>`, `--quiet`, `<path>`.
  var spelled: String {
    let value = "<\(valueName ?? "value")>"
    let names = (names ?? []).sorted { $0.spelled.count < $1.spelled.count }.map(\.spelled).joined(separator: ", ")
    switch kind {
    case .positional: return value
    case .flag: return names
    case .option: return "\(names) \(value)"
    }
  }

  /// In the line of usage: brackets where it may be left out, dots where there may be several.
  fileprivate var synopsis: String {
    let value = "<\(valueName ?? "value")>" + (isRepeating ? "..." : "")
    return isOptional ? "[\(value)]" : value
  }

  /// What it does, what it takes and what it is when nobody says it.
  var words: String {
    var sentences = [abstract ?? ""]
    if let allValues, kind != .flag { sentences.append("One of \(allValues.joined(separator: ", ")).") }
    if let defaultValue, !defaultValue.isEmpty, kind != .flag { sentences.append("(default: \(defaultValue))") }
    if kind == .option, !isOptional, defaultValue == nil { sentences.append("Required.") }
    return sentences.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// The text of a command's help in paragraphs and in lines that are shown as they stand.
enum HelpBlock: Equatable {
  case prose(String)
  case lines([String])

  /// Lines that begin with a space stand as they are; others run on until an empty line.
  static func blocks(of text: String) -> [HelpBlock] {
    var blocks: [HelpBlock] = []
    var isParagraphOpen = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.isEmpty {
        isParagraphOpen = false
      } else if line.hasPrefix(" ") {
        isParagraphOpen = false
        if case .lines(let before) = blocks.last {
          blocks[blocks.count - 1] = .lines(before + [line])
        } else {
          blocks.append(.lines([line]))
        }
      } else if isParagraphOpen, case .prose(let before) = blocks.last {
        blocks[blocks.count - 1] = .prose(before + " " + line)
      } else {
        isParagraphOpen = true
        blocks.append(.prose(line))
      }
    }
    return blocks
  }
}
