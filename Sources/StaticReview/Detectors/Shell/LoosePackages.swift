/// Packages that a command installs in whatever version their registry has that day.
enum LoosePackages {
  /// How an installer is called, and how its packages name a version.
  private struct Installer: Sendable {
    /// The program and its verbs, in order.
    let head: [String]
    /// Options that take the next word.
    let valued: Set<String>
    /// Options that say which versions are taken.
    var settling: Set<String> = []
    /// A package without a version.
    let loose: Pattern
    /// What only installs other packages, and settles its own version or has but one.
    var harmless: Set<String> = []
  }

  private static let pip: Set<String> = [
    "-r", "--requirement", "-e", "--editable", "-t", "--target", "-i", "--index-url", "--extra-index-url", "-f",
    "--find-links", "--root", "--prefix", "--trusted-host", "--timeout", "--retries", "--python", "-p", "--cache-dir",
    "--progress-bar", "--platform", "--only-binary", "--no-binary", "--index", "--src", "--log", "--proxy", "--cert",
    "-C", "--config-settings", "--global-option", "--upgrade-strategy", "--report", "--python-version",
    "--implementation", "--abi", "--torch-backend", "--with", "--suffix", "--pip-args", "--root-user-action",
  ]
  private static let pipSettles: Set<String> = [
    "-c", "--constraint", "--constraints", "--require-hashes", "--no-index", "--exclude-newer", "--dry-run", "--spec",
    // Whoever asks for what is not released yet wants the newest.
    "--pre",
  ]
  private static let pythonPackage = Pattern.fixed(
    #"\A[A-Za-z0-9][\w.-]*(?:\[[\w,. -]+\])?\z(?<!\.whl)(?<!\.gz)(?<!\.zip)(?<!\.txt)|\Agit\+https?://[^@\s]+(?:@(?:main|master|develop|HEAD))?(?:#\S*)?\z"#
  )
  private static let pythonTools: Set<String> = ["pip", "setuptools", "wheel", "install", "virtualenv"]
  private static let npm: Set<String> = [
    "--prefix", "--registry", "-C", "--cwd", "--dir", "--filter", "-F", "-w", "--workspace", "--cache", "--loglevel",
    "--userconfig", "--omit", "--include", "--before", "--global-dir", "--store-dir", "--otp",
  ]
  private static let npmPackage = Pattern.fixed(
    #"\A(?:@[\w.-]+/)?[A-Za-z0-9_][\w.-]*(?:@(?:latest|next|beta|canary|alpha|rc|\*|x)?)?\z(?<!\.tgz)"#)
  private static let npmTools: Set<String> = ["npm", "npm@latest", "yarn", "corepack", "corepack@latest"]

  private static let installers: [Installer] = {
    let python = [["pip", "install"], ["uv", "pip", "install"], ["pipx", "install"], ["uv", "tool", "install"]].map {
      Installer(head: $0, valued: pip, settling: pipSettles, loose: pythonPackage, harmless: pythonTools)
    }
    let script = [
      ["npm", "install"], ["npm", "i"], ["npm", "add"], ["pnpm", "add"], ["pnpm", "i"], ["pnpm", "install"],
      ["yarn", "add"], ["yarn", "global", "add"], ["bun", "add"], ["bun", "install"], ["bun", "i"],
    ].map { Installer(head: $0, valued: npm, loose: npmPackage, harmless: npmTools) }
    let php = [["composer", "require"], ["composer", "global", "require"]].map {
      Installer(
        head: $0, valued: ["-d", "--working-dir"], loose: .fixed(#"\A[a-z0-9_.-]+/[a-z0-9_.-]+\z"#),
        harmless: [])
    }
    return python + script + php + [
      Installer(
        head: ["gem", "install"], valued: ["-s", "--source", "-i", "--install-dir", "-n", "--bindir", "-P"],
        settling: ["-v", "--version"], loose: .fixed(#"\A[A-Za-z][\w-]*\z"#), harmless: ["bundler"]),
      Installer(
        head: ["go", "install"], valued: ["-ldflags", "-tags", "-modfile", "-o"],
        loose: .fixed(#"\A[\w.-]+\.[\w-]+/\S*@(?:latest|main|master|HEAD)\z"#)),
      Installer(
        head: ["cargo", "install"], valued: ["--root", "--target", "--features", "-F", "--bin", "--profile", "-j"],
        settling: ["--version", "--vers", "--path", "--git", "--list"], loose: .fixed(#"\A[a-z][\w-]*\z"#)),
      Installer(
        head: ["dotnet", "tool", "install"], valued: ["--tool-path", "--add-source", "--configfile", "--framework"],
        settling: ["--version", "--tool-manifest"], loose: .fixed(#"\A[A-Za-z][\w.-]*\z"#)),
    ]
  }()

  private static let pythonProgram = Pattern.fixed(#"\Apython[\d.]*\z"#)
  private static let pipProgram = Pattern.fixed(#"\Apip[\d.]*\z"#)

  /// The words of a command that name a package without a version; none where something else settles the versions.
  static func words(in command: ArraySlice<ShellWord>) -> [ShellWord] {
    var words = Array(command)
    guard let first = words.first else { return [] }
    var name = first.text.split(separator: "/").last.map(String.init) ?? ""
    if pythonProgram.matches(Array(name.utf8)) {
      guard words.count > 3, words[1].text == "-m" else { return [] }
      words.removeFirst(2)
      name = words[0].text
    }
    if pipProgram.matches(Array(name.utf8)) { name = "pip" }
    for installer in installers where installer.head[0] == name {
      if let arguments = arguments(of: words.dropFirst(), for: installer) {
        return arguments.filter {
          $0.expansions.isEmpty && !installer.harmless.contains($0.text) && installer.loose.matches(Array($0.text.utf8))
        }
      }
    }
    return []
  }

  /// What stands behind the verbs of an installer, without options; nil for another verb, empty where versions are settled.
  private static func arguments(of words: ArraySlice<ShellWord>, for installer: Installer) -> [ShellWord]? {
    var verbs = installer.head.dropFirst()
    var arguments: [ShellWord] = []
    var rest = words
    while let word = rest.popFirst() {
      if word.text.hasPrefix("-") {
        let option = word.text.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word.text
        if installer.settling.contains(option) { return verbs.isEmpty ? [] : nil }
        if installer.valued.contains(option), option == word.text { _ = rest.popFirst() }
      } else if let verb = verbs.first {
        guard word.text == verb else { return nil }
        verbs = verbs.dropFirst()
      } else {
        arguments.append(word)
      }
    }
    return verbs.isEmpty ? arguments : nil
  }

  private static let settled = Pattern.fixed(#"\b(?:PIP|UV)_CONSTRAINT\b|\bPIP_NO_INDEX\b|\bPIP_REQUIRE_HASHES\b"#)

  /// The commands of a script that install something loose, one finding for those that follow each other.
  static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    if script.has(settled, in: 0..<script.bytes.count) { return [] }
    return script.commands.reduce(into: [Hit]()) { hits, command in
      let loose = words(in: script.program(command))
      guard let last = loose.last else { return }
      let lines = script.line(at: command.range.lowerBound)...script.line(at: last.range.lowerBound)
      if let previous = hits.last, lines.lowerBound <= previous.lines.upperBound + 1 {
        hits[hits.count - 1] = Hit(
          rule, in: script.path, lines: previous.lines.lowerBound...max(previous.lines.upperBound, lines.upperBound),
          message: previous.message)
        return
      }
      let names = loose.prefix(3).map(\.text).joined(separator: ", ")
      hits.append(
        Hit(
          rule, in: script.path, lines: lines,
          message: "\(names) in whatever version the registry has that day; name the version"))
    }
  }
}
