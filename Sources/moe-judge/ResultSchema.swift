import JudgeTypes
import Provenance
import YAMLFiles

extension Schema {
  /// The JSON result of `judge --format json`.
  static let runResult = Schema.object([
    .init("schema_version", .choice(["1"]), required: true, "the version of this form"),
    .init("run", text, required: true, "the run's id"),
    .init("mode", .choice(["models", "offline"]), required: true, "who judged"),
    .init("outcome", outcome, required: true, "the worst of the judgments'"),
    .init("exit_code", .integer(0...255), required: true, "the exit code"),
    .init("started", text, required: true, "RFC 3339"), .init("finished", text, required: true, "RFC 3339"),
    .init("version", text, required: true, "of moe-judge"),
    .init(
      "head", .optional(text), required: true,
      "hash of the journal's last line, for runs verify --head; null for a run that was not closed"),
    .init("banners", texts, required: true, "what every reader must know"),
    .init("judgments", .list(of: judgment), required: true, "one for each artifact"),
    .init("usage", usage, required: true, "of the whole run"),
    .init("coverage", .map(of: count), required: true, "numbers of artifacts and files"),
    .init(
      "agreement", agreement,
      "of the seats' verdicts in the blind round, over the run; absent with fewer than two artifacts"),
    .init(
      "troubles", .list(of: .integer(1...255)),
      "exit codes of what went wrong besides verdicts, such as a budget that was used up; absent where nothing did"),
    .init(
      "gate",
      .object([
        .init(
          "decision", .choice(["passes", "blocks", "undecided"]), required: true,
          "of the whole run; one that only advises passes"),
        .init("advisory", .boolean, required: true, "whether it only advises"),
        .init("day", text, required: true, "by which waivers have expired or not, YYYY-MM-DD in UTC"),
        .init("reasons", .map(of: count), required: true, "how many are in each state"),
        .init("notes", texts, required: true, "what to know of policy, baseline and waivers"),
      ]), "what the gate makes of it; absent without a policy, a baseline or waivers"),
  ])

  private static let gate = Schema.object([
    .init("decision", .choice(["passes", "blocks", "undecided"]), required: true, "of this judgment"),
    .init(
      "reasons",
      .list(
        of: .object([
          .init("kind", .choice(GateReason.Kind.allCases.map(\.rawValue)), required: true, "what it is"),
          .init("state", .choice(GateReason.State.allCases.map(\.rawValue)), required: true, "what becomes of it"),
          .init("finding", .optional(text), required: true, "its id"),
          .init("dimension", .optional(text), required: true, "its id"),
          .init("fingerprint", .optional(text), required: true, "by which baseline and waivers know it"),
          .init(
            "severity", .optional(.choice(Severity.allCases.map(\.rawValue))), required: true, "of a finding"),
          .init("path", text, required: true, "where it stands"),
          .init("message", text, required: true, "in words"),
          .init(
            "waiver",
            .optional(
              .object([
                .init("reason", text, required: true, "why it is let through"),
                .init("author", text, required: true, "who says so"),
                .init("expires", text, required: true, "its last day, YYYY-MM-DD in UTC"),
              ])), required: true, "that covers it, or did"),
        ])), required: true, "what could stop a merge, the blocking ones first"),
  ])

  private static let text = Schema.string()
  private static let texts = Schema.list(of: .string())
  private static let count = Schema.integer(0...1_000_000_000)
  private static let share = Schema.optional(.number(0...1))
  private static let outcome = Schema.choice(Outcome.allCases.map(\.rawValue))
  private static let verdict = Schema.choice(Verdict.allCases.map(\.rawValue))

  private static let usage = Schema.object(
    counts + [.init("latency_ms", count, required: true, "of the critical path")])

  private static let counts: [Schema.Property] = [
    .init("calls", count, required: true, "requests sent, retries included"),
    .init("answers", count, required: true, "whole answers"),
    .init("input_tokens", .optional(count), required: true, "null when not reported"),
    .init("output_tokens", .optional(count), required: true, "null when not reported"),
    .init("cached_tokens", .optional(count), required: true, "null when not reported"),
    .init("cost_usd", .optional(.number(0...1_000_000)), required: true, "null when not known"),
  ]

  private static let agreement = Schema.object([
    .init(
      "krippendorff_alpha", .optional(.number(-1...1)), required: true,
      "ordinal, over fail, conditional and pass; null where all verdicts are equal"),
    .init("artifacts", count, required: true, "on which two seats or more gave a verdict"),
    .init(
      "pairs",
      .list(
        of: .object([
          .init("seats", texts, required: true, "two ids"),
          .init(
            "kappa", .optional(.number(-1...1)), required: true,
            "Cohen's, of their verdicts; null where chance alone would agree always"),
          .init("artifacts", count, required: true, "that both judged"),
        ])), required: true, "of seats, sorted"),
  ])

