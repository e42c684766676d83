internal import JudgeTypes

/// Patients' data that a script prints, into a log or the output of a job.
enum ShellHealth {
  private static let context = Pattern.fixed(#"(?i)\b(?:patients?|hl7|fhir|diagnos[ei]s|clinic\w*|hospital)\b"#)
  private static let clinical = Pattern.fixed(
    #"(?i)\A(?:diag(?:nos[ei]s)?|icd(?:10)?(?:_?code)?|medications?|allerg(?:y|ies)|patient_?name|mrn|insurance_?(?:no|nr|number|id)|lab_?results?)\z"#
  )
  private static let personal = Pattern.fixed(
    #"(?i)\A(?:ssn|birth_?(?:date|day)|dob|born|last(?:_?name)?|first(?:_?name)?|family_?name|given_?name)\z"#)

  static func hits(in script: ShellScript, _ rule: Rule) -> [Hit] {
    guard context.matches(script.bytes) || context.matches(Array(script.path.utf8)) else { return [] }
    let called = Set(script.commands.filter { $0.depth > 0 }.map(\.name))
    return script.commands.indices.compactMap { index -> Hit? in
      let command = script.commands[index]
      guard command.depth == 0, command.after != .pipe, ShellSecrets.showsOutput(command),
        !ShellSecrets.isInWrittenGroup(index, script)
      else { return nil }
      if script.isStep, isQuery(command, script) {
        return Hit(
          rule, in: script.path, lines: script.lines(of: command.range),
          message: "the rows of patients that this query gives go into the job's log")
      }
      // What a function answers to a substitution is not shown.
      guard ["echo", "printf", "logger", "log", "info", "log_info"].contains(command.name),
        !(command.function.map(called.contains) ?? false)
      else { return nil }
      let names = Set(
        command.words.dropFirst().flatMap(\.expansions).filter { $0.operation.isEmpty }.map(\.name)
      ).map { Array($0.utf8) }
      guard names.contains(where: { clinical.matches($0) }) || names.count(where: { personal.matches($0) }) > 1 else {
        return nil
      }
      return Hit(
        rule, in: script.path, lines: script.lines(of: command.range),
        message: "a patient's data is printed; print the record's number")
    }
  }

  private static let query = Pattern.fixed(
    #"(?is)\bselect\b(?:(?!\bfrom\b)[^;])*?\b(?:last_?name|first_?name|birth_?date|dob|diagnos\w*|icd\w*|insurance_?\w*|medication\w*)\b(?:(?!\bfrom\b)[^;])*\bfrom\b[^;]*\b(?:patient|appointment|encounter|admission|diagnos|prescription)\w*"#
  )
  private static let elsewhere = Pattern.fixed(#"\s(?:-o|--output)[= ]|\\copy|\\o\s|(?i:\binto\s+outfile\b)"#)

  private static func isQuery(_ command: ShellCommand, _ script: ShellScript) -> Bool {
    ["psql", "mysql", "mariadb", "sqlcmd"].contains(script.program(command).first?.text ?? "")
      && script.has(query, in: command.range) && !script.has(elsewhere, in: command.range)
  }
}
