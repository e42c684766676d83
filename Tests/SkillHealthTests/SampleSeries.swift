import Foundation
import JudgeTypes
import SkillHealth

/// Daily scores around a level that a test names, with the noise that so many invocations have. The same seed gives the same series.
struct SampleSeries {
  static let start = Day(number: 20_000)

  var seed: UInt64 = 1
  var invocations = 50
  /// Of single invocations' scores, and of the level from day to day.
  var spread = 18.0
  var dailySpread = 1.5

  func days(_ count: Int = 120, level: (Int) -> Double) -> [DailyScore] {
    var generator = SplitMix(seed: seed)
    return (0..<count).map { index in
      let error = (spread * spread / Double(invocations) + dailySpread * dailySpread).squareRoot()
      let score = level(index) + error * Self.normal(&generator)
      return DailyScore(
        day: Self.start.advanced(by: index), score: min(max(score, 0), 100), invocations: invocations, spread: spread)
    }
  }

  /// Box and Muller.
  private static func normal(_ generator: inout SplitMix) -> Double {
    let (one, other) = (Double.random(in: 1e-12..<1, using: &generator), Double.random(in: 0..<1, using: &generator))
    return (-2 * log(one)).squareRoot() * cos(2 * .pi * other)
  }
}

extension ChangeDetector {
  /// Has seen all of them.
  init(seeing days: [DailyScore]) {
    self.init()
    for day in days { add(day) }
  }

  var drops: [Change] { changes.filter { $0.direction == .drop } }
}
