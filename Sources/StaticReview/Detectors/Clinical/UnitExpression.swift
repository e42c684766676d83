import Foundation

/// A UCUM expression as a factor and the powers of its base units, so that two spellings of one unit are equal.
struct UnitExpression: Equatable {
  private(set) var factor = 1.0
  private(set) var powers: [String: Int] = [:]

  /// Nil for what is no UCUM expression, or names a unit that this table does not hold.
  init?(_ text: String) {
    var rest = text[...]
    // Units that people write take a dozen characters; each parenthesis is one more call.
    guard !text.isEmpty, text.utf8.count <= 64, let parsed = Self.terms(&rest), rest.isEmpty else { return nil }
    self = parsed
  }

  private init(factor: Double, powers: [String: Int]) {
    self.factor = factor
    self.powers = powers
  }

  static func == (left: UnitExpression, right: UnitExpression) -> Bool {
    left.powers == right.powers && abs(left.factor / right.factor - 1) < 1e-6
  }

  /// What an equivalent is worth in substance depends on the ion, and an international unit on the assay: both count
  /// as the unit that payloads exchange them with.
  private static let atoms: [String: (factor: Double, base: [String: Int])] = [
    "m": (1, ["m": 1]), "g": (1, ["g": 1]), "s": (1, ["s": 1]), "L": (1e-3, ["m": 3]), "l": (1e-3, ["m": 3]),
    "mol": (1, ["mol": 1]), "eq": (1, ["mol": 1]), "U": (1, ["U": 1]), "[IU]": (1, ["U": 1]), "[iU]": (1, ["U": 1]),
    "min": (60, ["s": 1]), "h": (3_600, ["s": 1]), "d": (86_400, ["s": 1]), "wk": (604_800, ["s": 1]),
    "mo": (2_629_800, ["s": 1]), "a": (31_557_600, ["s": 1]), "%": (0.01, [:]), "[ppm]": (1e-6, [:]),
    "Pa": (1_000, ["g": 1, "m": -1, "s": -2]), "bar": (1e8, ["g": 1, "m": -1, "s": -2]),
    "m[Hg]": (133_322_000, ["g": 1, "m": -1, "s": -2]), "Cel": (1, ["Cel": 1]), "[degF]": (1, ["degF": 1]),
    "[lb_av]": (453.59237, ["g": 1]), "[oz_av]": (28.349523125, ["g": 1]), "[in_i]": (0.0254, ["m": 1]),
    "[ft_i]": (0.3048, ["m": 1]), "10*": (10, [:]), "10^": (10, [:]), "[pH]": (1, ["pH": 1]),
  ]
  private static let metric: Set<String> = [
    "m", "g", "s", "L", "l", "mol", "eq", "U", "[IU]", "[iU]", "Pa", "bar", "m[Hg]",
  ]
  private static let prefixes: [String: Double] = [
    "da": 10, "k": 1e3, "h": 1e2, "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15,
    "M": 1e6, "G": 1e9,
  ]

  private static func terms(_ rest: inout Substring) -> UnitExpression? {
    var result = UnitExpression(factor: 1, powers: [:])
    var sign = 1
    if rest.first == "/" {
      sign = -1
      rest = rest.dropFirst()
    }
    while true {
      guard let part = component(&rest) else { return nil }
      result.factor *= pow(part.factor, Double(sign))
      for (base, power) in part.powers { result.powers[base, default: 0] += sign * power }
      guard let link = rest.first, link == "." || link == "/" else { break }
      sign = link == "/" ? -1 : 1
      rest = rest.dropFirst()
    }
    result.powers = result.powers.filter { $0.value != 0 }
    return result
  }

  /// One unit with its prefix, exponent and annotation; a number; or what stands in parentheses.
  private static func component(_ rest: inout Substring) -> UnitExpression? {
    if rest.first == "(" {
      rest = rest.dropFirst()
      guard let inner = terms(&rest), rest.first == ")" else { return nil }
      rest = rest.dropFirst()
      return inner
    }
    let isAnnotated = rest.first == "{"
    if isAnnotated { return annotation(&rest) ? UnitExpression(factor: 1, powers: [:]) : nil }
    if !rest.hasPrefix("10*"), !rest.hasPrefix("10^"), let first = rest.first, first.isASCII, first.isNumber {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      return annotation(&rest) ? Double(digits).map { UnitExpression(factor: $0, powers: [:]) } : nil
    }
    guard let (factor, base) = atom(&rest) else { return nil }
    let exponent = exponent(&rest)
    guard annotation(&rest) else { return nil }
    return UnitExpression(factor: pow(factor, Double(exponent)), powers: base.mapValues { $0 * exponent })
  }

  private static func atom(_ rest: inout Substring) -> (Double, [String: Int])? {
    let name =
      rest.hasPrefix("10*") || rest.hasPrefix("10^")
      ? rest.prefix(3) : rest.prefix { !"./(){}+-".contains($0) && !($0.isASCII && $0.isNumber) }
    let text = String(name)
    rest = rest.dropFirst(name.count)
    if let atom = atoms[text] { return (atom.factor, atom.base) }
    for length in [2, 1] where text.count > length {
      let unit = String(text.dropFirst(length))
      if let prefix = prefixes[String(text.prefix(length))], metric.contains(unit), let atom = atoms[unit] {
        return (prefix * atom.factor, atom.base)
      }
    }
    return nil
  }

  private static func exponent(_ rest: inout Substring) -> Int {
    var text = ""
    if let sign = rest.first, sign == "-" || sign == "+" { text.append(sign) }
    text += rest.dropFirst(text.count).prefix { $0.isASCII && $0.isNumber }
    guard let value = Int(text), abs(value) < 40 else { return 1 }
    rest = rest.dropFirst(text.count)
    return value
  }

  /// Passes over `{…}`; false where it does not end.
  private static func annotation(_ rest: inout Substring) -> Bool {
    guard rest.first == "{" else { return true }
    guard let end = rest.firstIndex(of: "}") else { return false }
    rest = rest[rest.index(after: end)...]
    return true
  }
}
