internal import Evals
internal import Reports

/// Cases of the holdout: counted and never named, so that nobody mends what is to confirm a change.
enum SealedCases {
  static let split = "holdout"

  /// Those that may be named, and those that are only counted.
  static func parted(
    _ cases: [SavedResults.Case]
  ) -> (named: [SavedResults.Case], sealed: [SavedResults.Case]) {
    (cases.filter { $0.split != split }, cases.filter { $0.split == split })
  }

  /// How many there are, and how many of them are wrong; nothing where there is none.
  static func words(_ sealed: [SavedResults.Case]) -> HTML {
    guard !sealed.isEmpty else { return "" }
    let wrong = sealed.count { !$0.isRight }
    return """
      <p class="soft">\(counted(sealed.count, "judgment")) of the holdout, \(wrong) of them wrong, \(sealed.count == 1 ? "is" : "are") \
      counted and not named, so that it stays sealed.</p>

      """
  }
}
