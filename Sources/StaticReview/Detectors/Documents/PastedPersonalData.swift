internal import JudgeTypes

/// Data of people that was pasted into a document or an agent's output.
enum PastedPersonalData {
  private static let identity = Pattern.fixed(
    #"(?i)\b(?:patient(?:[_ ]?name)?|name|pt|insured|member)["']?\s*(?:[:=]|\|)\s*["'`*]*((?!(?i:the|a|an|unknown|none|null|test|string|your|first|last|full|patient|name|john|jane|max|erika|foo|bar|example|sample|demo|anonymous|redacted|synthetic|family|given)\b)(?-i:(?:[A-Z]|\xC3[\x80-\x9E])(?:[a-z]|\xC3[\x9F-\xBF]){2,}[ ,]+(?:[A-Z]|\xC3[\x80-\x9E])(?:[a-z]|\xC3[\x9F-\xBF]){2,}))|\b(?:mrn|medical record(?: number| no\.?)?|nhs(?: number)?|patient[_ ]?id|ahv|svnr)["']?\s*[:=#]?\s*["'`]?([A-Z]{0,4}-?\d{5,12})\b|\b(?:dob|date of birth|birth[_ ]?date|born)["']?\s*[:=]?\s*["'`]?((?:19|20)\d\d-\d\d-\d\d|\d\d[./]\d\d[./](?:19|20)\d\d)|(?:Patient(?:in)?|Mrs?\.?|Ms\.?|Herr|Frau) (?-i:((?:[A-Z]|\xC3[\x80-\x9E])(?:[a-z]|\xC3[\x9F-\xBF])+ (?:[A-Z]|\xC3[\x80-\x9E])(?:[a-z]|\xC3[\x9F-\xBF])+))(?=[ ,(])"#
  )
  private static let condition = Pattern.fixed(
    #"(?i)\b(?:diagnos(?:is|ed|es)|icd-?10|HIV|hepatitis|cancer|carcinoma|tumou?r|diabet\w+|depress\w+|schizophren\w+|pregnan\w+|chemotherapy|dialysis|seropositive|medication|prescri\w+|mg (?:daily|bid|tid)|insulin|metformin|warfarin|lab result|haemoglobin|hemoglobin|hba1c|allerg\w+|admitted|discharged?|biopsy|psychiatr\w+|epilepsy|asthma|substance|overdose|positive for)\b|\b[A-TV-Z]\d\d\.\d{1,2}\b"#
  )
  private static let invented = Pattern.fixed(
    #"(?i)\b(?:synthetic(?! (?:checks?|monitor\w*|probes?|transactions?|traffic|requests?))|fictitious|fictional|made[- ]up|dummy|fake|test (?:patient|data|record|account)s?|sample data|anonymi[sz]ed|pseudonymi[sz]ed|de-?identified|not (?:a )?real|example (?:patient|data|record)s?|invented|mock)\b"#
  )
  private static let masked = Pattern.fixed(#"\*{3,}|\bx{4,}\b|\[redacted|<redacted|REDACTED|<[a-z_-]+>|•••"#)

  /// The line of a message between laboratories or wards that names its patient, with a day of birth.
  private static let segment = Pattern.fixed(
    #"\A[\s>|*`]*PID\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|(?!(?i:test|doe|mustermann|musterfrau|everyman|example|sample|dummy|muster|patient)\w*\^)[^|^\s]{2,}\^[^|^\s]{2,}[^|]*\|[^|]*\|(?:19|20)\d{6}"#
  )

  /// The first line on which somebody is named whom the text does not call invented.
  static func firstPerson(in prose: Prose) -> Int? {
    let isInvented = invented.matches(prose.bytes)
    return prose.lines.first { line in
      guard line.isPasted, line.text.utf8.count < 4_000 else { return false }
      let isPerson =
        segment.occurs(in: line.text) || !identity.groups(in: line.text).isEmpty && condition.occurs(in: line.text)
        || log.occurs(in: line.text) && personal.occurs(in: line.text)
      return isPerson && !isInvented && !masked.occurs(in: line.text) && !isTemplate(line.text)
        && !testCards.occurs(in: line.text)
    }?.number
  }

  static let health = Detector.file("health_in_prose") { source, rule in
    guard !invented.matches(source.bytes) else { return [] }
    return hits(Prose(source)) { text in
      if segment.occurs(in: text) { return !masked.occurs(in: text) && !isTemplate(text) }
      let groups = identity.groups(in: text).count
      return groups > 0 && condition.occurs(in: text) && !masked.occurs(in: text) && !isTemplate(text)
    }.map { Hit(rule, in: source.path, lines: $0...$0, message: "a person and their health stand here in the clear") }
  }

  private static func isTemplate(_ text: String) -> Bool {
    text.contains("{{") || text.contains("${") || text.contains("%s")
  }

  private static let log = Pattern.fixed(
    #"(?i)\A[\s>|*`-]*\[?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL)\b|[A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d|\d{1,3}(?:\.\d{1,3}){3} - )|\b(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE)\b[ :\]]|"(?:level|severity|msg|message)"\s*:"#
  )
  private static let personal = Pattern.fixed(
    #"(?i)\b(?:e-?mail|user|login|customer|recipient|to|account)["']?\s*[:= ]\s*["'`<]?([\w.+-]+@(?!example\.|test\.|localhost|[\w.-]*\.(?:example|test|invalid|local)\b|noreply|company\.|acme\.)[\w-]+(?:\.[\w-]+)+)|\b(?:ssn|social[_ ]security\w*)["']?\s*[:=]\s*["']?(\d{3}-\d{2}-\d{4})\b|\b(?:card(?:[_ ]?(?:number|no))?|pan|cc)["']?\s*[:=]\s*["']?((?:\d[ -]?){13,19})\b|\biban["']?\s*[:=]\s*["']?([A-Z]{2}\d{2}[A-Z0-9 ]{11,30})\b|\b(?:phone|mobile|tel)["']?\s*[:=]\s*["']?(\+?\d[\d ()-]{8,})"#
  )
  private static let testCards = Pattern.fixed(
    #"4242|4111[ -]?1111|5555[ -]?5555|4000[ -]?0000|3782[ -]?8224|0000[ -]?0000"#)
  private static let secret = Pattern.fixed(
    #"(?i)\b(?:password|passwd|pwd|passphrase)["']?\s*[:=]\s*["']?(?!\*|x{3,}|<|\[|\$|\{|%|redacted|hidden|null|none|true|false|""|''|\s|changed|reset|invalid|required|must|is\b|too)([^\s"',;})]{6,})"#
  )

  static let personalInLogs = Detector.file("personal_in_prose") { source, rule in
    guard !invented.matches(source.bytes) else { return [] }
    return hits(Prose(source)) { text in
      guard log.occurs(in: text), !masked.occurs(in: text), !isTemplate(text) else { return false }
      return personal.occurs(in: text) && !testCards.occurs(in: text) || secret.occurs(in: text)
    }.map {
      Hit(rule, in: source.path, lines: $0...$0, message: "a log line with personal data or a secret was pasted here")
    }
  }

  /// Of lines next to each other the first stands for all.
  private static func hits(_ prose: Prose, where holds: (String) -> Bool) -> [Int] {
    var last = -9
    return prose.lines.compactMap { line in
      guard line.text.utf8.count < 4_000, holds(line.text) else { return nil }
      defer { last = line.number }
      return line.number - last <= 1 ? nil : line.number
    }
  }
}
