internal import Reports
public import Storage

/// Sums as people read them, which say when they are not the whole.
extension CostLine {
  /// A sum of tokens of this line: `1200`, `at least 1200`, `not reported`, or a dash where nobody was called.
  ///
  /// - Parameter number: how a count is written.
  public func tokenWords(_ amount: Amount<Int>, number: (Int) -> String = { "\($0)" }) -> String {
    guard calls > 0 else { return "-" }
    guard let known = amount.known else { return "not reported" }
    return amount.unknownAnswers > 0 ? "at least \(number(known))" : number(known)
  }

  /// What it cost, and how many answers have no price.
  public var costWords: String {
    guard calls > 0 else { return "no calls" }
    let unknown = costUSD.unknownAnswers
    guard let known = costUSD.known else { return unknown > 0 ? "not known" : "not reported" }
    return unknown > 0 ? "at least \(money(known)); \(counted(unknown, "answer")) without a price" : money(known)
  }
}
