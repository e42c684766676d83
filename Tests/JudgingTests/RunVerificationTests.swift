import JudgeTypes
import Judging
import LanguageModels
import Provenance
import TestSupport
import Testing

struct RunVerificationTests {
  /// Four seats, one of which fails and one of which does not apply.
  private static let panel = Sample.panel([
    Sample.seat("a"), Sample.seat("b"), Sample.seat("c"), Sample.seat("d"),
    Sample.seat("e", notApplicable: "it reads adr only"),
  ])
  private static let judge = ScriptedJudge(
    [
      "a": Sample.passing(claims: [Sample.claim(.low, on: "style", rule: "leak")]), "b": Sample.passing(),
      "c": Sample.reserved,
    ], failures: ["d": SeatFailure(reason: "overloaded", isProviderFailure: true, usage: Usage(calls: 3, answers: 0))])

  private func run(
    artifacts: [Artifact] = [Sample.artifact()], panel: Panel = panel, judge: ScriptedJudge = judge
  ) async throws -> (judgments: [Judgment], stored: StoredRun, head: String) {
    let journal = MemoryJournal(artifacts: artifacts.count, mode: panel.isOffline ? .offline : .models)
    let pipeline = JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce)
    let judgments = try await withThrowingTaskGroup(of: (Int, Judgment).self) { group in
      for (ordinal, artifact) in artifacts.enumerated() {
        group.addTask {
          (
            ordinal,
            try await pipeline.judge(
              artifact, ordinal: ordinal, with: panel, unassessed: ["performance: no detector"], by: judge)
          )
        }
      }
      return try await group.reduce(into: [(Int, Judgment)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
    let stored = await journal.closed()
    return (judgments, stored, await journal.head)
  }

  private func problems(_ run: StoredRun, line: Int?) -> [String] {
    run.verification().problems.filter { $0.line == line }.map(\.message)
  }

  // MARK: Untouched

  @Test func `an untouched run holds and gives the judgments anew`() async throws {
    let (judgments, stored, _) = try await run()
    let verification = stored.verification()
    #expect(verification.holds && verification.problems.isEmpty)
    #expect(verification.judgments.map { $0.json().canonical } == judgments.map { $0.json().canonical })
    #expect(verification.judgments.map(\.isProviderFailure) == judgments.map(\.isProviderFailure))
  }

  @Test func `an untouched run of many artifacts holds, its lines mixed as they came`() async throws {
    let files = (0..<6).map { Sample.artifact([Sample.file(Sample.code + "# \($0)\n")]) }
    let (judgments, stored, _) = try await run(artifacts: files)
    let verification = stored.verification()
    #expect(verification.holds && verification.judgments.count == 6)
    #expect(verification.judgments.map { $0.json().canonical } == judgments.map { $0.json().canonical })
  }

  @Test func `untouched runs of every outcome and kind of artifact hold`() async throws {
    let partial = Sample.artifact(
      [
        Sample.file(Sample.code, changedLines: [2...4, 7...7]), Sample.file("key = '[redacted:key]'\r\n", path: "b.py"),
      ],
      coverage: [
        FileCoverage(path: Sample.path, state: .judged), FileCoverage(path: "b.py", state: .partial, reason: "long"),
      ])
    let judges = [
      ScriptedJudge([:]),
      ScriptedJudge(["a": Sample.failing, "b": Sample.failing, "c": Sample.silent, "d": Sample.failing]),
      ScriptedJudge { .scripted("no JSON", of: $0) },
      ScriptedJudge { .scripted(Sample.passing(claims: [Sample.claim(.critical)]), of: $0) },
    ]
    for judge in judges {
      for artifact in [
        partial, Sample.artifact([], coverage: [FileCoverage(path: "x", state: .skipped, reason: "binary")]),
      ] {
        let verification = try await run(artifacts: [artifact], judge: judge).stored.verification()
        #expect(verification.holds, "\(verification.problems)")
      }
    }
  }

  @Test func `an untouched offline run holds`() async throws {
    let panel = Sample.panel(["a", "b", "c"].map { Sample.seat(Seat.ID($0), model: .offline) })
    let judge = ScriptedJudge { seat in
      RawAnswer(
        text: Sample.passing().json.canonical, response: "", answeredBy: .offline, started: "", finished: "",
        usage: .none)
    }
    let (judgments, stored, _) = try await run(panel: panel, judge: judge)
    #expect(stored.verification().holds && judgments.first?.outcome == .pass)
  }

  @Test func `nothing else than a closed journal holds`() async throws {
    var stored = try await run().stored
    while !stored.lines.isEmpty {
      stored.lines.removeLast()
      // A run that was killed is told apart from one that was tampered with.
      #expect(!stored.verification().holds && stored.verification().isUnfinished)
    }
  }

  // MARK: The chain

  @Test func `a run that was rewritten as a whole is told by its head`() async throws {
    let (_, stored, head) = try await run()
    #expect(stored.verification(expectedHead: head).holds)
    let rewritten = stored.rechained { $0.kind == "failure" ? $0.body.setting("reason", to: "other") : $0.body }
    #expect(!rewritten.verification(expectedHead: head).holds)
  }

  @Test func `a line that was changed in place is named by the chain`() async throws {
    var stored = try await run().stored
    let line = try #require(stored.line(of: "answer", seat: "b"))
    stored.lines[line - 1] = stored.lines[line - 1].replacing("test/one", with: "test/two")
    let verification = stored.verification()
    #expect(!verification.holds && verification.chain.fault?.line == line)
  }

  // MARK: Bytes

  private func tampered(
    _ key: String, of kind: String, seat: String? = nil, to bytes: [UInt8]?
  ) async throws -> (run: StoredRun, line: Int) {
    var stored = try await run().stored
    let line = try #require(stored.line(of: kind, seat: seat))
    let value = try #require(stored.value(key, line: line))
    let hash = try #require(value.stringValue ?? value[0]?["blob"]?.stringValue)
    try #require(stored.blobs[hash] != nil)
    stored.blobs[hash] = bytes
    return (stored, line)
  }

  @Test(arguments: [("response", "answer", "a"), ("panel", "artifact", nil), ("files", "artifact", nil)])
  func `bytes that were changed are named on the line that quotes them`(key: String, kind: String, seat: String?)
    async throws
  {
    let (run, line) = try await tampered(key, of: kind, seat: seat, to: Array("{}".utf8))
    #expect(!run.verification().holds && run.verification().chain.isWhole)
    #expect(problems(run, line: line).count == 1)
    #expect(problems(run, line: line).first?.contains("bytes were changed") == true)
    #expect(problems(run, line: line).first?.contains(key == "files" ? "artifact" : key) == true)
  }

  @Test(arguments: [("response", "answer", "b"), ("panel", "artifact", nil), ("files", "artifact", nil)])
  func `bytes that are gone are named on the line that quotes them`(key: String, kind: String, seat: String?)
    async throws
  {
    let (run, line) = try await tampered(key, of: kind, seat: seat, to: nil)
    #expect(!run.verification().holds && run.verification().chain.isWhole)
    #expect(problems(run, line: line).count == 1)
    #expect(problems(run, line: line).first?.contains("not in the bundle") == true)
  }

  @Test func `bytes that cannot be fetched are a problem, not an end`() async throws {
    struct Unreadable: Error {}
    let stored = try await run().stored
    let verification = RunVerification(lines: stored.lines, exitCode: StoredRun.exitRule) { _ in throw Unreadable() }
    #expect(!verification.holds && verification.problems.first?.line == 2 && verification.judgments.isEmpty)
  }

  // MARK: Lines that were changed and chained anew

  @Test(
    arguments: [
      ("outcome", "pass"), ("outcome_before_debate", "fail"), ("rule", "share_fail"), ("pivot", "c"), ("agreement", 1),
      ("reason", "r"),
      ("findings", []), ("dissent", []), ("seats", []), ("dimensions", []), ("usage", [:]), ("artifact", [:]),
      ("coverage", [:]), ("rounds", [1]), ("banners", []), ("extra", true),
    ] as [(String, JSONValue)])
  func `a judgment that was changed and chained anew is named with what was changed`(key: String, value: JSONValue)
    async throws
  {
    let stored = try await run().stored
    let line = try #require(stored.line(of: "judgment"))
    try #require(stored.value(key, line: line) != value)
    let forged = stored.rechained { $0.kind == "judgment" ? $0.body.setting(key, to: value) : $0.body }
    let verification = forged.verification()
    #expect(verification.chain.isWhole && !verification.holds)
    #expect(verification.problems.map(\.line) == [line])
    #expect(verification.problems.first?.message.contains("'\(key)' does not follow from the answers") == true)
    #expect(verification.problems.first?.message.contains(Sample.path) == true)
  }

  @Test func `another answer chained in for a seat's is found by the judgment`() async throws {
    var stored = try await run().stored
    let other = RawAnswer.scripted(Sample.failing, of: Sample.seat("b"))
    for text in [other.text, other.response] { stored.blobs[Digest.sha256(text)] = Array(text.utf8) }
    let half = stored.rechained { entry in
      entry.body["seat"] == "b" ? entry.body.setting("answer", to: .string(Digest.sha256(other.text))) : entry.body
    }
    #expect(problems(half, line: half.line(of: "answer", seat: "b")).first?.contains("says something else") == true)
    let forged = half.rechained { entry in
      entry.body["seat"] == "b"
        ? entry.body.setting("response", to: .string(Digest.sha256(other.response))) : entry.body
    }
    #expect(forged.verification().chain.isWhole)
    #expect(problems(forged, line: forged.line(of: "answer", seat: "b")).isEmpty)
    let found = problems(forged, line: forged.line(of: "judgment"))
    #expect(found.contains { $0.contains("'seats'") } && found.contains { $0.contains("'findings'") })
  }

  @Test func `a run that kept answers beside the responses is checked for both`() async throws {
    let stored = try await run().stored
    let line = try #require(stored.line(of: "answer", seat: "b"))
    func keeping(_ hash: String) -> StoredRun {
      stored.rechained { $0.body["seat"] == "b" ? $0.body.setting("answer", to: .string(hash)) : $0.body }
    }
    let response = try #require(stored.value("response", line: line)?.stringValue.flatMap { stored.blobs[$0] })
    let text = try #require(RereadAnswer(ofResponse: String(decoding: response, as: UTF8.self), in: .openai)).text
    #expect(problems(keeping(Digest.sha256(text)), line: line).isEmpty)
    #expect(problems(keeping(Digest.sha256("other")), line: line).first?.contains("says something else") == true)
  }

  @Test func `another artifact chained in for the one judged is found by the evidence`() async throws {
    var stored = try await run().stored
    let bytes = Array("nothing of it\n".utf8)
    stored.blobs[Digest.sha256(bytes)] = bytes
    let forged = stored.rechained { entry in
      guard entry.kind == "artifact", let file = entry.body["files"]?[0] else { return entry.body }
      return entry.body.setting("files", to: [file.setting("blob", to: .string(Digest.sha256(bytes)))])
    }
    #expect(forged.verification().chain.isWhole)
    #expect(problems(forged, line: forged.line(of: "judgment")).contains { $0.contains("'findings'") })
  }

  @Test func `another nonce chained in makes the answer unusable`() async throws {
    let forged = try await run().stored.rechained {
      $0.kind == "answer" ? $0.body.setting("nonce", to: "000000") : $0.body
    }
    #expect(problems(forged, line: forged.line(of: "answer")).first?.contains("nonce of its run") == true)
    #expect(problems(forged, line: forged.line(of: "judgment")).contains { $0.contains("'outcome'") })
  }

  @Test(arguments: ["answer", "failure"])
  func `an answer or a failure that was left out is found by the judgment`(kind: String) async throws {
    var isDropped = false
    let forged = try await run().stored.rechained { entry in
      defer { isDropped = isDropped || entry.kind == kind }
      return entry.kind == kind && !isDropped ? nil : entry.body
    }
    #expect(isDropped && forged.verification().chain.isWhole)
    #expect(problems(forged, line: forged.line(of: "judgment")).contains { $0.contains("'seats'") })
  }

  @Test func `an answer of a seat that did not sit is named`() async throws {
    let forged = try await run().stored.rechained {
      $0.body["seat"] == "b" && $0.kind == "answer" ? $0.body.setting("seat", to: "stranger") : $0.body
    }
    #expect(
      problems(forged, line: forged.line(of: "answer", seat: "stranger")).first?.contains("no seat that sat") == true)
    #expect(!problems(forged, line: forged.line(of: "judgment")).isEmpty)
  }

  @Test func `a judgment whose artifact was left out is named`() async throws {
    let forged = try await run().stored.rechained { $0.kind == "artifact" ? nil : $0.body }
    #expect(problems(forged, line: forged.line(of: "judgment")).first?.contains("no artifact stands before it") == true)
  }

  @Test func `an artifact whose judgment was left out is named`() async throws {
    let forged = try await run().stored.rechained { $0.kind == "judgment" ? nil : $0.body }
    do {
      #expect(!forged.verification().holds)
    }
  }

  @Test(arguments: [9_000_000_000_000_000_000, Int.max, .min, -1])
  func `counts that nobody can have counted are named and end nothing`(count: Int) async throws {
    let forged = try await run().stored.rechained { entry in
      guard let usage = entry.body["usage"], entry.kind != "judgment" else { return entry.body }
      let keys = ["calls", "answers", "input_tokens", "output_tokens", "latency_ms"]
      return entry.body.setting("usage", to: keys.reduce(usage) { $0.setting($1, to: .integer(count)) })
    }
    #expect(problems(forged, line: forged.line(of: "judgment")).contains { $0.contains("'usage'") })
  }

  // MARK: Journals that no run could have written

  /// The same run with its entries, but for the closing one, as `change` leaves them.
  private func rewritten(
    _ run: StoredRun, _ change: ([(kind: String, body: JSONValue)]) -> [(kind: String, body: JSONValue)]
  ) -> RunVerification {
    var chain = Chain()
    var lines: [String] = []
    for entry in change(run.entries.filter { !$0.isClosing }.map { ($0.kind, $0.body) }) {
      lines.append(chain.append(kind: entry.kind, body: entry.body, time: MemoryJournal.time).line)
    }
    lines.append(chain.close(time: MemoryJournal.time).line)
    return StoredRun(lines: lines, blobs: run.blobs).verification()
  }

  private func faults(
    _ run: StoredRun, _ change: ([(kind: String, body: JSONValue)]) -> [(kind: String, body: JSONValue)]
  ) -> String {
    let verification = rewritten(run, change)
    #expect(verification.chain.isWhole && !verification.holds && !verification.isUnfinished)
    return verification.problems.map(\.message).joined(separator: "\n")
  }

  @Test func `a closing line alone is no run`() async throws {
    let stored = try await run().stored
    #expect(faults(stored) { _ in [] }.contains("begins with its run"))
    #expect(faults(stored) { $0.filter { $0.kind != "run" } }.contains("begins with its run"))
    #expect(faults(stored) { $0.filter { $0.kind != "result" } }.contains("closed without its result"))
    #expect(faults(stored) { [$0[0]] + $0 }.contains("holds one, on its first line"))
    #expect(faults(stored) { $0 + [("note", [:])] }.contains("stands after the run's result"))
  }

  @Test func `the record of another run does not hold in this one's place`() async throws {
    let stored = try await run().stored
    func verification(of run: String) -> RunVerification {
      RunVerification(lines: stored.lines, run: run, exitCode: StoredRun.exitRule) { stored.blobs[$0] }
    }
    #expect(verification(of: "run").holds && !verification(of: "other").holds)
  }

  @Test func `a seat is heard once, and an artifact opened once`() async throws {
    let stored = try await run().stored
    let doubled = faults(stored) { entries in entries.flatMap { $0.kind == "answer" ? [$0, $0] : [$0] } }
    #expect(doubled.contains("was heard before"))
    // The unwelcome answers stay behind, and the artifact is put before the panel again.
    let again = faults(stored) { entries in
      let opening = entries.first { $0.kind == "artifact" }
      return entries.flatMap { entry in entry.kind == "judgment" ? [opening, entry].compactMap(\.self) : [entry] }
    }
    #expect(again.contains("a second one with the ordinal 0"))
    let idle = faults(stored) { entries in
      entries.map { entry in
        entry.kind == "failure" ? (entry.kind, entry.body.setting("seat", to: "e")) : entry
      }
    }
    #expect(idle.contains("did not apply") && idle.contains("nothing is there of the seat d"))
  }

  @Test(arguments: ["nonce", "response", "dialect", "unused"])
  func `an answer without what every model's answer has is named`(key: String) async throws {
    let stored = try await run().stored
    let found = faults(stored) { entries in
      entries.map { entry in
        var body = entry.body.objectValue ?? [:]
        if entry.kind == "answer" { body[key] = nil }
        return (entry.kind, .object(body))
      }
    }
    #expect(found.contains("cannot be read"))
  }

  @Test(
    arguments: [
      ("exit_code", 1), ("banners", []), ("outcome", "fail"), ("complete", false), ("judgments", 2),
      ("failures", [4]), ("interrupted", true),
    ] as [(String, JSONValue)])
  func `a result that does not follow from the judgments is named`(key: String, value: JSONValue) async throws {
    let stored = try await run().stored
    let result = try #require(stored.line(of: "result").flatMap { stored.value(key, line: $0) })
    try #require(result != value)
    let found = faults(stored) { $0.map { $0.kind == "result" ? ($0.kind, $0.body.setting(key, to: value)) : $0 } }
    #expect(found.contains("does not follow from the judgments"))
  }

  @Test(
    arguments: [("mode", "offline"), ("banners", ["other"]), ("verdict_rules", "9"), ("artifacts", 0)]
      as [(String, JSONValue)])
  func `a run that says something else of itself than its entries is named`(key: String, value: JSONValue) async throws
  {
    let stored = try await run().stored
    #expect(
      !faults(stored) { $0.map { $0.kind == "run" ? ($0.kind, $0.body.setting(key, to: value)) : $0 } }.isEmpty)
  }

