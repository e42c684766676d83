internal import Foundation
internal import Provenance

/// A line of a token file: who has the token, what it lets them do, and its SHA-256. The token itself stands nowhere.
public struct Token: Sendable, Hashable {
  public let name: String
  public let scopes: Set<Scope>
  /// 64 lower-case hexadecimal digits.
  public let hash: String

  /// The longest name, in bytes.
  static let nameLimit = 64

  /// - Throws: `TokenProblem` for a name that is none, and for no scopes.
  public init(name: String, scopes: Set<Scope>, hash: String) throws(TokenProblem) {
    guard Self.isName(name) else {
      throw TokenProblem(
        "'\(name.prefix(80))' is no name of a token. Use up to \(Self.nameLimit) letters, digits and . _ - @")
    }
    guard !scopes.isEmpty else {
      throw TokenProblem("the token '\(name)' lets nobody do anything. Give it a scope: \(Self.scopesInWords).")
    }
    guard Digest.isDigest(hash) else {
      throw TokenProblem("the token '\(name)' has no SHA-256 (64 lower-case hexadecimal digits). Make it anew.")
    }
    self.name = name
    self.scopes = scopes
    self.hash = hash
  }

  /// `name scopes sha256hex`; nil for an empty line and a comment.
  init?(line: Substring) throws(TokenProblem) {
    let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
    guard !words.isEmpty else { return nil }
    guard words.count == 3 else {
      throw TokenProblem("expected 'name scopes sha256', such as: anna read,label 9f86...; 'token NAME' writes it")
    }
    var scopes: Set<Scope> = []
    for word in words[1].split(separator: ",") {
      guard let scope = Scope(rawValue: String(word)) else {
        throw TokenProblem("'\(word.prefix(40))' is no scope. Use \(Self.scopesInWords).")
      }
      scopes.insert(scope)
    }
    try self.init(name: words[0], scopes: scopes, hash: words[2])
  }

  var line: String {
    "\(name) \(Scope.allCases.filter(scopes.contains).map(\.rawValue).joined(separator: ",")) \(hash)"
  }

  private static let scopesInWords = Scope.allCases.map(\.rawValue).joined(separator: ", ")

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= nameLimit
      && text.utf8.allSatisfy { byte in
        let scalar = Unicode.Scalar(byte)
        return scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
          || "._-@".utf8.contains(byte)
      }
  }

  /// A new one of 256 random bits, in letters that need no escaping anywhere.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return "mj_"
      + Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}

/// What is wrong with a token file or a token.
public struct TokenProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
