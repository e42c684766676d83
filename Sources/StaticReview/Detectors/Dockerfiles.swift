internal import JudgeTypes

/// One instruction of a Dockerfile, continuation lines joined.
struct DockerInstruction: Sendable {
  let keyword: String
  let arguments: String
  let lines: ClosedRange<Int>
  /// The number of its build stage, from 0; -1 before the first FROM.
  let stage: Int
}

/// A Dockerfile as its instructions and stages.
struct Dockerfile: Sendable {
  let instructions: [DockerInstruction]

  init(_ source: Source) {
    var instructions: [DockerInstruction] = []
    var stage = -1
    var line = source.firstLine
    let continuation = Self.escapeDirective.matches(source.bytes) ? "`" : "\\"
    while line <= source.lastLine {
      let first = line
      var text = ""
      while line <= source.lastLine {
        let part = source.string(source.trimmed(source.range(ofLines: line...line)), in: .text)
        let isContinued = part.hasSuffix(continuation)
        text += isContinued ? part.dropLast() + " " : part
        line += 1
        // Comment lines inside a continued instruction do not end it.
        guard isContinued || !text.isEmpty && part.isEmpty && text.hasSuffix(" ") else { break }
      }
      text += Self.heredocs(of: text, from: &line, in: source)
      let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard let keyword = words.first?.uppercased(), keyword.allSatisfy(\.isLetter) else { continue }
      if keyword == "FROM" { stage += 1 }
      instructions.append(
        DockerInstruction(
          keyword: keyword, arguments: words.count > 1 ? trimmed(words[1]) : "", lines: first...max(first, line - 1),
          stage: stage))
    }
    self.instructions = instructions
  }

