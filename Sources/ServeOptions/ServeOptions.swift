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
  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address")) public var host = "127.0.0.1"
  @Option(help: ArgumentHelp("The port to listen on; 0 for a free one.", valueName: "number")) public var port = 8080

  public init() {}

  public func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535.") }
  }
}
