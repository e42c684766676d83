/// Numbers and texts one after the other: eight bytes a number, lengths before lists and texts.
struct CheckpointWriter {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(4000) }

  mutating func write(_ value: Double) { word(value.bitPattern) }
  mutating func write(_ value: Int) { word(UInt64(bitPattern: Int64(value))) }
  mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }
  mutating func write(_ day: Day) { write(short: day.number) }

  /// In four bytes; days, and invocations of a day, fit.
  mutating func write(short value: Int) {
    withUnsafeBytes(of: Int32(clamping: value).littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ value: Double?) { optional(value) { $0.write($1) } }
  mutating func write(_ value: Day?) { optional(value) { $0.write($1) } }
  mutating func write(_ value: String?) { optional(value) { $0.write($1) } }

  mutating func write<Element>(_ list: [Element], _ body: (inout CheckpointWriter, Element) -> Void) {
    write(list.count)
    for element in list { body(&self, element) }
  }

  mutating func write(_ day: DailyScore) {
    write(day.day)
    write(day.score)
    write(short: day.invocations)
    write(day.spread)
  }

  mutating func write(_ sums: WeightedSums) {
    write(sums.count)
    write(sums.weight)
    write(sums.deviation)
    write(sums.score)
  }

  mutating func write(_ change: Change) {
    write(change.direction == .drop)
    write(change.alarmed)
    write(change.started)
    write(change.before)
    write(change.after)
  }

  mutating func write(_ baseline: Baseline?) {
    optional(baseline) { writer, baseline in
      writer.write(baseline.name)
      writer.write(baseline.day)
      writer.write(baseline.score)
      writer.write(baseline.invocations)
      writer.write(baseline.reason)
      writer.write(baseline.author)
    }
  }

  private mutating func optional<Value>(_ value: Value?, _ body: (inout CheckpointWriter, Value) -> Void) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  private mutating func word(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// Reads what a `CheckpointWriter` wrote. Behind the end of cut bytes it gives zeros, and says so.
struct CheckpointReader {
  private let bytes: [UInt8]
  private var place = 0
  private(set) var isCut = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { !isCut && place == bytes.count }

  mutating func double() -> Double { Double(bitPattern: word()) }
  mutating func int() -> Int { Int(Int64(bitPattern: word())) }
  mutating func day() -> Day { Day(number: short()) }

  mutating func short() -> Int {
    guard bytes.count - place >= 4 else {
      isCut = true
      place = bytes.count
      return 0
    }
    defer { place += 4 }
    return Int(
      bytes.withUnsafeBytes { Int32(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Int32.self)) })
  }

  mutating func bool() -> Bool {
    guard place < bytes.count else {
      isCut = true
      return false
    }
    defer { place += 1 }
    return bytes[place] == 1
  }

  mutating func text() -> String {
    let length = int()
    guard length >= 0, length <= bytes.count - place else {
      isCut = true
      return ""
    }
    defer { place += length }
    return String(decoding: bytes[place..<place + length], as: UTF8.self)
  }

  mutating func optionalDouble() -> Double? { bool() ? double() : nil }
  mutating func optionalDay() -> Day? { bool() ? day() : nil }
  mutating func optionalText() -> String? { bool() ? text() : nil }

  mutating func list<Element>(_ body: (inout CheckpointReader) -> Element) -> [Element] {
    let count = int()
    // An element takes a byte at least, so that no length makes it run on for long.
    guard count >= 0, count <= bytes.count - place else {
      isCut = true
      return []
    }
    var list: [Element] = []
    list.reserveCapacity(count)
    for _ in 0..<count where !isCut { list.append(body(&self)) }
    return list
  }

  /// Model and prompt are not kept of each day.
  mutating func dailyScore() -> DailyScore {
    let day = DailyScore(day: day(), score: double(), invocations: short(), spread: optionalDouble())
    if !(0...100).contains(day.score) || day.invocations < 1 { isCut = true }
    return day
  }

  mutating func sums() -> WeightedSums {
    WeightedSums(count: int(), weight: double(), deviation: double(), score: double())
  }

  mutating func change() -> Change {
    Change(direction: bool() ? .drop : .rise, alarmed: day(), started: day(), before: double(), after: double())
  }

  mutating func baseline() -> Baseline? {
    guard bool() else { return nil }
    return Baseline(
      name: text(), day: day(), score: double(), invocations: int(), reason: text(), author: text())
  }

  private mutating func word() -> UInt64 {
    guard bytes.count - place >= 8 else {
      isCut = true
      place = bytes.count
      return 0
    }
    defer { place += 8 }
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
  }
}
