import JudgeTypes
import Judging
import Provenance
import TestSupport
import Testing

struct AnswerReaderTests {
  private func read(
    _ text: String, nonce: String? = Sample.nonce, requiresChecks: Bool = true
  ) throws(AnswerError) -> SeatAnswer {
    try AnswerReader(nonce: nonce, dimensions: [Sample.safety, Sample.style], requiresChecks: requiresChecks)
      .answer(from: text)
  }

  private func error(_ text: String, nonce: String? = Sample.nonce) -> AnswerError? {
    do {
      _ = try read(text, nonce: nonce)
      return nil
    } catch { return error }
  }

  /// An answer with the right nonce and `members`.
  private func answer(_ members: String) -> String { #"{"nonce":"3f9a1c",\#(members)}"# }

  @Test func `a whole answer is read`() throws {
    let text = answer(
      #"""
      "rationale":"fine","confidence":0.5,
      "dimensions":[{"id":"safety","rationale":"why","assessed":true,
        "checks":[{"id":"open","answer":"yes"},{"id":"close","answer":"not_applicable"}]}],
      "findings":[{"message":"m","rule":"god_class","severity":"high","dimension":"safety","evidence":[
        {"kind":"quote","path":"store.py","start_line":4,"end_line":5,"quote":"with open(path)","terms":[]},
        {"kind":"absence","path":"store.py","terms":["log","audit"]},{"kind":"absence","terms":["log"]}]}]
      """#)
    let read = try read(text)
    #expect(read.rationale == "fine" && read.confidence == 0.5)
    #expect(
      read.dimensions == [
        DimensionAnswer(
          dimension: "safety", isAssessed: true, rationale: "why", checks: ["open": .yes, "close": .notApplicable])
      ])
    #expect(
      read.claims == [
        Claim(
          rule: "god_class", severity: .high, message: "m", dimension: "safety",
          evidence: [
            .quote(path: "store.py", startLine: 4, endLine: 5, text: "with open(path)"),
            .absence(path: "store.py", terms: ["log", "audit"]), .absence(path: nil, terms: ["log"]),
          ])
      ])
  }

  @Test func `an answer that is written is read as it was`() throws {
    let written = Sample.passing(claims: [
      Sample.claim(.high, on: "safety", evidence: [Sample.sound, .absence(path: nil, terms: ["log"])]),
      Sample.claim(.info),
    ])
    #expect(try read(written.json.canonical, nonce: nil) == written)
  }

  // MARK: Nonce

  @Test func `an answer must carry the nonce it was asked with`() {
    #expect(error(#"{"nonce":"3f9a1c"}"#) == nil)
    #expect(error(#"{"nonce":"3f9a1d"}"#) == .wrongNonce)
    #expect(error(#"{"nonce":"3F9A1C"}"#) == .wrongNonce)
    #expect(error(#"{"nonce":""}"#) == .wrongNonce)
    #expect(error(#"{}"#) == .noNonce)
    #expect(error(#"{"nonce":null}"#) == .noNonce)
    #expect(error(#"{"nonce":3}"#) == .noNonce)
  }

  @Test func `where no nonce was asked for none is looked at`() {
    #expect(error("{}", nonce: nil) == nil)
    #expect(error(#"{"nonce":"whatever"}"#, nonce: nil) == nil)
  }

  // MARK: Form

  @Test(arguments: [
    "", "I cannot judge this.", "{", #"{"nonce":"3f9a1c""#, "```json\n{}\n```", #"{"nonce":"3f9a1c"} and more"#,
    #"{"nonce":"3f9a1c","nonce":"3f9a1c"}"#, #"{'nonce':'3f9a1c'}"#,
  ])
  func `a text that is not one JSON document is refused`(text: String) throws {
    guard case .notJSON(let problem) = error(text) else {
      Issue.record("\(String(describing: error(text)))")
      return
    }
    #expect(!problem.isEmpty)
  }

  @Test(arguments: ["[]", "null", "3", "true", #""3f9a1c""#])
  func `a document that is no object is refused`(text: String) {
    guard case .wrongForm(key: "the answer", found: _, expected: "an object") = error(text) else {
      Issue.record("\(String(describing: error(text)))")
      return
    }
  }

  @Test(arguments: [
    (#""dimensions":{}"#, "dimensions"), (#""dimensions":"none""#, "dimensions"), (#""findings":{}"#, "findings"),
    (#""findings":3"#, "findings"), (#""dimensions":[3]"#, "id"), (#""dimensions":[{}]"#, "id"),
    (#""dimensions":[{"id":7}]"#, "id"), (#""dimensions":[{"id":"safety","checks":["open"]}]"#, "id"),
    (#""dimensions":[{"id":"safety","checks":[{"id":"open"}]}]"#, "answer"),
    (#""dimensions":[{"id":"safety","checks":[{"id":"open","answer":true}]}]"#, "answer"),
    (#""dimensions":[{"id":"safety","checks":[{"id":"open","answer":"maybe"}]}]"#, "answer"),
    (#""dimensions":[{"id":"safety","checks":[{"id":"open","answer":"Yes"}]}]"#, "answer"),
    (#""findings":[{}]"#, "severity"), (#""findings":["leak"]"#, "severity"),
    (#""findings":[{"severity":"severe","rule":"r","message":"m","evidence":[]}]"#, "severity"),
    (#""findings":[{"severity":"high","message":"m","evidence":[]}]"#, "rule"),
    (#""findings":[{"severity":"high","rule":"r","evidence":[]}]"#, "message"),
    (#""findings":[{"severity":"high","rule":"r","message":"m","evidence":{}}]"#, "evidence"),
    (#""findings":[{"severity":"high","rule":"r","message":"m","evidence":[{"kind":"vision"}]}]"#, "kind"),
    (#""findings":[{"severity":"high","rule":"r","message":"m","evidence":[{"kind":"quote","path":"p"}]}]"#, "quote"),
    (#""findings":[{"severity":"high","rule":"r","message":"m","evidence":[{"kind":"quote","quote":"q"}]}]"#, "path"),
  ])
  func `what has the wrong form is refused by its key`(members: String, key: String) {
    let found = error(answer(members))
    guard case .wrongForm(let named, _, _) = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(named == key)
    #expect(found?.description.contains("'\(key)'") == true)
  }

  @Test(arguments: [
    #""dimensions":[{"id":"safety","assessed":true,"checks":"yes"}]"#,
    #""dimensions":[{"id":"safety","assessed":"no","checks":[{"id":"open","answer":"yes"}]}]"#,
    #""findings":[{"severity":"low","rule":"r","message":"m","evidence":[{"kind":"absence","terms":"log"}]}]"#,
    #""findings":[{"severity":"low","rule":"r","message":"m","evidence":[{"kind":"quote","path":"p","quote":"q","start_line":"4"}]}]"#,
  ])
  func `checks, assessed, terms and lines of the wrong form are refused`(members: String) {
    do {
      #expect(error(answer(members)) != nil)
    }
  }

  @Test func `a long wrong word is quoted in part`() {
    let long = String(repeating: "x", count: 5_000)
    let found = error(answer(#""findings":[{"severity":"\#(long)"}]"#))
    #expect(found.map { $0.description.count < 200 } == true)
  }

  @Test(arguments: [
    (#"{"id":"safety","checks":[]},{"id":"style","checks":[]},{"id":"safety","checks":[]}"#, "dimensions"),
    (#"{"id":"safety","checks":[{"id":"open","answer":"no"},{"id":"open","answer":"yes"}]}"#, "checks"),
    (#"{"id":"safety","checks":[{"id":"open","answer":"yes"},{"id":"open","answer":"yes"}]}"#, "checks"),
  ])
  func `two answers to one question are refused`(dimensions: String, key: String) {
    guard case .wrongForm(let named, let found, _) = error(answer(#""dimensions":[\#(dimensions)]"#)) else {
      Issue.record("it was read")
      return
    }
    #expect(named == key && found.contains("twice"))
  }

  @Test func `an absence with an empty path is from the whole artifact`() throws {
    let text = answer(
      #""findings":[{"severity":"low","rule":"r","message":"m","evidence":[{"kind":"absence","path":"","terms":["log"]}]}]"#
    )
    #expect(try read(text).claims.first?.evidence == [.absence(path: nil, terms: ["log"])])
  }

  // MARK: What is missing or unknown

  @Test func `missing lists are empty`() throws {
    for members in [#""rationale":"r""#, #""dimensions":null,"findings":null"#] {
      let read = try read(answer(members))
      #expect(read.dimensions.isEmpty && read.claims.isEmpty && read.confidence == nil)
    }
    let bare = try read(answer(#""findings":[{"severity":"low","rule":"r","message":"m"}]"#))
    #expect(bare.claims.map(\.evidence) == [[]])
  }

  @Test func `dimensions and checks that the seat was not asked about are ignored`() throws {
    let read = try read(
      answer(
        #"""
        "dimensions":[{"id":"beauty","assessed":true,"checks":[{"id":"open","answer":"no"}]},
          {"id":"safety","assessed":true,"checks":[{"id":"open","answer":"yes"},{"id":"short","answer":"no"}]}],
        "findings":[{"severity":"low","rule":"r","message":"m","dimension":"beauty","evidence":[]}]
        """#))
    #expect(
      read.dimensions == [DimensionAnswer(dimension: "safety", isAssessed: true, rationale: "", checks: ["open": .yes])]
    )
    #expect(read.claims.map(\.dimension) == [nil])
  }

  @Test(arguments: [
    (#"{"id":"safety","assessed":true}"#, false, true), (#"{"id":"safety","assessed":true,"checks":[]}"#, false, true),
    (#"{"id":"safety","assessed":true,"checks":[{"id":"unknown","answer":"yes"}]}"#, false, true),
    (#"{"id":"safety","assessed":false,"checks":[{"id":"open","answer":"yes"}]}"#, false, false),
    (#"{"id":"safety","checks":[{"id":"open","answer":"yes"}]}"#, true, true), (#"{"id":"safety"}"#, false, false),
  ])
  func `a dimension without answered checks is assessed only where none are required`(
    dimension: String, asked: Bool, unasked: Bool
  ) throws {
    let text = answer(#""dimensions":[\#(dimension)]"#)
    #expect(try read(text).dimensions.map(\.isAssessed) == [asked])
    #expect(try read(text, requiresChecks: false).dimensions.map(\.isAssessed) == [unasked])
  }

  @Test(arguments: Severity.allCases)
  func `severity words are read in any letter case`(severity: Severity) throws {
    let word = severity.rawValue
    for word in [word, word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()] {
      let text = answer(#""findings":[{"severity":"\#(word)","rule":"r","message":"m","evidence":[]}]"#)
      #expect(try read(text).claims.map(\.severity) == [severity])
    }
  }

  @Test(arguments: [
    ("0.25", 0.25), ("0", 0), ("1", 1), ("-3", 0), ("85", 1), ("1e300", 1), ("null", nil), (#""high""#, nil),
    ("true", nil),
  ])
  func `confidence is kept between 0 and 1`(written: String, read expected: Double?) throws {
    #expect(try read(answer(#""confidence":\#(written)"#)).confidence == expected)
  }

  @Test func `a quote without lines is looked for from line 1`() throws {
    let text = answer(
      #""findings":[{"severity":"low","rule":"r","message":"m","evidence":[{"kind":"quote","path":"p","quote":"words"}]}]"#
    )
    #expect(try read(text).claims.first?.evidence == [.quote(path: "p", startLine: 1, endLine: 1, text: "words")])
  }

  // MARK: Anything at all

  @Test func `arbitrary bytes give an answer or an error`() {
    var random = SeededGenerator(seed: 6)
    var refused = 0
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      if error(String(decoding: bytes, as: UTF8.self)) != nil { refused += 1 }
    }
    #expect(refused == 5_000)
  }

  @Test func `an answer with any bytes changed is read or refused, and what is read keeps to its ranges`() throws {
    let whole = Sample.passing(claims: [
      Sample.claim(.high, on: "safety"), Sample.claim(.low, evidence: [.absence(path: nil, terms: ["x"])]),
    ])
    let bytes = Array(whole.json.canonical.utf8)
    let seat = Sample.seat("a")
    let check = EvidenceCheck(for: Sample.artifact())
    var random = SeededGenerator(seed: 7)
    var isRead = 0
    for _ in 0..<5_000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: changed.indices, using: &random)
        if Bool.random(using: &random) {
          changed[place] = UInt8.random(in: 0x20...0x7e, using: &random)
        } else {
          changed.remove(at: place)
        }
      }
      guard let answer = try? read(String(decoding: changed, as: UTF8.self), nonce: nil) else { continue }
      isRead += 1
      #expect(answer.confidence.map { (0...1).contains($0) } ?? true)
      #expect(answer.dimensions.allSatisfy { ["safety", "style"].contains($0.dimension) })
      #expect([.judged, .abstained].contains(seat.result(of: answer, checkedBy: check).state))
    }
    #expect((500..<5_000).contains(isRead))
  }

  @Test func `deep nesting is refused, not followed`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(error(answer(#""dimensions":\#(deep)"#)) != nil)
  }
}
