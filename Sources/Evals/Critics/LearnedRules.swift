internal import JudgeTypes
internal import YAMLFiles

/// The rule file that the offline critic writes, and nobody else: rubrics/rules/learned.yaml.
struct LearnedRules: Equatable {
  static let path = "rubrics/rules/learned.yaml"

  struct Form: Equatable {
    let rule: String
    let languages: [String]
    let match: String

    /// Whether it finds all that the other would.
    func covers(_ other: Form) -> Bool {
      rule == other.rule && match == other.match && Set(other.languages).isSubset(of: languages)
    }
  }

  /// A rule that no other file holds.
  struct NewRule: Equatable {
    let id: String
    let severity: Severity
    let dimensions: [String]
  }

  struct Exception: Equatable {
    let rule: String
    let match: String
  }

  var rules: [NewRule] = []
  var forms: [Form] = []
  var severities: [String: Severity] = [:]
  var exceptions: [Exception] = []

  init() {}

  /// Reads what `text` wrote; nil for a file that holds anything else, which is then somebody's own.
  init?(_ text: String) {
    guard let value = try? YAMLFile.value(of: text, path: Self.path) else { return nil }
    for entry in value["rules"]?.list ?? [] {
      guard let id = entry["id"]?.string, let severity = entry["severity"]?.string.flatMap({ Severity(rawValue: $0) }),
        let dimensions = entry["dimensions"]?.strings
      else { return nil }
      rules.append(NewRule(id: id, severity: severity, dimensions: dimensions))
      for pattern in entry["patterns"]?.list ?? [] { forms += Self.form(pattern, of: id) }
    }
    for entry in value["forms"]?.list ?? [] {
      guard let rule = entry["rule"]?.string else { return nil }
      for pattern in entry["patterns"]?.list ?? [] { forms += Self.form(pattern, of: rule) }
    }
    for entry in value["severities"]?.entries ?? [] {
      severities[entry.key] = entry.value.string.flatMap { Severity(rawValue: $0) }
    }
    for entry in value["exceptions"]?.list ?? [] {
      guard let rule = entry["rule"]?.string, let match = entry["match"]?.string else { return nil }
      exceptions.append(Exception(rule: rule, match: match))
    }
    guard self.text == text else { return nil }
  }

  private static func form(_ pattern: YAMLValue, of rule: String) -> [Form] {
    guard let match = pattern["match"]?.string, let languages = pattern["languages"]?.strings else { return [] }
    return [Form(rule: rule, languages: languages, match: match)]
  }

  /// As YAML, the same for the same content.
  var text: String {
    var text = """
      # Learned from labelled cases by 'moe-judge eval improve'. It is written anew by every loop: put your own rules into another file
      # of this folder.

      """
    func pattern(_ form: Form) -> String {
      "      - {languages: [\(form.languages.joined(separator: ", "))], in: all, in_tests: true, match: \(quoted(form.match))}\n"
    }
    if !rules.isEmpty { text += "rules:\n" }
    for rule in rules {
      let words = rule.id.replacing("-", with: " ")
      text += "  - id: \(rule.id)\n    name: \(quoted(words))\n    severity: \(rule.severity.rawValue)\n"
      text += "    why: \(quoted("reviewers marked \(words) on lines like these"))\n"
      text += "    mend: \(quoted("look at the line as a reviewer would; mend it, or say why it stands"))\n"
      text += "    dimensions: [\(rule.dimensions.joined(separator: ", "))]\n"
      text += "    message: \(quoted("\(words): the line is like others that reviewers marked"))\n    patterns:\n"
      text += forms.filter { $0.rule == rule.id }.map(pattern).joined()
    }
    let own = Set(rules.map(\.id))
    let others = Set(forms.map(\.rule)).subtracting(own).sorted()
    if !others.isEmpty { text += "forms:\n" }
    for rule in others {
      text += "  - rule: \(rule)\n    patterns:\n" + forms.filter { $0.rule == rule }.map(pattern).joined()
    }
    if !severities.isEmpty { text += "severities:\n" }
    for (rule, severity) in severities.sorted(by: { $0.key < $1.key }) { text += "  \(rule): \(severity.rawValue)\n" }
    if !exceptions.isEmpty { text += "exceptions:\n" }
    for exception in exceptions { text += "  - {rule: \(exception.rule), match: \(quoted(exception.match))}\n" }
    // A file without anything would be no document.
    return self == LearnedRules() ? text + "off: []\n" : text
  }

  private func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
}
