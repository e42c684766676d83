/// A program whose name people write in many ways, and that tells its version without doing anything else.
struct KnownTool: Sendable {
  /// What it is called on PATH; the first that is there is taken.
  let programs: [String]
  /// How people write it, in lower case.
  let names: [String]
  /// What makes it tell its version; nil for a program that reads the project's files, or calls somebody, even then.
  let versionArguments: [String]?
  /// The Debian package; nil where there is none.
  let package: String?

  init(
    _ programs: String, also names: String = "", version arguments: String? = "--version", package: String? = nil,
    hasPackage: Bool = true
  ) {
    self.programs = programs.split(separator: " ").map(String.init)
    self.names = self.programs + names.split(separator: " ").map(String.init)
    versionArguments = arguments.map { $0.split(separator: " ").map(String.init) }
    self.package = package ?? (hasPackage ? self.programs.first : nil)
  }

  /// The tool that people call `name`; nil where it is none of these.
  static func named(_ name: String) -> KnownTool? { byName[name.lowercased()] }

  private static let byName: [String: KnownTool] = Dictionary(
    all.flatMap { tool in tool.names.map { ($0, tool) } }, uniquingKeysWith: { first, _ in first })

  private static let all: [KnownTool] = [
    KnownTool("git"), KnownTool("node nodejs", also: "node.js", package: "nodejs"),
    KnownTool("python3 python", package: "python3"), KnownTool("npm", version: nil), KnownTool("npx", version: nil),
    KnownTool("pnpm", version: nil, hasPackage: false), KnownTool("yarn", version: nil, hasPackage: false),
    KnownTool("bun", hasPackage: false), KnownTool("deno", hasPackage: false),
    KnownTool("go", also: "golang", version: "version", package: "golang"),
    KnownTool("rustc", also: "rust", version: nil), KnownTool("cargo", version: nil),
    KnownTool("java", version: "-version", package: "default-jre"),
    KnownTool("docker", package: "docker.io"), KnownTool("podman"), KnownTool("jq"), KnownTool("yq"), KnownTool("curl"),
    KnownTool("wget"), KnownTool("make"), KnownTool("cmake"), KnownTool("gcc"), KnownTool("clang"), KnownTool("ruby"),
    KnownTool("perl"), KnownTool("php", version: "-n --version", package: "php-cli"),
    KnownTool("rg", also: "ripgrep", package: "ripgrep"),
    KnownTool("fd"), KnownTool("gh", version: nil), KnownTool("kubectl", version: nil, hasPackage: false),
    KnownTool("helm", version: nil, hasPackage: false), KnownTool("terraform", version: nil, hasPackage: false),
    KnownTool("aws", version: nil, package: "awscli"), KnownTool("gcloud", version: nil, hasPackage: false),
    KnownTool("az", version: nil, hasPackage: false),
    KnownTool("psql", also: "postgresql-client", package: "postgresql-client"),
    KnownTool("sqlite3", also: "sqlite"), KnownTool("pandoc"), KnownTool("ffmpeg", version: "-version"),
    KnownTool("shellcheck"), KnownTool("pip pip3", version: nil, package: "python3-pip"),
    KnownTool("uv", hasPackage: false), KnownTool("poetry", version: nil, package: "python3-poetry"),
    KnownTool("swift", version: nil, hasPackage: false),
    KnownTool("mvn", also: "maven", version: nil, package: "maven"),
    KnownTool("gradle", version: nil), KnownTool("openssl", version: "version"),
    KnownTool("dot", also: "graphviz", version: "-V", package: "graphviz"),
    KnownTool("bash"), KnownTool("moe-judge", hasPackage: false),
  ]
}

/// Tools that agents bring themselves; no program on PATH is meant by them.
enum AgentTools {
  static let names: Set<String> = [
    "Read", "Write", "Edit", "MultiEdit", "Bash", "Grep", "Glob", "LS", "Task", "Agent", "WebFetch", "WebSearch",
    "TodoWrite", "TodoRead", "NotebookEdit", "NotebookRead", "Skill", "SlashCommand", "BashOutput", "KillShell",
    "AskUserQuestion", "ExitPlanMode",
  ]

  static func contains(_ name: String) -> Bool { names.contains(name) || name.hasPrefix("mcp__") }
}
