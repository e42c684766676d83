internal import JudgeTypes
internal import YAMLFiles

/// What one reading of a file of infrastructure found for one rule; the reading goes through the file for all rules at once.
struct InfrastructureFault: Sendable {
  let rule: Rule.ID
  let lines: ClosedRange<Int>
  let message: String
  var severity: Severity?
  /// Whether something is missing; of a part of a file that says nothing.
  var isAbsence = false

  init(
    _ rule: InfrastructureRule, at line: Int, through last: Int? = nil, _ message: String, severity: Severity? = nil,
    isAbsence: Bool = false
  ) {
    self.rule = rule.id
    lines = line...max(line, last ?? line)
    self.message = message
    self.severity = severity
    self.isAbsence = isAbsence
  }
}

/// The rules that a fault of infrastructure can be of.
enum InfrastructureRule: String, Sendable {
  case privileged = "privileged-container"
  case root = "container-root"
  case image = "container-unpinned-image"
  case limits = "missing-resource-limits"
  case probes = "missing-probes"
  case exposure = "public-exposure"
  case permissions = "excessive-permissions"
  case encryption = "missing-encryption"
  case rotation = "missing-rotation"
  case backup = "missing-backup"
  case audit = "missing-audit-trail"
  case dependency = "unpinned-dependency"
  case secret = "hardcoded-secret"
  case authentication = "missing-authentication"
  case debug = "debug-enabled"
  case tls = "tls-verification-off"
  case cors = "permissive-cors"
  case health = "health-data-exposed"
  case logs = "sensitive-data-in-logs"
  case migration = "unsafe-migration"
  case session = "insecure-session"

  var id: Rule.ID { Rule.ID(rawValue) }
}

extension InfrastructureFault {
  /// The same, said of another line.
  func moved(to line: Int) -> InfrastructureFault {
    var moved = InfrastructureFault(of: rule, lines: line...line, message)
    (moved.severity, moved.isAbsence) = (severity, isAbsence)
    return moved
  }

  private init(of rule: Rule.ID, lines: ClosedRange<Int>, _ message: String) {
    (self.rule, self.lines, self.message) = (rule, lines, message)
  }
}

extension [InfrastructureFault] {
  /// Those of `rule`, as a detector tells them.
  func hits(of rule: Rule, in source: Source) -> [Hit] {
    filter { $0.rule == rule.id && !($0.isAbsence && source.isPartial) }.map {
      Hit(rule, in: source.path, lines: $0.lines, message: $0.message, severity: $0.severity)
    }
  }
}

/// An image as a manifest names it.
struct ImageReference: Sendable {
  let text: String

  /// Nil where the name is put together elsewhere.
  init?(_ text: String?) {
    guard let text, !text.isEmpty, !["$", "{{", "<", "__", "%"].contains(where: text.contains),
      !Self.stand.matches(Array(text.utf8))
    else { return nil }
    self.text = text
  }

  /// `IMAGE_URI`: what a deployment puts there; registries know lower case alone.
  private static let stand = Pattern.fixed(#"\A[A-Z][A-Z0-9_-]*(?::[A-Z_]+)?\z"#)

  private var name: Substring { text.split(separator: "/").last ?? "" }
  var tag: Substring? {
    let parts = name.split(separator: ":", maxSplits: 1)
    return parts.count == 2 ? parts[1] : nil
  }
  /// The last part of its path, without tag and digest.
  var program: String { String(name.prefix { $0 != ":" && $0 != "@" }).lowercased() }

  /// What is wrong with its tag, in words.
  var unpinned: String? {
    if text.contains("@sha256:") { return nil }
    guard let tag else { return "the image '\(text)' has no tag, so whatever is newest runs" }
    if isBuiltHere { return nil }
    return Dockerfiles.isFloating(String(tag))
      ? "the tag '\(tag)' names no version, so what runs can change unannounced" : nil
  }

  /// `shop:local`: built on the machine that runs it; no registry has it.
  private var isBuiltHere: Bool {
    let host = text.split(separator: "/").count > 1 ? text.split(separator: "/")[0] : ""
    return tag == "local" && !host.contains(".") && !host.contains(":")
  }

  /// Whether it is made to run as another user than root.
  var runsUnprivileged: Bool {
    ["nonroot", "unprivileged", "bitnami", "chainguard", "rootless"].contains(where: text.contains)
  }
}

extension YAMLValue {
  /// The value at the end of `keys`.
  func at(_ keys: String...) -> YAMLValue? { keys.reduce(Optional(self)) { $0?[$1] } }

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

  /// A boolean, quoted or not.
  var flag: Bool? {
    if let boolean { return boolean }
    switch string?.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: return nil
    }
  }

  /// The scalars of a list, or a scalar as a list of one.
  var scalars: [YAMLValue] { list.isEmpty ? (string == nil ? [] : [self]) : list.filter { $0.string != nil } }
}
