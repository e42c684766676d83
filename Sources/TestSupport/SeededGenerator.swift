import JudgeTypes

/// So that a test that draws at random gives one answer.
public struct SeededGenerator: RandomNumberGenerator {
  private var numbers: SplitMix

  public init(seed: UInt64) { numbers = SplitMix(seed: seed) }

  public mutating func next() -> UInt64 { numbers.next() }
}
