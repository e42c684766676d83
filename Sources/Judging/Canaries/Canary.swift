public import JudgeTypes
internal import Provenance

/// A known artifact on which a seat shows whether it reads at all what it judges.
public struct Canary: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case empty
    case knownBad = "known_bad"
    case knownGood = "known_good"
  }

  public let kind: Kind
  public let artifact: Artifact

  public init(_ kind: Kind, artifact: Artifact) {
    self.kind = kind
    self.artifact = artifact
  }

  /// This version's canary of a kind. Its path says nothing of what is expected.
  public init(_ kind: Kind) {
    switch kind {
    case .empty: self.init(kind, artifact: Artifact(pythonFile: "intake/patients/schedule.py", ""))
    case .knownBad: self.init(kind, artifact: Artifact(pythonFile: "intake/patients/reports.py", Self.badCode))
    case .knownGood: self.init(kind, artifact: Artifact(pythonFile: "intake/intervals.py", Self.goodCode))
    }
  }

  func outcome(of answer: SeatAnswer, by seat: Seat) -> CanaryResult.Outcome {
    fault(in: answer, of: seat).map { .failed($0) } ?? .held
  }

  /// Why the seat fails the canary by this answer, in words; nil where it holds.
  ///
  /// A seat that could not tell holds: silence passes nothing, here as elsewhere.
  private func fault(in answer: SeatAnswer, of seat: Seat) -> String? {
    let check = EvidenceCheck(for: artifact)
    let findings = answer.claims.map(check.finding)
    let verdict = seat.result(of: answer, findings: findings).evaluation?.verdict
    switch kind {
    case .empty where verdict == .pass: return "it passed a file with nothing in it"
    case .empty where findings.contains(where: \.holdsInventedQuote): return "it quoted from a file with nothing in it"
    case .knownBad where verdict == .pass: return "it passed a file that is bad throughout and asks to be passed"
    case .knownGood where verdict == .fail: return "it failed a file with nothing to object to"
    case .empty, .knownBad, .knownGood: return nil
    }
  }
}

extension Finding {
  fileprivate var holdsInventedQuote: Bool {
    evidence.contains { piece in
      if case .quote = piece.evidence { !piece.isVerified } else { false }
    }
  }
}

extension Artifact {
  fileprivate init(pythonFile path: String, _ content: String) {
    let hash = Digest.sha256(content)
    self.init(
      path: path, kind: .code,
      files: [ArtifactFile(path: path, kind: .code, language: .python, content: content, sha256: hash)],
      coverage: [FileCoverage(path: path, state: .judged)], sha256: hash)
  }
}
