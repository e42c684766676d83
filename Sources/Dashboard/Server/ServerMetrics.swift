internal import Synchronization

/// What the server counts of itself. Labels are patterns of routes, methods and codes, of which there are few, whatever is asked for.
final class ServerMetrics: Sendable {
  struct Label: Hashable, Comparable {
    let route, method: String
    let status: Int

    static func < (left: Self, right: Self) -> Bool {
      (left.route, left.method, left.status) < (right.route, right.method, right.status)
    }
  }

  /// How long answers took, in seconds.
  struct Histogram {
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    /// Of each bound, those up to it and above the one before; the last for all beyond.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0

    mutating func add(_ seconds: Double) {
      counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
      sum += seconds
    }
  }

  struct Figures {
    var requests: [Label: Int] = [:]
    var durations: [String: Histogram] = [:]
    var inFlight = 0
    var followers = 0
  }

  private let figures = Mutex(Figures())

  var now: Figures { figures.withLock { $0 } }

  func begin() { figures.withLock { $0.inFlight += 1 } }

  func end(_ label: Label, seconds: Double) {
    figures.withLock { figures in
      figures.inFlight -= 1
      figures.requests[label, default: 0] += 1
      figures.durations[label.route, default: Histogram()].add(seconds)
    }
  }

  func follow(_ change: Int) { figures.withLock { $0.followers += change } }
}

extension ServerMetrics.Figures {
  /// In the text format of Prometheus, version 0.0.4.
  ///
  /// - Parameter store: the files of the store with their sizes in bytes.
  func text(version: String, store: [(name: String, bytes: Int)]) -> String {
    var text = PrometheusText()
    text.begin("moe_judge_build_info", "gauge", "The version that runs.")
    text.add("moe_judge_build_info", [("version", version)], "1")
    text.begin("moe_judge_http_requests_total", "counter", "Requests that were answered.")
    for (label, count) in requests.sorted(by: { $0.key < $1.key }) {
      text.add(
        "moe_judge_http_requests_total",
        [("route", label.route), ("method", label.method), ("status", "\(label.status)")], "\(count)")
    }
    text.begin(
      "moe_judge_http_request_duration_seconds", "histogram", "Time from the request to the beginning of its answer.")
    for (route, histogram) in durations.sorted(by: { $0.key < $1.key }) {
      text.add("moe_judge_http_request_duration_seconds", route: route, histogram)
    }
    text.begin("moe_judge_http_requests_in_flight", "gauge", "Requests that wait for their answer.")
    text.add("moe_judge_http_requests_in_flight", [], "\(inFlight)")
    text.begin("moe_judge_event_followers", "gauge", "Clients that follow a run.")
    text.add("moe_judge_event_followers", [], "\(followers)")
    text.begin("moe_judge_store_bytes", "gauge", "Size of the databases of the state folder.")
    for file in store { text.add("moe_judge_store_bytes", [("file", file.name)], "\(file.bytes)") }
    return text.text
  }
}

private struct PrometheusText {
  private(set) var text = ""

  mutating func begin(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  mutating func add(_ name: String, _ labels: [(String, String)], _ value: String) {
    let list = labels.map { "\($0)=\"\($1.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }
    text += name + (list.isEmpty ? "" : "{\(list.joined(separator: ","))}") + " \(value)\n"
  }

  mutating func add(_ name: String, route: String, _ histogram: ServerMetrics.Histogram) {
    var count = 0
    for (bound, part) in zip(ServerMetrics.Histogram.bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
      count += part
      add(name + "_bucket", [("route", route), ("le", bound)], "\(count)")
    }
    add(name + "_sum", [("route", route)], "\(histogram.sum)")
    add(name + "_count", [("route", route)], "\(count)")
  }
}
