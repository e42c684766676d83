internal import JudgeTypes
internal import YAMLFiles

extension KubernetesManifest.Object {
  /// Whether its pods, or one of their containers, run as a user that the manifest names, or as none that is root.
  var namesUser: Bool {
    guard let pod else { return false }
    return ([pod] + (pod["containers"]?.list ?? [])).contains { part in
      guard let context = part["securityContext"] else { return false }
      return context["runAsNonRoot"]?.flag == true || ![nil, "0"].contains(context["runAsUser"]?.string)
    }
  }
}

/// What the pods of a workload may do on their node, and what watches over them.
struct PodReview {
  let object: KubernetesManifest.Object
  let pod: YAMLValue
  let isTemplate: Bool
  let hasDefaultLimits: Bool
  /// Whether something else in the file says which user it runs as: a gap is then one that was overlooked.
  let isAmongHardened: Bool
  let isClinical: Bool

  var faults: [InfrastructureFault] {
    guard pod.isMap else { return [] }
    let main = (pod["containers"]?.list ?? []).filter(\.isMap)
    let first = (pod["initContainers"]?.list ?? []).filter(\.isMap)
    var faults = host + paths(mountedBy: main + first)
    for container in main + first {
      faults += rights(of: container) + image(of: container) + secrets(of: container)
    }
    for (index, container) in main.enumerated() {
      faults += root(container) + limits(of: container) + probes(of: container, index: index)
      faults += passingData(of: container)
    }
    for container in first { faults += root(container).filter { !$0.isAbsence } }
    return faults
  }

  private func line(of container: YAMLValue) -> Int { container.entries.map(\.line).min() ?? container.line }

  /// Programs that look after the node, or its network and disks, need what is the node's.
  private static let nodeProgram = Pattern.fixed(
    #"(?i)node-?exporter|kube-?proxy|calico|cilium|flannel|weave|\bcni\b|multus|csi|node-(?:agent|local|problem|driver|termination|feature)|datadog|fluent|filebeat|promtail|falco|sysdig|metallb|speaker|vector|alloy|otel|telegraf|tetragon|kube-vip|device-plugin|kured|keepalived|amazon-cloudwatch|aws-node|kubelet|kube-(?:apiserver|scheduler|controller)|etcd|longhorn|rook|ceph|openebs|gpu|nvidia|istio-cni|tigera|antrea|dns-cache|ingress-nginx"#
  )

  private var looksAfterNode: Bool {
    guard object.kind == "DaemonSet" || object.value.at("metadata", "namespace")?.string == "kube-system" else {
      return false
    }
    let images = (pod["containers"]?.list ?? []).compactMap { $0["image"]?.string }
    return ([object.name] + images).contains { Self.nodeProgram.matches(Array($0.utf8)) }
  }

  // MARK: Rights on the node

  private var host: [InfrastructureFault] {
    if looksAfterNode { return [] }
    return [("hostNetwork", "network"), ("hostPID", "processes"), ("hostIPC", "shared memory")].compactMap {
      key, what in
      guard let entry = pod.entry(key), entry.value.flag == true else { return nil }
      return InfrastructureFault(.privileged, at: entry.line, "the pod shares the \(what) of its node")
    }
  }

  private static let sockets = ["docker.sock", "containerd.sock", "crio.sock", "podman.sock"]
  private static let harmless = ["/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo", "/lib/modules", "/dev/shm"]
  private static let watched = [
    "/var/log", "/var/lib/docker/containers", "/proc", "/sys", "/run/log", "/etc/machine-id",
  ]

  private func paths(mountedBy containers: [YAMLValue]) -> [InfrastructureFault] {
    (pod["volumes"]?.list ?? []).compactMap { volume in
      guard let entry = volume.at("hostPath")?.entry("path"), let path = entry.value.string, !path.contains("$") else {
        return nil
      }
      if Self.sockets.contains(where: path.hasSuffix) {
        return InfrastructureFault(.privileged, at: entry.line, "the pod holds the socket of the container engine")
      }
      let name = volume["name"]?.string
      let mounts = containers.flatMap { $0["volumeMounts"]?.list ?? [] }.filter { $0["name"]?.string == name }
      let isReadOnly = !mounts.isEmpty && mounts.allSatisfy { $0["readOnly"]?.flag == true }
      let isWatched = Self.watched.contains { path == $0 || path.hasPrefix($0 + "/") }
      if Self.harmless.contains(where: path.hasPrefix) || looksAfterNode { return nil }
      if object.kind == "DaemonSet", isWatched || isReadOnly { return nil }
      if isReadOnly, isWatched { return nil }
      return InfrastructureFault(.privileged, at: entry.line, "the pod writes or reads '\(path)' of its node")
    }
  }

