internal import Foundation
internal import Provenance
internal import Storage
internal import Synchronization

/// The tokens that may ask, in a file that is read again when it has changed.
public final class TokenFile: Sendable {
  public let path: String
  private let read = Mutex<(version: FileStatus, tokens: [Token])?>(nil)
  /// The largest file that is read, in bytes.
  private static let limit = 1 << 20

  /// - Throws: `TokenProblem` where it cannot be used as it is now.
  public init(path: String) throws(TokenProblem) {
    self.path = path
    _ = try tokens()
  }

  /// Whether nobody is let in as it is now.
  public var isEmpty: Bool { ((try? tokens()) ?? []).isEmpty }

  /// - Throws: `TokenProblem` where the file is gone, cannot be read, may be written by others, or holds anything but tokens. Nobody is let in
  ///   then.
  func tokens() throws(TokenProblem) -> [Token] {
    let version = try Self.version(of: path)
    if let known = read.withLock({ $0 }), known.version == version { return known.tokens }
    let tokens = try Self.tokens(in: path)
    read.withLock { $0 = (version, tokens) }
    return tokens
  }

  /// Whose token it is; nil for nobody's. Every token is compared, each in the same time, so that the time tells nothing.
  func bearer(of secret: some Sequence<UInt8>) throws(TokenProblem) -> Token? {
    let hash = Array(Digest.sha256(Array(secret)).utf8)
    var found: Token?
    for token in try tokens() {
      let difference = zip(hash, token.hash.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
      if difference == 0 { found = token }
    }
    return found
  }

  /// Makes a token, and adds its hash to the file, which is made where it is missing, readable by nobody else.
  ///
  /// - Returns: the token, which nobody can read anywhere afterwards.
  /// - Throws: `TokenProblem` for a name that is there already, and where the file cannot be used.
  public static func add(_ name: String, scopes: Set<Scope>, to path: String) throws(TokenProblem) -> String {
    let secret = Token.random()
    let token = try Token(name: name, scopes: scopes, hash: Digest.sha256(secret))
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw problem(path, "cannot be opened: \(reason)") }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { throw problem(path, "cannot be locked: \(reason)") }
    guard try !tokens(in: path).contains(where: { $0.name == name }) else {
      throw problem(path, "it has a token '\(name)' already. Remove its line first, or take another name.")
    }
    let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    let line = Array(((text.isEmpty || text.hasSuffix("\n") ? "" : "\n") + token.line + "\n").utf8)
    let end = lseek(descriptor, 0, SEEK_END)
    guard writeAll(line, to: descriptor), fsync(descriptor) == 0 else {
      let words = reason
      ftruncate(descriptor, end)
      throw problem(path, "cannot be written: \(words)")
    }
    return secret
  }

  /// Whether all is written; a disk that gets full may take a part.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func tokens(in path: String) throws(TokenProblem) -> [Token] {
    guard try version(of: path).size <= limit, let data = FileManager.default.contents(atPath: path),
      data.count <= limit,
      let text = String(validating: data, as: UTF8.self)
    else { throw problem(path, "cannot be read as text. Name the file that 'moe-judge-serve token' wrote.") }
    var tokens: [Token] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      do throws(TokenProblem) {
        guard let token = try Token(line: line) else { continue }
        guard !tokens.contains(where: { $0.name == token.name || $0.hash == token.hash }) else {
          throw TokenProblem("the token '\(token.name)' stands there twice. Remove one of the lines.")
        }
        tokens.append(token)
      } catch {
        throw TokenProblem("\(path):\(index + 1): \(error)")
      }
    }
    return tokens
  }

  private static func version(of path: String) throws(TokenProblem) -> FileStatus {
    guard let status = FileStatus(of: path) else {
      throw problem(path, "\(reason). Make it with: moe-judge-serve token NAME --scope read --token-file \(path)")
    }
    guard status.kind == .file else { throw problem(path, "is no file. Name a file of tokens.") }
    guard !status.isWritableByOthers else {
      throw problem(path, "others may write it, and so let themselves in. Run: chmod 600 \(path)")
    }
    guard status.isOwn else {
      throw problem(path, "it belongs to another user. Make one of your own.")
    }
    return status
  }

  private static func problem(_ path: String, _ words: String) -> TokenProblem { TokenProblem("\(path): \(words)") }
  private static var reason: String { String(cString: strerror(errno)) }
}
