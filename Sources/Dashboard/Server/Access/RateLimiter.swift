/// How often each may ask: a bucket of tokens that fills evenly, one for each key.
struct RateLimiter: Sendable {
  private struct Bucket: Sendable {
    var level: Double
    var time: ContinuousClock.Instant
  }

  /// In the long run, each second.
  let rate: Double
  /// At once.
  let burst: Double
  /// Those that are full are as good as none; beyond this number they are dropped.
  private static let limit = 10_000
  private var buckets: [String: Bucket] = [:]

  init(rate: Double, burst: Double) {
    self.rate = rate
    self.burst = burst
  }

  /// Takes one.
  ///
  /// - Returns: nil where there was one, else for how long to wait until there is.
  mutating func admit(_ key: String, at time: ContinuousClock.Instant) -> Duration? {
    let key = place(of: key, at: time)
    var bucket = filled(key, at: time)
    defer { buckets[key] = bucket }
    guard bucket.level >= 1 else { return .seconds((1 - bucket.level) / rate) }
    bucket.level -= 1
    return nil
  }

  private func filled(_ key: String, at time: ContinuousClock.Instant) -> Bucket {
    guard var bucket = buckets[key] else { return Bucket(level: burst, time: time) }
    bucket.level = level(of: bucket, at: time)
    bucket.time = time
    return bucket
  }

  private func level(of bucket: Bucket, at time: ContinuousClock.Instant) -> Double {
    min(burst, bucket.level + max(0, (time - bucket.time) / .seconds(1)) * rate)
  }

  /// Where there are too many at once, those that come new share a bucket.
  private mutating func place(of key: String, at time: ContinuousClock.Instant) -> String {
    guard buckets.count >= Self.limit, buckets[key] == nil else { return key }
    buckets = buckets.filter { level(of: $0.value, at: time) < burst }
    return buckets.count >= Self.limit ? "" : key
  }
}
