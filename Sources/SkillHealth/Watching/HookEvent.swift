public import Provenance

/// What a coding agent tells a hook: where it is in its work, and which tool it uses how.
public struct HookEvent: Sendable, Hashable {
  public enum Moment: String, Sendable, Hashable, CaseIterable {
    /// The agent sums up what was said, and goes on with that alone.
    case compaction
    case sessionStart, prompt, beforeTool, afterTool, stop, subagentStop, other
  }

  /// As the agent calls it, such as `PostToolUse`; empty where it does not say.
  public let name: String
  public let moment: Moment
  /// Empty where the agent names none.
  public let session: String
  /// Which of several agents of the session it comes from; nil for the first.
  public let agent: String?
  public let tool: ToolUse?
  /// Absolute.
  public let workingFolder: String?
  /// The JSONL file of the session, absolute.
  public let transcript: String?
  /// What the agent said last, where the event holds it.
  public let lastMessage: String?

  /// Reads an event; snake_case and camelCase are the same. Nil for what is no event of an agent.
  public init?(_ value: JSONValue) {
    guard value.objectValue != nil else { return nil }
    let fields = HookFields(value)
    name = fields.text("hook_event_name", "event_name", "event", "hook") ?? ""
    tool = ToolUse(fields, isFailure: name.lowercased().contains("failure"))
    guard !name.isEmpty || tool != nil else { return nil }
    let told = Self.moments[name.lowercased().filter(\.isLetter)]
    moment = told ?? (tool == nil ? .other : tool?.hasResponse == true ? .afterTool : .beforeTool)
    session = fields.text("session_id", "conversation_id", "thread_id") ?? ""
    agent = fields.text("agent_id")
    workingFolder = fields.text("cwd", "working_directory") ?? fields.value("workspace_roots")?[0]?.stringValue
    transcript = fields.text("transcript_path", "agent_transcript_path")
    lastMessage = fields.text("last_assistant_message", "response", "text")
  }

  private static let moments: [String: Moment] = [
    "sessionstart": .sessionStart, "precompact": .compaction, "precompress": .compaction,
    "userpromptsubmit": .prompt, "userpromptsubmitted": .prompt, "beforesubmitprompt": .prompt, "beforeagent": .prompt,
    "pretooluse": .beforeTool, "beforetool": .beforeTool, "beforeshellexecution": .beforeTool,
    "beforereadfile": .beforeTool, "beforemcpexecution": .beforeTool,
    "posttooluse": .afterTool, "posttoolusefailure": .afterTool, "aftertool": .afterTool,
    "aftershellexecution": .afterTool, "afterfileedit": .afterTool, "aftermcpexecution": .afterTool,
    "stop": .stop, "afteragent": .stop, "agentstop": .stop, "sessionend": .stop,
    "subagentstop": .subagentStop,
  ]
}

/// The members of an event, whichever way its keys are written.
struct HookFields {
  private let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  /// The first of `keys`, given in snake_case, that is there in either spelling and not null.
  func value(_ keys: String...) -> JSONValue? {
    keys.lazy.compactMap { value[$0] ?? value[Self.camelCase($0)] }.first { !$0.isNull }
  }

  func text(_ keys: String...) -> String? {
    keys.lazy.compactMap { (value[$0] ?? value[Self.camelCase($0)])?.stringValue }.first
  }

  private static func camelCase(_ key: String) -> String {
    let parts = key.split(separator: "_")
    return parts.prefix(1).joined() + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
