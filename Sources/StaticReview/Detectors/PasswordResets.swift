internal import JudgeTypes

/// Handlers that give an account a new password for whoever names its address: no code that was sent, no old password, no
/// session shows that the account is theirs.
enum PasswordResets {
  static let detector = Detector.file("password_resets") { source, rule in
    guard !source.isTest, setting.matches(source.text) else { return [] }
    return source.functions.compactMap { function in
      guard let set = setting.allMatches(in: source.text, range: function.body, limit: 1).first,
        source.function(around: set.range.lowerBound)?.range == function.range,
        named.matches(source.text, in: function.body.lowerBound..<set.range.upperBound),
        !proof.matches(source.text, in: whole(function, in: source)), !makes.matches(source.code, in: function.range)
      else { return nil }
      return Hit(
        rule, in: source.path,
        lines: source.lines(of: source.trimmed(function.range.lowerBound..<set.range.upperBound)),
        message: "whoever knows the address of an account gives it a new password")
    }
  }

  /// With the decorators above it.
  private static func whole(_ function: Block, in source: Source) -> Range<Int> {
    let line = source.line(at: source.trimmed(function.range).lowerBound)
    return source.range(ofLines: max(source.firstLine, line - 4)...line).lowerBound..<function.range.upperBound
  }

  /// A password that is not a literal is written to a record.
  private static let setting = Pattern.fixed(
    #"\.set_password\(\s*(?!["'])|\b(?!self\b|this\b)\w+\.password(?:_hash|Hash|_digest)?\s*=\s*(?!=|["']|None|null)[^\n]*|\$set\s*:\s*\{\s*password\b|findOneAndUpdate\(\s*\{[^{}]*\}\s*,\s*\{\s*password\b|\.update\(\s*\{\s*password\b[^{}]*\}\s*,\s*\{\s*where\s*:\s*\{\s*(?:email|username|phone)"#
  )
  /// The account is found by what anybody can know of it.
  private static let named = Pattern.fixed(
    #"(?i)\.(?:get|filter|filter_by|find_one|find_by\w*|get_object_or_404|findOne|findUnique|findFirst|findOneAndUpdate|findBy\w*|update|query|first)\s*\([^\n]{0,80}?\b(?:email|user_?name|phone\w*|mobile|login)\b\s*["']?\s*(?:[=:,})]|==)|where\s+(?:email|username|phone)\s*="#
  )
  private static let proof = Pattern.fixed(
    #"(?i)token|\botp\b|_otp|otp_|(?<!status_)(?<!status)\bcode\b|verification|old_?pass|current_?pass|oldPwd|check_password|compare|authenticat|request\.user|req\.user|current_?user|session|signature|secret|answer|login_required|permission|is_?admin|admin|uidb64|\buid\b|verify|guard|jwt|passport"#
  )
  /// A sign-up makes the account that it gives a password to.
  private static let makes = Pattern.fixed(
    #"\b(?:create_user|create_superuser|User|Account|Member|Customer)\s*\(|\.create\(|\.add\(|\.insert\w*\(|\bnew\s+[A-Z]\w*\("#
  )
}
