/// What `git cat-file --batch` and `--batch-check` print.
enum BlobBatch {
  /// The sizes of the blobs, by hash: lines of `HASH blob SIZE`.
  static func sizes(from output: [UInt8]) -> [String: Int] {
    var sizes: [String: Int] = [:]
    for line in output.split(separator: 0x0A) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      if words.count == 3, words[1] == "blob", let size = Int(words[2]) { sizes[String(words[0])] = size }
    }
    return sizes
  }

  /// The contents, by hash: `HASH blob SIZE`, a line feed, that many bytes, a line feed, and again.
  static func contents(from output: [UInt8]) -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    var rest = output[...]
    while let end = rest.firstIndex(of: 0x0A) {
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard words.count == 3, let size = Int(words[2]) else { continue }  // `HASH missing` has no content
      guard size >= 0, size <= rest.count else { break }
      contents[String(words[0])] = Array(rest.prefix(size))
      rest = rest.dropFirst(size).dropFirst()
    }
    return contents
  }

  static func request(_ hashes: [String]) -> [UInt8] { Array(hashes.map { $0 + "\n" }.joined().utf8) }
}
