import JudgeTypes
public import SkillHealth

extension SkillState {
  /// `⚠️ REGRESSION: {skill} dropped {delta}% ({before}% → {after}%)`; nil where the detector named no levels or nothing dropped.
  ///
  /// The three figures agree: the difference is that of the levels as they are shown.
  public func regressionAlert(_ signs: HealthSigns = .unicode) -> String? {
    guard finding.isRegression, let before = finding.before, let after = finding.after, after < before else {
      return nil
    }
    let drop = ((before * 10).rounded() - (after * 10).rounded()) / 10
    return "\(signs.warning) REGRESSION: \(safeForTerminal(skill.rawValue)) dropped \(percent(drop)) "
      + "(\(percent(before)) \(signs.to) \(percent(after)))"
  }

  /// Without a decimal that says nothing.
  private func percent(_ value: Double) -> String {
    let text = oneDecimal(value)
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "%"
  }
}
