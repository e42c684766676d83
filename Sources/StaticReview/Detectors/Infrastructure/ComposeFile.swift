internal import JudgeTypes
internal import YAMLFiles

/// A file of Compose: its services, and whom it is for.
struct ComposeFile: Sendable {
  let services: [YAMLValue.Entry]
  let isForDevelopment: Bool
  let isForProduction: Bool
  let isClinical: Bool

  static func of(_ source: Source) -> ComposeFile? {
    source.cache.reading("compose") { ComposeFile(source) }
  }

  private static let marker = Pattern.fixed(#"(?m)^["']?services["']?\s*:"#)
  private static let starts = Pattern.fixed(#"(?m)^\s+["']?(?:image|build)["']?\s*:"#)
  private static let developmentPath = Pattern.fixed(
    #"(?i)(?:^|[/._-])(?:dev|devel|development|test|tests|testing|local|override|ci(?=[/.]|$)|e2e|example|examples|sample|demo|playground|quickstart|integration|\.devcontainer)(?:[/._-]|$)"#
  )
  private static let productionPath = Pattern.fixed(
    #"(?i)(?:^|[/._-])(?:prod|production|deploy|deployment|swarm|stack|staging|live|server)(?:[/._-]|$)"#)
  private static let production = Pattern.fixed(
    #"(?im)^\s*-?\s*["']?(?:NODE_ENV|APP_ENV|RAILS_ENV|ENVIRONMENT|ENV|FLASK_ENV|ASPNETCORE_ENVIRONMENT|SPRING_PROFILES_ACTIVE|MIX_ENV|DJANGO_ENV)["']?\s*[:=]\s*["']?prod"#
  )
  private static let development = Pattern.fixed(
    #"(?im)^\s*-?\s*["']?(?:NODE_ENV|APP_ENV|RAILS_ENV|ENVIRONMENT|ENV|FLASK_ENV|ASPNETCORE_ENVIRONMENT)["']?\s*[:=]\s*["']?(?:dev|local|test)|^\s*command:.*(?:--reload|run dev|start:dev|manage\.py runserver|nodemon|watch)"#
  )

  private init?(_ source: Source) {
    guard source.language == .yaml, Self.marker.matches(source.bytes), Self.starts.matches(source.bytes),
      let root = YAMLFile.documents(of: source.string(0..<source.bytes.count), path: source.path).documents.first?
        .value,
      let services = root["services"], services.isMap
    else { return nil }
    let value = source.firstLine == 1 ? services : services.moved(by: source.firstLine - 1)
    self.services = value.entries.filter(\.value.isMap)
    isClinical = ServiceSettings.isClinical(source.bytes)
    // Of a long path only the end speaks of the file.
    let path = Array(source.reviewedPath.split(separator: "/").suffix(2).joined(separator: "/").utf8)
    let isNamedProduction = Self.productionPath.matches(path)
    let saysProduction = isNamedProduction || Self.production.matches(source.text)
    isForDevelopment =
      !isNamedProduction
      && (Self.developmentPath.matches(path) || !saysProduction && Self.development.matches(source.text))
    isForProduction =
      !isForDevelopment
      && (saysProduction || self.services.contains { $0.value.at("deploy") != nil && $0.value["build"] == nil })
  }
}

enum Compose {
  static let detector = Detector.file("compose", reading: { source, _ in ComposeFile.of(source) != nil }) {
    source, rule in
    source.isTest
      ? []
      : source.cache.reading("compose faults") {
        ComposeFile.of(source).map { file in
          file.services.flatMap { ComposeService(name: $0.key, line: $0.line, value: $0.value, file: file).faults }
        } ?? []
      }.hits(of: rule, in: source)
  }
}

/// One service of a file of Compose.
struct ComposeService {
  let name: String
  let line: Int
  let value: YAMLValue
  let file: ComposeFile

  var faults: [InfrastructureFault] {
    var faults = rights + volumes + user
    if !file.isForDevelopment { faults += image + ports + environment + open }
    if file.isForProduction { faults += limits + health }
    return faults
  }

  private var program: String { ImageReference(value["image"]?.string)?.program ?? name.lowercased() }

  // MARK: Rights

  private static let dangerous: Set<String> = [
    "ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH", "SYS_RAWIO", "SYS_BOOT", "BPF",
  ]
  /// Programs that cannot do their work on the network without it.
  private static let tunnels = Pattern.fixed(
    #"(?i)wireguard|wg-easy|openvpn|vpn|gluetun|tailscale|pihole|dnsmasq|firewall"#)

  private var rights: [InfrastructureFault] {
    var faults: [InfrastructureFault] = []
    if let entry = value.entry("privileged"), entry.value.flag == true {
      faults.append(InfrastructureFault(.privileged, at: entry.line, "the container is privileged"))
    }
    for key in ["network_mode", "pid", "ipc", "userns_mode"] {
      if let entry = value.entry(key), entry.value.string == "host" {
        faults.append(
          InfrastructureFault(.privileged, at: entry.line, "the container shares what is its host's (\(key))"))
      }
    }
    for added in value["cap_add"]?.list ?? [] {
      let capability = (added.string ?? "").replacing("CAP_", with: "")
      if Self.dangerous.contains(capability), !(capability == "NET_ADMIN" && Self.tunnels.matches(Array(program.utf8)))
      {
        faults.append(
          InfrastructureFault(.privileged, at: added.line, "the container gets the capability \(capability)"))
      }
    }
    for option in value["security_opt"]?.list ?? [] where option.string?.hasSuffix("unconfined") == true {
      faults.append(
        InfrastructureFault(.privileged, at: option.line, "the container runs without the engine's confinement"))
    }
    return faults
  }

  private static let hostFolders: Set<String> = [
    "/", "/etc", "/root", "/home", "/boot", "/usr", "/var", "/var/lib", "/var/lib/docker", "/proc", "/sys", "/dev",
  ]

  private var volumes: [InfrastructureFault] {
    (value["volumes"]?.list ?? []).compactMap { volume in
      let parts = volume.string?.split(separator: ":").map(String.init) ?? []
      guard let path = volume.isMap ? volume["source"]?.string : parts.first else { return nil }
      if path.hasSuffix("docker.sock") || path.hasSuffix("podman.sock") {
        return InfrastructureFault(
          .privileged, at: volume.line, "the container holds the socket of its engine, and so its host")
      }
      let isReadOnly =
        volume["read_only"]?.flag == true || parts.last.map { $0.split(separator: ",").contains("ro") } ?? false
      let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      guard Self.hostFolders.contains(folder), !isReadOnly else { return nil }
      return InfrastructureFault(.privileged, at: volume.line, "the container writes '\(folder)' of its host")
    }
  }

  private var user: [InfrastructureFault] {
    guard let entry = value.entry("user"), let user = entry.value.string,
      ["root", "0"].contains(user.split(separator: ":").first.map(String.init) ?? "")
    else { return [] }
    return [InfrastructureFault(.root, at: entry.line, "the container runs as root")]
  }

  // MARK: Image and ports

  private var image: [InfrastructureFault] {
    // What is built here has the name that it gets, not one that is fetched.
    guard value["build"] == nil, !["never", "build"].contains(value["pull_policy"]?.string),
      let entry = value.entry("image"), let image = ImageReference(entry.value.string), let fault = image.unpinned,
      !file.services.contains(where: { $0.value["build"] != nil && $0.value["image"]?.string == entry.value.string })
    else { return [] }
    return [InfrastructureFault(.image, at: entry.line, fault)]
  }

  private var ports: [InfrastructureFault] {
    let isAdmin = KubernetesNetwork.adminProgram.matches(Array("\(program) \(name)".utf8))
    return (value["ports"]?.list ?? []).compactMap { entry in
      guard let port = PublishedPort(entry), port.isOnEveryAddress,
        isAdmin || KubernetesNetwork.closedPorts.contains(port.container)
      else { return nil }
      return InfrastructureFault(
        .exposure, at: entry.line, "port \(port.container) of '\(name)' is open on every address of the host")
    }
  }

  private static let unlocked = Pattern.fixed(
    #"(?:\b|\\n)allow_anonymous\s+true\b|--noauth\b|--skip-grant-tables\b|--protected-mode[ =]+no\b|--auth[= ]none\b|--(?:ServerApp|NotebookApp)\.token=(?:''|""|\s|\z)|--no-auth(?:entication)?\b"#
  )

  /// A program that its own command line tells to let everybody in, and where it is reached.
  private var open: [InfrastructureFault] {
    let words = [value.entry("command"), value.entry("entrypoint")].compactMap { $0 }.flatMap { entry in
      entry.value.scalars.map { (text: $0.string ?? "", line: $0.line) }
    }
    guard
      let word = words.first(where: { Self.unlocked.matches(Array($0.text.utf8)) }),
      let first = word.text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(where: {
        Self.unlocked.matches(Array($0.utf8))
      })
    else { return [] }
    // The text of a block begins on the line after its mark.
    let line = word.line + first + (word.text.contains("\n") ? 1 : 0)
    let published = (value["ports"]?.list ?? []).filter { PublishedPort($0)?.isOnEveryAddress ?? false }
    return [
      InfrastructureFault(.authentication, at: line, "whoever reaches '\(name)' gets in without a password")
    ]
      + published.map {
        InfrastructureFault(
          .exposure, at: $0.line, "'\(name)' asks nobody who they are and is open on every address of the host")
      }
  }

  // MARK: Environment

  private var variables: [(name: String, value: String, line: Int)] {
    guard let environment = value["environment"] else { return [] }
    let entries = environment.entries.compactMap { entry in entry.value.string.map { (entry.key, $0, entry.line) } }
    return entries
      + environment.list.compactMap { item in
        guard let text = item.string, let mark = text.firstIndex(of: "=") else { return nil }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]), item.line)
      }
  }

  private static let openings = Pattern.fixed(
    #"\A(?:POSTGRES_HOST_AUTH_METHOD=trust|(?:MYSQL|MARIADB)_ALLOW_EMPTY_(?:ROOT_)?PASSWORD=(?:yes|true|1)|ALLOW_EMPTY_PASSWORD=(?:yes|true|1)|xpack\.security\.enabled=false|plugins\.security\.disabled=true|DISABLE_SECURITY_PLUGIN=true)\z"#
  )
  private static let debug = Pattern.fixed(
    #"(?i)\A(?:DEBUG|FLASK_DEBUG|DJANGO_DEBUG|APP_DEBUG|RAILS_DEBUG|(?:SHOW|EXPOSE|DISPLAY|INCLUDE)_(?:ERRORS?|STACK|STACK_?TRACES?|EXCEPTIONS?)(?:_DETAILS?|_TRACES?)?|PHP_DISPLAY_ERRORS|(?:ENABLE_)?(?:PLAYGROUND|GRAPHIQL))=(?:1|true|yes|on|always)\z|\ADEBUG=(?:\*|[\w.-]+:\*)"#
  )

  private var environment: [InfrastructureFault] {
    variables.compactMap { name, text, line in
      let fallback =
        text.hasPrefix("${") ? text.firstRange(of: ":-").map { String(text[$0.upperBound...].dropLast()) } : nil
      let value = fallback ?? text
      let isWeakWrong = file.isForProduction && fallback == nil
      if EnvironmentSecrets.isSecret(name: name, value: value, weak: isWeakWrong) {
        return InfrastructureFault(.secret, at: line, "a literal secret stands in the text (\(name))")
      }
      let pair = Array("\(name)=\(text)".utf8)
      if Self.openings.matches(pair) {
        return InfrastructureFault(.authentication, at: line, "whoever reaches it gets in without a password")
      }
      if file.isForProduction, Self.debug.matches(pair) {
        return InfrastructureFault(.debug, at: line, "debug mode is on in production")
      }
      return ServiceSettings.fault(name: name, value: text, line: line, isClinical: file.isClinical)
    }
  }

  // MARK: Production

  private var limits: [InfrastructureFault] {
    guard !Self.isLimited(value), value["extends"] == nil, value["image"] != nil || value["build"] != nil else {
      return []
    }
    // Where no service has a limit the host may be theirs alone; where others have one, this one was overlooked.
    let isOverlooked = file.services.contains { Self.isLimited($0.value) }
    return [
      InfrastructureFault(
        .limits, at: line, "no limit of memory is set", severity: isOverlooked ? nil : .low, isAbsence: true)
    ]
  }

  private static func isLimited(_ service: YAMLValue) -> Bool {
    service["mem_limit"] != nil || service.at("deploy", "resources", "limits", "memory") != nil
  }

  private var health: [InfrastructureFault] {
    guard value["build"] == nil, value["image"] != nil, value["extends"] == nil else { return [] }
    if let check = value.entry("healthcheck") {
      guard check.value["disable"]?.flag == true else { return [] }
      return [InfrastructureFault(.probes, at: check.line, "the health check is switched off")]
    }
    let isNeeded = file.services.contains { other in
      let needs = other.value["depends_on"]
      return needs?[name] != nil || needs?.strings.contains(name) ?? false
    }
    guard isNeeded || value["ports"] != nil else { return [] }
    let isOverlooked = file.services.contains { $0.value["healthcheck"] != nil }
    return [
      InfrastructureFault(
        .probes, at: line, "no health check is set", severity: isOverlooked ? nil : .low, isAbsence: true)
    ]
  }
}
