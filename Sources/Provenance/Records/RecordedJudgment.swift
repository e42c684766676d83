public import JudgeTypes

/// A judgment as its record tells it, whether or not the bytes from which it was derived are still there.
///
/// Reports, the gate and comparisons of runs are functions of it, so that they say the same of a judgment that was just made and
/// of one that comes from a file.
public struct RecordedJudgment: Sendable, Hashable {
  public struct Seat: Sendable, Hashable {
    public let id, persona, model, family, state: String
    public let verdict, reason, rationale: String?
    public let weight: String
    /// As it said itself, 0 to 1.
    public let confidence: Double?
    /// By dimension; none where it did not judge.
    public let scores: [String: Int]
    /// Its verdict in each round it judged.
    public let path: [String]

    /// Its verdict, or why it has none.
    public var word: String { verdict ?? state }
  }

  public struct Source: Sendable, Hashable {
    public let adr, path: String
    public let line, endLine: Int
    public let sha256: String
  }

  public struct Dimension: Sendable, Hashable {
    public let id, name, rubric, level, outcome: String
    public let source: Source?
    /// The number of seats on each side.
    public let met, violated: Int
    /// The distance between the highest and the lowest score.
    public let spread: Int

    /// Nil where the record names a level that this program does not know.
    public var bindingLevel: Level? { Level(rawValue: level) }
    public var isViolated: Bool { outcome == DimensionOutcome.violated.rawValue }
    public var isDisputed: Bool { outcome == DimensionOutcome.disputed.rawValue }
  }

  public struct Finding: Sendable, Hashable {
    public let id, fingerprint, rule, severity, message, status: String
    public let dimension: String?
    /// Every dimension against which a seat raised it, sorted; of records that do not say so the one that is named.
    public let dimensions: [String]
    public let seats: [String]
    /// As the JSON result holds it.
    public let evidence: [JSONValue]
    /// Of a change: how often its quote also stands on lines that the change left alone.
    public let elsewhere: Int
    /// Of a change: whether a secret stands where it stands.
    public let isOnSecret: Bool
  }

  /// A seat that holds otherwise than the panel.
  public struct Dissent: Sendable, Hashable {
    public let seat, persona, model, verdict, rationale: String
    public let confidence: Double?
    public let keyConcerns: [String]
  }

  /// A file that was met, and what became of it.
  public struct File: Sendable, Hashable {
    public let path, state: String
    public let reason: String?
    /// Why it was not judged whole, by its name.
    public let cause: String?

    /// Whether something that may be source was not seen by the judges, or not to its end.
    public var hidesSource: Bool {
      state != FileCoverage.State.judged.rawValue && cause.flatMap(FileCoverage.Cause.init)?.isChosen != true
    }
  }

  public struct Round: Sendable, Hashable {
    public let number: Int
    public let disputed: [String]
    public let changes: [Change]
    /// Who was asked and gave no answer, with the reason.
    public let silent: [String]
    /// That it took; nil where a provider did not report them.
    public let tokens: Int?
  }

  /// What a seat that was asked again holds otherwise.
  public struct Change: Sendable, Hashable {
    public let seat, from, to: String
    public let isSupported: Bool
    /// Where the new evidence stands.
    public let evidence: [String]
    public let moves: [Move]
    /// What it found before and no longer holds, in words.
    public let withdrawn: [String]
  }

  /// A score that a seat gives otherwise than before.
  public struct Move: Sendable, Hashable {
    public let dimension: String
    /// Nil where it had not scored the dimension.
    public let from: Int?
    public let to: Int
    /// Whether new evidence stands behind it; without, it does not count.
    public let isSupported: Bool
  }

  public let path, kind, sha256: String
  /// In all files.
  public let lines: Int
  public let outcome, rule, reason: String
  public let outcomeBeforeDebate: String
  /// Of the debate; none where none was held.
  public let rounds: [Round]
  /// Why the debate ended.
  public let debateEnd: String?
  /// The seat that alone could have changed the outcome.
  public let pivot: String?
  public let agreement: Double?
  /// Sorted by id.
  public let seats: [Seat]
  public let dimensions: [Dimension]
  /// The most severe first.
  public let findings: [Finding]
  public let dissent: [Dissent]
  /// The comments in the artifact that ask for findings to be left out.
  public let suppressions: [Suppression]
  public let banners: [String]
  /// As the JSON result holds it.
  public let coverage: JSONValue
  /// As the JSON result holds it.
  public let usage: JSONValue
  /// Whether nothing is there that a seat should have looked at.
  public let isNothingToGate: Bool
  /// What the gate makes of it; nil where none was applied.
  public let gate: GateDecision?

  /// - Parameter json: a judgment of the JSON result, or the body of a journal's line of that kind.
  public init(json: JSONValue) {
    func list(_ key: String) -> [JSONValue] { json[key]?.arrayValue ?? [] }
    let artifact = json["artifact"] ?? .null
    path = artifact.text("path")
    kind = artifact.text("kind")
    sha256 = artifact.text("sha256")
    lines = artifact["lines"]?.intValue ?? 0
    outcome = json.text("outcome")
    rule = json.text("rule")
    reason = json.text("reason")
    outcomeBeforeDebate = json.text("outcome_before_debate")
    rounds = list("rounds").map(Round.init)
    debateEnd = json["debate_end"]?.stringValue
    pivot = json["pivot"]?.stringValue
    agreement = json["agreement"]?.doubleValue
    seats = list("seats").map(Seat.init)
    dimensions = list("dimensions").map(Dimension.init)
    findings = list("findings").map(Finding.init)
    dissent = list("dissent").map(Dissent.init)
    suppressions = list("suppressions").compactMap(Suppression.init(json:))
    banners = list("banners").compactMap(\.stringValue)
    coverage = json["coverage"] ?? .null
    usage = json["usage"] ?? .null
    isNothingToGate = json["nothing_to_gate"]?.boolValue ?? false
    gate = json["gate"].map(GateDecision.init(json:))
  }
}

extension RecordedJudgment {
  /// Every file met, in the order of the record.
  public var files: [File] { coverage.list("files").map(File.init) }

  /// What nobody could look at.
  public var unassessed: [String] { coverage.texts("unassessed") }

  /// Share of the applicable weight that was assessed, 0 to 1.
  public var assessedWeight: Double { coverage["assessed_weight"]?.doubleValue ?? 0 }

  /// Whether it is about what a change brings, and not about whole files.
  public var isOfChange: Bool { kind == ArtifactKind.diff.rawValue }

  public var verifiedFindings: [Finding] { findings.filter(\.isVerified) }
}

extension RecordedJudgment.Finding {
  public var isVerified: Bool { status == JudgeTypes.Finding.Status.verified.rawValue }

  /// What it rests on; what this program cannot read is left out.
  public var checkedEvidence: [CheckedEvidence] { evidence.compactMap(CheckedEvidence.init(json:)) }

  /// Where its first piece of evidence stands: the path, empty where none is named, and lines, 1-based; line 1 for what is absent.
  public var location: (path: String, startLine: Int, endLine: Int) {
    switch checkedEvidence.first?.evidence {
    case .quote(let path, let start, let end, _): (path, max(start, 1), max(end, start, 1))
    case .absence(let path, _): (path ?? "", 1, 1)
    case nil: ("", 1, 1)
    }
  }

  /// Nil where the record names one that this program does not know.
  public var gravity: Severity? { Severity(rawValue: severity) }
}