  private static let dangerous: Set<String> = [
    "ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH", "SYS_RAWIO", "SYS_BOOT", "BPF",
    "SYS_TIME", "DAC_OVERRIDE", "NET_RAW", "MKNOD",
  ]

  private func rights(of container: YAMLValue) -> [InfrastructureFault] {
    guard let context = container["securityContext"] else { return [] }
    if looksAfterNode { return [] }
    var faults: [InfrastructureFault] = []
    if let entry = context.entry("privileged"), entry.value.flag == true {
      faults.append(InfrastructureFault(.privileged, at: entry.line, "the container is privileged"))
    }
    if let entry = context.entry("allowPrivilegeEscalation"), entry.value.flag == true {
      faults.append(
        InfrastructureFault(.privileged, at: entry.line, "the container may gain more rights than it starts with"))
    }
    for added in context.at("capabilities", "add")?.list ?? [] {
      let name = (added.string ?? "").replacing("CAP_", with: "")
      if Self.dangerous.contains(name) {
        faults.append(InfrastructureFault(.privileged, at: added.line, "the container gets the capability \(name)"))
      } else if ["SYS_NICE", "SYS_RESOURCE", "SYS_TTY_CONFIG", "SYS_PACCT"].contains(name) {
        faults.append(
          InfrastructureFault(
            .privileged, at: added.line, "the container may set what is its node's (\(name))", severity: .medium))
      }
    }
    return faults
  }

  // MARK: The user

  private func root(_ container: YAMLValue) -> [InfrastructureFault] {
    let own = container["securityContext"]
    let shared = pod["securityContext"]
    if looksAfterNode { return [] }
    let user = own?.entry("runAsUser") ?? shared?.entry("runAsUser")
    if let user, user.value.string == "0" {
      return [InfrastructureFault(.root, at: user.line, "the container runs as root")]
    }
    if let user, !user.value.isNull { return [] }
    let check = own?.entry("runAsNonRoot") ?? shared?.entry("runAsNonRoot")
    if let check, check.value.flag == false {
      return [InfrastructureFault(.root, at: check.line, "the container may run as root")]
    }
    guard check == nil, let name = container["image"]?.string, own?["privileged"]?.flag != true,
      !(ImageReference(name)?.runsUnprivileged ?? false), !isForWindows
    else { return [] }
    return [
      InfrastructureFault(
        .root, at: line(of: container), "nothing keeps the container from running as root",
        severity: isAmongHardened ? nil : .low, isAbsence: true)
    ]
  }

  private var isForWindows: Bool {
    pod["nodeSelector"]?.entries.contains { $0.value.string == "windows" } ?? false
  }

  // MARK: What watches over it

  /// A patch of an overlay names only what it changes.
  private func isWhole(_ container: YAMLValue) -> Bool { container["image"] != nil && !isTemplate }

  private func limits(of container: YAMLValue) -> [InfrastructureFault] {
    guard isWhole(container), !hasDefaultLimits, container.at("resources", "limits", "memory") == nil else { return [] }
    let place =
      container["resources"]?.entry("limits")?.line ?? container.entry("resources")?.line ?? line(of: container)
    return [InfrastructureFault(.limits, at: place, "no limit of memory is set", isAbsence: true)]
  }

  private static let worker = Pattern.fixed(
    #"(?i)worker|consumer|cron|agent|tunnel|sidecar|queue|scheduler|beat|migrat|runner|operator|controller|exporter|fluent|filebeat|proxy|debug|shell|toolbox|load-?gen"#
  )

  private func probes(of container: YAMLValue, index: Int) -> [InfrastructureFault] {
    guard
      ["Deployment", "StatefulSet", "DaemonSet", "Rollout", "ReplicaSet", "DeploymentConfig"].contains(object.kind),
      isWhole(container), container["livenessProbe"] == nil, container["readinessProbe"] == nil,
      container["startupProbe"] == nil
    else { return [] }
    let serves = !(container["ports"]?.list.isEmpty ?? true)
    let names = [object.name, container["name"]?.string ?? ""]
    let isWorker = names.contains { Self.worker.matches(Array($0.utf8)) }
    guard serves || index == 0 && object.kind != "DaemonSet" && !isWorker else { return [] }
    return [
      InfrastructureFault(.probes, at: line(of: container), "no readiness or liveness check is set", isAbsence: true)
    ]
  }

