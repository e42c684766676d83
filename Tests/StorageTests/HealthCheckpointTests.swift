import Foundation
import GRDB
import JudgeTypes
import SkillHealth
import Storage
import Synchronization
import Testing

struct HealthCheckpointTests {
  let temporary: TemporaryFolder
  var state: String { temporary.path + "/state" }

  init() throws { temporary = try TemporaryFolder() }

  private typealias Tests = HealthStoreTests

  private struct Tail: Equatable {
    let skill: Skill.ID
    let checkpoint: HealthCheckpoint?
    let days: [Int]
  }

  private func tails(_ store: HealthStore) throws -> ([Tail], HealthStanding) {
    var tails: [Tail] = []
    let standing = try store.forEachTail { checkpoint, tail in
      tails.append(
        Tail(
          skill: tail.skill, checkpoint: checkpoint, days: tail.days.map { Tests.start.distance(to: $0.day) }))
    }
    return (tails, standing)
  }

  private func point(_ day: Int) -> HealthCheckpoint {
    HealthCheckpoint(lastDay: Tests.start.advanced(by: day), state: [1, 2, UInt8(truncatingIfNeeded: day)])
  }

  @Test func `after a checkpoint only later days are handed over`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Tests.record("a", 0), Tests.record("a", 1), Tests.record("b", 1)], amending: false)
    let (first, standing) = try tails(store)
    #expect(
      first == [Tail(skill: "a", checkpoint: nil, days: [0, 1]), Tail(skill: "b", checkpoint: nil, days: [1])])
    try store.keep([("a", point(1)), ("b", point(1)), ("unknown", point(1))], asOf: standing)
    _ = try store.add([Tests.record("b", 2), Tests.record("b", 70)], amending: false)
    #expect(
      try tails(store).0
        == [Tail(skill: "a", checkpoint: point(1), days: []), Tail(skill: "b", checkpoint: point(1), days: [2, 70])])
  }

  @Test func `a record of a day that a checkpoint covers drops it`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Tests.record("a", 0), Tests.record("a", 5, key: "k"), Tests.record("b", 5)], amending: false)
    try store.keep([("a", point(5)), ("b", point(5))], asOf: try tails(store).1)
    _ = try store.add([Tests.record("a", 3)], amending: false)
    #expect(try tails(store).0.map(\.checkpoint) == [nil, point(5)])
    try store.keep([("a", point(5))], asOf: try tails(store).1)
    // Moved out of what it covers: the day that it leaves counts too.
    _ = try store.add([Tests.record("a", 9, key: "k")], amending: true)
    #expect(try tails(store).0.map(\.checkpoint) == [nil, point(5)])
    try store.keep([("a", point(9))], asOf: try tails(store).1)
    try store.rename("b", to: "c")
    #expect(try tails(store).0.map(\.checkpoint) == [point(9), nil])
    try store.dropCheckpoints()
    #expect(try tails(store).0.map(\.checkpoint) == [nil, nil])
  }

  @Test func `what was computed before somebody else recorded something is not kept`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Tests.record("a", 3), Tests.record("b", 3)], amending: false)
    let standing = try tails(store).1
    _ = try HealthStore(state: state).add([Tests.record("a", 1)], amending: false)
    try store.keep([("a", point(3)), ("b", point(3))], asOf: standing)
    #expect(try tails(store).0.map(\.checkpoint) == [nil, point(3)])
  }

  @Test func `what a reader throws comes through`() throws {
    let store = try HealthStore(state: state)
    _ = try store.add([Tests.record()], amending: false)
    #expect(throws: CancellationError.self) { try store.forEachHistory { _ in throw CancellationError() } }
  }

  // MARK: Several at once, and what can go wrong

  @Test func `many who record at once lose nothing and count nothing twice`() async throws {
    let state = state
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          let store = try HealthStore(state: state)
          for day in 0..<20 {
            // Each day is recorded by all, and one more by each.
            let own = Tests.record("own", day, score: Double(writer), invocations: 1, key: "\(writer)-\(day)")
            _ = try store.add([Tests.record("same", day), own], amending: false)
          }
        }
      }
      try await group.waitForAll()
    }
    let all = try HealthStore(state: state).histories()
    #expect(all.map(\.skill) == ["own", "same"])
    // 8 writers with scores 0 to 7: the mean is 3.5.
    #expect(all[0].days.allSatisfy { $0.invocations == 8 && abs($0.score - 3.5) < 1e-12 } && all[0].days.count == 20)
    #expect(all[1].days.allSatisfy { $0.invocations == 10 } && all[1].days.count == 20)
  }

  @Test func `a database that is none, another's, a later one's or locked is told by name`() throws {
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    let path = HealthStore.path(in: state)
    try temporary.write(Array("not a database, but long enough to be looked at".utf8), to: "state/health.sqlite")
    #expect { try HealthStore(state: state) } throws: { error in
      if case .damaged = (error as? HealthError)?.problem { true } else { false }
    }
    try FileManager.default.removeItem(atPath: path)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE x (y)") }
    #expect(throws: HealthError(path, .foreign)) { try HealthStore(state: state) }
    try FileManager.default.removeItem(atPath: path)
    _ = try HealthStore(state: state)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    #expect(throws: HealthError(path, .later(version: 99))) { try HealthStore(state: state) }
  }
}
