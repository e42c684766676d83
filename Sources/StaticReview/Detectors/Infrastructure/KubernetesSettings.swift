internal import YAMLFiles

/// What maps of configuration switch off for the processes that read them.
enum KubernetesSettings {
  static func faults(
    in object: KubernetesManifest.Object, of manifest: KubernetesManifest
  ) -> [InfrastructureFault] {
    guard object.kind == "ConfigMap" else { return [] }
    let isReached = manifest.objects.contains {
      $0.kind == "Service" && ["LoadBalancer", "NodePort"].contains($0.value.at("spec", "type")?.string ?? "")
    }
    return (object.value["data"]?.entries ?? []).flatMap { entry -> [InfrastructureFault] in
      guard let text = entry.value.string else { return [] }
      let fault = ServiceSettings.fault(
        name: entry.key, value: text, line: entry.line, isClinical: manifest.isClinical)
      let broker = BrokerSettings(text)?.faults(from: entry.line + 1, isReached: isReached) ?? []
      return [fault].compactMap { $0 } + broker
    }
  }
}
