internal import JudgeTypes

/// What is fetched and run, or installed, without a check of what it is.
enum ShellDownloads {
  private static let fetches = Pattern.fixed(#"\b(?:curl|wget)\b[^|]*(?:https?://|ftp://|\$)"#)
  private static let interpreter = Pattern.fixed(
    #"\A(?:sudo\s+(?:-\w+\s+|\w+=\S+\s+)*)?(?:env\s+)?(?:\w+=\S+\s+)*(?:/usr)?(?:/bin/)?(?:ba|z|da|k)?sh\b|\A(?:sudo\s+(?:-\w+\s+)*)?(?:python[\d.]*|perl|ruby|node|php)(?:\s+-)?(?:\s|\z)(?!-c|-m|-e|-r|-n|-p|-l)"#
  )
  private static let unpacksIntoSystem = Pattern.fixed(
    #"\A(?:sudo\s+)(?:tar\s+-?\w*x|dd\s)|\Atar\s+-?\w*x[^|]*(?:-C|--directory)[ =]*["']?/(?:usr|opt|bin|etc)|\Akubectl\s+(?:apply|create)"#
  )
  private static let substituted = Pattern.fixed(
    #"(?:\beval\s+"?|\bsource\s+|(?<!\S)\.\s+|\b(?:ba|z|da)?sh\s+(?:-\w*c\s+)?"?)(?:\$\(|<\(|`)\s*(?:curl|wget)\b"#)
  private static let local = Pattern.fixed(#"https?://(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)"#)
  private static let verified = Pattern.fixed(
    #"(?i)\bsha(?:256|512|1|384)?sum\b|\bshasum\b|\bgpgv?\s[^\n]*--?(?:verify|batch --verify)|\bgpgv\b|cosign\s+verify|minisign|openssl\s+dgst|slsa-verifier|signify|rekor|rhash|gh\s+attestation\s+verify|b2sum|b3sum|Get-FileHash|nix-prefetch"#
  )
  /// The installers that their makers tell everybody to run so; held, but not as the gravest.
  private static let official = Pattern.fixed(
    #"https://(?:sh\.rustup\.rs|get\.docker\.com|install\.python-poetry\.org|deb\.nodesource\.com|astral\.sh|raw\.githubusercontent\.com/(?:nvm-sh|Homebrew|helm)/|get\.helm\.sh|get\.sdkman\.io|bun\.sh|deno\.land|fnm\.vercel\.app|get\.pnpm\.io|pyenv\.run|bootstrap\.pypa\.io)"#
  )

  static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    let isVerified = verified.matches(script.bytes)
    return script.commands.indices.compactMap { index in
      let command = script.commands[index]
      guard script.has(fetches, in: command.range), !script.has(local, in: command.range) else { return nil }
      if script.has(substituted, in: command.range), !isQuotedText(command) {
        return hit(command.range, script, rule, "what the server answers is run unseen")
      }
      guard fetcher(command, script) else { return nil }
      if command.after == .pipe {
        let pipeline = script.pipeline(from: index)
        for next in pipeline.indices.dropFirst() {
          let range = script.commands[next].range
          if script.has(interpreter, in: range), !isVerified || pipeline.indices.count == 2 {
            return hit(pipeline.range, script, rule, "what the server answers is run unseen")
          }
          if script.has(unpacksIntoSystem, in: range) {
            return hit(pipeline.range, script, rule, "what the server answers is installed unseen", severity: .high)
          }
        }
        return nil
      }
      guard !isVerified, let file = target(of: command, script), use(of: file, after: index, script) != nil else {
        return nil
      }
      return hit(
        command.range, script, rule, "'\(file)' is fetched and then run or installed without a check of what it is",
        severity: .high)
    }
  }

  private static func fetcher(_ command: ShellCommand, _ script: ShellScript) -> Bool {
    ["curl", "wget"].contains(script.program(command).first?.text ?? "")
  }

  /// `echo "curl … | sh"` only speaks of it.
  private static func isQuotedText(_ command: ShellCommand) -> Bool {
    ["echo", "printf", "cat", "log", "info"].contains(command.name)
  }

  private static func hit(
    _ range: Range<Int>, _ script: ShellScript, _ rule: Rule, _ message: String, severity: Severity? = nil
  ) -> Hit {
    let isKnown = script.has(official, in: range)
    return Hit(
      rule, in: script.path, lines: script.lines(of: range), message: message, severity: isKnown ? .high : severity)
  }

  /// The file that the fetched goes to.
  private static func target(of command: ShellCommand, _ script: ShellScript) -> String? {
    let words = Array(script.program(command)).map(\.text)
    for (index, word) in words.enumerated() {
      if ["--output", "--output-document"].contains(word)
        || word.hasPrefix("-") && !word.hasPrefix("--")
          && (word.hasSuffix("o") || words[0] == "wget" && word.hasSuffix("O"))
      {
        if index + 1 < words.count { return words[index + 1] }
      }
      for prefix in ["--output=", "--output-document="] where word.hasPrefix(prefix) {
        return String(word.dropFirst(prefix.count))
      }
    }
    if let redirection = command.redirections.first(where: { $0.sign == ">" }) { return redirection.target.text }
    let isNamed =
      words[0] == "wget" || words.contains("--remote-name")
      || words.contains { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("O") }
    guard isNamed, let address = words.last(where: { $0.contains("://") || $0.hasPrefix("$") }) else { return nil }
    return address.split(separator: "/").last.map(String.init)
  }

  /// The command behind it that runs or installs the file.
  private static func use(of file: String, after index: Int, _ script: ShellScript) -> ShellCommand? {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard name.count > 1, file != "/dev/null", file != "-" else { return nil }
    let isProgramFolder = file.contains("/bin/")
    return script.commands[index...].dropFirst().prefix(20).first { later in
      let words = script.program(later).map(\.text)
      guard let program = words.first, words.contains(where: { $0.hasSuffix(name) }) || program == "./" + name else {
        return false
      }
      switch program {
      case "chmod":
        return words.contains {
          $0.contains("+x") || $0.contains("755") || $0.contains("777") || $0.contains("700") || $0.contains("+rx")
        }
      case "sh", "bash", "zsh", "python", "python3", "node", "perl", "source", ".", "dpkg", "rpm", "installer",
        "msiexec":
        return true
      case "apt", "apt-get", "dnf", "yum", "pip", "pip3", "npm", "gem", "install", "apk": return true
      case "tar", "unzip", "gunzip":
        return script.text(later.range).hasPrefix("sudo ")
          || script.program(later).contains { word in
            ["/usr", "/opt", "/bin"].contains(
              where: script.resolved(word, before: later.range.lowerBound).hasPrefix)
          }
          || isRunLater(after: later, script)
      case "mv", "cp": return words.last.map { $0.contains("/bin") } ?? false
      default: return program.hasSuffix("/" + name) || isProgramFolder && program == name
      }
    }
  }

  /// What was unpacked becomes a program: moved to where programs are, made executable, or run by its path.
  private static func isRunLater(after command: ShellCommand, _ script: ShellScript) -> Bool {
    script.commands.drop { $0.range.lowerBound <= command.range.lowerBound }.prefix(8).contains { later in
      let words = script.program(later).map(\.text)
      guard let program = words.first else { return false }
      return ["mv", "cp", "install"].contains(program) && words.contains { $0.contains("/bin") }
        || program.hasPrefix("./")
        || program == "chmod" && words.contains { $0.contains("+x") }
    }
  }
}
