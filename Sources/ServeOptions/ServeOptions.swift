public import ArgumentParser

/// The state folder and the team's files that the dashboard shows.
public struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of runs and index instead of .moe-judge; MOE_JUDGE_STATE does the same.", valueName: "directory"),
    completion: .directory)
  public var state: String?
  @Option(
    help: ArgumentHelp("The folder that holds rubrics, decision records and evals.", valueName: "directory"),
    completion: .directory)
  public var root = "."

  public init() {}

  /// Flag, then environment, then `.moe-judge`; an empty variable is one that is not set.
  public func statePath(_ environment: [String: String]) -> String {
    let named = environment["MOE_JUDGE_STATE"] ?? ""
    return state ?? (named.isEmpty ? ".moe-judge" : named)
  }

  public func validate() throws {
    if state?.isEmpty == true { throw ValidationError("--state names no folder. Leave it out to use .moe-judge.") }
    if root.isEmpty { throw ValidationError("--root names no folder. Leave it out to use this one.") }
  }
}

/// How the dashboard is served.
public struct ServeOptions: ParsableArguments {
  @OptionGroup public var stores: StoreOptions
  @Option(
    help: ArgumentHelp("The address to listen on; one beyond this machine needs --token-file.", valueName: "address"))
  public var host = "127.0.0.1"
  @Option(help: ArgumentHelp("The port to listen on; 0 for a free one.", valueName: "number")) public var port = 8080
  @Option(
    help: ArgumentHelp(
      "Who may ask: a file of token hashes, as 'moe-judge-serve token' writes it. Without it everybody on this machine may.",
      valueName: "file"), completion: .file())
  public var tokenFile: String?
  @Option(
    help: ArgumentHelp("Requests a second for each token, or else each address; 0 for no limit.", valueName: "number"))
  public var rate = 100

  public init() {}

  public func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535.") }
    guard (0...1_000_000).contains(rate) else { throw ValidationError("--rate takes a number from 0 to 1000000.") }
    if host.isEmpty { throw ValidationError("--host names no address. Leave it out for 127.0.0.1.") }
    if tokenFile?.isEmpty == true { throw ValidationError("--token-file names no file.") }
  }
}

/// What is exported, and where to.
public struct ExportOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The folder to write, with its pages.", valueName: "directory"), completion: .directory)
  public var folder: String
  @Option(help: ArgumentHelp("How many runs, the newest, with their judgments.", valueName: "n")) public var runs = 100
  @Flag(help: "Replace a folder that holds other things than an earlier export.") public var force = false
  @OptionGroup public var stores: StoreOptions

  public init() {}

  public func validate() throws {
    guard (0...100_000).contains(runs) else { throw ValidationError("--runs takes a number from 0 to 100000.") }
    if folder.isEmpty { throw ValidationError("name the folder to write.") }
  }
}

/// A new token for a file of them.
public struct TokenOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Whose token it is; the log of writes names it.", valueName: "name")) public var name:
    String
  @Option(
    help: ArgumentHelp("read or label; say it twice for both. Without any: read.", valueName: "scope"))
  public var scope: [String] = []
  @Option(help: ArgumentHelp("The file that the token's hash is added to.", valueName: "file"), completion: .file())
  public var tokenFile: String

  public init() {}
}
