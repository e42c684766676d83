internal import YAMLFiles

/// Containers that Terraform describes: task definitions and the services of clouds.
enum TerraformContainers {
  static func faults(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    var faults: [InfrastructureFault] = []
    let runsContainers = [
      "ecs", "cloud_run", "container", "lambda", "kubernetes_", "docker", "app_service", "web_app", "batch",
    ]
    guard runsContainers.contains(where: block.resource.contains) else { return [] }
    block.forEach { inner in
      if inner.type == "security_context", inner.attribute("privileged")?.value.flag == true {
        faults.append(privileged(inner.attribute("privileged")?.line ?? inner.line))
      }
      for entry in inner.attributes {
        if ["image", "image_uri", "docker_image_name"].contains(entry.key) {
          faults += image(module.folded(entry.value), at: entry.line)
        }
        if entry.key == "container_definitions" || entry.key == "container_properties" {
          faults += containers(entry.value)
        }
      }
    }
    return faults
  }

  private static func privileged(_ line: Int) -> InfrastructureFault {
    InfrastructureFault(.privileged, at: line, "the container is privileged")
  }

  private static func image(_ value: YAMLValue, at line: Int) -> [InfrastructureFault] {
    // Names without a path are often those of machine images.
    guard let text = value.string, let image = ImageReference(text), image.tag != nil || text.contains("/"),
      let fault = image.unpinned, !text.contains(".zip")
    else {
      return value.string?.hasSuffix(":latest") == true
        ? [InfrastructureFault(.image, at: line, "the tag 'latest' names no version")] : []
    }
    return [InfrastructureFault(.image, at: line, fault)]
  }

  private static func containers(_ value: YAMLValue) -> [InfrastructureFault] {
    var document = value
    if let text = value.string, text.contains("{"), let parsed = try? YAMLFile.value(of: text, path: "containers") {
      document = parsed.moved(by: value.line - 1)
    }
    return (document.isMap ? [document] : document.list).flatMap { container -> [InfrastructureFault] in
      var faults: [InfrastructureFault] = []
      if let entry = container.entry("image") { faults += image(entry.value, at: entry.line) }
      if let entry = container.entry("privileged"), entry.value.flag == true { faults.append(privileged(entry.line)) }
      if let entry = container.entry("user"), ["root", "0", "0:0"].contains(entry.value.string ?? "") {
        faults.append(InfrastructureFault(.root, at: entry.line, "the container runs as root"))
      }
      for variable in container["environment"]?.list ?? [] {
        guard let name = variable["name"]?.string, let held = variable.entry("value"), let text = held.value.string,
          EnvironmentSecrets.isSecret(name: name, value: text)
        else { continue }
        faults.append(InfrastructureFault(.secret, at: held.line, "a literal secret stands in the text (\(name))"))
      }
      return faults
    }
  }
}
