internal import JudgeTypes

/// What variables of a process switch off: checks of certificates, encryption on the wire, discretion of its logs.
enum ServiceSettings {
  private static let off: Set<String> = ["false", "0", "no", "off", "none", "disable", "disabled"]
  private static let on: Set<String> = ["true", "1", "yes", "on", "enable", "enabled"]

  private static let check = Pattern.fixed(
    #"(?i)(?:\A|_)(?:(?:VERIFY|VALIDATE|CHECK)_(?:TLS|SSL|CERT(?:IFICATE)?S?|SERVER_CERT\w*|PEER)|(?:TLS|SSL|CERT(?:IFICATE)?S?)_(?:VERIFY|VERIFICATION|VALIDATE|VALIDATION|CHECK)|(?:TLS|SSL)_VERIFY_(?:PEER|HOST|SERVER|CERT\w*)|STRICT_SSL|REJECT_UNAUTHORIZED)\z"#
  )
  private static let carelessness = Pattern.fixed(
    #"(?i)(?:\A|_)(?:(?:TLS|SSL)_(?:INSECURE|SKIP_VERIFY|NO_VERIFY|TRUST_ALL)|INSECURE_SKIP_VERIFY|SKIP_(?:TLS|SSL|CERT\w*?)_(?:VERIF\w*|CHECKS?|VALIDATION)|(?:DISABLE|IGNORE)_(?:TLS|SSL|CERT\w*?)_(?:VERIF\w*|CHECKS?|VALIDATION|ERRORS?)|TRUST_(?:ALL|ANY)_CERT\w*|ALLOW_(?:INVALID|INSECURE|SELF_SIGNED)_CERT\w*)\z"#
  )
  private static let plain = Pattern.fixed(
    #"(?i)(?:\b|_)(?:sslmode=(?:disable|allow)|usessl=false|ssl=false|tls=false|encrypt=(?:false|no)|sslenabled=false)\b"#
  )
  /// A host of more than one label; one of a single label is a neighbour in the same network.
  private static let remoteHost = Pattern.fixed(
    #"(?i)(?:@|//|host=|server=|tcp\()(?!localhost|127\.|10\.|192\.168\.|0\.0\.0\.0)[\w-]+(?:\.[\w-]+)+"#)
  private static let spokenBodies = Pattern.fixed(
    #"(?i)(?:\A|_)(?:(?:LOG|DUMP|TRACE)_(?:\w+_)?(?:BODY|BODIES|PAYLOADS?|PHI|PATIENT\w*)|(?:BODY|BODIES|PAYLOADS?|PHI|PATIENTS?)_LOG(?:GING|S)?(?:_ENABLED)?)\z"#
  )
  private static let clinical = Pattern.fixed(
    #"(?i)\b(?:patients?|fhir|hl7|clinics?|clinical|hospitals?|ehr|dicom|hipaa)\b|[._-](?:fhir|patients?|clinics?)[._-]|FHIR_|HL7_|PATIENT_"#
  )

  /// Whether a file speaks of people's health.
  static func isClinical(_ bytes: [UInt8]) -> Bool { clinical.matches(bytes) }

  /// - Parameter isClinical: whether what the process is sent is of patients.
  static func fault(name: String, value: String, line: Int, isClinical: Bool) -> InfrastructureFault? {
    let bytes = Array(name.utf8)
    let setting = value.lowercased()
    if off.contains(setting) ? check.matches(bytes) : on.contains(setting) && carelessness.matches(bytes) {
      return InfrastructureFault(.tls, at: line, "the other side's certificate is not checked (\(name))")
    }
    if isClinical, on.contains(setting), spokenBodies.matches(bytes) {
      return InfrastructureFault(.health, at: line, "what is sent of patients is written to the log (\(name))")
    }
    if isSuperuser(name: bytes, value: setting) {
      return InfrastructureFault(
        .permissions, at: line,
        "the service signs in as the database's superuser (\(name)); give it an account of its own",
        severity: .medium)
    }
    return isPlainAndFar(value)
      ? InfrastructureFault(.encryption, at: line, "the connection to another machine is without TLS") : nil
  }

  /// What a client signs in as; `POSTGRES_USER` and the like are what an image of a database makes at its first start.
  private static let login = Pattern.fixed(
    #"(?i)\A(?!(?:POSTGRES|MYSQL|MARIADB|MONGO_INITDB_ROOT)_USER(?:NAME)?\z)(?:\w*[._-])?(?:DB|DATABASE|DATASOURCE|MYSQL|MARIADB|POSTGRES(?:QL)?|PG|SQL|JDBC)[._-]?(?:USER(?:[._-]?NAME)?|LOGIN)\z"#
  )
  private static let superusers: Set<String> = ["root", "postgres", "sa", "sysdba", "mysql"]

  private static func isSuperuser(name: [UInt8], value: String) -> Bool {
    superusers.contains(value) && login.matches(name)
  }

  private static func isPlainAndFar(_ value: String) -> Bool {
    let bytes = Array(value.utf8)
    return plain.matches(bytes) && remoteHost.matches(bytes)
  }
}

/// The settings of a message broker as text (Mosquitto's form), wherever they stand.
struct BrokerSettings {
  /// Offsets of lines, from 0.
  private(set) var anonymous: [Int] = []
  private(set) var plainListeners: [Int] = []

  private static let marker = Pattern.fixed(#"(?m)^\s*(?:listener\s+\d+|allow_anonymous\s+\w+)"#)

  init?(_ text: String) {
    guard text.contains("\n"), Self.marker.matches(Array(text.utf8)) else { return nil }
    var open: Int?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      switch words.first {
      case "listener":
        if let open { plainListeners.append(open) }
        let isLocal = words.count > 2 && (words[2].hasPrefix("127.") || words[2] == "localhost")
        open = isLocal ? nil : index
      case "certfile", "psk_file", "psk_hint": open = nil
      case "allow_anonymous" where words.last == "true": anonymous.append(index)
      default: break
      }
    }
    if let open { plainListeners.append(open) }
  }

  /// - Parameter line: of the text's first line.
  /// - Parameter isReached: whether others than neighbours in the network reach it.
  func faults(from line: Int, isReached: Bool) -> [InfrastructureFault] {
    anonymous.map {
      InfrastructureFault(.authentication, at: line + $0, "whoever reaches the broker gets in without a name")
    }
      + (isReached ? plainListeners : []).map {
        InfrastructureFault(.encryption, at: line + $0, "this listener of the broker speaks without TLS")
      }
  }
}
