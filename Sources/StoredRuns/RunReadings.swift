public import Foundation
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
    let check = Mutex<KeptCheck?>(nil)
    let isBeingChecked = Mutex(false)
  }

  /// Of the files as they stood before they were read: of others it says nothing.
  private struct KeptCheck: Sendable {
    let stamp: RunStamp
    let value: RunCheck
  }

  let library: RunLibrary
  private let now: @Sendable () -> Date
  private let slots = Mutex<(byRun: [RunID: Slot], lastUsed: [RunID])>(([:], []))
  /// Whole runs are derived one after the other, for each takes much memory.
  let derivations = DispatchQueue(label: "moe-judge.derivations", qos: .utility)
  private let chains = DispatchQueue(label: "moe-judge.chains", qos: .utility)
  let derived = DerivedRuns()

  public init(_ library: RunLibrary, now: @escaping @Sendable () -> Date = { Date() }) {
    self.library = library
    self.now = now
  }

  /// The run as it stands now; nil where there is none.
  ///
  /// - Throws: `StorageError` where its journal cannot be read.
  public func reading(of run: RunID) throws(StorageError) -> RunReading? {
    let slot = slot(of: run)
    let reading = try slot.reading.withLock { kept throws(StorageError) in
      let stamp = library.stamp(of: run)
      if let earlier = kept, !goesOn(earlier, as: stamp) { kept = nil }
      kept = try RunReading(run, in: library, stamp: stamp, after: kept)
      return kept
    }
    trim()
    return reading
  }

  /// Whether what was read is still there: all files are as they were, or a writer that was at work still adds to the journal.
  private func goesOn(_ earlier: RunReading, as stamp: RunStamp) -> Bool {
    if earlier.stamp == stamp { return true }
    return earlier.progress == .underWay && library.isUnderWay(earlier.run)
      && stamp.journal?.file == earlier.stamp.journal?.file && stamp.journalSize >= earlier.journalSize
  }

  /// What a check of the whole run came to. A small one is checked at once.
  ///
  /// - Parameter isWanted: whether to begin with a large one.
  public func check(of reading: RunReading, isWanted: Bool = false) -> Check {
    guard reading.progress != .underWay else { return .goesOn }
    let slot = slot(of: reading.run)
    if reading.journalSize <= Self.quickLimit { return .done(checkedNow(reading)) }
    if let kept = slot.check.withLock(\.self), kept.stamp == reading.stamp { return .done(kept.value) }
    guard isWanted else { return slot.isBeingChecked.withLock(\.self) ? .underWay : .notDone }
    begin(reading, in: slot)
    return .underWay
  }

  /// What a check of the whole run comes to, however long it takes.
  public func checkedNow(_ reading: RunReading) -> RunCheck {
    slot(of: reading.run).check.withLock { kept in
      if let kept, kept.stamp == reading.stamp { return kept.value }
      let value = checked(reading)
      kept = KeptCheck(stamp: reading.stamp, value: value)
      return value
    }
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
    let queue = reading.journalSize <= Self.derivedLimit ? derivations : chains
    queue.async { [self] in
      let value = checked(reading)
      slot.check.withLock { $0 = KeptCheck(stamp: reading.stamp, value: value) }
      slot.isBeingChecked.withLock { $0 = false }
    }
  }

  /// What fails is said too, or who waits for it would wait for ever.
  private func checked(_ reading: RunReading) -> RunCheck {
    var check: RunCheck
    do throws(StorageError) {
      check =
        reading.journalSize <= Self.derivedLimit
        ? try RunCheck(deriving: reading.run, in: library) : try RunCheck(chainOf: reading.run, in: library)
    } catch { check = RunCheck(of: reading.run, failing: error, in: library) }
    check.time = Timestamp.rfc3339(now())
    return check
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
