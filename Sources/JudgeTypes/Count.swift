extension Int {
  /// The largest count that JSON carries exactly, 2^53; nothing that is counted here comes near it.
  static let largestCount = 1 << 53

  /// This number as a count: a negative one is none, and one that JSON cannot carry exactly is the largest that it can.
  public var asCount: Int { Swift.min(Swift.max(self, 0), Self.largestCount) }

  /// The sum of two counts. A provider's or a file's numbers may be anything, so it stops at the largest count.
  public func adding(_ other: Int) -> Int { (asCount + other.asCount).asCount }
}
