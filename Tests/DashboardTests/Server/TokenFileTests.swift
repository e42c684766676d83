import Foundation
import Provenance
import Testing

@testable import Dashboard

@Suite struct TokenFileTests {
  @Test func `a token is known by its hash, which alone is in a file that nobody else may read`() throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    let anna = try TokenFile.add("anna", scopes: [.read, .label], to: path)
    let ben = try TokenFile.add("ben", scopes: [.read], to: path)
    #expect(anna != ben && anna.count >= 43)
    let text = store.text(of: "tokens")
    #expect(text == "anna read,label \(Digest.sha256(anna))\nben read \(Digest.sha256(ben))\n")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let file = try TokenFile(path: path)
    #expect(try file.bearer(of: ben.utf8)?.name == "ben")
    #expect(try file.bearer(of: (ben + "x").utf8) == nil)
    #expect(throws: TokenProblem.self) { try TokenFile.add("anna", scopes: [.read], to: path) }
  }

  @Test func `a changed file counts at once, and one that became unusable lets nobody in`() throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    let token = try TokenFile.add("anna", scopes: [.read], to: path)
    let file = try TokenFile(path: path)
    #expect(try file.bearer(of: token.utf8) != nil)
    try store.write("# nobody any more\n", to: "tokens")
    #expect(try file.bearer(of: token.utf8) == nil)
    try store.write("nonsense\n", to: "tokens")
    #expect(throws: TokenProblem.self) { try file.bearer(of: token.utf8) }
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: TokenProblem.self) { try file.bearer(of: token.utf8) }
  }

  @Test(arguments: [0o620, 0o602, 0o666])
  func `a file that others may write is refused`(_ mode: Int) throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let path = try store.write("", to: "tokens", mode: mode)
    let problem = #expect(throws: TokenProblem.self) { try TokenFile(path: path) }
    #expect(problem?.description.contains("chmod 600") == true)
  }

  @Test(arguments: [
    "anna read", "anna read,write \(String(repeating: "a", count: 64))", "anna read ABC",
    "an/na read \(String(repeating: "a", count: 64))", "anna  , \(String(repeating: "a", count: 64))",
    "a read \(String(repeating: "a", count: 64))\na read \(String(repeating: "b", count: 64))",
  ])
  func `a line that is no token is refused with its place`(_ text: String) throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let path = try store.write("# who may ask\n\n\(text)\n", to: "tokens")
    let problem = #expect(throws: TokenProblem.self) { try TokenFile(path: path) }
    #expect(problem?.description.contains(":3:") == true || problem?.description.contains(":4:") == true)
  }
}
