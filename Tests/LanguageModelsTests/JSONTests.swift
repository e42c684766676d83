import Testing

@testable import LanguageModels

@Suite struct `JSON as models write it` {
  @Test func `text is read and written with its order and digits kept`() {
    let text = #"{"z":1.10,"a":[true,false,null,-0,1e5],"m":{"k":"v \" \\ \n é"}}"#
    #expect(JSONParser.value(of: text)?.text == text)
    #expect(JSONParser.value(of: " { \"a\" : [ ] } ")?.text == #"{"a":[]}"#)
  }

  @Test func `escapes are read, and half of a surrogate pair does no harm`() {
    #expect(JSONParser.value(of: #""\u00e9\ud83d\ude00\/\b""#)?.string == "é😀/\u{8}")
    #expect(JSONParser.value(of: #""a\ud83dx\udc00""#)?.string == "a\u{FFFD}x\u{FFFD}")
    #expect(JSONParser.value(of: #""\ud83d\u0041""#)?.string == "\u{FFFD}A")
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", "-", "1e", "tru", "\"\\x\"", "\"\u{1}\"", "\"open", "{} {}",
    "\"\\u12\"",
    "nul", "+1", "\u{FEFF}{}",
  ])
  func `what is no JSON is refused`(text: String) {
    #expect(JSONParser.value(of: text) == nil)
  }

  @Test func `deep nesting is refused instead of exhausting the stack`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(JSONParser.value(of: deep) == nil)
    let fine = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(JSONParser.value(of: fine) != nil)
  }

  @Test func `any bytes are survived`() {
    var seed: UInt64 = 7
    let alphabet = Array(#"{}[]":,\u0aD8e-+.1tfn "# + "\u{0}é")
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<24 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(alphabet[Int(seed >> 33) % alphabet.count])
      }
      if let value = JSONParser.value(of: text) { #expect(JSONParser.value(of: value.text) == value) }
      _ = AnswerText.object(in: text)
    }
  }

  @Test(arguments: [
    (#"{"a":1}"#, #"{"a":1}"#),
    ("Sure!\n```json\n{\"a\": 1}\n```", "{\"a\": 1}"),
    (#"First {"x":1}, then the answer {"a":{"b":[1,2]}} and {y}."#, #"{"a":{"b":[1,2]}}"#),
    (#"<think>maybe {"a":"a long draft of the answer"}</think>{"a":2}"#, #"{"a":2}"#),
    (#"{"a":1} {"a":2}"#, #"{"a":2}"#),
    (##"{"quote":"# </think> {}","n":[{}]}"##, ##"{"quote":"# </think> {}","n":[{}]}"##),
    ("\n <think>hm {\n</think>\n{\"quote\":\"</think>\"}", "{\"quote\":\"</think>\"}"),
  ])
  func `the answer is found between other words`(text: String, object: String) {
    #expect(AnswerText.object(in: text) == object)
  }

  @Test(arguments: ["no object", "{not json}", "[1,2]", "{\"a\":"])
  func `no object is found where there is none`(text: String) {
    #expect(AnswerText.object(in: text) == nil)
  }

  @Test func `text full of opening braces is given up`() {
    #expect(AnswerText.object(in: String(repeating: "{\"a\":", count: 20_000)) == nil)
  }

  @Test func `a number of tokens is never negative and never traps`() {
    #expect(JSON.number("12").count == 12)
    #expect(JSON.number("-5").count == 0)
    #expect(JSON.number("1e3").count == 1000)
    #expect(JSON.number("1e300").count == nil)
    #expect(JSON.string("12").count == nil)
  }

  @Test func `spans of time are read as the providers write them`() {
    #expect(RetryAfter.span("1m30.5s") == .milliseconds(90_500))
    #expect(RetryAfter.span("20ms") == .milliseconds(20))
    #expect(RetryAfter.span("2h") == .seconds(7200))
    #expect(RetryAfter.span("9999999h") == .seconds(86_400))
    #expect(RetryAfter.span("soon") == nil)
    #expect(RetryAfter.span("") == nil)
  }

  @Test func `HTTP dates are read to the second, leap days included`() {
    #expect(RetryAfter.httpDate("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    #expect(RetryAfter.httpDate("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
    #expect(RetryAfter.httpDate("Thu, 29 Feb 2024 12:00:00 GMT") == 1_709_208_000)
    #expect(RetryAfter.httpDate("yesterday") == nil)
    #expect(RetryAfter.httpDate("Sun, 99 Nov 1994 08:49:37 GMT") == nil)
  }
}