  @Test func `a usable answer that was thrown away is named`() async throws {
    var stored = try await run().stored
    let good = RawAnswer.scripted(Sample.failing, of: Sample.seat("d"))
    let hash = Digest.sha256(good.response)
    stored.blobs[hash] = Array(good.response.utf8)
    let found = faults(stored) { entries in
      entries.map { entry in
        guard entry.kind == "failure" else { return entry }
        return (
          entry.kind,
          entry.body.setting(
            "unused",
            to: [["model_asked": "test/one", "reason": "r", "response": .string(hash), "dialect": "openai"]])
        )
      }
    }
    #expect(found.contains("a usable answer that was not used"))
  }

  @Test func `a model may call itself anything`() async throws {
    for name in ["/models/Qwen 2.5 q4.gguf", "", "a / b", "\u{1B}[2J"] {
      let judge = ScriptedJudge { seat in
        let raw = RawAnswer.scripted(Sample.passing(), of: seat)
        return RawAnswer(
          text: raw.text, response: SimulatedReply.openAI(raw.text, model: name).body, dialect: .openai,
          asked: seat.model, answeredBy: ModelName(provider: "test", model: name), responseID: "chatcmpl-1",
          nonce: Sample.nonce, started: "", finished: "", usage: raw.usage)
      }
      let verification = try await run(judge: judge).stored.verification()
      #expect(verification.holds, "\(verification.problems)")
      #expect(verification.judgments.first?.seats.first?.answeredBy.model == name)
    }
  }

