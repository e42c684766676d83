import JudgeTypes
import Judging
import Provenance
import Reports

/// An attestation with the key that is to have signed it, held against a run.
struct AttestationCheck {
  private let path: String
  private let key: VerificationKey
  private let read: Result<RunStatement, AttestationFault>

  /// Nil where none was named.
  ///
  /// - Throws: `CommandFailure` for a file that cannot be read or is no public key.
  init?(_ path: String?, publicKey: String?) throws {
    guard let path, let publicKey else { return nil }
    let text = try KeyFile.text(at: publicKey, "the public key", advice: KeyError.making)
    do { key = try VerificationKey(pem: text) } catch { throw CommandFailure("\(publicKey): \(error)") }
    let bytes = try NamedFile.bytes(
      at: path, "the attestation", advice: "Write one: moe-judge runs attest RUN --key key.pem -o \(path)")
    self.path = path
    read = Result { [key] () throws(AttestationFault) in try RunStatement(attestation: bytes, signedBy: key) }
  }

  /// What the key signed; nil where that is not to be known.
  var statement: RunStatement? { try? read.get() }

  /// What there is to say, in lines, and how many of them are faults.
  ///
  /// - Parameters:
  ///   - chain: the check of the run's journal.
  ///   - lines: of that journal.
  func report(on chain: ChainReport, lines: [String]) -> (words: String, faults: Int) {
    let faults: [String]
    switch read {
    case .failure(let fault): faults = ["\(path): \(fault)"]
    case .success(let statement): faults = differences(of: statement, from: chain, lines)
    }
    guard faults.isEmpty else {
      return (faults.map { "FAULT attestation: \(safeForTerminal($0))\n" }.joined(), faults.count)
    }
    return ("attestation: \(path) is of this run, signed by the key \(key.id)\n", 0)
  }

  private func differences(of statement: RunStatement, from chain: ChainReport, _ lines: [String]) -> [String] {
    guard let found = RunStatement(of: chain, lines: lines), chain.head == statement.chain.head else {
      return headDifference(of: statement, from: chain, lines)
    }
    return statement.differences(of: found)
  }

  /// Of a record whose head is another than was attested: where it begins to be another, and what it says otherwise.
  private func headDifference(
    of statement: RunStatement, from chain: ChainReport, _ lines: [String]
  ) -> [String] {
    var faults: [String] = []
    if let range = statement.checkpoints.firstAltered(of: lines) {
      let place =
        range.count == 1 ? "line \(range.lowerBound)" : "one of the lines \(range.lowerBound) to \(range.upperBound)"
      let entry = range.count == 1 ? kind(of: lines[range.lowerBound - 1]) : ""
      faults.append("the first altered entry is \(place)\(entry)")
    }
    if lines.count < statement.chain.entries {
      faults.append(
        "\(statement.chain.entries) entries were attested, and \(lines.count) are there: the rest was cut away")
    }
    if let found = RunStatement(of: chain, lines: lines) {
      faults += statement.differences(of: found)
    } else if faults.isEmpty {
      faults.append("the head was attested as \(statement.chain.head) and is \(chain.head)")
    }
    let mend = "Restore the run from a copy, or name the run that was attested: \(statement.run)"
    return faults.dropLast() + faults.suffix(1).map { "\($0). \(mend)" }
  }

  private func kind(of line: String) -> String { (try? Journal.Entry(line: line)).map { ", the \($0.kind)" } ?? "" }
}
