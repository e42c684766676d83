internal import Foundation
internal import Provenance

/// Where the lines of a journal stand and what each is about, without any of them having been read: so one artifact of a run of
/// thousands is shown without the others.
///
/// A map of a journal that has grown since is continued, not made anew.
public struct JournalMap: Sendable {
  /// One whole line.
  public struct Line: Sendable, Hashable {
    /// 1-based, in the journal.
    public let number: Int
    public let kind: Kind
    /// Of the artifact to which it belongs, as far as its bytes tell; nil for lines of the run.
    public let ordinal: Int?
    let offset, length: Int
  }

  /// As the journal writes it.
  public enum Kind: String, Sendable, CaseIterable {
    case run, artifact, answer, failure, interruption, canary, curtailed, blind, debate, judgment, result, closed
    /// Of a later version.
    case other
  }

  /// Each takes little room, for there may be hundreds of thousands.
  private struct Place: Sendable {
    let offset: Int
    let length: UInt32
    /// -1 for none.
    let ordinal: Int32
    let kind: Kind
  }

  private var places: [Place] = []
  /// How many bytes of the journal it covers: whole lines.
  private(set) var end = 0

  public init() {}

  public var count: Int { places.count }

  /// - Parameter number: 1-based.
  public func line(_ number: Int) -> Line? {
    guard places.indices.contains(number - 1) else { return nil }
    let place = places[number - 1]
    return Line(
      number: number, kind: place.kind, ordinal: place.ordinal < 0 ? nil : Int(place.ordinal), offset: place.offset,
      length: Int(place.length))
  }

  public func lines(where condition: (Kind, Int?) -> Bool) -> [Line] {
    places.indices.compactMap { index in
      let place = places[index]
      return condition(place.kind, place.ordinal < 0 ? nil : Int(place.ordinal)) ? line(index + 1) : nil
    }
  }

  public func count(of kind: Kind) -> Int { places.count { $0.kind == kind } }

  public func last(of kind: Kind) -> Line? { places.lastIndex { $0.kind == kind }.flatMap { line($0 + 1) } }

  /// Whether its last line is the closing one.
  public var isClosed: Bool { places.last?.kind == .closed }

  /// Takes a line in.
  ///
  /// - Parameter bytes: without its line feed.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let sight = LineSight(bytes)
    places.append(
      Place(
        offset: end, length: UInt32(clamping: bytes.count), ordinal: sight.ordinal.map { Int32(clamping: $0) } ?? -1,
        kind: sight.kind))
    end += bytes.count + 1
  }
}

/// What is seen of a canonical line without reading it. Between quotes a quote has a mark before it, so what is looked for here
/// stands nowhere but as a key.
private struct LineSight {
  let kind: JournalMap.Kind
  let ordinal: Int?

  init(_ bytes: UnsafeRawBufferPointer) {
    // "kind" stands behind the body, before the hash, the number and the time.
    let tail = UnsafeRawBufferPointer(rebasing: bytes[max(0, bytes.count - 240)...])
    let name = Self.value(of: ",\"kind\":", in: tail).map { start in
      String(decoding: tail[start...].dropFirst().prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
    kind = name.flatMap(JournalMap.Kind.init) ?? .other
    ordinal = Self.value(of: "\"ordinal\":", in: bytes).flatMap { start in
      Int(String(decoding: bytes[start...].prefix { (48...57).contains($0) }, as: UTF8.self))
    }
  }

  /// Where the value behind a key begins; the key is given with its colon, of which there are the fewest to look at.
  private static func value(of key: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let length = key.utf8CodeUnitCount
    var start = min(length - 1, bytes.count)
    while start < bytes.count, let found = memchr(base + start, 58, bytes.count - start) {
      let end = UnsafeRawPointer(found) - base + 1
      if memcmp(base + end - length, key.utf8Start, length) == 0 { return end }
      start = end
    }
    return nil
  }
}
