internal import JudgeTypes

/// Credentials that Groovy writes into a script's text, where the process list and the log show them.
enum JenkinsSecrets {
  private static let bound = Pattern.fixed(
    #"(?m)\bpasswordVariable\s*:\s*['"](\w+)['"]|\bstring\s*\([^()\n]*\bvariable\s*:\s*['"](\w+)['"]|^\s*(\w+)\s*=\s*credentials\s*\("#
  )
  private static let script = Pattern.fixed(
    #"(?s)\b(?:sh|bat|powershell|pwsh)\b\s*\(?\s*(?:(?:label|returnStdout|returnStatus)\s*:\s*[^,\n]+,\s*)*(?:script\s*:\s*)?("""(?:(?!""").)*"""|"(?:[^"\\\n]|\\.)*")"#
  )
  private static let value = Pattern.fixed(#"(?<!\\)\$\{?(?:env\.)?(\w+)"#)

  static let detector = Detector.file(
    "jenkins_secrets", reading: { source, _ in source.kind == .workflow && source.language != .yaml }
  ) {
    source, rule in
    var names: Set<String> = []
    for match in bound.allMatches(in: source.bytes) {
      for index in 0..<3 {
        guard let group = match.group(index) else { continue }
        let name = String(decoding: source.bytes[group], as: UTF8.self)
        names.formUnion(index == 2 ? [name, name + "_PSW"] : [name])
      }
    }
    guard !names.isEmpty else { return [] }
    return script.allMatches(in: source.bytes).flatMap { match -> [Hit] in
      guard let text = match.group(0) else { return [] }
      return value.allMatches(in: source.bytes, range: text).compactMap { use in
        guard let group = use.group(0) else { return nil }
        let name = String(decoding: source.bytes[group], as: UTF8.self)
        guard names.contains(name) else { return nil }
        return Hit(
          rule, in: source.path, lines: source.lines(of: use.range),
          message:
            "Groovy writes \(name) into the script's text; put the script in single quotes, so that the shell reads it")
      }
    }
  }
}
