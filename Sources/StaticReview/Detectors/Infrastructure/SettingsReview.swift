internal import JudgeTypes

/// What the settings of a service switch on that must be off, or off that must be on.
enum SettingsReview {
  static let detector = Detector.file("settings", reading: { source, _ in SettingsFile.isOne(source) }) {
    source, rule in
    source.cache.reading("settings faults") {
      SettingsFile.of(source).map { faults(in: $0, source) } ?? []
    }.hits(of: rule, in: source)
  }

  private struct Fault: Sendable {
    let rule: InfrastructureRule
    /// Matches `name=value` in lower case, the name without what parts its words.
    let match: Pattern
    let message: String
    var severity: Severity?
    /// Whether it is a fault wherever the settings are read.
    var isAlways = false
  }

  private static let faults: [Fault] = [
    Fault(
      rule: .debug, match: .fixed(#"(?:showsql|logsql|sqlecho|databaseecho)=true\z"#),
      message: "every query is printed in production", severity: .medium),
    Fault(
      rule: .debug,
      match: .fixed(
        #"\A(?:(?:app|flask|django|rails|server|\w*general)?debug(?:mode|enabled)?=(?:true|1|on|yes)|(?:phpdisplayerrors|displayerrors|displaystartuperrors)=(?:on|1|true)|springh2consoleenabled=true|detailederrors=true)\z"#
      ), message: "debug mode is on in production"),
    Fault(
      rule: .debug, match: .fixed(#"servererrorincludestacktrace=always\z"#), message: "clients get the stack trace",
      isAlways: true),
    Fault(
      rule: .debug, match: .fixed(#"\Alogginglevel(?:root|orghibernatesql)=(?:debug|trace)\z"#),
      message: "the log of production is that of a debug session", severity: .medium),
    Fault(
      rule: .logs,
      match: .fixed(
        #"\Alogginglevelorg(?:hibernatetypedescriptorsql\w*|hibernateormjdbcbind|hibernatetype)=trace\z"#),
      message: "the values of every query, passwords and people's data with them, go into the log"),
    Fault(
      rule: .migration, match: .fixed(#"(?:ddlauto|hbm2ddlauto)=(?:create|create-drop|create-only|drop)\z"#),
      message: "the schema is made anew at every start, and what was in it is gone"),
    Fault(
      rule: .migration, match: .fixed(#"(?:ddlauto|hbm2ddlauto)=update\z"#),
      message: "the schema of production changes by itself at the start of a new version, unseen and with no way back"),
    Fault(
      rule: .migration, match: .fixed(#"\A(?:typeorm|db|database|orm)synchronize=(?:true|1)\z"#),
      message: "the schema of production changes by itself at the start of a new version, unseen and with no way back"),
    Fault(
      rule: .migration, match: .fixed(#"\Aspringflyway(?:cleandisabled=false|cleanonvalidationerror=true)\z"#),
      message: "one command, or one changed migration, empties the database of production"),
    Fault(
      rule: .exposure, match: .fixed(#"\Amanagementendpointswebexposureinclude=\*\z"#),
      message: "every endpoint of the actuator is open, heap dumps and environment with them"),
    Fault(
      rule: .exposure, match: .fixed(#"\Aspringh2consolesettingsweballowothers=true\z"#),
      message: "the database's console is open to other machines", isAlways: true),
    Fault(
      rule: .session,
      match: .fixed(
        #"(?:sessioncookie|csrfcookie|authcookie|sessionstorecookie)(?:secure|httponly)=(?:false|0|off)\z"#),
      message: "the session's cookie goes out unprotected"),
    Fault(
      rule: .authentication, match: .fixed(#"\Amanagementsecurityenabled=false\z"#),
      message: "the management endpoints ask nobody who they are", isAlways: true),
  ]

  private static let anyOrigin = Pattern.fixed(#"cors\w*allowedorigins?(?:patterns?)?=\*\z"#)
  private static let credentials = Pattern.fixed(#"cors\w*allowcredentials=true\z"#)

  private static func faults(in file: SettingsFile, _ source: Source) -> [InfrastructureFault] {
    let isClinical = ServiceSettings.isClinical(source.bytes)
    let known = Set(Secrets.secrets(in: source).map { source.line(at: $0.value.lowerBound) })
    let withCredentials = file.settings.contains { credentials.matches(pair($0)) }
    return file.settings.flatMap { setting -> [InfrastructureFault] in
      let pair = pair(setting)
      var found = faults.filter { ($0.isAlways || setting.isOfProduction) && $0.match.matches(pair) }.map {
        InfrastructureFault($0.rule, at: setting.line, $0.message, severity: $0.severity)
      }
      if withCredentials, anyOrigin.matches(pair) {
        found.append(InfrastructureFault(.cors, at: setting.line, "any origin may call, with the user's credentials"))
      }
      if !known.contains(setting.line), isSecret(setting) {
        found.append(
          InfrastructureFault(.secret, at: setting.line, "a literal secret stands in the text (\(setting.key))"))
      }
      let last = setting.key.split(separator: ".").last.map { String($0).replacing("-", with: "_") } ?? setting.key
      let name = setting.key.hasSuffix("datasource.username") ? setting.key : last
      if let fault = ServiceSettings.fault(
        name: name, value: setting.value, line: setting.line, isClinical: isClinical)
      {
        found.append(fault)
      }
      return found
    }
  }

  private static func pair(_ setting: SettingsFile.Setting) -> [UInt8] {
    Array("\(setting.name)=\(setting.value.lowercased())".utf8)
  }

  private static let encrypted = Pattern.fixed(#"\A(?:ENC\(|\{cipher\}|\{aes\}|\{vault\}|@|\{\w+\}|\*)"#)

  /// In production any literal is one; elsewhere it may be that of everybody's own machine, unless it was chosen with care.
  private static func isSecret(_ setting: SettingsFile.Setting) -> Bool {
    guard EnvironmentSecrets.isSecret(name: setting.key, value: setting.value, weak: setting.isOfProduction),
      !encrypted.matches(Array(setting.value.utf8)), setting.value.utf8.allSatisfy({ $0 < 0x80 })
    else { return false }
    return setting.isOfProduction || Randomness.looksLikePassword(setting.value)
      || Randomness.looksLikeKey(setting.value)
  }
}
