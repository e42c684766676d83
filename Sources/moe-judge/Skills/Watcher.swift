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
      let skill = skill(for: event, in: &session)
      var watch = SessionWatch(session: session, skill: skill, home: environment["HOME"])
      advice = watch.take(event)
      if event.moment == .stop { try note(watch, in: folder, &watch.session.retrospective) }
      return watch.session.encoded
    }
    if isNew { folder.prune(before: now.addingTimeInterval(-Self.kept)) }
    return advice
  }

  /// The skill that the session works by; what cannot be read is as if it were not there.
  private func skill(for event: HookEvent, in session: inout WatchedSession) -> SkillFile? {
    if let skillFile {
      let found = (try? SkillFolder.files(at: skillFile))?.first
      session.skillPath = found ?? skillFile
    } else if let name = event.tool?.skill, event.tool?.hasFailed == false {
      session.skill = name.split(separator: ":").last.map(String.init) ?? name
      session.skillPath = SkillInUse.file(of: name, below: HookInput.roots(of: event, environment))
    }
    guard let path = session.skillPath, let skill = try? SkillFolder.read(path) else { return nil }
    session.skill = skill.name
    return skill
  }

  /// Adds the session's retrospective, unless the last one said the same.
  private func note(_ watch: SessionWatch, in folder: SessionFolder, _ last: inout String?) throws {
    let today = Day(number: Int((now.timeIntervalSince1970 / 86_400).rounded(.down)))
    guard let retrospective = Retrospective(of: watch, on: today), retrospective.line != last else { return }
    try folder.retrospectives.append { _ in retrospective.line }
    last = retrospective.line
  }
}
