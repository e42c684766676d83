internal import Foundation

/// A figure as a person reads it: three decimals, or a dash where there is none.
package func plotted(_ value: Double?) -> String {
  guard let value, value.isFinite else { return "-" }
  let thousandths = Int((min(max(value, -1_000), 1_000) * 1_000).rounded())
  let digits = String(abs(thousandths) % 1_000)
  return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1_000)." + String(repeating: "0", count: 3 - digits.count)
    + digits
}

/// To two digits that say something, however small it is: `0.000031`; from 0.1 on to three places.
public func significant(_ value: Double) -> String {
  guard value > 0, value < 0.1 else { return "\((value * 1_000).rounded() / 1_000)" }
  let digits = min(12, Int(-log10(value)) + 2)
  let text = String(Int((value * pow(10, Double(digits))).rounded()))
  return "0." + String(repeating: "0", count: max(0, digits - text.count)) + text
}
