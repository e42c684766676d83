internal import YAMLFiles

/// What the outside reaches, and whether it does so over TLS.
enum KubernetesNetwork {
  static func faults(in object: KubernetesManifest.Object) -> [InfrastructureFault] {
    switch object.kind {
    case "Service": return service(object)
    case "Ingress": return ingress(object)
    case "Gateway": return gateway(object)
    case "PeerAuthentication":
      return mode(object.value.at("spec", "mtls"), is: ["DISABLE"])
    case "DestinationRule":
      return mode(object.value.at("spec", "trafficPolicy", "tls"), is: ["DISABLE"])
    case "NetworkPolicy": return policy(object)
    case "StorageClass":
      guard let entry = object.value["parameters"]?.entry("encrypted"), entry.value.flag == false else { return [] }
      return [InfrastructureFault(.encryption, at: entry.line, "the volumes are not encrypted")]
    default: return []
    }
  }

  private static func mode(_ settings: YAMLValue?, is modes: Set<String>) -> [InfrastructureFault] {
    guard let entry = settings?.entry("mode"), modes.contains(entry.value.string ?? "") else { return [] }
    return [InfrastructureFault(.encryption, at: entry.line, "services talk to each other without TLS")]
  }

  /// Ports of databases, queues, engines and remote shells.
  static let closedPorts: Set<Int> = [
    22, 1433, 1521, 2181, 2375, 2376, 2379, 3306, 3389, 5432, 5601, 5672, 5984, 6379, 6380, 7000, 7001, 7474, 7687,
    8086,
    8123, 8500, 9042, 9092, 9200, 9300, 10250, 11211, 15672, 26257, 27017, 27018, 27019, 33060, 50000,
  ]
  /// Doors of protocols that send names, passwords and messages in the clear.
  private static let plainPorts: Set<Int> = [21, 23, 389, 1883]
  static func mustStayInside(_ port: Int) -> Bool { closedPorts.contains(port) || plainPorts.contains(port) }

  static let adminProgram = Pattern.fixed(
    #"(?i)kubernetes-dashboard|phpmyadmin|adminer|pgadmin|redis-commander|redisinsight|mongo-express|portainer|kafka-ui|flower|cadvisor|rabbitmq-management|cloudbeaver"#
  )
  private static let storeName = Pattern.fixed(
    #"(?i)(?:^|-)(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|elasticsearch|opensearch|cassandra|rabbitmq|kafka|etcd|memcached|couchdb|influxdb|db|database)(?:$|-)"#
  )

  private static func service(_ object: KubernetesManifest.Object) -> [InfrastructureFault] {
    guard let spec = object.value["spec"], let type = spec.entry("type"),
      ["LoadBalancer", "NodePort"].contains(type.value.string ?? ""), !isInternal(object)
    else { return [] }
    let ranges = spec["loadBalancerSourceRanges"]?.strings ?? []
    if !ranges.isEmpty, !ranges.contains("0.0.0.0/0") { return [] }
    let ports = (spec["ports"]?.list ?? []).flatMap { [$0["port"]?.integer, $0["targetPort"]?.integer] }.compactMap {
      $0
    }
    let name = Array(object.name.utf8)
    guard ports.contains(where: mustStayInside) || storeName.matches(name) || adminProgram.matches(name) else {
      return []
    }
    return [
      InfrastructureFault(.exposure, at: type.line, "what must stay inside is reachable from outside the cluster")
    ]
  }

  /// A policy that lets every address in to a store, which is as good as none.
  private static func policy(_ object: KubernetesManifest.Object) -> [InfrastructureFault] {
    let labels = object.value.at("spec", "podSelector", "matchLabels")?.entries ?? []
    let names = [object.name] + labels.compactMap(\.value.string)
    let isStore = names.contains { storeName.matches(Array($0.utf8)) }
    return (object.value.at("spec", "ingress")?.list ?? []).flatMap { rule -> [InfrastructureFault] in
      let ports = (rule["ports"]?.list ?? []).compactMap { $0["port"]?.integer }
      guard ports.contains(where: closedPorts.contains) || isStore else { return [] }
      return (rule["from"]?.list ?? []).compactMap { from in
        guard let entry = from["ipBlock"]?.entry("cidr"), ["0.0.0.0/0", "::/0"].contains(entry.value.string ?? "")
        else { return nil }
        return InfrastructureFault(.exposure, at: entry.line, "this policy lets every address reach the store")
      }
    }
  }

  private static func isInternal(_ object: KubernetesManifest.Object) -> Bool {
    object.annotations.contains { entry in
      let value = entry.value.string?.lowercased() ?? ""
      return entry.key.contains("internal") && value != "false" || value == "internal"
        || entry.key.contains("scheme") && value.contains("internal")
    }
  }

  // MARK: TLS

  private static let certified = Pattern.fixed(
    #"(?i)certificate|ssl-cert|pre-shared-cert|router\.tls|tls-acme|cluster-issuer|entrypoints.*secure|cloudflare|tailscale"#
  )

  private static func ingress(_ object: KubernetesManifest.Object) -> [InfrastructureFault] {
    guard let spec = object.value.entry("spec") else { return [] }
    for entry in object.annotations {
      let isOff = entry.key.hasSuffix("ssl-redirect") && entry.value.flag == false
      let isOpen = entry.key.hasSuffix("ingress.allow-http") && entry.value.flag == true
      if isOff || isOpen {
        return [InfrastructureFault(.encryption, at: entry.line, "requests without TLS are served too")]
      }
    }
    let isCertified = object.annotations.contains {
      certified.matches(Array($0.key.utf8)) || certified.matches(Array(($0.value.string ?? "").utf8))
        || $0.value.string?.contains("HTTPS") == true
    }
    let hosts = (spec.value["rules"]?.list ?? []).compactMap { $0["host"]?.string }
    let local = hosts.contains { host in
      [".local", ".localhost", "localhost", ".test", ".internal", ".nip.io", ".localdev.me"].contains(
        where: host.hasSuffix)
        || host.contains("$")
    }
    guard spec.value["tls"] == nil || spec.value["tls"]?.list.isEmpty == true && spec.value["tls"]?.isNull != true,
      !isCertified, !local, !isInternal(object), spec.value["ingressClassName"]?.string?.contains("internal") != true
    else { return [] }
    return [
      InfrastructureFault(.encryption, at: spec.line, "no TLS is set, so requests come in the clear", isAbsence: true)
    ]
  }

  /// Gateways of Kubernetes and of Istio: plain listeners that send nobody to TLS.
  private static func gateway(_ object: KubernetesManifest.Object) -> [InfrastructureFault] {
    let listeners = object.value.at("spec", "listeners")?.list ?? []
    if !listeners.isEmpty, !listeners.contains(where: { ["HTTPS", "TLS"].contains($0["protocol"]?.string ?? "") }),
      let plain = listeners.lazy.compactMap({ $0.entry("protocol") }).first(where: { $0.value.string == "HTTP" })
    {
      return [InfrastructureFault(.encryption, at: plain.line, "no listener speaks TLS")]
    }
    let servers = object.value.at("spec", "servers")?.list ?? []
    let isSecured = servers.contains { $0["tls"] != nil }
    guard !isSecured,
      let plain = servers.lazy.compactMap({ $0["port"]?.entry("protocol") }).first(where: {
        $0.value.string?.uppercased() == "HTTP"
      })
    else { return [] }
    return [InfrastructureFault(.encryption, at: plain.line, "no server of the gateway speaks TLS")]
  }
}
