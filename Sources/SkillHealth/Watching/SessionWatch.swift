/// Looks at the events of one session, one by one, and says once in a task what goes wrong.
///
/// It never stops anybody. What it reads of the disk are the files that the skill names as its output and those that the session wrote.
public struct SessionWatch: Sendable {
  public var session: WatchedSession
  /// The skill in use; nil where none is known.
  let skill: SkillFile?
  let scope: SkillScope
  /// Where the agent's own files are; they belong to no project and are no confusion.
  let home: String?

  /// - Parameter home: the folder of the person, where agents keep files of their own.
  public init(session: WatchedSession, skill: SkillFile?, home: String?) {
    self.session = session
    self.skill = skill
    self.home = home
    scope = SkillScope(skill)
  }

  /// Takes one event in.
  ///
  /// - Returns: what is to be said now; each anti-pattern once in a task, two at most.
  public mutating func take(_ event: HookEvent) -> [Advice] {
    if session.root == nil { session.root = event.workingFolder }
    var found: [Advice?] = []
    switch event.moment {
    case .sessionStart, .compaction: session.calls = []
    case .other: break
    case .prompt: session.beginTask()
    case .beforeTool, .afterTool:
      guard let use = event.tool else { break }
      let place = Place(event, session: session, home: home)
      record(use, by: event.agent, isDone: event.moment == .afterTool)
      if event.moment == .beforeTool { countMarks(use, place) }
      found = [confusion(use, place), retry(use, by: event.agent), misuse(use, place, by: event.agent)]
      if event.moment == .afterTool { found.append(phantom(use)) }
      if event.moment == .afterTool { remember(use, place) }
    case .stop:
      let said = event.lastMessage ?? event.transcript.flatMap(Transcript.lastMessage)
      found = [incompleteOutput(lastMessage: said)]
      session.isLookedBack = session.skill != nil
    case .subagentStop: found = [promise(in: event.lastMessage)]
    }
    let new = found.compactMap(\.self).filter { !session.advised.contains($0.pattern.rawValue) }.prefix(2)
    session.advised.formUnion(new.map(\.pattern.rawValue))
    for advice in new { session.seen[advice.pattern.rawValue, default: 0] += 1 }
    return Array(new)
  }

  // MARK: What is kept

  /// A call that was announced before it was made is one call.
  private mutating func record(_ use: ToolUse, by agent: String?, isDone: Bool) {
    let signature = CallSignature(use)
    if isDone,
      let place = session.calls.lastIndex(where: { !$0.isDone && $0.exact == signature.exact && $0.agent == agent })
    {
      session.calls[place].isDone = true
      session.calls[place].hasFailed = use.hasFailed
    } else {
      session.calls.append(
        WatchedSession.Call(
          tool: use.name, exact: signature.exact, near: signature.near, hasFailed: isDone && use.hasFailed,
          isDone: isDone, changes: signature.changes, waits: signature.waits, agent: agent))
    }
    session.calls.removeFirst(max(0, session.calls.count - WatchedSession.callLimit))
    if session.toolsUsed.count < 100 { session.toolsUsed.insert(use.name) }
  }

  private mutating func remember(_ use: ToolUse, _ place: Place) {
    guard !use.hasFailed else { return }
    if use.kind == .shell {
      for command in ShellLine(use.command ?? "").commands
      where ["cat", "head", "tail", "sed", "less"].contains(command.name) {
        for word in command.arguments where !word.hasPrefix("-") { keep(place.absolute(word), in: \.read) }
      }
    }
    guard let path = use.path else { return }
    let whole = place.absolute(path)
    switch use.kind {
    case .read: keep(whole, in: \.read)
    case .edit, .write:
      keep(whole, in: \.read)
      keep(whole, in: \.written)
      countMarks(added: use, at: whole)
    default: break
    }
  }

  private mutating func keep(_ path: String, in paths: WritableKeyPath<WatchedSession, Set<String>>) {
    guard session[keyPath: paths].count < WatchedSession.pathLimit, path.utf8.count < 1_000 else { return }
    session[keyPath: paths].insert(path)
  }

}

/// Where the agent works, to tell what its paths mean.
struct Place: Sendable {
  /// The session's first folder.
  let root: String?
  let folder: String?
  let home: String?

  init(_ event: HookEvent, session: WatchedSession, home: String?) {
    root = session.root
    folder = event.workingFolder ?? session.root
    self.home = home
  }

  /// The path from the root of the file system, without `.` and `..`; relative where no folder is known.
  func absolute(_ path: String) -> String {
    var path = path
    if path == "~" || path.hasPrefix("~/"), let home { path = home + path.dropFirst() }
    if !path.hasPrefix("/") { path = (folder.map { $0 + "/" } ?? "") + path }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The path as the project calls it; nil outside of it.
  func relative(_ path: String) -> String? {
    let whole = absolute(path)
    for above in [root, folder].compactMap(\.self) {
      if whole == above { return "" }
      let prefix = above.hasSuffix("/") ? above : above + "/"
      if whole.hasPrefix(prefix) { return String(whole.dropFirst(prefix.count)) }
    }
    return whole.hasPrefix("/") ? nil : whole
  }
}