  private static let judgment = Schema.object([
    .init(
      "artifact",
      .object([
        .init("path", text, required: true, "as it was named"),
        .init("kind", .choice(ArtifactKind.allCases.map(\.rawValue)), required: true, "what it is"),
        .init("sha256", text, required: true, "of the file as read"),
        .init("lines", count, required: true, "in all files"),
      ]), required: true, "what was judged"),
    .init("outcome", outcome, required: true, "the panel's"),
    .init("outcome_before_debate", outcome, required: true, "of the blind round"),
    .init("agreement", share, required: true, "share of the plurality among judged seats"),
    .init("rule", .choice(DecidingRule.allCases.map(\.rawValue)), required: true, "the rule that decided"),
    .init("reason", text, required: true, "in words"),
    .init(
      "confidence", .number(0...1),
      "how likely the outcome is right, by a learned model or the calibration file; absent where neither says so"),
    .init("pivot", .optional(text), required: true, "the seat that alone could have changed it"),
    .init("seats", .list(of: seat), required: true, "sorted by id"),
    .init("dimensions", .list(of: dimension), required: true, "sorted by id"),
    .init("findings", .list(of: finding), required: true, "most severe first"),
    .init("rounds", .list(of: round), required: true, "of the debate; none where none was held"),
    .init(
      "debate_end", .choice(DebateEnd.allCases.map(\.rawValue)), "why the debate ended; absent where none was held"),
    .init("dissent", .list(of: dissent), required: true, "the seats that hold otherwise"),
    .init(
      "suppressions", .list(of: suppression),
      "comments in the artifact that ask for findings to be left out; absent where there are none"),
    .init("banners", texts, required: true, "what every reader of it must know"),
    .init(
      "nothing_to_gate", .boolean, "true where nothing is there that a seat should have looked at; absent otherwise"),
    .init("gate", gate, "what the gate makes of it; absent without a policy, a baseline or waivers"),
    .init(
      "coverage",
      .object([
        .init("assessed_weight", .number(0...1), required: true, "share of the applicable weight"),
        .init(
          "files",
          .list(
            of: .object([
              .init("path", text, required: true, "the file"),
              .init("state", .choice(["judged", "partial", "skipped"]), required: true, "what became of it"),
              .init(
                "cause", .optional(.choice(FileCoverage.Cause.allCases.map(\.rawValue))), required: true,
                "why it was not judged whole"),
              .init("reason", .optional(text), required: true, "the same in words, or a note"),
            ])), required: true, "every file met"),
        .init("unassessed", texts, required: true, "dimensions that nobody could look at"),
        .init("parts", count, "in how many the models were shown it, where it did not fit into one call"),
      ]), required: true, "what was looked at"),
    .init("usage", usage, required: true, "of this judgment"),
    .init(
      "provenance",
      .object([
        .init("head", text, required: true, "hash of the judgment's journal line"),
        .init("entries", count, required: true, "journal lines of this judgment"),
      ]), required: true, "where the record ends"),
  ])

  private static let round = Schema.object([
    .init("round", .integer(1...DebateRule.mostRounds), required: true, "its number"),
    .init("disputed", texts, required: true, "the dimensions that it was about"),
    .init(
      "changes",
      .list(
        of: .object([
          .init("seat", text, required: true, "id"),
          .init("from", verdict, required: true, "its verdict before"),
          .init("to", verdict, required: true, "its verdict if all that it changed counts"),
          .init("supported", .boolean, required: true, "whether all of it counts; false is an unsupported change"),
          .init("evidence", texts, required: true, "the new evidence that holds, by place"),
          .init(
            "withdrawn",
            .list(
              of: .object([
                .init("rule", text, required: true, "of the finding"),
                .init("severity", .choice(Severity.allCases.map(\.rawValue)), required: true, "of the finding"),
                .init("place", .optional(text), required: true, "of its evidence"),
              ])), required: true, "verified findings of its own that it holds no more"),
          .init(
            "dimensions",
            .list(
              of: .object([
                .init("id", text, required: true, "the dimension"),
                .init("from", .optional(.integer(1...3)), required: true, "null where it was not assessed"),
                .init("to", .integer(1...3), required: true, "the new score"),
                .init("supported", .boolean, required: true, "whether new evidence that holds speaks for it"),
              ])), required: true, "what it scored anew"),
        ])), required: true, "by seat"),
    .init(
      "silent",
      .list(
        of: .object([
          .init("seat", text, required: true, "id"), .init("reason", text, required: true, "why it gave no answer"),
        ])), required: true, "seats that were asked, gave no usable answer, and hold what they held"),
    .init("tokens", .optional(count), required: true, "in and out; null when not reported"),
  ])

