internal import Foundation
public import Provenance
public import Storage
internal import Synchronization

/// The runs that were read last, kept for the next who asks: where their lines stand, and what a check of them came to.
///
/// Whatever takes long is done once, also where many ask for it at the same time.
public final class RunReadings: Sendable {
  /// How large a journal may be that is checked while somebody waits, in bytes.
  public static let quickLimit = 1 << 20
  /// How large one may be of which all is derived anew, in bytes; it takes ten times as much memory.
  public static let derivedLimit = 16 << 20
  /// How many runs are kept, and how many lines of them.
  private static let runLimit = 16
  private static let lineLimit = 2_000_000

  public enum Check: Sendable {
    case done(RunCheck)
    /// Somebody asked for it; it is done beside other work.
    case underWay
    /// The run is large, and nobody asked yet.
    case notDone
    /// Somebody writes the run at this moment.
    case goesOn
  }

  private final class Slot: Sendable {
    let reading = Mutex<RunReading?>(nil)
    /// Of the journal of this size; a closed one has no other.
    let check = Mutex<(size: Int, isPruned: Bool, value: RunCheck)?>(nil)
    let isBeingChecked = Mutex(false)
  }

  private let library: RunLibrary
  private let slots = Mutex<(byRun: [RunID: Slot], lastUsed: [RunID])>(([:], []))
  private let queue = DispatchQueue(label: "moe-judge.checks", qos: .utility)

  public init(_ library: RunLibrary) { self.library = library }

  /// The run as it stands now; nil where there is none.
  ///
  /// - Throws: `StorageError` where its journal cannot be read.
  public func reading(of run: RunID) throws(StorageError) -> RunReading? {
    let slot = slot(of: run)
    let reading = try slot.reading.withLock { kept throws(StorageError) in
      if let earlier = kept, !isSame(earlier) { kept = nil }
      kept = try RunReading(run, in: library, after: kept)
      return kept
    }
    trim()
    return reading
  }

  /// Whether the journal is the file that was read, and holds at least what it held then.
  private func isSame(_ earlier: RunReading) -> Bool {
    guard let now = try? library.journal(of: earlier.run) else { return false }
    return now.identity == earlier.journal.identity && earlier.isPruned == library.isPruned(earlier.run)
      && ((try? now.size()) ?? 0) >= earlier.journalSize
  }

  /// What a check of the whole run came to. A small one is checked at once.
  ///
  /// - Parameter isWanted: whether to begin with a large one.
  public func check(of reading: RunReading, isWanted: Bool = false) throws(StorageError) -> Check {
    guard reading.progress != .underWay else { return .goesOn }
    let slot = slot(of: reading.run)
    if reading.journalSize <= Self.quickLimit {
      return .done(
        try slot.check.withLock { kept throws(StorageError) in
          if let kept, kept.size == reading.journalSize, kept.isPruned == reading.isPruned { return kept.value }
          let value = try RunCheck(deriving: reading.run, in: library)
          kept = (reading.journalSize, reading.isPruned, value)
          return value
        })
    }
    if let kept = slot.check.withLock(\.self), kept.size == reading.journalSize, kept.isPruned == reading.isPruned {
      return .done(kept.value)
    }
    guard isWanted else { return slot.isBeingChecked.withLock(\.self) ? .underWay : .notDone }
    begin(reading, in: slot)
    return .underWay
  }

  /// Whether the last check of the run, which somebody asked for since this program started, found that it does not hold.
  public func isKnownNotToHold(_ run: RunID) -> Bool {
    let slot = slots.withLock { $0.byRun[run] }
    // One that is being checked has its lock held, and is not waited for.
    let last = slot?.check.withLockIfAvailable { $0?.value } ?? nil
    return last.map { !$0.holds && !$0.isUnfinished } ?? false
  }

  private func begin(_ reading: RunReading, in slot: Slot) {
    let isFirst = slot.isBeingChecked.withLock { isBeing in
      defer { isBeing = true }
      return !isBeing
    }
    guard isFirst else { return }
    queue.async { [library] in
      let value =
        reading.journalSize <= Self.derivedLimit
        ? try? RunCheck(deriving: reading.run, in: library) : try? RunCheck(chainOf: reading)
      if let value { slot.check.withLock { $0 = (reading.journalSize, reading.isPruned, value) } }
      slot.isBeingChecked.withLock { $0 = false }
    }
  }

  // MARK: What is kept

  private func slot(of run: RunID) -> Slot {
    slots.withLock { slots in
      slots.lastUsed.removeAll { $0 == run }
      slots.lastUsed.append(run)
      if let slot = slots.byRun[run] { return slot }
      let slot = Slot()
      slots.byRun[run] = slot
      return slot
    }
  }

  /// Lets go of what was asked for longest ago.
  private func trim() {
    slots.withLock { slots in
      var lines = 0
      for (place, run) in slots.lastUsed.reversed().enumerated() {
        // One that is just read has its lock held; it was asked for last, and stays.
        lines += slots.byRun[run]?.reading.withLockIfAvailable { $0?.map.count ?? 0 } ?? 0
        if place > 0, place >= Self.runLimit || lines > Self.lineLimit { slots.byRun[run] = nil }
      }
      slots.lastUsed.removeAll { slots.byRun[$0] == nil }
    }
  }
}
