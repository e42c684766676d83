import ArgumentParser
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage
import StoredRuns

struct RunsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a stored run offline: the chain, the evidence, every verdict and the consensus.",
    discussion: """
      With an attestation the run must also be the one that was attested, to the last byte. Exits 0 when everything holds, 1 when \
      something does not, 2 when a file cannot be read or is no key, 3 when the run was not finished or its bytes are pruned.

      Examples:
        moe-judge runs verify latest
        moe-judge runs verify 20261121T0240 --head 9f86d081...
        moe-judge runs verify latest --attestation run.intoto.json --public-key key.pub.pem
      """)
  @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run"), completion: .runs)
  var reference =
    "latest"
  @Option(
    help: ArgumentHelp(
      "The head that somebody attested or wrote down: 'head' of the JSON result, the last words of the table.",
      valueName: "hash"))
  var head: String?
  @Option(help: ArgumentHelp("What runs attest wrote of this run.", valueName: "file"), completion: .file())
  var attestation: String?
  @Option(
    help: ArgumentHelp("The public half of the key that signed the attestation, PEM.", valueName: "file"),
    completion: .file())
  var publicKey: String?
  @OptionGroup var state: StateOption

  func validate() throws {
    guard (attestation == nil) == (publicKey == nil) else {
      throw ValidationError(
        "--attestation and --public-key belong together: an attestation is worth what the key is that signed it.")
    }
    guard let head else { return }
    guard head.utf8.count == 64, head.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw ValidationError(
        "--head takes a SHA-256, 64 hexadecimal digits: 'head' of the JSON result, or the last words of the table.")
    }
  }

  func run() throws {
    let id = try state.run(reference)
    let attested = try AttestationCheck(attestation, publicKey: publicKey)
    let head = head ?? attested?.statement?.chain.head
    if let pruned = try state.pruned(id, head: head) {
      let (words, faults) = attested?.report(on: pruned.chain, lines: pruned.lines) ?? ("", 0)
      Standard.output.write(
        safeLines(
          pruned.verification(isHeadExpected: head != nil, attestation: words, isAttested: faults == 0)))
      throw pruned.holds && faults == 0 ? ExitStatus.undecided.code : ExitStatus.fail.code
    }
    let (lines, verification) = try state.verification(of: id, head: head)
    let (words, faults) = attested?.report(on: verification.chain, lines: lines) ?? ("", 0)
    Standard.output.write(
      safeLines(
        "run \(id): \(counted(lines.count, "journal line")), head \(verification.chain.head)\n" + words
          + verification.words(isHeadExpected: head != nil, isAttested: faults == 0)))
    if faults > 0 { throw ExitStatus.fail.code }
    if verification.isUnfinished { throw ExitStatus.undecided.code }
    guard verification.holds else { throw ExitStatus.fail.code }
  }
}

extension RunVerification {
  /// What there is to say of it, below the line that names the run.
  ///
  /// - Parameter isAttested: false where an attestation was to vouch for the run and does not.
  fileprivate func words(isHeadExpected: Bool, isAttested: Bool) -> String {
    var text = ""
    if !isHeadExpected { text += "head not checked (--head): a journal rewritten as a whole is told by nothing else\n" }
    if let fault = chain.fault { text += "FAULT line \(fault.line): \(fault.reason)\n" }
    if isHeadExpected, chain.fault?.kind == .added {
      text += "the run's own head stands as 'head' in its JSON result\n"
    }
    for problem in problems { text += "FAULT \(problem)\n" }
    let judgments = counted(judgments.count, "judgment")
    if holds || isUnfinished {
      text += "derived anew for \(judgments): \(Self.derived.joined(separator: "; "))\n"
      text += "only attested: \(Self.attested.joined(separator: "; "))\n"
    } else {
      text += "\(judgments) could be derived anew; what does not follow from the record is marked FAULT\n"
    }
    if let end = chain.ending.words { text += end + "\n" }
    guard isAttested else { return text + "does not hold\n" }
    if isUnfinished { return text + "unfinished: the run was interrupted or goes on; what is there holds\n" }
    return text + (holds ? "holds\n" : "does not hold\n")
  }
}

extension ChainReport.Ending {
  /// What there is to say of an end that is none.
  fileprivate var words: String? {
    switch self {
    case .closed: nil
    case .open: "the journal ends without its closing line"
    case .unfinished(let line): "line \(line) was still being written when the run ended; it counts for nothing"
    }
  }
}
