import Foundation
import Provenance
import TestSupport
import Testing

/// Signing a run and holding it against what was signed, as a user does.
@Suite struct AttestationTests {
  @Test func `an attestation goes to standard output or a file, and says what the run is`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let shown = try await signed.program.run("runs", "attest", "--key", "key.pem")
    let envelope = try SignedEnvelope(parsing: Array(shown.output.utf8))
    let statement = try JSONValue(parsing: envelope.payload(signedBy: VerificationKey(pem: SimulatedSigner.publicKey)))
    let predicate = try #require(statement["predicate"])
    #expect(
      predicate["run"]?.stringValue == signed.run && predicate["outcome"] == "fail" && predicate["exit_code"] == 1)
    #expect(predicate["entries"] == 10 && predicate["verdict_rules"] == "4" && predicate["git"]?.isNull == true)
    #expect(predicate["artifacts"]?[0]?["path"] == "app.py")
    let artifact = try String(contentsOf: signed.program.folder.appending(path: "app.py"), encoding: .utf8)
    #expect(predicate["artifacts"]?[0]?["sha256"]?.stringValue == Digest.sha256(artifact))
    #expect(shown.error.contains("signed by the key \(SimulatedSigner.keyID)"), "\(shown.error)")
    let piped = try await signed.program.run("runs", "attest", "--key", "-", input: SimulatedSigner.privateKey)
    #expect(piped.code == 0 && piped.output == shown.output)
  }

  @Test func `the key is written nowhere, and one that others may read is warned of`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let secret = try #require(SimulatedSigner.privateKey.split(separator: "\n").dropFirst().first)
    let files = FileManager.default.enumerator(at: signed.program.folder, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.lastPathComponent != "key.pem" {
      guard let data = try? Data(contentsOf: file) else { continue }
      #expect(!String(decoding: data, as: UTF8.self).contains(secret), "\(file.path)")
    }
    let key = signed.program.folder.appending(path: "key.pem").path
    let quiet = try await signed.program.run("runs", "attest", "--key", "key.pem")
    #expect(!quiet.error.contains("others"))
    chmod(key, 0o644)
    let warned = try await signed.program.run("runs", "attest", "--key", "key.pem")
    #expect(warned.code == 0 && warned.error.contains("chmod 600 key.pem"), "\(warned.error)")
    let over = try await signed.program.run("runs", "attest", "--key", "key.pem", "-o", "./key.pem")
    #expect(over.code == 2 && over.error.contains("this is the key itself"), "\(over.error)")
    #expect(try String(contentsOfFile: key, encoding: .utf8) == SimulatedSigner.privateKey)
  }

  @Test func `a key that is missing or is none is refused with the command that makes one`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    for words in [
      ["runs", "attest"], ["runs", "attest", "--key", "none.pem"], ["runs", "attest", "--key", "app.py"],
    ] {
      let result = try await signed.program.run(arguments: words)
      #expect(result.code == 2 && result.error.contains("openssl genpkey -algorithm ed25519"), "\(result.error)")
    }
    let half = try await signed.verify("--attestation", "run.intoto.json")
    #expect(half.code == 2 && half.error.contains("--public-key"), "\(half.error)")
    let wrong = try await signed.verify("--attestation", "run.intoto.json", "--public-key", "key.pem")
    #expect(wrong.code == 2 && wrong.error.contains("this is a private key"), "\(wrong.error)")
    let none = try await signed.verify("--attestation", "none.json", "--public-key", "key.pub.pem")
    #expect(none.code == 2 && none.error.contains("runs attest"), "\(none.error)")
  }

  @Test func `an attestation of another run, by another key or with other words is refused`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let again = try await signed.program.run("judge", "--offline", "app.py", "--format", "json")
    let other = try #require(try JSONValue(parsing: again.output)["run"]?.stringValue)
    let foreign = try await signed.program.run(
      "runs", "verify", other, "--attestation", "run.intoto.json", "--public-key", "key.pub.pem")
    #expect(foreign.code == 1 && foreign.output.contains("the run was attested as \(signed.run) and is \(other)"))
    #expect(foreign.output.contains("or name the run that was attested: \(signed.run)"), "\(foreign.output)")
    try signed.program.write(SimulatedSigner.otherPrivateKey, to: "other.pem")
    _ = try await signed.program.run("runs", "attest", signed.run, "--key", "other.pem", "-o", "other.json")
    let stranger = try await signed.verify("--attestation", "other.json", "--public-key", "key.pub.pem")
    #expect(stranger.code == 1 && stranger.output.contains("no signature in it is of the key a050837d"))
    #expect(stranger.output.hasSuffix("does not hold\n"), "\(stranger.output)")
    let text = try String(contentsOf: signed.program.folder.appending(path: "run.intoto.json"), encoding: .utf8)
    try signed.program.write(text.replacing("in-toto+json", with: "in-toto+jsom"), to: "changed.json")
    let changed = try await signed.verify("--attestation", "changed.json", "--public-key", "key.pub.pem")
    #expect(changed.code == 1 && changed.output.contains("does not fit"), "\(changed.output)")
  }

  @Test func `only a run that is whole is signed, and a pruned one still answers for its chain`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let lines = try signed.lines()
    try signed.write(Array(lines.dropLast(2)))
    let unfinished = try await signed.program.run("runs", "attest", "--key", "key.pem")
    #expect(unfinished.code == 3 && unfinished.error.contains("runs resume"), "\(unfinished.error)")
    try signed.write(lines.enumerated().map { $0 == 2 ? $1.replacing("\"round\":0", with: "\"round\":1") : $1 })
    let altered = try await signed.program.run("runs", "attest", "--key", "key.pem")
    #expect(altered.code == 1 && altered.error.contains("runs verify \(signed.run)"), "\(altered.error)")
    try signed.write(lines)
    try signed.prune()
    let pruned = try await signed.program.run("runs", "attest", "--key", "key.pem")
    #expect(pruned.code == 3 && pruned.error.contains("before runs prune"), "\(pruned.error)")
    let verified = try await signed.verifyAttested()
    #expect(verified.code == 3 && verified.output.contains("is of this run"), "\(verified.output)")
    #expect(verified.output.hasPrefix("run \(signed.run): 10 journal lines"), "\(verified.output)")
    try signed.write(Array(lines.dropLast(1)))
    let cut = try await signed.verifyAttested()
    #expect(cut.code == 1 && cut.output.contains("FAULT attestation: 10 entries were attested"), "\(cut.output)")
    #expect(cut.output.hasSuffix("does not hold\n"), "\(cut.output)")
  }

  @Test func `a run says in which commit it was started, and whether files were changed`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.git("init", "-q")
    try program.write("x = 1\n", to: "a.py")
    try program.git("add", "a.py")
    try program.git("commit", "-qm", "one")
    let clean = try await SignedRun(program, try await program.run("judge", "--offline", "a.py", "--format", "json"))
    let first = try Journal.Entry(line: try #require(try clean.lines().first)).body["git"]
    #expect(first?["commit"]?.stringValue?.count == 40 && first?["dirty"] == false)
    try program.write("x = 2\n", to: "a.py")
    let dirty = try await SignedRun(program, try await program.run("judge", "--offline", "a.py", "--format", "json"))
    #expect(try Journal.Entry(line: try #require(try dirty.lines().first)).body["git"]?["dirty"] == true)
    #expect(try await dirty.verifyAttested().code == 0)
    #expect(try await program.run("explain").output.contains(" with changes\n"))
  }
}
