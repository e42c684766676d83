public import Provenance

/// One use of a tool by an agent.
public struct ToolUse: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case shell, read, edit, write, search, listing, skill, waiting, other }

  /// As the agent calls it.
  public let name: String
  public let kind: Kind
  public let input: JSONValue
  /// The file or folder that it is about, as the agent wrote it.
  public let path: String?
  /// Of a shell.
  public let command: String?
  /// What it puts into a file; empty for other uses.
  public let newText: String
  /// What of the file it replaces.
  public let oldText: String
  /// Whether the event tells how it ended.
  public let hasResponse: Bool
  /// What it answered, the first 64 KiB.
  public let output: String
  /// What of the answer is said of the call and not by the file that it showed: errors, and what a shell wrote to standard error.
  public let complaint: String
  public let hasFailed: Bool
  /// Whether the event or an exit code says so, and not its text alone.
  let isToldToFail: Bool
  /// The skill that a use of kind `skill` names.
  public let skill: String?

  /// - Parameter isFailure: whether the event itself says that it failed.
  init?(_ fields: HookFields, isFailure: Bool) {
    let given = Self.parsed(fields.value("tool_input", "tool_args", "input", "arguments"))
    let command = fields.text("command")
    let file = fields.text("file_path")
    guard
      let name = fields.text("tool_name", "tool")
        ?? (command != nil ? "Shell" : file != nil ? fields.value("edits") == nil ? "Read" : "Edit" : nil)
    else { return nil }
    self.name = name
    kind = Self.kind(of: name)
    input =
      given
      ?? .object(
        JSONObject([
          ("command", .optional(command)), ("file_path", .optional(file)), ("edits", fields.value("edits") ?? .null),
        ]) {
          first, _ in first
        })
    let inner = HookFields(input)
    path = inner.text("file_path", "notebook_path", "path", "target_file", "absolute_path", "file")
    self.command = kind == .shell ? inner.text("command", "cmd") ?? Self.words(inner.value("command")) : nil
    let edits = inner.value("edits")?.arrayValue?.map(HookFields.init) ?? []
    newText = ([inner] + edits).compactMap { $0.text("content", "new_string", "new_str", "file_text", "new_source") }
      .joined(separator: "\n")
    oldText = ([inner] + edits).compactMap { $0.text("old_string", "old_str") }.joined(separator: "\n")
    skill = kind == .skill ? inner.text("skill", "name", "command", "skill_name") : nil
    let response = fields.value("tool_response", "tool_result", "tool_output", "result", "output")
    let error = fields.value("error", "error_message")
    hasResponse = response != nil || error != nil
    let answer = ToolResponse(response: response, error: error, isShell: kind == .shell)
    output = answer.text
    complaint = answer.complaint
    hasFailed = isFailure || answer.saysFailed
    isToldToFail = isFailure || answer.isToldToFail
  }

  /// The paths that it is about, below where its shell went.
  func touches(_ place: Place) -> [ShellLine.Command.Touch] {
    guard kind == .shell else {
      guard let path, kind != .other, kind != .skill, kind != .waiting else { return [] }
      let changes = kind == .edit || kind == .write
      return [.init(path: path, changes: changes, isDeep: kind == .search || kind == .listing, writes: changes)]
    }
    var folder = ""
    var found: [ShellLine.Command.Touch] = []
    for command in ShellLine(self.command ?? "").commands {
      if command.name == "cd", let target = command.arguments.first(where: { !$0.hasPrefix("-") }) {
        folder = Self.joined(folder, target)
      }
      found += command.touches.map {
        .init(path: Self.joined(folder, $0.path), changes: $0.changes, isDeep: $0.isDeep, writes: $0.writes)
      }
    }
    return found
  }

  private static func joined(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") || path.hasPrefix("~") || folder.isEmpty ? path : folder + "/" + path
  }

  /// Some agents hand the input over as text that holds JSON.
  private static func parsed(_ value: JSONValue?) -> JSONValue? {
    guard let text = value?.stringValue else { return value?.objectValue == nil ? nil : value }
    return (try? JSONValue(parsing: text)).flatMap { $0.objectValue == nil ? nil : $0 }
      ?? .object(JSONObject(["command": .string(text)]))
  }

  /// A command that is given as a list of words.
  private static func words(_ value: JSONValue?) -> String? {
    value?.arrayValue?.compactMap(\.stringValue).joined(separator: " ")
  }

  /// What a tool of this name does, whichever agent calls it so.
  static func kind(of name: String) -> Kind { kinds[name.lowercased().filter(\.isLetter)] ?? .other }

  private static let kinds: [String: Kind] = {
    let names: [Kind: String] = [
      .shell:
        "bash shell runshellcommand localshell runterminalcmd runterminalcommand executecommand exec execcommand powershell",
      .read: "read readfile view viewfile openfile notebookread readmanyfiles",
      .edit:
        "edit multiedit replace editfile strreplace strreplaceeditor applypatch notebookedit searchreplace updatefile",
      .write: "write writefile createfile create savefile",
      .search: "grep searchfilecontent grepsearch ripgrep search codebasesearch",
      .listing: "glob findfiles filesearch ls listdirectory listdir",
      .skill: "skill activateskill useskill",
      .waiting:
        "bashoutput taskoutput killshell todowrite todoread askuserquestion exitplanmode enterplanmode task agent wait writestdin",
    ]
    var kinds: [String: Kind] = [:]
    for (kind, words) in names { for word in words.split(separator: " ") { kinds[String(word)] = kind } }
    return kinds
  }()
}

