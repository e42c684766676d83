import JudgeTypes
import SkillHealth
import Testing

@Suite struct ChangeDetectorTests {
  private let start = SampleSeries.start

  @Test func `of forty stable skills at most two raise an alarm within ninety days`() {
    let alarms = (0..<40).count { seed in
      !ChangeDetector(seeing: SampleSeries(seed: UInt64(seed), invocations: 10).days { _ in 80 }).drops.isEmpty
    }
    #expect(alarms <= 2)
  }

  @Test func `a drop of ten points at fifty invocations a day is known within a week, and dated to its day`() throws {
    for seed in 0..<10 {
      let days = SampleSeries(seed: UInt64(seed)).days { $0 < 60 ? 80 : 70 }
      let drop = try #require(ChangeDetector(seeing: days).drops.first)
      #expect((60..<67).contains(start.distance(to: drop.alarmed)))
      // At this noise (a standard error of 3 points a day) the likeliest day is the right one or one nearby.
      #expect((55...63).contains(start.distance(to: drop.started)))
      #expect(abs(drop.before - 80) < 2)
      #expect(abs(drop.after - 70) < 4)
    }
  }

  @Test func `a drift of half a point a day is known before it comes to fifteen points`() throws {
    let days = SampleSeries(seed: 3).days { 80 - min(15, 0.5 * Double(max(0, $0 - 60))) }
    let drop = try #require(ChangeDetector(seeing: days).drops.first)
    #expect((60..<90).contains(start.distance(to: drop.alarmed)))
  }

  @Test func `one bad day is no regression`() {
    for seed in 0..<20 {
      let days = SampleSeries(seed: UInt64(seed)).days { $0 == 60 ? 50 : 80 }
      #expect(ChangeDetector(seeing: days).drops.isEmpty)
    }
  }

  @Test func `worse weekends are no regression`() {
    for seed in 0..<20 {
      let days = SampleSeries(seed: UInt64(seed)).days { $0 % 7 >= 5 ? 74 : 80 }
      #expect(ChangeDetector(seeing: days).drops.isEmpty)
    }
  }

  @Test func `what was known on a day depends on no later day`() {
    let days = SampleSeries(seed: 5).days { $0 < 60 ? 80 : 68 }
    let whole = ChangeDetector(seeing: days)
    for count in stride(from: 40, through: 120, by: 5) {
      let cut = ChangeDetector(seeing: Array(days.prefix(count)))
      #expect(cut.changes == whole.changes.filter { $0.alarmed <= days[count - 1].day })
    }
  }

  @Test func `with fewer invocations a day the same drop takes longer to see`() throws {
    let waits = [200, 50, 10, 4].map { invocations in
      ChangeDetector(seeing: SampleSeries(invocations: invocations).days(60) { _ in 80 })
        .daysToSee(drop: 10, invocations: invocations)
    }
    let known = waits.compactMap(\.self)
    #expect(known.count == 4)
    #expect(known == known.sorted())
    #expect(known[0] < 6)
    #expect(known[3] > 10)
  }

  @Test func `a drop that no volume shows within sixty days has no day`() {
    let detector = ChangeDetector(seeing: SampleSeries(invocations: 1, spread: 40).days(60) { _ in 60 })
    #expect(detector.daysToSee(drop: 3, invocations: 1) == nil)
  }

  @Test func `a drop that is made up for is open no more`() throws {
    let days = SampleSeries(seed: 7).days { (60..<80).contains($0) ? 65 : 80 }
    let detector = ChangeDetector(seeing: days)
    #expect(detector.drops.count == 1)
    #expect(detector.open == nil)
    let recovered = try #require(detector.recovered)
    #expect((80..<95).contains(start.distance(to: recovered)))
  }

  @Test func `an alarm that the following weeks speak against is taken back, and the level is the one before it`()
    throws
  {
    let days = SampleSeries(seed: 11, invocations: 10).days(200) { (60..<68).contains($0) ? 62 : 80 }
    let detector = ChangeDetector(seeing: days)
    #expect(detector.drops.count == 1)
    #expect(detector.open == nil)
    let level = try #require(detector.level)
    #expect(abs(level.mean - 80) < 1.5)
  }

  @Test func `of skills whose days vary more for good, few stay in a regression`() {
    let open = (0..<20).count { seed in
      let quiet = SampleSeries(seed: UInt64(seed), invocations: 200).days(365) { _ in 80 }
      let wild = SampleSeries(seed: UInt64(seed), invocations: 200, dailySpread: 5).days(365) { _ in 80 }
      return ChangeDetector(seeing: Array(quiet.prefix(100)) + wild.dropFirst(100)).open != nil
    }
    #expect(open <= 1)
  }

