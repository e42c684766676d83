import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Synchronization
import TestSupport
import Testing

/// Seats that are asked about an artifact in several calls.
struct DividedJudgingTests {
  private static let one = Sample.model("one")
  /// Its last line is the fault.
  private static let code = (1...900).map { "    value_\($0) = compute(\($0))\n" }.joined() + "    eval(request.body)\n"
  private static let fault = Claim(
    rule: "code_injection", severity: .high, message: "it runs what it is sent", dimension: "safety",
    evidence: [.quote(path: Sample.path, startLine: 901, endLine: 901, text: "eval(request.body)")])

  private static func windows(_ tokens: Int?, of models: ModelName...) -> ContextWindows {
    ContextWindows(of: models.isEmpty ? [one] : models, in: ModelCatalogue(models: []), otherwise: tokens)
  }

  private static func answer(_ answer: SeatAnswer) -> String {
    answer.json.setting("nonce", to: .string(Sample.nonce)).canonical
  }

  /// The number of the part that a prompt shows, and of how many.
  private static func part(_ prompt: Prompt) -> (number: Int, count: Int) {
    guard let match = prompt.shared.firstMatch(of: /You are shown part (\d+) of (\d+)/) else { return (1, 1) }
    return (Int(match.1) ?? 0, Int(match.2) ?? 0)
  }

  /// A model that answers by the number of the part.
  private static func model(
    _ name: ModelName = one,
    _ script: @escaping @Sendable (_ part: Int, _ count: Int, Prompt) async throws -> SeatAnswer
  ) -> ScriptedModel {
    ScriptedModel(name) { prompt in
      let part = part(prompt)
      return .scripted(answer(try await script(part.number, part.count, prompt)), by: name)
    }
  }

