/// A page of the manual (man 1): one of the program, and one for each of its commands with what is below it.
struct ManualPage {
  let command: CommandEntry
  let version: String

  static func all(of root: CommandEntry, version: String) -> [ManualPage] {
    ([root] + root.children).map { ManualPage(command: $0, version: version) }
  }

  private var name: String { command.path.replacing(" ", with: "-") }

  /// Such as `moe-judge-judge.1`.
  var fileName: String { name + ".1" }

  private var isRoot: Bool { command.superCommands?.isEmpty != false }

  var text: String {
    var lines = [
      ".TH \(Self.roff(name.uppercased())) 1 \"\" \"moe\\-judge \(version)\" \"moe\\-judge\"",
      ".SH NAME", "\(Self.roff(name)) \\- \(Self.roff(command.abstract ?? ""))", ".SH SYNOPSIS",
    ]
    let commands = isRoot ? [command] : command.all.filter { $0.children.isEmpty }
    for entry in commands { lines += [".PP", "\\fB\(Self.roff(entry.usage))\\fR"] }
    lines += description(of: command, under: ".SH DESCRIPTION")
    lines += isRoot ? list(of: command.children) : options(of: command)
    if !isRoot {
      for entry in command.all.dropFirst() {
        lines += [".SH \(Self.roff(entry.path.uppercased()))", Self.line(entry.abstract ?? "")]
        lines += description(of: entry, under: ".PP") + options(of: entry)
      }
      lines += [".SH SEE ALSO", "\\fBmoe\\-judge\\fR(1) lists the exit codes."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func description(of entry: CommandEntry, under head: String) -> [String] {
    let blocks = HelpBlock.blocks(of: entry.discussion ?? "")
    guard !blocks.isEmpty else { return [] }
    return [head]
      + blocks.flatMap { block in
        switch block {
        case .prose(let text): [".PP", Self.line(text)]
        case .lines(let lines): [".PP", ".nf"] + lines.map(Self.line) + [".fi"]
        }
      }
  }

  private func options(of entry: CommandEntry) -> [String] {
    entry.sections.flatMap { title, arguments in
      [title.isEmpty ? ".SS OPTIONS" : ".SS \(Self.roff(title.uppercased()))"]
        + arguments.flatMap { [".TP", "\\fB\(Self.roff($0.spelled))\\fR", Self.line($0.words)] }
    }
  }

  private func list(of entries: [CommandEntry]) -> [String] {
    [".SH COMMANDS"]
      + entries.flatMap { entry in
        let page = entry.path.replacing(" ", with: "-")
        return [".TP", "\\fB\(Self.roff(page))\\fR(1)", Self.line(entry.abstract ?? "")]
      }
  }

  /// A line of text: what begins like a request to the formatter is none.
  private static func line(_ text: String) -> String {
    let escaped = roff(text)
    return escaped.first.map { ".'".contains($0) } == true ? "\\&" + escaped : escaped
  }

  /// A hyphen stays the one that can be copied, a backslash a backslash.
  private static func roff(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
  }
}