  /// How a level goes on after sixty days at 80.
  enum Return: CaseIterable {
    case atOnce, slowly, toMore

    func level(_ day: Int) -> Double {
      if day < 60 { return 80 }
      switch self {
      case .atOnce: return day < 120 ? 65 : 80
      case .slowly: return day < 120 ? 65 : min(80, 65 + 0.15 * Double(day - 120))
      case .toMore: return day < 100 ? 65 : 90
      }
    }
  }

  @Test(arguments: Return.allCases, [10, 50])
  func `a level that came back closes the regression`(way: Return, invocations: Int) {
    let open = (0..<10).count { seed in
      let days = SampleSeries(seed: UInt64(seed), invocations: invocations).days(330) { way.level($0) }
      return ChangeDetector(seeing: days).open != nil
    }
    #expect(open <= 1)
  }

  @Test func `a drop that is still there a year later is still open`() {
    let open = (0..<10).count { seed in
      ChangeDetector(seeing: SampleSeries(seed: UInt64(seed)).days(420) { $0 < 60 ? 80 : 70 }).open != nil
    }
    #expect(open == 10)
  }

  @Test(arguments: [1, 5, 20])
  func `where each use is right or wrong and no spread is known, few stable skills raise an alarm`(invocations: Int) {
    let alarms = (0..<40).count { seed in
      var generator = SplitMix(seed: UInt64(seed))
      var detector = ChangeDetector()
      for day in 0..<120 {
        let right = (0..<invocations).count { _ in generator.next(below: 10) < 8 }
        detector.add(
          DailyScore(
            day: start.advanced(by: day), score: 100 * Double(right) / Double(invocations), invocations: invocations))
      }
      return !detector.drops.isEmpty
    }
    #expect(alarms <= 5)
  }

  @Test func `a drop after two years of slow drift is still seen`() throws {
    let days = SampleSeries(seed: 3, invocations: 200).days(740) { $0 < 700 ? 80 - 0.01 * Double($0) : 55 }
    let last = try #require(ChangeDetector(seeing: days).drops.last)
    #expect((690..<720).contains(start.distance(to: last.alarmed)))
  }

  @Test func `a drop that goes on stays open from its first day`() throws {
    let days = SampleSeries(seed: 8).days { $0 < 60 ? 80 : $0 < 80 ? 70 : 55 }
    let detector = ChangeDetector(seeing: days)
    let open = try #require(detector.open)
    #expect((58...62).contains(start.distance(to: open.started)))
    let level = try #require(detector.level)
    #expect(abs(level.mean - 55) < 3)
  }

  @Test func `some better days raise no alarm when they are over`() {
    for seed in 0..<10 {
      let days = SampleSeries(seed: UInt64(seed)).days { (45..<57).contains($0) ? 88 : 80 }
      #expect(ChangeDetector(seeing: days).drops.isEmpty)
    }
  }

  @Test func `a better level that lasted is the one that a later drop is held against`() throws {
    let days = SampleSeries(seed: 9).days(160) { $0 < 40 ? 70 : $0 < 110 ? 82 : 72 }
    let drop = try #require(ChangeDetector(seeing: days).drops.first)
    #expect((110..<117).contains(start.distance(to: drop.alarmed)))
    #expect(abs(drop.before - 82) < 2)
  }

  @Test func `nothing is said while the first days are collected`() {
    let days = SampleSeries(seed: 2).days(30) { $0 < 15 ? 90 : 40 }
    let detector = ChangeDetector(seeing: days)
    #expect(!detector.isWatching)
    #expect(detector.changes.isEmpty)
  }

  @Test func `a day that is not after the others is left out`() {
    var detector = ChangeDetector(seeing: SampleSeries().days(50) { _ in 80 })
    let before = detector
    detector.add(DailyScore(day: SampleSeries.start.advanced(by: 49), score: 0, invocations: 1000))
    #expect(detector == before)
  }

  @Test func `a small drop on the day of another model is seen earlier than on any other day`() throws {
    func alarm(isSegment: Bool) -> Day? {
      var detector = ChangeDetector()
      for (index, day) in SampleSeries(seed: 4, invocations: 10).days(level: { $0 < 60 ? 80 : 73 }).enumerated() {
        detector.add(day, beginsSegment: isSegment && index == 60)
      }
      return detector.drops.first?.alarmed
    }
    let (onAnother, onAny) = (try #require(alarm(isSegment: true)), try #require(alarm(isSegment: false)))
    #expect(onAnother < onAny)
  }
}