  private static let seat = Schema.object([
    .init("seat", text, required: true, "id"), .init("persona", text, required: true, "id"),
    .init("model", text, required: true, "that answered"), .init("family", text, required: true, "of its weights"),
    .init("primary_failure", .optional(text), required: true, "why its backup had to answer"),
    .init("weight", text, required: true, "a fraction"),
    .init("state", .choice(SeatState.allCases.map(\.rawValue)), required: true, "what became of it"),
    .init("verdict", .optional(verdict), required: true, "computed"),
    .init("reason", .optional(text), required: true, "why it did not judge"),
    .init("confidence", share, required: true, "as it said"),
    .init(
      "calibrated_confidence", .number(0...1),
      "how often its model was right where it said so, by the calibration file; absent where that does not know it"),
    .init("scores", .map(of: .integer(1...3)), required: true, "by dimension"),
    .init("unsupported", texts, required: true, "held violated without valid evidence"),
    .init("rationale", .optional(text), required: true, "its words"),
    .init("path", .list(of: verdict), required: true, "its verdict in each round in which it answered"),
    .init("cached", .boolean, "true where the answer came from the cache or a cassette, and was not paid for now"),
    .init("usage", .object(counts), "of this seat, its backup's calls included; absent where nobody was called"),
  ])

  private static let dimension = Schema.object([
    .init("id", text, required: true, "id"), .init("name", text, required: true, "name"),
    .init("rubric", text, required: true, "where it stands"),
    .init("level", .choice(Level.allCases.map(\.rawValue)), required: true, "how binding"),
    .init(
      "source",
      .optional(
        .object([
          .init("adr", text, required: true, "the record"), .init("path", text, required: true, "its file"),
          .init("line", count, required: true, "first line"), .init("end_line", count, required: true, "last line"),
          .init("sha256", text, required: true, "of the clause's text"),
        ])), required: true, "the clause it was generated from"),
    .init("outcome", .choice(DimensionOutcome.allCases.map(\.rawValue)), required: true, "the panel's"),
    .init(
      "votes",
      .object([.init("met", count, required: true, "seats"), .init("violated", count, required: true, "seats")]),
      required: true, "by seat"),
    .init("spread", .integer(0...2), required: true, "of the scores"),
  ])

  private static let finding = Schema.object([
    .init("id", text, required: true, "in this judgment"),
    .init("fingerprint", text, required: true, "stable when lines move"),
    .init("rule", text, required: true, "red flag, clause or rule"),
    .init("severity", .choice(Severity.allCases.map(\.rawValue)), required: true, "how much it matters"),
    .init("message", text, required: true, "what is wrong"),
    .init("dimension", .optional(text), required: true, "what it speaks against"),
    .init("dimensions", texts, "every dimension against which a seat raised it; none for one that does not hold"),
    .init("elsewhere", count, "of a change: how often its quote also stands on lines that the change left alone"),
    .init("on_secret", .boolean, "of a change: whether a secret stands where it stands, which is kept nowhere"),
    .init("seats", texts, required: true, "that raised it"),
    .init("status", .choice(["verified", "voided"]), required: true, "of its evidence"),
    .init("evidence", .list(of: .anything), required: true, "quotes and absences"),
  ])

  private static let dissent = Schema.object([
    .init("seat", text, required: true, "id"), .init("persona", text, required: true, "id"),
    .init("model", text, required: true, "name"),
    .init("verdict", verdict, required: true, "its own"), .init("confidence", share, required: true, "as it said"),
    .init("rationale", text, required: true, "its words"),
    .init("key_concerns", texts, required: true, "its gravest findings"),
    .init("round", .integer(0...3), required: true, "in which it last judged"),
  ])

  private static let suppression = Schema.object([
    .init("rule", text, required: true, "whose finding it is about"),
    .init("path", text, required: true, "the file"),
    .init("line", .integer(1...Int(Int32.max)), required: true, "of the comment"),
    .init("reason", text, required: true, "in its words"),
    .init("state", .choice(Suppression.State.allCases.map(\.rawValue)), required: true, "what came of it"),
  ])
}