/// What a tool answered, in the many forms in which agents hand it over.
struct ToolResponse {
  let text: String
  let complaint: String
  let saysFailed: Bool
  /// By a code, a flag or an error of its own.
  let isToldToFail: Bool
  private static let limit = 65_536

  init(response: JSONValue?, error: JSONValue?, isShell: Bool) {
    let parts = [error, response].compactMap(\.self).map { Self.text(of: $0, depth: 0) }.filter { !$0.isEmpty }
    text = String(parts.joined(separator: "\n").prefix(Self.limit))
    let said = error ?? response?["stderr"] ?? response?["error"]
    let plain = response?.stringValue ?? ""
    complaint = said.map { Self.text(of: $0, depth: 0) } ?? (isShell || Self.isFailure(text: plain) ? plain : "")
    isToldToFail =
      error?.stringValue?.isEmpty == false || Self.isFailure(response, isShell: isShell) || Self.isFailure(text: plain)
    saysFailed =
      isToldToFail
      || isShell && (Self.isFailure(text: complaint) || Phantom.first(in: complaint, isShell: true) != nil)
  }

  private static func isFailure(_ response: JSONValue?, isShell: Bool) -> Bool {
    guard let response, response.objectValue != nil else { return false }
    let fields = HookFields(response)
    if fields.value("is_error")?.boolValue == true || fields.value("success")?.boolValue == false { return true }
    if let error = fields.value("error"), error.stringValue?.isEmpty == false || error.objectValue != nil {
      return true
    }
    if let code = fields.value("exit_code", "return_code")?.intValue, code != 0 { return true }
    // Elsewhere these are answers of servers.
    if isShell, let code = fields.value("code", "status")?.intValue, code != 0 { return true }
    return ["failure", "error", "denied"].contains(fields.text("result_type", "status")?.lowercased() ?? "")
  }

  /// Where nothing but words tells: how tools and shells begin when they fail.
  private static func isFailure(text: String) -> Bool {
    let start = text.prefix(200).lowercased()
    if ["error:", "error executing", "exit code ", "<tool_use_error>", "fatal:", "command failed"].contains(
      where: start.hasPrefix)
    {
      return !start.hasPrefix("exit code 0")
    }
    return start.hasPrefix("traceback (most recent call last)")
  }

  private static func text(of value: JSONValue, depth: Int) -> String {
    guard depth < 6 else { return "" }
    switch value {
    case .string(let text): return String(text.prefix(limit))
    case .array(let values): return values.prefix(200).map { text(of: $0, depth: depth + 1) }.joined(separator: "\n")
    case .object(let members):
      let order = [
        "stderr", "error", "stdout", "output", "content", "text", "textResultForLlm", "llmContent", "message", "file",
      ]
      return order.compactMap { members[$0].map { text(of: $0, depth: depth + 1) } }.filter { !$0.isEmpty }
        .joined(separator: "\n")
    default: return ""
    }
  }
}
