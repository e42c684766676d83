internal import JudgeTypes
internal import YAMLFiles

/// A port as Compose publishes it.
struct PublishedPort: Sendable {
  let container: Int
  let isOnEveryAddress: Bool

  init?(_ value: YAMLValue) {
    if value.isMap {
      guard value["published"] != nil, let target = value["target"]?.integer else { return nil }
      container = target
      isOnEveryAddress = ["0.0.0.0", "::", nil].contains(value["host_ip"]?.string)
      return
    }
    guard let text = value.string?.split(separator: "/").first else { return nil }
    // `${DB_PORT:-5432}:5432`: what a variable may be has colons of its own.
    let last = text.split(separator: ":").last.flatMap { Int($0.prefix { $0 != "-" }) }
    guard let last, text.contains(":") else { return nil }
    container = last
    let host = text.dropLast("\(last)".count + 1)
    let isAddress = host.contains(".") || host.hasPrefix("[") || host.hasPrefix("localhost") || host.contains("IP")
    isOnEveryAddress = !isAddress || host.hasPrefix("0.0.0.0") || host.hasPrefix("[::]")
  }
}
