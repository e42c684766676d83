import Foundation
import JudgeTypes
import SkillHealth
import Storage

@testable import Dashboard

/// A record of skills in a temporary folder, up to a fixed day: one of everything that pages tell.
struct SampleSkills {
  static let today = Day(number: 20_400)
  static let dropped = today.advanced(by: -9)
  static let hostile = "<script>alert(\"1\")</script> it's \u{202E}gpj"
  let state: String
  let store: HealthStore
  let stores: Stores

  /// - Parameter isEmpty: nothing is on record yet.
  init(isEmpty: Bool = false) throws {
    state = FileManager.default.temporaryDirectory.appending(path: "moe-judge-\(UUID().uuidString)").path
    store = try HealthStore(state: state)
    stores = Stores(state: state, now: { Date(timeIntervalSince1970: 86_400 * 20_400 + 3600) })
    guard !isEmpty else { return }
    _ = try store.add(
      Self.days("drops", category: "writing") { back in
        (back < 10 ? 62 : 85, back < 10 ? "acme/small" : "acme/large")
      } + Self.days("steady") { _ in (90, nil) } + Self.days("bad-day") { back in (back == 0 ? 30 : 85, nil) }
        + Self.days("rose") { back in (back < 12 ? 82 : 60, nil) }
        + Self.days(Skill.ID(Self.hostile), category: "</td><b>", length: 3) { _ in (20, nil) }, amending: false)
    try store.setFiles(["drops": ["skills/drops/SKILL.md"]])
  }

  /// So many days up to today at 30 invocations, a point above and below the level in turn.
  static func days(
    _ skill: Skill.ID, category: String = "review", length: Int = 75,
    _ level: (_ back: Int) -> (score: Double, model: String?)
  ) -> [SkillHealth.HealthRecord] {
    (0..<length).reversed().map { back in
      let (score, model) = level(back)
      return SkillHealth.HealthRecord(
        skill: skill, day: today.advanced(by: -back), score: score + (back % 2 == 0 ? 1 : -1), invocations: 30,
        spread: 12, source: .figures, key: "\(back)", category: category, model: model)
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: state) }

  /// The document of a page; nil where there is none.
  func document(_ place: Place) throws -> String? { try Site(stores).document(at: place) }
}
