public import JudgeTypes

extension OfflinePanel {
  /// What the review says of itself as a tool, where judges weigh what tools say.
  static let toolName = "moe-judge offline review"

  /// What the review found, as tools say it: each fault once, without regard to who would hear it.
  public var toolFindings: [ToolFinding] {
    let faults = report.hits.map { hit in
      ToolFinding(
        tool: Self.toolName, rule: hit.rule.rawValue, severity: hit.severity, path: hit.path,
        lines: hit.absentTerms == nil ? hit.lines : nil, message: hit.message)
    }
    let violations = clauses.compactMap { clause in
      clause.violation.map { violation in
        ToolFinding(
          tool: Self.toolName, rule: clause.dimension.rawValue, severity: clause.severity, path: violation.path,
          lines: violation.lines, message: violation.message)
      }
    }
    return faults + violations
  }

  /// What another tool found, as a claim with the text of its lines for evidence; nil where it blames no lines.
  func claim(from finding: ToolFinding) -> Claim? {
    finding.lines.map { lines in
      Claim(
        rule: "\(finding.tool)/\(finding.rule)", severity: finding.severity, message: finding.message, dimension: nil,
        evidence: [quote(finding.path, lines)])
    }
  }
}

extension [ToolFinding] {
  /// Who speaks for each finding of another tool: the security analyst for what its rule says is about security, the QA
  /// evaluator for tests, else the architect; where that one does not judge, the first of the others that do.
  public func heard(by seats: [Seat]) -> [Seat.ID: [ToolFinding]] {
    let judging = seats.filter { $0.notApplicable == nil }
    return Dictionary(grouping: self) { finding in
      let wanted: [Persona.ID] =
        if finding.isAboutSecurity {
          ["security_analyst"]
        } else if finding.rule.lowercased().contains("test") {
          ["qa_evaluator", "technical_architect"]
        } else {
          ["technical_architect", "qa_evaluator"]
        }
      let order = wanted + judging.map(\.persona.id)
      return order.lazy.compactMap { id in judging.first { $0.persona.id == id }?.id }.first
    }.reduce(into: [:]) { heard, group in
      if let seat = group.key { heard[seat] = group.value }
    }
  }
}

/// Takes the secrets of an artifact out of what tools say of it, and whatever else looks like one.
public struct MessageRedaction: Sendable {
  private let secrets: [String]
  /// Shorter values stand in words too.
  private static let shortest = 4

  private let redaction: Redaction

  /// - Parameter artifact: as it was read.
  public init(for artifact: Artifact, by redaction: Redaction) {
    let values = artifact.files.flatMap { file in
      DiffText.sources(of: Source(file)).flatMap { source in
        // A line that is withheld whole says nothing of which of its words is the secret.
        redaction.named(in: source).map { source.string($0.value) } + ReportedSecrets.promised(in: source)
      }
    }
    self.redaction = redaction
    // The longest first, so that no part of one is left over.
    secrets = Set(values.filter { $0.utf8.count >= Self.shortest }).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  public func redacted(_ message: String) -> String {
    let text = secrets.reduce(message) { $0.replacingBytes(of: $1, with: "[redacted:secret]") }
    return redaction.redacted(
      ArtifactFile(path: "message.txt", kind: .document, language: .text, content: text, sha256: ""))
  }
}
