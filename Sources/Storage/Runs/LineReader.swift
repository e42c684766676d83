/// Reads a file line by line in pieces of bounded size.
final class LineReader {
  private let file: OpenFile
  private let limit: Int
  private var buffer: [UInt8] = []
  /// Where in `buffer` the next line begins.
  private var start = 0
  private var isAtEnd = false
  /// The number of lines given so far.
  private(set) var count = 0
  /// The bytes of those given that ended with a line feed.
  private(set) var completeBytes = 0
  /// Whether the last line given ended with a line feed.
  private(set) var isComplete = true

  /// `limit` is the longest line accepted, in bytes.
  init(_ file: OpenFile, limit: Int) {
    self.file = file
    self.limit = limit
  }

  /// The next line without its line feed; nil at the end.
  func next() throws(StorageError) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) { return try line(endingAt: end) }
      guard buffer.count - start <= limit else { throw tooLong }
      searched = try fill()
      if isAtEnd { break }
    }
    guard start < buffer.count else { return nil }
    return try line(endingAt: buffer.count)
  }

  private func line(endingAt end: Int) throws(StorageError) -> ArraySlice<UInt8> {
    let line = buffer[start..<end]
    guard line.count <= limit else { throw tooLong }
    isComplete = end < buffer.count
    if isComplete { completeBytes += line.count + 1 }
    start = min(end + 1, buffer.count)
    count += 1
    return line
  }

  /// Reads more into the buffer; the index from which it is new.
  private func fill() throws(StorageError) -> Int {
    buffer.removeFirst(start)
    start = 0
    let new = buffer.count
    let bytes = try file.read(upTo: 1 << 18)
    isAtEnd = bytes.isEmpty
    buffer += bytes
    return new
  }

  private var tooLong: StorageError { StorageError(file.path, .lineTooLong(line: count + 1, limit: limit)) }
}