  // MARK: What it keeps

  private static let stores: [(program: Pattern, folder: String)] = [
    (.fixed(#"\A(?:mysql|mariadb|percona)(?:-server)?\z"#), "/var/lib/mysql"),
    (.fixed(#"\A(?:postgres(?:ql)?|postgis|timescaledb|pgvector)\z"#), "/var/lib/postgresql"),
    (.fixed(#"\Amongo(?:db)?\z"#), "/data/db"), (.fixed(#"\A(?:couchdb|couchbase)\z"#), "/opt/couch"),
  ]

  private static let client = Pattern.fixed(
    #"\A(?:\S*/)?(?:psql|pg_\w+|createdb|mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mongo|mongosh|mongodump|mongorestore|mongoexport|(?:ba|da|a)?sh(?:\s+-\w+)*?\s+-\w*c)(?:\s|\z)"#
  )
  private static let server = Pattern.fixed(
    #"\b(?:mysqld|mariadbd|mongod|docker-entrypoint\.sh)\b|\bexec\s+postgres\b"#)

  /// Whether the image of a database is there for its client alone.
  private func isClient(_ container: YAMLValue) -> Bool {
    let words = ["command", "args"].flatMap { container[$0]?.list ?? [] }.compactMap(\.string)
    let line = Array(words.joined(separator: " ").utf8)
    return Self.client.matches(line) && !Self.server.matches(line)
  }

  /// A database whose files go when its pod goes.
  private func passingData(of container: YAMLValue) -> [InfrastructureFault] {
    guard isWhole(container), ["Deployment", "StatefulSet", "ReplicaSet"].contains(object.kind),
      !isClient(container),
      let image = container.entry("image"), let program = ImageReference(image.value.string)?.program,
      let store = Self.stores.first(where: { $0.program.matches(Array(program.utf8)) })
    else { return [] }
    let mounts = container["volumeMounts"]?.list ?? []
    let names = mounts.filter {
      let path = $0["mountPath"]?.string ?? ""
      return path.hasPrefix(store.folder) || path.contains("data") || path.hasPrefix("/bitnami")
    }.compactMap { $0["name"]?.string }
    let message = "what the database holds is gone with its pod"
    if names.isEmpty, mounts.allSatisfy({ $0["mountPath"]?.string?.contains("$") != true }) {
      return [InfrastructureFault(.backup, at: image.line, message + "; nothing keeps its files", isAbsence: true)]
    }
    return (pod["volumes"]?.list ?? []).compactMap { volume in
      guard let name = volume["name"]?.string, names.contains(name), let place = volume.entry("emptyDir") else {
        return nil
      }
      return InfrastructureFault(.backup, at: place.line, message)
    }
  }

  // MARK: What it runs and knows

  private func image(of container: YAMLValue) -> [InfrastructureFault] {
    // What is never fetched was put on the node by hand.
    guard let entry = container.entry("image"), let image = ImageReference(entry.value.string),
      !image.text.hasPrefix("ko://"), container["imagePullPolicy"]?.string != "Never", let fault = image.unpinned
    else { return [] }
    return [InfrastructureFault(.image, at: entry.line, fault)]
  }

  private func secrets(of container: YAMLValue) -> [InfrastructureFault] {
    (container["env"]?.list ?? []).compactMap { variable in
      guard let name = variable["name"]?.string, let entry = variable.entry("value"), let text = entry.value.string
      else { return nil }
      if EnvironmentSecrets.isSecret(name: name, value: text) {
        return InfrastructureFault(.secret, at: entry.line, "a literal secret stands in the text (\(name))")
      }
      if let fault = ServiceSettings.fault(name: name, value: text, line: entry.line, isClinical: isClinical) {
        return fault
      }
      return text.contains("sslmode=disable") && !text.contains("@localhost") && !text.contains("@127.0.0.1")
        ? InfrastructureFault(.encryption, at: entry.line, "the database is spoken to without TLS") : nil
    }
  }
}
