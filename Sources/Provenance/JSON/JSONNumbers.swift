// Numbers as ECMAScript's Number::toString writes them, which RFC 8785 takes over.

extension JSONWriter {
  /// Writes `value` as the double nearest to it, since that is what every other reader of JSON makes of it.
  mutating func write(_ value: Int) {
    if value.magnitude <= 1 << 53 {
      bytes += Array(String(value).utf8)
    } else {
      write(Double(value))
    }
  }

  mutating func write(_ value: Double) {
    guard value.isFinite else { return append("null") }
    guard value != 0 else { return bytes.append(UInt8(ascii: "0")) }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    write(ShortestDecimal(of: value.magnitude))
  }

  /// The four cases of the standard, by where the decimal point falls.
  private mutating func write(_ decimal: ShortestDecimal) {
    let (digits, point) = (decimal.digits, decimal.point)
    if point > 21 || point <= -6 {
      writeWithExponent(digits, exponent: point - 1)
    } else if point <= 0 {
      append("0.")
      bytes += repeatElement(UInt8(ascii: "0"), count: -point)
      bytes += digits
    } else if point >= digits.count {
      bytes += digits
      bytes += repeatElement(UInt8(ascii: "0"), count: point - digits.count)
    } else {
      bytes += digits[..<point]
      bytes.append(UInt8(ascii: "."))
      bytes += digits[point...]
    }
  }

  private mutating func writeWithExponent(_ digits: [UInt8], exponent: Int) {
    bytes += digits.prefix(1)
    if digits.count > 1 {
      bytes.append(UInt8(ascii: "."))
      bytes += digits.dropFirst()
    }
    append(exponent < 0 ? "e-" : "e+")
    bytes += Array(String(exponent.magnitude).utf8)
  }
}

/// The fewest digits that read back as one positive double, and where the decimal point falls: 0.DIGITS × 10^point.
private struct ShortestDecimal {
  var digits: [UInt8] = []
  var point = 0

  /// Takes the digits from Swift's own description, which is shortest too but laid out otherwise: `1e-07`, `5.0`.
  init(of value: Double) {
    let parts = value.description.split(separator: "e")
    var isFraction = false
    for byte in (parts.first ?? "").utf8 {
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else {
        digits.append(byte)
        if !isFraction { point += 1 }
      }
    }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    point += exponent - leading
  }
}
