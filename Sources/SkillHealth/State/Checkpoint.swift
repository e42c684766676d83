/// Where a tracker stands, as bytes: what was followed yesterday need not be read again today.
///
/// It is worth nothing by itself: of another version it reads as nothing, and the tracker follows the history anew.
extension HealthTracker {
  /// Another one whenever the detector or this form changes.
  private static let mostInvocations = 1 << 60
  private static let version = 6.0

  public var checkpoint: [UInt8] {
    var writer = CheckpointWriter()
    writer.write(Self.version)
    write(to: &writer)
    return writer.bytes
  }

  /// - Parameters:
  ///   - baselines: as they are declared now; those that are yet to come are taken from them.
  /// - Returns: nil for bytes of another version, cut ones, ones that no tracker wrote, and where a baseline was declared since.
  public init?(checkpoint: [UInt8], baselines: [Baseline]) {
    var reader = CheckpointReader(checkpoint)
    self.init(baselines: baselines)
    guard reader.double() == Self.version, read(from: &reader), reader.isAtEnd else { return nil }
  }

  private func write(to writer: inout CheckpointWriter) {
    writer.write(recent) { $0.write($1) }
    writer.write(model)
    writer.write(prompt)
    writer.write(daysOfModel)
    writer.write(daysOfPrompt)
    writer.write(segments) { writer, segment in
      writer.write(segment.started)
      writer.write(segment.change)
    }
    writer.write(invocationsSinceBaseline)
    writer.write(declared)
    writer.write(coming.count)
    writer.write(baseline)
    writer.write(beginning)
    writer.write(olderDays) { $0.write($1) }
    detector.write(to: &writer)
  }

  private mutating func read(from reader: inout CheckpointReader) -> Bool {
    recent = reader.list { $0.dailyScore() }
    model = reader.optionalText()
    prompt = reader.optionalText()
    daysOfModel = reader.int()
    daysOfPrompt = reader.int()
    segments = reader.list { SkillState.Segment(started: $0.day(), change: $0.text()) }
    invocationsSinceBaseline = reader.int()
    // One that was declared since may lie before what was followed.
    guard reader.int() == declared else { return false }
    guard (0...Self.mostInvocations).contains(invocationsSinceBaseline), daysOfModel >= 0, daysOfPrompt >= 0 else {
      return false
    }
    let ahead = reader.int()
    guard (0...coming.count).contains(ahead) else { return false }
    coming = Array(coming.suffix(ahead))
    baseline = reader.baseline()
    beginning = reader.baseline()
    let older = reader.list { $0.dailyScore() }
    return detector.read(from: &reader, days: older + recent)
  }

  /// Where good days were taken out of the detector's, it looks back further than the tracker keeps days.
  private var olderDays: [DailyScore] {
    guard let first = recent.first?.day else { return [] }
    return detector.recent.filter { $0.day < first }.map {
      DailyScore(day: $0.day, score: $0.score, invocations: $0.invocations)
    }
  }
}

extension ChangeDetector {
  fileprivate func write(to writer: inout CheckpointWriter) {
    if case .collecting(let days) = phase {
      writer.write(true)
      writer.write(days) { $0.write($1) }
    } else {
      writer.write(false)
    }
    writer.write(noise.spread)
    writer.write(noise.factor)
    writer.write(noise.days)
    writer.write(center)
    writer.write(reference)
    // Each of them is among the tracker's own days, so that its score need not be written twice.
    writer.write(recent) { writer, day in
      writer.write(day.day)
      writer.write(day.weight)
      writer.write(day.beginsSegment)
    }
    writer.write(levelStart)
    writer.write(firstCandidate)
    writer.write(fewestReferenceDays)
    writer.write(daysWatched)
    writer.write(dropEvidence)
    writer.write(recovered)
    writer.write(changes) { $0.write($1) }
    writer.write([youngRise].compactMap(\.self)) { $0.write($1) }
    writer.write([openDrop].compactMap(\.self)) { writer, drop in
      writer.write(drop.change)
      writer.write(drop.before)
      writer.write(drop.center)
      writer.write(drop.since)
      writer.write(drop.evidence)
    }
  }

  /// - Parameter days: those whose scores are not written twice.
  fileprivate mutating func read(from reader: inout CheckpointReader, days: [DailyScore]) -> Bool {
    phase =
      reader.bool()
      ? .collecting(
        reader.list { $0.dailyScore() }) : .watching
    noise = Noise(spread: reader.double(), factor: reader.double(), days: reader.double())
    center = reader.double()
    reference = reader.sums()
    let level = center
    var (place, isKnown) = (0, true)
    recent = reader.list { reader in
      let day = reader.day()
      while place < days.count, days[place].day < day { place += 1 }
      let known = place < days.count && days[place].day == day ? days[place] : nil
      isKnown = isKnown && known != nil
      return WatchedDay(
        known ?? DailyScore(day: day, score: 0, invocations: 1), weight: reader.double(), from: level,
        beginsSegment: reader.bool())
    }
    levelStart = reader.optionalDay()
    firstCandidate = reader.day()
    fewestReferenceDays = reader.int()
    daysWatched = reader.int()
    dropEvidence = reader.double()
    recovered = reader.optionalDay()
    changes = reader.list { $0.change() }
    youngRise = reader.list { $0.change() }.first
    openDrop =
      reader.list { reader in
        OpenDrop(
          change: reader.change(), before: reader.sums(), center: reader.double(), since: reader.sums(),
          evidence: reader.double())
      }.first
    return isKnown && !reader.isCut && daysWatched >= 0 && daysWatched < 1 << 40
  }
}
