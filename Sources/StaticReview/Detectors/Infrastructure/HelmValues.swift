internal import JudgeTypes
internal import YAMLFiles

/// The values that a chart of Helm is filled with.
enum HelmValues {
  private static let fileName = Pattern.fixed(#"(?i)(?:^|/)(?:[\w.-]*[-_.])?values(?:[-_.][\w.-]+)?\.ya?ml\z"#)

  private static func root(of source: Source) -> YAMLValue? {
    source.cache.reading("helm values") { () -> YAMLValue? in
      guard source.language == .yaml, fileName.matches(Array(source.reviewedPath.utf8)), source.firstLine == 1 else {
        return nil
      }
      let value = YAMLFile.documents(of: source.string(0..<source.bytes.count), path: source.path).documents.first?
        .value
      return value.flatMap { $0.isMap && $0["apiVersion"] == nil ? $0 : nil }
    }
  }

  static let detector = Detector.file("helm_values", reading: { source, _ in root(of: source) != nil }) {
    source, rule in
    source.isTest
      ? []
      : source.cache.reading("helm values faults") {
        root(of: source).map { root in
          let isClinical = ServiceSettings.isClinical(source.bytes)
          return faults(in: root, named: "") + settings(in: root, isReached: isReached(root), isClinical: isClinical)
        } ?? []
      }.hits(of: rule, in: source)
  }

  private static func faults(in value: YAMLValue, named parent: String) -> [InfrastructureFault] {
    if !value.isMap { return value.list.filter { $0.isMap }.flatMap { faults(in: $0, named: parent) } }
    var found: [InfrastructureFault] = []
    if let name = value["name"]?.string, let entry = value.entry("value"), let text = entry.value.string,
      EnvironmentSecrets.isSecret(name: name, value: text)
    {
      found.append(InfrastructureFault(.secret, at: entry.line, "a literal secret stands in the text (\(name))"))
    }
    if value["verbs"] != nil, let excess = KubernetesAccess.excess(in: value, isClusterWide: true) {
      found.append(excess)
    }
    for entry in value.entries {
      found += setting(entry, of: value, named: parent) + faults(in: entry.value, named: entry.key)
    }
    return found
  }

  private static func isReached(_ root: YAMLValue) -> Bool {
    ["LoadBalancer", "NodePort"].contains(root.at("service", "type")?.string ?? "")
  }

  /// What variables switch off, and the settings of brokers that stand as text in a value.
  private static func settings(in value: YAMLValue, isReached: Bool, isClinical: Bool) -> [InfrastructureFault] {
    if !value.isMap { return value.list.flatMap { settings(in: $0, isReached: isReached, isClinical: isClinical) } }
    var found: [InfrastructureFault] = []
    if let name = value["name"]?.string, let entry = value.entry("value"), let text = entry.value.string,
      let fault = ServiceSettings.fault(name: name, value: text, line: entry.line, isClinical: isClinical)
    {
      found.append(fault)
    }
    for entry in value.entries {
      if let text = entry.value.text ?? entry.value.string {
        let isVariable = entry.key == entry.key.uppercased()
        if isVariable,
          let fault = ServiceSettings.fault(name: entry.key, value: text, line: entry.line, isClinical: isClinical)
        {
          found.append(fault)
        }
        found += BrokerSettings(text)?.faults(from: entry.line + 1, isReached: isReached) ?? []
      }
      found += settings(in: entry.value, isReached: isReached, isClinical: isClinical)
    }
    if let alive = value.entry("livenessProbe"), let ready = value["readinessProbe"],
      alive.value["enabled"]?.flag == false, ready["enabled"]?.flag == false, value["customReadinessProbe"] == nil,
      value["image"] != nil || value["replicaCount"] != nil
    {
      found.append(InfrastructureFault(.probes, at: alive.line, "readiness and liveness checks are switched off"))
    }
    return found
  }

  /// `env: {DB_PASS: …}`: what the service is given, not the default of a chart for everybody.
  private static func isVariable(_ key: String, in parent: String) -> Bool {
    key == key.uppercased() && ["env", "environment", "envVars", "extraEnv", "secrets", "secret"].contains(parent)
  }

  /// What looks like the name of an object of the cluster, which such keys often hold.
  private static let objectName = Pattern.fixed(#"\A[a-z0-9]+(?:-[a-z0-9]+)+\z"#)

  private static func setting(_ entry: YAMLValue.Entry, of map: YAMLValue, named parent: String)
    -> [InfrastructureFault]
  {
    switch entry.key {
    case "tag" where map["repository"] != nil || map["name"] != nil:
      guard let tag = entry.value.string, !tag.isEmpty, !tag.contains("$"), Dockerfiles.isFloating(tag),
        map["digest"]?.string?.isEmpty ?? true
      else { return [] }
      return [
        InfrastructureFault(
          .image, at: entry.line, "the tag '\(tag)' names no version, so what runs can change unannounced")
      ]
    case "repository" where parent == "image" && entry.value.string?.hasSuffix(":latest") == true:
      return [
        InfrastructureFault(
          .image, at: entry.line, "the tag 'latest' names no version, and stands where no other can be set")
      ]
    case "image":
      guard let image = ImageReference(entry.value.string), image.tag != nil, let fault = image.unpinned else {
        return []
      }
      return [InfrastructureFault(.image, at: entry.line, fault)]
    case "privileged", "allowPrivilegeEscalation", "hostNetwork", "hostPID", "hostIPC":
      guard entry.value.flag == true else { return [] }
      return [InfrastructureFault(.privileged, at: entry.line, "the container gets rights on its host (\(entry.key))")]
    case "runAsUser":
      guard entry.value.string == "0" else { return [] }
      return [InfrastructureFault(.root, at: entry.line, "the container runs as root")]
    case "runAsNonRoot":
      guard entry.value.flag == false else { return [] }
      return [InfrastructureFault(.root, at: entry.line, "the container may run as root")]
    case "tls" where parent == "ingress":
      let isOff = entry.value.list.isEmpty && !entry.value.isMap || entry.value["enabled"]?.flag == false
      guard map["enabled"]?.flag == true, isOff else { return [] }
      return [InfrastructureFault(.encryption, at: entry.line, "requests come in the clear")]
    case "loadBalancerSourceRanges":
      let ports =
        (map["ports"]?.entries.map(\.value) ?? []) + (map["ports"]?.list ?? []) + [map["port"]].compactMap { $0 }
      guard map["type"]?.string == "LoadBalancer",
        let everywhere = entry.value.list.first(where: { ["0.0.0.0/0", "::/0"].contains($0.string ?? "") }),
        ports.contains(where: { port in
          (port.integer ?? port["port"]?.integer).map(KubernetesNetwork.mustStayInside) ?? false
        })
      else { return [] }
      return [InfrastructureFault(.exposure, at: everywhere.line, "every address reaches what must stay inside")]
    default:
      guard let text = entry.value.string, entry.value.boolean == nil,
        EnvironmentSecrets.isSecret(name: entry.key, value: text, weak: isVariable(entry.key, in: parent)),
        !entry.key.hasPrefix("existing"),
        !objectName.matches(Array(text.utf8))
      else { return [] }
      return [InfrastructureFault(.secret, at: entry.line, "a literal secret stands in the text (\(entry.key))")]
    }
  }
}