  /// Judges with one seat unless said otherwise, and gives the judgment with its record.
  private func judge(
    _ artifact: Artifact = Sample.artifact(code), seats: [Seat] = [Sample.seat("a")], windows: ContextWindows,
    by models: ScriptedModel...
  ) async throws -> (Judgment, StoredRun) {
    let journal = MemoryJournal()
    let judge = ModelJudge(
      on: artifact, for: seats, nonce: Sample.nonce, deadline: .seconds(9), windows: windows
    ) { name in
      guard let model = models.first(where: { $0.name == name }) else {
        throw ProviderError(name, .unknownProvider(available: ["test"]), attempts: 0)
      }
      return model
    }
    let judgment = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce).judge(
      judge.prompts.artifact, ordinal: 0, with: Sample.panel(seats), by: judge)
    return (judgment, await journal.closed())
  }

  private static let code8K = windows(8_000)

  // MARK: Parts

  @Test func `every part is judged, and a fault in the last one stands at its line in the file`() async throws {
    let model = Self.model { number, count, _ in
      number == count ? Sample.passing(claims: [Self.fault]) : Sample.passing()
    }
    let (judgment, stored) = try await judge(windows: Self.code8K, by: model)
    let parts = judgment.artifact.parts
    #expect(parts > 2 && model.prompts.map { Self.part($0).number }.sorted() == Array(1...parts))
    let finding = try #require(judgment.findings.first?.finding)
    #expect(finding.status == .verified)
    #expect(finding.evidence.map(\.evidence) == Self.fault.evidence && judgment.outcome == .fail)
    #expect(judgment.usage.calls == parts && judgment.usage.answers == parts)
    #expect(judgment.usage.inputTokens == 100 * parts && judgment.usage.latencyMilliseconds == 1_000)
    #expect(judgment.json()["coverage"]?["parts"]?.intValue == parts)
    let verification = stored.verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(verification.judgments.map { $0.json().canonical } == [judgment.json().canonical])
  }

  @Test(arguments: 0..<40)
  func `what is asked fits into the window with its answer`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let artifact = RandomText.artifact(using: &random)
    let window = Int.random(in: 8_000...20_000, using: &random)
    let seat = Sample.seat("a")
    let asked = PanelPrompts(for: [seat], on: artifact, nonce: Sample.nonce, windows: Self.windows(window))
    #expect(asked.objection(to: Self.one, for: seat) == nil)
    for call in asked.division.calls(of: seat) {
      let prompt = try asked.prompt(for: seat, in: call)
      #expect(prompt.estimatedTokens + prompt.outputLimit <= window)
    }
  }

  @Test func `where nothing is known of the models, or everything fits, each seat is asked once`() async throws {
    for window in [nil, 200_000] {
      let model = Self.model { _, _, _ in Sample.passing() }
      let (judgment, stored) = try await judge(windows: Self.windows(window), by: model)
      #expect(model.prompts.count == 1 && judgment.artifact.parts == 1)
      let line = try #require(stored.line(of: "artifact"))
      #expect(stored.value("division", line: line) == nil && judgment.json()["coverage"]?["parts"] == nil)
      #expect(try #require(model.prompts.first).outputLimit == 8_192)
    }
  }

  @Test func `all seats are asked about the same parts, those of the smallest model`() async throws {
    let two = Sample.model("two")
    let catalogue = ModelCatalogue(models: [KnownModel(wire: two, contextWindow: 9_000)])
    let windows = ContextWindows(of: [Self.one, two], in: catalogue, otherwise: 1_000_000)
    let (large, small) = (Self.model { _, _, _ in Sample.passing() }, Self.model(two) { _, _, _ in Sample.passing() })
    let (judgment, _) = try await judge(
      seats: [Sample.seat("a"), Sample.seat("b", model: two)], windows: windows, by: large, small)
    #expect(judgment.artifact.parts > 2)
    #expect(Set(large.prompts.map(\.shared)) == Set(small.prompts.map(\.shared)))
    #expect(Set(large.prompts.map(\.outputLimit)) == [8_192] && Set(small.prompts.map(\.outputLimit)) == [2_250])
  }

  @Test func `a model without room for anything leaves its seat to the backup`() async throws {
    let two = Sample.model("two")
    let catalogue = ModelCatalogue(models: [KnownModel(wire: Self.one, contextWindow: 1_000)])
    let windows = ContextWindows(of: [Self.one, two], in: catalogue, otherwise: 100_000)
    let backup = Self.model(two) { _, _, _ in Sample.passing() }
    let (judgment, _) = try await judge(
      seats: [Sample.seat("a", backup: two)], windows: windows, by: Self.model { _, _, _ in Sample.passing() }, backup)
    #expect(backup.prompts.count == 1 && judgment.seats[0].answeredBy == two)
    #expect(judgment.seats[0].primaryFailure?.contains("no room for the artifact in its context of 1000") == true)
  }

  @Test func `a line that no part has room for is cut, its file is partial, and nothing passes`() async throws {
    let text = "x = 1\n" + "y = \"" + String(repeating: "ab🙂", count: 9_000) + "\"\nz = 3\n"
    let model = Self.model { _, _, _ in Sample.passing() }
    let (judgment, stored) = try await judge(Sample.artifact(text), windows: Self.code8K, by: model)
    let file = try #require(judgment.artifact.coverage.first)
    #expect(file.state == .partial && file.cause == .longLine && file.reason?.contains("line 2 is too long") == true)
    #expect(model.prompts.contains { $0.shared.contains("more bytes of this line]\n") })
    #expect(model.prompts.contains { $0.shared.contains("\n3\tz = 3\n") })
    #expect(judgment.outcome == .inconclusive && stored.verification().holds)
  }

  // MARK: What the answers come to

  /// What is said of the first check of `safety`, a MUST, about each of the first three parts; about the others it does not apply.
  enum Word: Sendable { case yes, no, notApplicable, silence, untold, quoted, missed, missedBoth }

  private static func answer(_ word: Word) -> SeatAnswer {
    func said(_ check: CheckAnswer, _ evidence: [Evidence] = []) -> SeatAnswer {
      let claims = evidence.isEmpty ? [] : [Sample.claim(.low, on: "safety", evidence: evidence)]
      let style = Sample.answer("style", ["short": .yes, "named": .yes])
      return Sample.answer([Sample.answer("safety", ["open": check, "close": .yes]), style], claims: claims)
    }
    switch word {
    case .yes: return said(.yes)
    case .no: return said(.no)
    case .notApplicable: return said(.notApplicable)
    case .silence: return Sample.answer([Sample.content[1]])
    case .untold: return Sample.answer([Sample.answer("safety", [:], isAssessed: false), Sample.content[1]])
    case .quoted: return said(.no, [.quote(path: Sample.path, startLine: 1, endLine: 1, text: "value_1 = compute(1)")])
    case .missed: return said(.no, [.absence(path: nil, terms: ["request.body"])])
    case .missedBoth:
      let claim = Sample.claim(.low, on: "safety", evidence: [.absence(path: nil, terms: ["request.body"])])
      return Sample.answer([Sample.answer("safety", ["open": .no, "close": .no]), Sample.content[1]], claims: [claim])
    }
  }

  @Test(
    arguments: [
      ([Word.yes, .yes, .yes], 3), ([.yes, .notApplicable, .notApplicable], 3),
      // What stands elsewhere was not missed.
      ([.missed, .yes, .notApplicable], 3), ([.missed, .missed, .notApplicable], nil),
      ([.missed, .quoted, .yes], 1),
      // One claim cannot take back what was said of two checks.
      ([.missedBoth, .yes, .yes], nil),
      // One "no" that is shown is enough; one that is not shown is not undone by a "yes".
      ([.quoted, .yes, .yes], 1), ([.yes, .yes, .quoted], 1), ([.yes, .no, .yes], nil),
      // What was passed over in silence is not met.
      ([.yes, .silence, .yes], nil), ([.yes, .untold, .yes], nil), ([.quoted, .silence, .untold], 1),
    ] as [([Word], Int?)])
  func `the answers on the parts come to one`(words: [Word], score: Int?) async throws {
    let model = Self.model { number, _, _ in
      Self.answer(number <= words.count ? words[number - 1] : .notApplicable)
    }
    let safety = Sample.dimension("safety", level: .must, checks: ["open", "close"], required: ["open"])
    let (judgment, stored) = try await judge(
      seats: [Sample.seat("a", dimensions: [safety, Sample.style])], windows: Self.code8K, by: model)
    #expect(judgment.artifact.parts >= 3)
    let scores = judgment.seats[0].result.evaluation?.scores
    #expect(scores?["safety"]?.rawValue == score && scores?["style"] == .met, "\(words)")
    #expect(stored.verification().holds)
  }

  @Test func `what overlapping parts both show is one finding, the gravest word on it`() async throws {
    let model = Self.model { number, _, prompt in
      // Each part on which the line is says it.
      guard prompt.shared.contains("\n250\t") else { return Sample.passing() }
      let evidence = Evidence.quote(path: Sample.path, startLine: 250, endLine: 250, text: "value_250 = compute(250)")
      return Sample.passing(claims: [Sample.claim(number == 1 ? .low : .medium, on: "style", evidence: [evidence])])
    }
    let (judgment, _) = try await judge(windows: Self.code8K, by: model)
    #expect(judgment.findings.count == 1 && judgment.seats[0].result.evaluation?.findings.count == 1)
  }

  @Test(arguments: 0..<8)
  func `the order in which the calls are answered changes nothing`(seed: Int) async throws {
    let windows = try #require(Self.windowOfFourParts)
    var random = SeededGenerator(seed: UInt64(seed))
    let order = Array(1...4).shuffled(using: &random)
    let turns = Turns(order)
    let model = Self.model { number, _, _ in
      await turns.wait(for: number)
      await turns.next()
      return number == 2 ? Sample.failing : number == 3 ? Sample.reserved : Self.answer(.missed)
    }
    let (judgment, stored) = try await judge(windows: windows, by: model)
    #expect(judgment.artifact.parts == 4, "the order is of four")
    let free = Self.model { number, _, _ in
      number == 2 ? Sample.failing : number == 3 ? Sample.reserved : Self.answer(.missed)
    }
    let (other, _) = try await judge(windows: windows, by: free)
    #expect(judgment.comparable == other.comparable && stored.verification().holds)
  }

  /// The first window in which `code` goes in four parts.
  private static let windowOfFourParts = stride(from: 6_000, to: 12_000, by: 100).lazy.map { windows($0) }.first {
    let seat = Sample.seat("a")
    return PanelPrompts(for: [seat], on: Sample.artifact(code), nonce: Sample.nonce, windows: $0).division.parts == 4
  }

  /// Lets the parts go on one after the other in a given order.
  private actor Turns {
    private var order: [Int]
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]

    init(_ order: [Int]) { self.order = order }

    func wait(for number: Int) async {
      if order.first == number || !order.contains(number) { return }
      await withCheckedContinuation { waiting[number] = $0 }
    }

    func next() {
      if !order.isEmpty { order.removeFirst() }
      if let first = order.first { waiting.removeValue(forKey: first)?.resume() }
    }
  }

  @Test(arguments: 0..<12)
  func `judged in parts, an artifact has the findings that it has judged whole`(seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let files = (0..<Int.random(in: 1...4, using: &random)).map { index -> ArtifactFile in
      let lines = (0..<Int.random(in: 50...500, using: &random)).map { line in
        Int.random(in: 0..<40, using: &random) == 0
          ? "  danger_\(index)_\(line)(input)" : "  harmless_\(index)_\(line) = 1"
      }
      return Sample.file(lines.joined(separator: "\n") + "\n", path: "f\(index).py")
    }
    // An oracle: it says what it is shown, and nothing else.
    let oracle: @Sendable (Int, Int, Prompt) async throws -> SeatAnswer = { _, _, prompt in
      var path = ""
      var claims: [Claim] = []
      for line in prompt.shared.lines {
        if line.hasPrefix("File: ") { path = String(line.dropFirst(6)) }
        guard let match = line.firstMatch(of: /^(\d+)\t(.*danger_.*)$/), let number = Int(match.1) else { continue }
        let evidence = Evidence.quote(path: path, startLine: number, endLine: number, text: String(match.2))
        claims.append(Sample.claim(.medium, on: "safety", rule: "danger", evidence: [evidence]))
      }
      return Sample.passing(claims: claims)
    }
    let artifact = Sample.artifact(files)
    let (whole, _) = try await judge(artifact, windows: .unknown, by: Self.model(Self.one, oracle))
    let (divided, stored) = try await judge(artifact, windows: Self.windows(7_000), by: Self.model(Self.one, oracle))
    #expect(whole.findings == divided.findings && whole.outcome == divided.outcome)
    #expect(stored.verification().holds)
  }

  // MARK: Failures

  @Test func `a seat of which one call fails has failed, says on which part, and what was answered is counted`()
    async throws
  {
    let begun = Mutex(0)
    let model = ScriptedModel(Self.one) { prompt in
      begun.withLock { $0 += 1 }
      guard Self.part(prompt).number != 2 else {
        // Once it has failed, no other part would be begun.
        while begun.withLock({ $0 }) < Self.part(prompt).count { try await Task.sleep(for: .milliseconds(1)) }
        throw ProviderError(Self.one, .overloaded(status: 529, retryAfter: nil), attempts: 3)
      }
      return .scripted(Self.answer(Sample.passing()), by: Self.one)
    }
    let (judgment, stored) = try await judge(windows: Self.code8K, by: model)
    let parts = try #require(stored.verification().judgments.first?.artifact.parts)
    #expect(judgment.seats[0].result.state == .failed)
    #expect(judgment.seats[0].result.reason?.hasPrefix("part 2 of \(parts): ") == true)
    #expect(judgment.usage.answers == parts - 1 && judgment.usage.calls == parts - 1 + 3)
    let verification = stored.verification()
    #expect(verification.holds, "\(verification.problems)")
    #expect(verification.judgments.map { $0.json().canonical } == [judgment.json().canonical])
  }

  @Test func `a record that lacks the answer on one part, or has it twice, does not hold`() async throws {
    let (_, stored) = try await judge(windows: Self.code8K, by: Self.model { _, _, _ in Sample.passing() })
    let isSecond: @Sendable (Journal.Entry) -> Bool = {
      $0.kind == "answer" && $0.body["call"]?["part"]?.intValue == 2
    }
    let lacking = stored.rechained { isSecond($0) ? nil : $0.body }.verification()
    #expect(lacking.problems.contains { $0.message.contains("nothing is there of the seat a") }, "\(lacking.problems)")
    let twice = stored.rechained { entry in
      isSecond(entry)
        ? entry.body.setting(
          "call", to: ["part": 1, "parts": entry.body["call"]?["parts"] ?? 0, "group": 1, "groups": 1]) : entry.body
    }.verification()
    #expect(twice.problems.contains { $0.message.contains("part 1 of") }, "\(twice.problems)")
    let other = stored.rechained { entry in
      guard entry.kind == "artifact", let division = entry.body["division"] else { return entry.body }
      return entry.body.setting("division", to: division.setting("parts", to: 2))
    }.verification()
    #expect(other.problems.contains { $0.message.contains("parts or groups") }, "\(other.problems)")
  }

  // MARK: Dimensions

  @Test func `many dimensions go over several calls that share the artifact, the binding ones first`() async throws {
    let dimensions = (0..<65).map { index in
      Sample.dimension(
        Dimension.ID("d\(index)"), level: index.isMultiple(of: 3) ? .must : .should, weight: 100, checks: ["a"])
    }
    let model = Self.model { _, _, prompt in
      let asked = dimensions.filter { prompt.own.contains("DIMENSION-ID:\($0.id) ") }
      return Sample.answer(asked.map { Sample.answer($0.id, ["a": .yes]) })
    }
    let (judgment, stored) = try await judge(
      Sample.artifact(), seats: [Sample.seat("a", dimensions: dimensions)], windows: .unknown, by: model)
    #expect(model.prompts.count == 3 && Set(model.prompts.map(\.shared)).count == 1)
    let first = try #require(model.prompts.first).own
    #expect(first.ranges(of: "(MUST)").count == 21)
    #expect(judgment.seats[0].result.evaluation?.scores.count == 65 && judgment.outcome == .pass)
    #expect(judgment.usage.calls == 3 && judgment.usage.latencyMilliseconds == 3_000)
    #expect(stored.verification().holds)
  }
}

extension Judgment {
  /// Without where its record ends, which tells the order of its lines.
  fileprivate var comparable: JSONValue { json(isSealed: false) }
}
