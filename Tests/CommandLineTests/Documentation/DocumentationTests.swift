import Foundation
import TestSupport
import Testing

@testable import moe_judge

/// Every command of the documentation, run as a reader runs it.
@Suite struct DocumentationTests {
  /// Pages without a command that is run, and why.
  private static let quiet = [
    "docs/README.md": "a map", "docs/architecture.md": "for who changes the code",
    "docs/how-to/operate-the-weekly-job.md": "its job needs a remote; WeeklyJobTests runs it",
    "docs/how-to/use-from-a-coding-agent.md": "a client starts the server; its own tests talk to it",
  ]

  /// Commands that stand in blocks of language `console`, by their beginning, and why they are not run.
  private static let notRun = [
    "$ git clone": "needs the network", "$ make": "builds", "$ docker": "needs Docker", "$ ollama": "needs Ollama",
    "$ .build/debug/provider-simulator": "runs until it is stopped; the test starts the same simulator",
    "$ export OPENROUTER_API_KEY": "needs a key", "$ source": "changes the reader's own shell",
    "$ moe-judge dashboard": "the guide runs it",
    "$ moe-judge serve": "runs until it is stopped; ServeTests starts it",
    "$ moe-judge-serve token": "what it prints is secret; its own tests make one",
    "$ curl": "asks a server that is not there",
    "$ sudo": "changes the machine", "$ gh": "needs GitHub",
  ]

  /// What the README takes for granted: a history whose main branch is known, a change on it, and a skill that was used.
  private static let readme = """
    git update-ref refs/remotes/origin/main HEAD
    echo 'x = 1' > app.py; git add app.py; git commit -qm 'Add app'
    moe-judge health record review --score 80 --invocations 20

    """

  static let pages = (try? DocumentationPage.all()) ?? []

  @Test func `there are pages, and each of them has commands that are run, or a reason`() throws {
    let pages = try DocumentationPage.all()
    #expect(pages.count > 5)
    let silent = pages.filter { !$0.hasCommands && Self.quiet[$0.path] == nil }.map(\.path)
    #expect(silent == [])
    #expect(pages.filter { $0.hasCommands && Self.quiet[$0.path] != nil }.map(\.path) == [], "no longer without")
  }

  @Test(arguments: pages.filter(\.hasCommands).map(\.path))
  func `the commands of a page do what the page says`(path: String) async throws {
    let page = try #require(Self.pages.first { $0.path == path })
    let program = try Program()
    defer { program.remove() }
    try await ProviderSimulator.run(answering: SimulatedProvider().reply) { simulator in
      let port = try #require(URL(string: simulator.baseURL)?.port)
      let session = PageSession(page: page, port: port, before: path == "README.md" ? Self.readme : "")
      try await session.run(in: program)
    }
  }

  @Test func `what is shown without being run has a reason`() {
    for page in Self.pages where page.path != "README.md" {
      for block in page.blocks where block.language == "console" {
        for line in block.text.split(separator: "\n") where line.hasPrefix("$ ") {
          #expect(
            Self.notRun.keys.contains { line.hasPrefix($0) },
            "\(page.path):\(block.line): '\(line)' is not run; make it sh, or say here why not")
        }
      }
      let plain = page.blocks.filter { ["bash", "shell", "zsh"].contains($0.language) }.map(\.line)
      #expect(plain == [], "\(page.path): commands stand in blocks of language sh, or console where they cannot run")
    }
  }

  @Test func `make has every target that a page names`() throws {
    let makefile = try String(contentsOf: Program.root.appending(path: "Makefile"), encoding: .utf8)
    let targets = Set(makefile.split(separator: "\n").compactMap { $0.split(separator: ":").first.map(String.init) })
    for page in Self.pages { #expect(page.makeTargets.filter { !targets.contains($0) } == [], "\(page.path)") }
  }

  @Test func `every command that the text names has the options it names`() throws {
    let root = try CommandEntry.root()
    for page in Self.pages {
      for command in page.namedCommands {
        #expect(root.unknownWord(in: command) == nil, "\(page.path): \(command)")
      }
    }
  }

  @Test func `links lead to files that are there`() {
    for page in Self.pages {
      let folder = Program.root.appending(path: page.path).deletingLastPathComponent()
      let missing = page.linkedPaths.filter {
        !FileManager.default.fileExists(atPath: folder.appending(path: $0).standardizedFileURL.path)
      }
      #expect(missing == [], "\(page.path)")
    }
  }
}

extension CommandEntry {
  /// The first word of a command line that is no command or option of this program; nil when it knows all.
  fileprivate func unknownWord(in line: String) -> String? {
    var command = self
    let words = line.split(separator: " ").dropFirst().map(String.init)
    for word in words.prefix(while: { !"#|>&".contains($0.prefix(1)) }) {
      if word.hasPrefix("--") {
        let name = String(word.prefix { $0 != "=" })
        let known = command.ownArguments.flatMap { $0.names ?? [] }.map(\.spelled) + ["--help", "--version"]
        guard known.contains(name) || command.path == "moe-judge" else { return word }
      } else if let child = command.children.first(where: { $0.commandName == word }) {
        command = child
      } else if !command.children.isEmpty, command.defaultSubcommand == nil, word.first?.isLowercase == true {
        return word
      }
    }
    return nil
  }
}
