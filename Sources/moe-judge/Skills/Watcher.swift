import Foundation
import SkillHealth
import Storage

/// Takes events of sessions in, each into its session's file.
struct Watcher {
  let state: String
  /// The skill in use, where the command line names it.
  let skillFile: String?
  let environment: [String: String]
  let now: Date

  /// For so long nothing has to be heard of a session before its file goes.
  private static let kept: TimeInterval = 14 * 86_400

  /// - Returns: what is to be said.
  /// - Throws: what keeps the session's file from being read or written.
  func take(_ event: HookEvent) throws -> [Advice] {
    let folder = SessionFolder(state: state)
    let id = event.session.isEmpty ? "unnamed" : event.session
    var advice: [Advice] = []
    var isNew = false
    try folder.update(id) { bytes in
      let known = bytes.flatMap(WatchedSession.init(encoded:))
      isNew = known == nil
      var session = known ?? WatchedSession(session: id, started: now.formatted(.iso8601))
      if session.root == nil { session.root = project(of: event) }
      let skill = try skill(for: event, in: &session, folder)
      var watch = SessionWatch(session: session, skill: skill, home: environment["HOME"])
      advice = watch.take(event)
      if event.moment == .stop { try note(watch, in: folder, &watch.session.retrospective, isOver: true) }
      return watch.session.encoded
    }
    if isNew { folder.prune(before: now.addingTimeInterval(-Self.kept)) }
    return advice
  }

  /// The project's folder as the agent names it, where the session works in it; nil where it works elsewhere, as in a worktree.
  private func project(of event: HookEvent) -> String? {
    guard let named = environment["CLAUDE_PROJECT_DIR"], named.hasPrefix("/"), let folder = event.workingFolder else {
      return nil
    }
    let project = named.count > 1 && named.hasSuffix("/") ? String(named.dropLast()) : named
    return folder == project || folder.hasPrefix(project + "/") ? project : nil
  }

  /// The skill that the session works by; what cannot be read is as if it were not there.
  private func skill(
    for event: HookEvent, in session: inout WatchedSession, _ folder: SessionFolder
  ) throws -> SkillFile? {
    if let skillFile {
      let path = (try? SkillFolder.files(at: skillFile))?.first ?? skillFile
      let skill = try? SkillFolder.read(path)
      let name = skill?.name ?? path
      if session.skill != name { try begin(name, path, in: &session, folder) }
      return skill
    }
    if let named = event.tool?.skill, event.tool?.hasFailed == false {
      let path = SkillInUse.file(of: named, below: HookInput.roots(of: event, environment))
      let plain = named.split(separator: ":").last.map(String.init) ?? named
      let name = path.flatMap { try? SkillFolder.read($0) }?.name ?? plain
      // A call is told of twice, before and after it.
      if name != session.skill || path != session.skillPath { try begin(name, path, in: &session, folder) }
    }
    return Self.file(of: session)
  }

  private static func file(of session: WatchedSession) -> SkillFile? {
    session.skillPath.flatMap { try? SkillFolder.read($0) }
  }

  /// The skill before it is looked back on first.
  private func begin(
    _ name: String, _ path: String?, in session: inout WatchedSession, _ folder: SessionFolder
  ) throws {
    if session.skill != nil, !session.isLookedBack {
      let watch = SessionWatch(session: session, skill: Self.file(of: session), home: environment["HOME"])
      try note(watch, in: folder, &session.retrospective, isOver: false)
    }
    session.begin(skill: name, path: path)
  }

  /// Adds the session's retrospective, unless the last one said the same.
  private func note(
    _ watch: SessionWatch, in folder: SessionFolder, _ last: inout String?, isOver: Bool
  ) throws {
    let today = Day(number: Int((now.timeIntervalSince1970 / 86_400).rounded(.down)))
    guard let retrospective = Retrospective(of: watch, on: today, isOver: isOver), retrospective.line != last else {
      return
    }
    try folder.retrospectives.append { _ in retrospective.line }
    last = retrospective.line
  }
}