  @Test func `problems say their line`() async throws {
    let (run, line) = try await tampered("response", of: "answer", seat: "a", to: nil)
    #expect(run.verification().problems.first?.description.hasPrefix("line \(line): ") == true)
  }

  @Test func `lines of other kinds are passed over`() async throws {
    let stored = try await run().stored
    var chain = Chain()
    var lines: [String] = []
    for entry in stored.entries where !entry.isClosing {
      lines.append(chain.append(kind: entry.kind, body: entry.body, time: entry.time).line)
      if entry.kind == RunEnding.kind { continue }
      lines.append(chain.append(kind: "note", body: ["ordinal": 0], time: entry.time).line)
    }
    lines.append(chain.close(time: MemoryJournal.time).line)
    #expect(StoredRun(lines: lines, blobs: stored.blobs).verification().holds)
  }

  @Test func `what is only attested is when and by whom, never what a verdict follows from`() async throws {
    let stored = try await run().stored
    let other: JSONObject = ["kind": "sql", "reason": "r", "usage": [:], "nonce": "000000"]
    var unnoticed: [String: Set<String>] = [:]
    for line in ["run", "artifact", "answer", "failure", "result"].compactMap({ stored.line(of: $0) }) {
      let entry = stored.entries[line - 1]
      for key in entry.body.objectValue?.keys.sorted() ?? [] {
        let forged = stored.rechained {
          $0.sequence == entry.sequence ? $0.body.setting(key, to: other[key] ?? "other/thing") : $0.body
        }
        if forged.verification().holds { unnoticed[entry.kind, default: []].insert(key) }
      }
    }
    #expect(unnoticed["run"] == ["run", "started", "version"])
    #expect(unnoticed["artifact"] == nil)
    #expect(unnoticed["answer"] == ["finished", "parameters", "prompt_sha256", "round", "started"])
    #expect(unnoticed["result"] == ["finished"])
    #expect(unnoticed["failure"] == ["model_asked", "provider_failure", "round"])
  }

  @Test func `any value in any place is derived from or named`() async throws {
    let stored = try await run().stored
    var random = SeededGenerator(seed: 9)
    let values: [JSONValue] = [nil, "x", -1, 1e300, [], [:], [nil], ["": 0], true]
    for _ in 0..<100 {
      let entry = try #require(stored.entries.dropLast().randomElement(using: &random))
      let key = try #require(entry.body.objectValue?.keys.sorted().randomElement(using: &random))
      let value = try #require(values.randomElement(using: &random))
      let verification = stored.rechained { $0.sequence == entry.sequence ? $0.body.setting(key, to: value) : $0.body }
        .verification()
      #expect(verification.judgments.count <= 1 && verification.problems.allSatisfy { $0.line != nil })
    }
  }
}
