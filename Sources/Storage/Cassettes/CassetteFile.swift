internal import Foundation
public import LanguageModels
public import Provenance
internal import Synchronization

/// Cassettes as files: JSONL, one exchange a line. Headers are not part of an exchange, so no key is in it. Where the run was
/// killed and went on, a line names those before it that it never came to use.
public enum CassetteFile {
  /// All exchanges of a cassette that its run used, in their order.
  public static func read(_ path: String) throws(CassetteError) -> [Exchange] {
    let exchanges = try numbered(path).map(\.exchange)
    guard !exchanges.isEmpty else { throw CassetteError(path, .empty) }
    return exchanges
  }

  /// With the number of the line on which each stands.
  static func numbered(_ path: String) throws(CassetteError) -> [(line: Int, exchange: Exchange)] {
    var exchanges: [(line: Int, exchange: Exchange)] = []
    do {
      let reader = LineReader(try OpenFile(path, O_RDONLY, action: "open it"), limit: RunLibrary.lineLimit)
      while let bytes = try reader.next() {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.allSatisfy(\.isWhitespace) { continue }
        do {
          switch try CassetteLine(text) {
          case .exchange(let exchange): exchanges.append((reader.count, exchange))
          case .unused(let lines): exchanges.removeAll { lines.contains($0.line) }
          }
        } catch {
          throw CassetteError(path, .badLine(reader.count, what: error.what))
        }
      }
    } catch let error as CassetteError {
      throw error
    } catch let error as StorageError {
      if access(path, F_OK) != 0 { throw CassetteError(path, .missing) }
      if case .failed(_, let reason) = error.problem { throw CassetteError(path, .cannotRead(reason: reason)) }
      throw CassetteError(path, .cannotRead(reason: error.description))
    } catch {
      throw CassetteError(path, .cannotRead(reason: "\(error)"))
    }
    return exchanges
  }
}

/// Writes a cassette: each exchange is in the file before its answer is used.
public final class CassetteWriter: CallRecorder {
  private enum File {
    case unopened
    case open(GrowingFile)
    case failed
  }

  private let path: String
  private let journalled: [Journal.Entry]?
  private let onTrouble: @Sendable (CassetteError) -> Void
  private let file = Mutex(File.unopened)

  /// The file is made with the first exchange.
  ///
  /// - Parameters:
  ///   - journalled: of a run that was stopped and now goes on, whose cassette may be there already; nil for a new one.
  ///   - onTrouble: told, at most once, why the cassette will not be whole.
  /// - Throws: `CassetteError` when the file exists, or its folder takes none.
  public init(
    _ path: String, goingOn journalled: [Journal.Entry]? = nil, onTrouble: @escaping @Sendable (CassetteError) -> Void
  ) throws(CassetteError) {
    self.path = path
    self.journalled = journalled
    self.onTrouble = onTrouble
    var status = stat()
    guard journalled != nil || lstat(path, &status) != 0 else { throw CassetteError(path, .exists) }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard access(folder, W_OK) == 0 else {
      throw CassetteError(path, .cannotWrite(reason: String(cString: strerror(errno))))
    }
  }

  public func record(_ exchange: Exchange) {
    let line = exchange.line + "\n"
    let trouble = file.withLock { file -> CassetteError? in
      do {
        switch file {
        case .failed: return nil
        case .open(let opened): try opened.append(Array(line.utf8))
        case .unopened:
          let opened = try begun()
          file = .open(opened)
          try opened.append(Array(line.utf8))
        }
        return nil
      } catch {
        file = .failed
        if let error = error as? CassetteError { return error }
        return CassetteError(path, .cannotWrite(reason: (error as? StorageError)?.description ?? "\(error)"))
      }
    }
    if let trouble { onTrouble(trouble) }
  }

  private func begun() throws -> GrowingFile {
    guard let journalled, access(path, F_OK) == 0 else { return try GrowingFile(creating: path) }
    let file = try GrowingFile(opening: path)
    try file.cutIncompleteLine()
    var counted = CountedExchanges(of: journalled)
    let unused = try CassetteFile.numbered(path).filter { !counted.take($0.exchange) }.map(\.line)
    if !unused.isEmpty { try file.append(Array((CassetteLine.unused(Set(unused)).text + "\n").utf8)) }
    return file
  }
}
