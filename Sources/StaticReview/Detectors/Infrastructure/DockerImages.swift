internal import JudgeTypes

/// Images that a Dockerfile is built on or copies from, in whatever version is there.
enum DockerImages {
  static let detector = Detector.file("container_unpinned") { source, rule in
    var reader = ImageReader()
    return Dockerfile(source).instructions.flatMap { instruction in
      reader.images(of: instruction).compactMap { image in
        reader.fault(of: image).map { Hit(rule, in: source.path, lines: instruction.lines, message: $0) }
      }
    }
  }
}

/// Goes through a Dockerfile and keeps what names mean at each instruction.
private struct ImageReader {
  private var defaults: [String: String] = [:]
  private var stages: Set<String> = []

  /// An image as an instruction names it.
  struct Image {
    let name: String
    /// Whether it is certain that the name is an image's, and not that of something given to the build by name.
    let isCertain: Bool
  }

  private static let mountedFrom = Pattern.fixed(#"--mount=[^\s]*?\bfrom=([^\s,]+)"#)
  private static let copiedFrom = Pattern.fixed(#"--from=["']?([^\s"']+)"#)

  mutating func images(of instruction: DockerInstruction) -> [Image] {
    switch instruction.keyword {
    case "ARG":
      let parts = instruction.arguments.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { defaults[parts[0]] = parts[1].replacing("\"", with: "") }
      return []
    case "FROM":
      let image = Image(name: resolved(instruction.image), isCertain: true)
      let isStage = stages.contains(image.name.lowercased())
      if let name = instruction.stageName { stages.insert(name) }
      return isStage || image.name == "scratch" ? [] : [image]
    case "COPY", "RUN":
      let text = Array(instruction.arguments.utf8)
      let pattern = instruction.keyword == "COPY" ? Self.copiedFrom : Self.mountedFrom
      return pattern.allMatches(in: text).compactMap(\.groups.first).compactMap(\.self).map {
        resolved(String(decoding: text[$0], as: UTF8.self))
      }.filter { !stages.contains($0.lowercased()) && !$0.allSatisfy(\.isNumber) }.map {
        Image(name: $0, isCertain: $0.contains("/") || $0.contains(":") || Self.official.contains($0))
      }
    default: return []
    }
  }

  /// Images that people copy single programs from; another bare name may be a stage of a later build.
  private static let official: Set<String> = [
    "composer", "node", "golang", "python", "busybox", "alpine", "nginx", "docker", "debian", "ubuntu", "rust", "ruby",
    "php", "caddy", "maven", "gradle", "openjdk", "traefik", "vault", "redis", "postgres",
  ]

  func fault(of image: Image) -> String? {
    guard image.isCertain, !image.name.contains("@sha256:"), !image.name.contains("$") else { return nil }
    let name = image.name.split(separator: "/").last.map(String.init) ?? image.name
    guard let tag = name.split(separator: ":", maxSplits: 1).dropFirst().first else {
      return "the image '\(image.name)' has no tag, so each build may get another one"
    }
    // `shop:local` is built on the same machine; no registry has it.
    return tag != "local" && Dockerfiles.isFloating(String(tag))
      ? "the tag '\(tag)' names no version, so each build may get another image" : nil
  }

  private func resolved(_ image: String) -> String {
    // The longest name first: `$NODE` is also the beginning of `$NODE_VERSION`.
    defaults.sorted { ($1.key.utf8.count, $0.key) < ($0.key.utf8.count, $1.key) }
      .reduce(image) { $0.replacing("${\($1.key)}", with: $1.value).replacing("$\($1.key)", with: $1.value) }
  }
}
