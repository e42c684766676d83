import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage

struct RunsAttest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest", abstract: "Sign a finished run, so that nobody can rewrite it unseen.",
    discussion: """
      Checks the run first, then writes an in-toto Statement v1 of its head, outcome and artifacts in a DSSE envelope, signed \
      with Ed25519. Whoever has the public half of the key can hold the run against it, with runs verify or with other tools. \
      The key is read and not kept. Its id is the SHA-256 of the public half in DER.

      Examples:
        openssl genpkey -algorithm ed25519 -out key.pem && chmod 600 key.pem
        openssl pkey -in key.pem -pubout -out key.pub.pem
        moe-judge runs attest latest --key key.pem -o run.intoto.json
        moe-judge runs verify latest --attestation run.intoto.json --public-key key.pub.pem
      """)
  @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run"), completion: .runs)
  var reference =
    "latest"
  @Option(
    help: ArgumentHelp("The Ed25519 private key, PEM without a password; - for standard input.", valueName: "file"),
    completion: .file())
  var key: String?
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Where to write it instead of standard output.", valueName: "file"), completion: .file())
  var output: String?
  @OptionGroup var state: StateOption

  func run() throws {
    guard let key else { throw CommandFailure("--key names the private key that signs. \(KeyError.making)") }
    let text = try KeyFile.text(at: key, "the private key", advice: KeyError.making)
    let signing: SigningKey
    do { signing = try SigningKey(pem: text) } catch { throw CommandFailure("\(key): \(error)") }
    if let warning = KeyFile.warning(of: key) { Standard.error.write(safeLines("moe-judge: \(warning)\n")) }
    let id = try state.run(reference)
    let statement = try statement(of: id)
    let envelope: SignedEnvelope
    do { envelope = try statement.signed(with: signing) } catch { throw CommandFailure("\(key): \(error)") }
    try write(envelope.json.canonical + "\n", besides: key)
    Standard.error.write(
      "run \(id): \(statement.outcome), head \(statement.chain.head)\nsigned by the key \(signing.verificationKey.id)\n"
    )
  }

  /// Only what was derived anew is signed.
  private func statement(of id: RunID) throws -> RunStatement {
    if try state.pruned(id) != nil {
      throw CommandFailure(
        "run \(id): its bytes are pruned, so its verdicts cannot be derived anew and are not signed. "
          + "Attest runs before runs prune.", .undecided)
    }
    let (lines, verification) = try state.verification(of: id)
    guard !verification.isUnfinished else {
      throw CommandFailure(
        "run \(id): it is not finished, so there is nothing to sign. Go on with it: moe-judge runs resume \(id)",
        .undecided)
    }
    guard verification.holds, let statement = RunStatement(of: verification.chain, lines: lines) else {
      throw CommandFailure("run \(id): its record does not hold. See: moe-judge runs verify \(id)", .fail)
    }
    return statement
  }

  private func write(_ text: String, besides key: String) throws {
    guard let output else {
      Standard.output.write(text)
      return
    }
    guard !isSame(output, key) else {
      throw CommandFailure("-o \(output): this is the key itself. Name another file for the attestation.")
    }
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
      throw CommandFailure(
        "-o \(output): cannot be written: \(error.localizedDescription). Check the folder and the disk.")
    }
  }

  private func isSame(_ left: String, _ right: String) -> Bool {
    var (ours, theirs) = (stat(), stat())
    return stat(left, &ours) == 0 && stat(right, &theirs) == 0 && ours.st_ino == theirs.st_ino
      && ours.st_dev == theirs.st_dev
  }
}
