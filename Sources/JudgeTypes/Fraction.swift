/// An exact, non-negative ratio of two integers, as thresholds and weights are written: "2/3", "1", 3.
///
/// Parts are at most `Fraction.limit`, so products of two of them with a panel's weights stay inside `Int`.
public struct Fraction: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// The largest numerator or denominator accepted.
  public static let limit = 1_000_000

  public let numerator: Int
  public let denominator: Int

  public static let zero = Fraction(reduced: 0, 1)
  public static let one = Fraction(reduced: 1, 1)
  public static let half = Fraction(reduced: 1, 2)
  public static let twoThirds = Fraction(reduced: 2, 3)
  public static let fourFifths = Fraction(reduced: 4, 5)

  private init(reduced numerator: Int, _ denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Nil when a part is negative or above `limit`, or the denominator is zero.
  public init?(_ numerator: Int, _ denominator: Int = 1) {
    guard (0...Self.limit).contains(numerator), (1...Self.limit).contains(denominator) else { return nil }
    let divisor = greatestCommonDivisor(numerator, denominator)
    self.init(reduced: numerator / divisor, denominator / divisor)
  }

  /// Reads "2/3" or "1"; decimals are refused, because a vote at exactly the threshold must reach it.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, let numerator = Self.digits(first) else { return nil }
    switch parts.count {
    case 1: self.init(numerator)
    case 2:
      guard let denominator = Self.digits(parts[1]) else { return nil }
      self.init(numerator, denominator)
    default: return nil
    }
  }

  private static func digits(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Fraction(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a fraction such as 2/3"))
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  public static func < (left: Fraction, right: Fraction) -> Bool {
    left.numerator * right.denominator < right.numerator * left.denominator
  }

  /// Whether `part` of `whole` is at least this fraction; false when there is no whole.
  public func isReached(by part: Int, of whole: Int) -> Bool {
    guard whole > 0 else { return false }
    return part.multipliedFullWidth(by: denominator) >= whole.multipliedFullWidth(by: numerator)
  }

  /// Whole numbers in the same proportions, nil when they have no common denominator small enough to add up exactly.
  public static func wholeNumbers(inProportionTo fractions: [Fraction]) -> [Int]? {
    var denominator = 1
    for fraction in fractions {
      denominator = denominator / greatestCommonDivisor(denominator, fraction.denominator) * fraction.denominator
      guard denominator <= 1_000_000_000 else { return nil }
    }
    return fractions.map { $0.numerator * (denominator / $0.denominator) }
  }
}

/// Compares full-width products without overflow.
private func >= (left: (high: Int, low: UInt), right: (high: Int, low: UInt)) -> Bool {
  left.high != right.high ? left.high > right.high : left.low >= right.low
}

/// The greatest common divisor; 1 for (0, 0), so that it can always divide.
public func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
  var (left, right) = (left, right)
  while right != 0 { (left, right) = (right, left % right) }
  return left == 0 ? 1 : left
}
