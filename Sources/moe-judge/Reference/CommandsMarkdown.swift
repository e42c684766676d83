import Reports

/// Every command with its options, as one Markdown page.
struct CommandsMarkdown {
  let root: CommandEntry

  var text: String {
    let head = """
      # Commands

      <!-- Written by `make reference` from the code; a change made here is lost. -->

      Every command takes `-h`, `--help` and `--version`.

      \(root.children.map(line).joined(separator: "\n"))

      """
    return head + "\n" + root.all.map(section).joined(separator: "\n")
  }

  /// A command in the list at the top, with those below it.
  private func line(_ command: CommandEntry) -> String {
    let below = command.children.map { "[\($0.commandName)](#\(anchor($0)))" }.joined(separator: ", ")
    return "- [\(command.commandName)](#\(anchor(command)))" + (below.isEmpty ? "" : ": \(below)")
  }

  private func anchor(_ command: CommandEntry) -> String {
    command.path.replacing(" ", with: "-")
  }

  private func section(_ command: CommandEntry) -> String {
    var parts = [
      "## \(command.path)", safeForMarkdown(command.abstract ?? ""), fenced(command.usage, as: "text").trimmed,
    ]
    for block in HelpBlock.blocks(of: command.discussion ?? "") {
      switch block {
      case .prose(let text): parts.append(safeForMarkdown(text))
      case .lines(let lines):
        parts.append(fenced(lines.map { String($0.dropFirst(2)) }.joined(separator: "\n"), as: "text").trimmed)
      }
    }
    if let name = command.defaultSubcommand { parts.append("Without a command: `\(name)`.") }
    for (title, arguments) in command.sections {
      let rows = arguments.map { "| \(markdownCode($0.spelled, isInTable: true)) | \(safeForMarkdown($0.words)) |" }
      parts.append((["| \(title.isEmpty ? "" : title) | |", "| --- | --- |"] + rows).joined(separator: "\n"))
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
}

extension String {
  /// Without line feeds at its end.
  fileprivate var trimmed: String {
    var text = self
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
