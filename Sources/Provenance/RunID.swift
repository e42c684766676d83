public import Foundation

/// The name of a run, such as `20261121T024012Z-3f9a1c`: the second in which it started, in UTC, and six hexadecimal digits,
/// of which four tell the part of that second and two are random.
///
/// Ids sort by time as text does, those of one second too, and none can be anything but a single name of a folder.
public struct RunID: Sendable, Hashable, Comparable, Codable, LosslessStringConvertible {
  public let description: String

  /// Names a run that starts at `date`; the last two digits come from `generator`.
  public init(at date: Date, using generator: inout some RandomNumberGenerator) {
    // Never rounded up: the part of the second belongs to this second and not to the next.
    let second = date.timeIntervalSince1970.rounded(.down)
    let start = Timestamp.milliseconds(Date(timeIntervalSince1970: second))
    var text = Timestamp.Moment(milliseconds: start).digits(dateSeparator: "", timeSeparator: "")
    text += [UInt8(ascii: "Z"), UInt8(ascii: "-")]
    let share = date.timeIntervalSince1970 - second
    let part = share.isFinite ? Int(share * 65_536) : 0
    for shift in [12, 8, 4, 0] { text.append(Digest.hexadecimalDigit(UInt8(part >> shift & 15))) }
    for _ in 0..<2 { text.append(Digest.hexadecimalDigit(UInt8.random(in: 0...15, using: &generator))) }
    description = String(decoding: text, as: UTF8.self)
  }

  /// Nil unless `text` is a run's id to the letter: its shape, and a date and time that exist.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 23, bytes[16] == UInt8(ascii: "-"),
      bytes[17...].allSatisfy(Digest.isLowercaseHexadecimal),
      Self.time(bytes[..<16]) != nil
    else { return nil }
    description = text
  }

  /// When it started, in RFC 3339; the milliseconds are not known and stand as zero.
  public var started: String {
    Self.time(Array(description.utf8)[..<16]).map(Timestamp.rfc3339(milliseconds:)) ?? ""
  }

  /// The milliseconds since 1970 of `20261121T024012Z`.
  private static func time(_ text: ArraySlice<UInt8>) -> Int? {
    let parts = Array(String(decoding: text, as: UTF8.self).unicodeScalars.map(String.init))
    guard parts.count == 16, parts[8] == "T", parts[15] == "Z" else { return nil }
    func part(_ range: Range<Int>) -> String { parts[range].joined() }
    let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
    return Timestamp.milliseconds(rfc3339: "\(date)T\(part(9..<11)):\(part(11..<13)):\(part(13..<15)).000Z")
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let id = RunID(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a run's id"))
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
