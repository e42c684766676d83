import Provenance

/// The form of the file in which a run keeps its bytes one after the other: for each its SHA-256, a space, its size in twelve
/// digits, a line feed, the bytes themselves, a line feed.
///
/// One file, and not one for each: a file's name costs the disk as much as thousands of bytes.
enum BlobPack {
  /// What a pack holds, and where the last whole record ends.
  struct Contents: Sendable {
    var places: [String: Range<Int>] = [:]
    var end = 0
    /// Whether something that is no record follows it, which no interrupted write leaves behind.
    var isDamaged = false
  }

  private static let headerSize = 64 + 1 + 12 + 1
  /// The largest size that a header can tell.
  static let sizeLimit = 999_999_999_999

  static func path(in blobs: String) -> String { "\(blobs)/pack" }

  static func append(_ bytes: some Collection<UInt8>, hash: String, to record: inout [UInt8]) {
    let size = "\(bytes.count)"
    record += hash.utf8
    record.append(UInt8(ascii: " "))
    record += repeatElement(UInt8(ascii: "0"), count: max(0, 12 - size.utf8.count))
    record += size.utf8
    record.append(UInt8(ascii: "\n"))
    record += bytes
    record.append(UInt8(ascii: "\n"))
  }

  /// Reads the headers alone. What follows the last whole record was interrupted in its write.
  static func contents(of file: OpenFile) throws(StorageError) -> Contents {
    let size = try file.size()
    var contents = Contents()
    while contents.end + headerSize < size {
      let bytes = try file.read(headerSize, at: contents.end)
      guard let header = Header(bytes) else {
        // A power cut may leave room that was never written.
        contents.isDamaged = bytes.contains { $0 != 0 }
        break
      }
      let start = contents.end + headerSize
      guard start + header.size < size else { break }
      contents.places[header.hash] = start..<(start + header.size)
      contents.end = start + header.size + 1
    }
    return contents
  }

  private struct Header {
    let hash: String
    let size: Int

    init?(_ bytes: [UInt8]) {
      guard bytes.count == headerSize, bytes[64] == UInt8(ascii: " "), bytes.last == UInt8(ascii: "\n"),
        let size = Int(String(decoding: bytes[65..<77], as: UTF8.self)), size >= 0
      else { return nil }
      let hash = String(decoding: bytes[..<64], as: UTF8.self)
      guard Digest.isDigest(hash) else { return nil }
      self.hash = hash
      self.size = size
    }
  }
}
