internal import JudgeTypes
internal import YAMLFiles

/// The objects of a file of Kubernetes manifests.
struct KubernetesManifest: Sendable {
  struct Object: Sendable {
    let value: YAMLValue
    let kind: String
    let name: String
    let line: Int

    init?(_ value: YAMLValue) {
      guard let kind = value["kind"]?.string, value["apiVersion"] != nil else { return nil }
      self.value = value
      self.kind = kind
      name = value.at("metadata", "name")?.string ?? ""
      line = value.entries.map(\.line).min() ?? value.line
    }

    var group: String { value["apiVersion"]?.string ?? "" }
    var annotations: [YAMLValue.Entry] { value.at("metadata", "annotations")?.entries ?? [] }

    /// What its pods are made of.
    var pod: YAMLValue? {
      switch kind {
      case "Pod": value["spec"]
      case "CronJob": value.at("spec", "jobTemplate", "spec", "template", "spec")
      case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Rollout",
        "DeploymentConfig":
        value.at("spec", "template", "spec")
      case "Service" where group.hasPrefix("serving.knative.dev"): value.at("spec", "template", "spec")
      default: nil
      }
    }
  }

  let objects: [Object]
  /// Whether it is a template of Helm: what its insertions add is not known.
  let isTemplate: Bool
  let isClinical: Bool

  /// Nil when it holds no object.
  static func of(_ source: Source) -> KubernetesManifest? {
    source.cache.reading("kubernetes") { KubernetesManifest(source) }
  }

  private static let marker = Pattern.fixed(#"(?m)^\s*["']?(?:apiVersion|kind)["']?\s*:"#)

  private init?(_ source: Source) {
    guard [.yaml, .json].contains(source.language), Self.marker.matches(source.bytes) else { return nil }
    var text = source.string(0..<source.bytes.count)
    isTemplate = text.contains("{{")
    isClinical = ServiceSettings.isClinical(source.bytes)
    if isTemplate { text = HelmTemplate.stripped(text) }
    let values = YAMLFile.documents(of: text, path: source.path).documents.map(\.value)
    let all = values.flatMap { value in
      value["kind"]?.string?.hasSuffix("List") == true ? value["items"]?.list ?? [] : [value]
    }
    let moved = source.firstLine == 1 ? all : all.map { $0.moved(by: source.firstLine - 1) }
    objects = moved.compactMap(Object.init)
    if objects.isEmpty { return nil }
  }
}

/// Templates of Helm are no YAML until they are filled in; most are once their insertions are taken out.
enum HelmTemplate {
  private static let insertion = Pattern.fixed(#"\{\{[^}\n]*\}\}"#)

  /// The text with lines of instructions blank, and each insertion a word that says so.
  static func stripped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard line.contains("{{") || line.contains("}}") else { return String(line) }
      let words = line.drop(while: \.isWhitespace)
      let isInstruction =
        words.hasPrefix("{{") && (words.hasSuffix("}}") || !words.contains("}}")) && !words.contains("}}:")
      if isInstruction || words.hasPrefix("*/") || words.hasPrefix("}}") { return "" }
      let bytes = Array(line.utf8)
      var (result, end) = ("", 0)
      for match in insertion.allMatches(in: bytes) {
        result += String(decoding: bytes[end..<match.range.lowerBound], as: UTF8.self) + "$INSERTED"
        end = match.range.upperBound
      }
      return result + String(decoding: bytes[end...], as: UTF8.self)
    }.joined(separator: "\n")
  }
}

enum Kubernetes {
  static let detector = Detector.file(
    "kubernetes", reading: { source, _ in KubernetesManifest.of(source) != nil }
  ) { source, rule in
    source.isTest
      ? []
      : source.cache.reading("kubernetes faults") {
        KubernetesManifest.of(source).map { faults(in: $0) } ?? []
      }.hits(of: rule, in: source)
  }

  private static func faults(in manifest: KubernetesManifest) -> [InfrastructureFault] {
    let limited = Set(
      manifest.objects.filter { $0.kind == "LimitRange" }.map { $0.value.at("metadata", "namespace")?.string ?? "" })
    let isHardened = manifest.objects.contains(where: \.namesUser)
    return manifest.objects.flatMap { object -> [InfrastructureFault] in
      var faults =
        KubernetesAccess.faults(in: object) + KubernetesNetwork.faults(in: object)
        + KubernetesSecrets.faults(in: object) + KubernetesSettings.faults(in: object, of: manifest)
      if let pod = object.pod {
        faults +=
          PodReview(
            object: object, pod: pod, isTemplate: manifest.isTemplate,
            hasDefaultLimits: limited.contains(object.value.at("metadata", "namespace")?.string ?? ""),
            isAmongHardened: isHardened, isClinical: manifest.isClinical
          ).faults
      }
      return manifest.isTemplate ? faults.filter { !$0.isAbsence } : faults
    }
  }
}