  private static let escapeDirective = Pattern.fixed(#"(?i)\A(?:#[^\n]*\n)*#[ \t]*escape[ \t]*=[ \t]*`"#)
  private static let heredoc = Pattern.fixed(#"<<-?[ \t]*["']?(\w+)["']?"#)

  /// The lines of here documents that an instruction opens, which belong to it.
  private static func heredocs(of text: String, from line: inout Int, in source: Source) -> String {
    let bytes = Array(text.utf8)
    var body = ""
    for word in heredoc.allMatches(in: bytes).compactMap({ $0.groups[0] }).map({
      String(decoding: bytes[$0], as: UTF8.self)
    }) {
      while line <= source.lastLine {
        let part = source.string(source.trimmed(source.range(ofLines: line...line)), in: .text)
        line += 1
        if part == word { break }
        body += " ; " + part
      }
    }
    return body
  }

  var lastStage: Int { instructions.last?.stage ?? -1 }
  var final: [DockerInstruction] { instructions.filter { $0.stage == lastStage } }

  /// The instructions of the final stage and of the stages it is built on.
  var effective: [DockerInstruction] {
    var stages: Set<Int> = [lastStage]
    var names: [String: Int] = [:]
    for from in instructions where from.keyword == "FROM" { if let name = from.stageName { names[name] = from.stage } }
    var current = lastStage
    while let from = instructions.first(where: { $0.keyword == "FROM" && $0.stage == current }),
      let base = names[from.image.lowercased()], base < current
    {
      stages.insert(base)
      current = base
    }
    return instructions.filter { stages.contains($0.stage) }
  }
}

extension DockerInstruction {
  /// The image of a FROM, flags left out.
  var image: String {
    arguments.split(whereSeparator: \.isWhitespace).first { !$0.hasPrefix("--") }.map(String.init) ?? ""
  }

  /// The name that a FROM gives its stage.
  var stageName: String? {
    let words = arguments.split(whereSeparator: \.isWhitespace)
    guard words.count >= 3, words[words.count - 2].lowercased() == "as" else { return nil }
    return words[words.count - 1].lowercased()
  }
}

enum Dockerfiles {
  static let root = Detector.file("container_root") { source, rule in
    let file = Dockerfile(source)
    guard let from = file.final.first(where: { $0.keyword == "FROM" }), !source.isPartial else { return [] }
    if let user = file.effective.last(where: { $0.keyword == "USER" }) {
      let name = user.arguments.split(separator: ":").first.map(String.init) ?? ""
      return name == "root" || name == "0" ? [Hit(rule, in: source.path, lines: user.lines)] : []
    }
    let base = file.effective.filter { $0.keyword == "FROM" }.map(\.image).first ?? from.image
    if ["nonroot", "unprivileged", "chainguard", "bitnami", "-rootless"].contains(where: base.contains)
      || base == "scratch"
    {
      return []
    }
    // A base that only this company has may set its user itself; a file that only packs files runs nothing.
    guard runsSomething(file), !dropsPrivileges(source) else { return [] }
    return [
      Hit(
        rule, in: source.path, lines: from.lines,
        absentTerms: source.has(anyUser, in: 0..<source.text.count) ? nil : ["\nUSER "])
    ]
  }

  private static let anyUser = Pattern.fixed(#"(?im)^\s*USER\s"#)
  private static let dropping = Pattern.fixed(#"\b(?:gosu|su-exec|setpriv|runuser|chroot --userspec)\b"#)

  private static func dropsPrivileges(_ source: Source) -> Bool { source.has(dropping, in: 0..<source.text.count) }

  private static func runsSomething(_ file: Dockerfile) -> Bool {
    file.effective.contains { $0.keyword == "CMD" || $0.keyword == "ENTRYPOINT" }
  }

  /// A tag without any digit, such as `latest`, `stable` or `alpine`; `bookworm-slim` and the like name a release.
  static func isFloating(_ tag: String) -> Bool {
    let releases = ["bookworm", "bullseye", "buster", "trixie", "jammy", "noble", "focal", "nonroot", "debug"]
    return !tag.contains(where: \.isNumber) && (tag.contains("latest") || !releases.contains { tag.contains($0) })
  }

  private static let server = Pattern.fixed(
    #"(?i)\b(?:gunicorn|uvicorn|hypercorn|flask|runserver|nginx|apache2|httpd|caddy|server|serve|api|web|java|dotnet|node|npm|yarn|pnpm|puma|rails|php-fpm|daphne)\b"#
  )

  static let healthcheck = Detector.file("container_no_healthcheck") { source, rule in
    let file = Dockerfile(source)
    guard !source.isPartial, !file.instructions.contains(where: { $0.keyword == "HEALTHCHECK" }),
      file.effective.contains(where: { $0.keyword == "EXPOSE" }),
      let start = file.effective.last(where: { $0.keyword == "CMD" || $0.keyword == "ENTRYPOINT" }),
      server.matches(Array(start.arguments.utf8))
    else { return [] }
    return [Hit(rule, in: source.path, lines: 1...1, absentTerms: ["HEALTHCHECK"])]
  }

  private static let pipeToShell = Pattern.fixed(
    #"(?i)(?:curl|wget)\b[^|;&]*\|\s*(?:sudo\s+)?(?:-E\s+)?(?:/bin/)?(?:sh|bash|zsh|python3?|node|perl|tar|gunzip|gzip|apt-key|gpg)\b|(?:ba)?sh\s+(?:-c\s+["']?\$\(|<\(\s*)\s*(?:curl|wget)"#
  )
  private static let download = Pattern.fixed(
    #"(?i)\b(?:curl|wget)\b(?![^&;|]*(?:localhost|127\.0\.0\.1))[^&;|]*https?://"#)
  private static let used = Pattern.fixed(
    #"(?i)(?:chmod\s+(?:a?\+x|[0-7]*[1357][0-7]*)|\btar\s+-?\w*x|\bunzip\b|dpkg\s+-i|rpm\s+-i|\bsh\s+[./\w]|\bbash\s+[./\w]|/usr/local/bin|\binstall\s+-m|pip\s+install\s+[./\w]*\.whl|python3?\s+\S+\.py)"#
  )
  private static let verified = Pattern.fixed(
    #"(?i)sha(?:256|512|1)sum|shasum|gpg\s+(?:--batch\s+)?(?:--\S+\s+)*--verify|cosign\s+verify|--checksum=|openssl\s+dgst|minisign|checksum"#
  )
  private static let packing = Pattern.fixed(#"(?i)\|\s*(?:sudo\s+)?(?:gpg|apt-key)\b"#)

  static let unverified = Detector.file("container_unverified_download") { source, rule in
    Dockerfile(source).instructions.compactMap { instruction in
      let text = Array(instruction.arguments.utf8)
      switch instruction.keyword {
      case "RUN":
        if verified.matches(text) { return nil }
        if pipeToShell.matches(text), !packing.matches(text) {
          return Hit(rule, in: source.path, lines: marked(instruction, in: source))
        }
        return download.matches(text) && used.matches(text)
          ? Hit(rule, in: source.path, lines: marked(instruction, in: source)) : nil
      case "ADD":
        let isRemote = ["http://", "https://"].contains { instruction.arguments.contains($0) }
        return isRemote && !verified.matches(text) ? Hit(rule, in: source.path, lines: instruction.lines) : nil
      default: return nil
      }
    }
  }

  private static let fetches = Pattern.fixed(#"(?i)\b(?:curl|wget)\b"#)

  /// The line of a RUN that fetches, rather than the whole instruction.
  private static func marked(_ instruction: DockerInstruction, in source: Source) -> ClosedRange<Int> {
    instruction.lines.first { fetches.matches(source.text, in: source.range(ofLines: $0...$0)) }.map { $0...$0 }
      ?? instruction.lines
  }
}
