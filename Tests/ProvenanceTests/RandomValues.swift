import Provenance
import TestSupport

extension JSONValue {
  static func random(depth: Int, using random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .integer(Int.random(in: -(1 << 53)...(1 << 53), using: &random))
    case 3:
      let value = Double(bitPattern: random.next())
      return .number(value.isFinite ? value : 0.5)
    case 4: return .string(text(using: &random))
    case 5:
      return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      let members = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        (text(using: &random), JSONValue.random(depth: depth - 1, using: &random))
      }
      return .object(JSONObject(members, uniquingKeysWith: { first, _ in first }))
    }
  }

  private static func text(using random: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      let limits: [UInt32] = [0x20, 0x80, 0x800, 0x10000, 0x110000]
      let limit = limits.randomElement(using: &random) ?? 0x80
      text.unicodeScalars.append(UnicodeScalar(UInt32.random(in: 0..<limit, using: &random)) ?? "x")
    }
    return text
  }
}
