import Foundation
import JudgeTypes
import TestSupport
import Testing

@Suite struct FractionTests {
  @Test func `a fraction is kept in lowest terms`() throws {
    let fraction = try #require(Fraction(4, 6))
    #expect(fraction == .twoThirds)
    #expect(fraction.numerator == 2)
    #expect(fraction.denominator == 3)
    #expect(Fraction(0, 7) == .zero)
    #expect(Fraction(7, 7) == .one)
  }

  @Test(arguments: [
    ("2/3", 2, 3), ("4/6", 2, 3), ("1", 1, 1), ("0", 0, 1), ("0/5", 0, 1), ("3/1", 3, 1), ("007", 7, 1),
  ])
  func `a fraction is read from digits with at most one slash`(_ text: String, _ numerator: Int, _ denominator: Int)
    throws
  {
    let fraction = try #require(Fraction(text))
    #expect(fraction.numerator == numerator)
    #expect(fraction.denominator == denominator)
  }

  @Test(arguments: [
    "", "/", "1/", "/2", "1/2/3", "0.66", "66%", "-1/2", "+1/2", "1/-2", "1/0", "0/0", " 1/2", "1/2 ", "1 / 2", "٢/٣",
    "1000001", "1/1000001", "99999999999999999999", "two thirds",
  ])
  func `decimals, signs, spaces, zero denominators and huge parts are refused`(_ text: String) {
    #expect(Fraction(text) == nil)
  }

  @Test func `the parts are bounded by the limit and never negative`() {
    #expect(Fraction(Fraction.limit, Fraction.limit) == .one)
    #expect(Fraction(Fraction.limit + 1) == nil)
    #expect(Fraction(1, Fraction.limit + 1) == nil)
    #expect(Fraction(-1, 2) == nil)
    #expect(Fraction(1, -2) == nil)
    #expect(Fraction(1, 0) == nil)
    #expect(Fraction(.max, .max) == nil)
  }

  @Test func `two of three reach two thirds and 199 of 300 do not`() {
    #expect(Fraction.twoThirds.isReached(by: 2, of: 3))
    #expect(Fraction.twoThirds.isReached(by: 200, of: 300))
    #expect(!Fraction.twoThirds.isReached(by: 199, of: 300))
    #expect(!Fraction.twoThirds.isReached(by: 666_666, of: 1_000_000))
    #expect(Fraction.twoThirds.isReached(by: 666_667, of: 1_000_000))
  }

  @Test func `nothing is reached where there is no whole, and zero is reached by none of something`() {
    #expect(!Fraction.zero.isReached(by: 0, of: 0))
    #expect(!Fraction.twoThirds.isReached(by: 0, of: 0))
    #expect(!Fraction.twoThirds.isReached(by: 1, of: -1))
    #expect(Fraction.zero.isReached(by: 0, of: 5))
    #expect(!Fraction.one.isReached(by: 4, of: 5))
  }

  @Test func `the comparison of shares does not overflow at the ends of Int`() {
    #expect(Fraction.one.isReached(by: .max, of: .max))
    #expect(!Fraction.one.isReached(by: .max - 1, of: .max))
    #expect(Fraction.half.isReached(by: .max / 2 + 1, of: .max))
    #expect(!Fraction.half.isReached(by: .max / 2, of: .max))
  }

  @Test func `fractions are ordered by value`() throws {
    let texts = ["0", "1/3", "1/2", "2/3", "999999/1000000", "1", "3/2", "1000000"]
    let sorted = texts.compactMap { Fraction($0) }
    #expect(sorted.count == texts.count)
    #expect(sorted.reversed().sorted() == sorted)
    #expect(sorted.map(\.description) == texts)
  }

  @Test func `whole numbers keep the proportions of fractions`() throws {
    let third = try #require(Fraction(1, 3))
    #expect(Fraction.wholeNumbers(inProportionTo: [third, third, third]) == [1, 1, 1])
    #expect(Fraction.wholeNumbers(inProportionTo: [.half, third, .one]) == [3, 2, 6])
    #expect(Fraction.wholeNumbers(inProportionTo: [.zero, .half]) == [0, 1])
    #expect(Fraction.wholeNumbers(inProportionTo: []) == [])
  }

  @Test func `denominators with no small common multiple give no whole numbers`() throws {
    // Two primes just below a million: their product is about 10¹², above the bound of 10⁹.
    let left = try #require(Fraction(1, 999_983))
    let right = try #require(Fraction(1, 999_979))
    #expect(Fraction.wholeNumbers(inProportionTo: [left, right]) == nil)
    #expect(Fraction.wholeNumbers(inProportionTo: [left, left]) == [1, 1])
  }

  @Test func `random whole numbers stand in exactly the given proportions`() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let fractions = (0..<Int.random(in: 1...6, using: &random)).compactMap { _ in
        Fraction(.random(in: 0...40, using: &random), .random(in: 1...40, using: &random))
      }
      // lcm(1...40) exceeds the bound, so some lists have no answer; the answers that exist must be exact.
      guard let numbers = Fraction.wholeNumbers(inProportionTo: fractions) else { continue }
      for (left, a) in zip(fractions, numbers) {
        for (right, b) in zip(fractions, numbers) {
          let leftProduct = left.numerator * right.denominator * b
          #expect(leftProduct == right.numerator * left.denominator * a)
        }
      }
    }
  }

  @Test func `a fraction is one text in JSON, and a decimal is no fraction there`() throws {
    let encoded = try JSONEncoder().encode([Fraction.half, .one])
    #expect(String(decoding: encoded, as: UTF8.self).replacingOccurrences(of: "\\/", with: "/") == #"["1/2","1"]"#)
    #expect(try JSONDecoder().decode([Fraction].self, from: encoded) == [.half, .one])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Fraction].self, from: Data(#"["0.5"]"#.utf8)) }
  }

  @Test(arguments: [(12, 18, 6), (7, 13, 1), (0, 5, 5), (5, 0, 5), (0, 0, 1), (1_000_000, 10, 10)])
  func `the greatest common divisor can always divide`(_ left: Int, _ right: Int, _ expected: Int) {
    #expect(greatestCommonDivisor(left, right) == expected)
  }
}
