import Foundation
import Provenance
import Testing

struct CanonicalJSONTests {
  // RFC 8785, section 3.2.2: the sample and its canonical form in section 3.2.3.
  @Test func `the sample of RFC 8785 takes the form the RFC gives for it`() throws {
    let sample = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50,
                    2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(try JSONValue(parsing: sample).canonical == expected)
  }

  // RFC 8785, section 3.2.3: the emoji's surrogates sort before U+FB33 although its scalar value is above it.
  @Test func `keys sort by UTF-16 code units as in the RFC's sample`() throws {
    let sample = #"""
      {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
      }
      """#
    let expected = [
      "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]
    let canonical = try JSONValue(parsing: sample).canonical
    let places = try expected.map { try #require(canonical.range(of: $0)?.lowerBound) }
    #expect(places == places.sorted())
    #expect(canonical.hasPrefix(#"{"\r":"Carriage Return","1":"One","#))
  }

  // RFC 8785, appendix B.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
      (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
      (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
      (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
      (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func `a double is written as appendix B of the RFC writes it`(bits: UInt64, expected: String) {
    #expect(JSONValue.number(Double(bitPattern: bits)).canonical == expected)
  }

  @Test(arguments: [
    ("1e-7", "1e-7"), ("1E-6", "0.000001"), ("1e21", "1e+21"), ("1e20", "100000000000000000000"), ("-0", "0"),
    ("-0.0e5", "0"), ("0.1", "0.1"), ("-1.50", "-1.5"), ("100", "100"), ("9007199254740993", "9007199254740992"),
    ("123456789012345678", "123456789012345680"), ("1.0", "1"), ("12e1", "120"), ("1e-400", "0"),
  ])
  func `a number is written as ECMAScript writes it`(text: String, expected: String) throws {
    #expect(try JSONValue(parsing: text).canonical == expected)
  }

  @Test func `integers that no double holds are written as their nearest double`() {
    #expect(JSONValue.integer(.max).canonical == "9223372036854776000")
    #expect(JSONValue.integer(.min).canonical == "-9223372036854776000")
    #expect(JSONValue.integer(1 << 53).canonical == "9007199254740992")
  }

  @Test func `what JSON cannot hold is written as null`() {
    #expect(JSONValue.array([.number(.nan), .number(.infinity), .number(-.infinity)]).canonical == "[null,null,null]")
  }

  @Test func `strings are escaped where they must be and nowhere else`() {
    let text = "\u{0}\u{1f}\u{8}\t\n\u{c}\r\"\\/\u{7f}\u{2028}é😀"
    #expect(JSONValue.string(text).canonical == "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u{7f}\u{2028}é😀\"")
  }

  @Test func `the pretty form has two spaces a level and sorted keys`() {
    let value: JSONValue = ["b": [1, 2.5, []], "a": ["x": nil], "c": [:]]
    #expect(
      value.pretty == """
        {
          "a": {
            "x": null
          },
          "b": [
            1,
            2.5,
            []
          ],
          "c": {}
        }
        """)
    #expect(value.canonical == #"{"a":{"x":null},"b":[1,2.5,[]],"c":{}}"#)
  }
}
