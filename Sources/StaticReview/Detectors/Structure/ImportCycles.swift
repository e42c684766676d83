internal import JudgeTypes

/// Files of a directory that import each other in a circle.
enum ImportCycles {
  private static let languages: Set<SourceLanguage> = [.python, .javascript, .typescript]
  private static let python = Pattern.fixed(
    #"(?m)^(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)|import[ \t]+([\w.]+))"#)
  private static let script = Pattern.fixed(
    #"(?m)^[ \t]*(?:import(?!\s+type\b)[^;'"`]*?from[ \t]*|export[^;'"`=]*?from[ \t]*|import[ \t]*|(?:const|let|var)[^;=\n]*=[ \t]*require\([ \t]*)["'](\.[^"'\n]+)["']"#
  )

  static let detector = Detector.artifact(
    "import_cycles", reading: { source, artifact in artifact.files.count > 1 && languages.contains(source.language) }
  ) { sources, _, rule in
    let files = sources.filter { languages.contains($0.language) && !$0.isTest && !$0.isPartial && !isBarrel($0.path) }
    guard files.count > 1 else { return [] }
    let known = Dictionary(
      files.enumerated().map { (stem($0.element.reviewedPath), $0.offset) }, uniquingKeysWith: { first, _ in first })
    let edges = files.enumerated().map { index, source in
      imports(of: source, known: known).filter { $0.target != index }
    }
    let groups = circles(edges.map { $0.map(\.target) })
    return groups.filter { $0.count > 1 }.flatMap { group in
      group.sorted().prefix(group.count == 2 ? 2 : 1).compactMap { index -> Hit? in
        guard let edge = edges[index].first(where: { group.contains($0.target) }) else { return nil }
        let names = group.sorted().map { files[$0].reviewedPath.split(separator: "/").last.map(String.init) ?? "" }
          .joined(separator: ", ")
        return Hit(
          rule, in: files[index].path, lines: edge.line...edge.line,
          message: "these import each other in a circle: \(names)")
      }
    }
  }

  private static func isBarrel(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return name == "__init__.py" || name.hasPrefix("index.") || name.hasSuffix(".d.ts") || name.hasSuffix(".min.js")
  }

  private static func stem(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
    return String(path[..<dot])
  }

  private struct Edge {
    let target: Int
    let line: Int
  }

  private static func imports(of source: Source, known: [String: Int]) -> [Edge] {
    source.language == .python ? pythonImports(of: source, known: known) : scriptImports(of: source, known: known)
  }

  private static func scriptImports(of source: Source, known: [String: Int]) -> [Edge] {
    let folder = source.reviewedPath.split(separator: "/").dropLast().map(String.init)
    return script.allMatches(in: source.text).compactMap { match in
      guard let group = match.groups.first.flatMap({ $0 }) else { return nil }
      var parts = folder
      for part in source.string(group).split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
      }
      let path = (source.reviewedPath.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
      return (known[path] ?? known[stem(path)]).map { Edge(target: $0, line: source.line(at: group.lowerBound)) }
    }
  }

  private static func pythonImports(of source: Source, known: [String: Int]) -> [Edge] {
    let folder = source.reviewedPath.split(separator: "/").dropLast().map(String.init)
    var edges: [Edge] = []
    for match in python.allMatches(in: source.code) {
      let line = source.line(at: match.range.lowerBound)
      func group(_ index: Int) -> String? {
        index < match.groups.count ? match.groups[index].map { source.string($0) } : nil
      }
      guard let module = group(0) ?? group(2) else { continue }
      let dots = module.prefix { $0 == "." }.count
      let names = module.dropFirst(dots).split(separator: ".").map(String.init)
      let imported = (group(1) ?? "").filter { !"()\n\t".contains($0) }.split(separator: ",").compactMap {
        $0.split(separator: " ").first.map(String.init)
      }
      let bases: [[String]]
      if dots > 0 {
        bases = [Array(folder.dropLast(dots - 1))]
      } else {
        bases = (0...folder.count).map { Array(folder.prefix(folder.count - $0)) }
      }
      for base in bases {
        let path = (base + names).joined(separator: "/")
        let candidates = [path] + imported.map { (base + names + [$0]).joined(separator: "/") }
        let found = candidates.compactMap { known[$0] ?? known["/" + $0] }
        edges += found.map { Edge(target: $0, line: line) }
        if !found.isEmpty { break }
      }
    }
    return edges
  }

  /// The groups of which each member reaches every other, by Kosaraju's two walks.
  private static func circles(_ edges: [[Int]]) -> [Set<Int>] {
    var order: [Int] = []
    var seen = Set<Int>()
    func walk(from start: Int, along edges: [[Int]], into found: inout [Int]) {
      var stack = [(start, 0)]
      seen.insert(start)
      while let (node, next) = stack.last {
        if next < edges[node].count {
          stack[stack.count - 1].1 += 1
          if seen.insert(edges[node][next]).inserted { stack.append((edges[node][next], 0)) }
        } else {
          found.append(node)
          stack.removeLast()
        }
      }
    }
    for node in edges.indices where !seen.contains(node) { walk(from: node, along: edges, into: &order) }
    var back = [[Int]](repeating: [], count: edges.count)
    for (node, targets) in edges.enumerated() { for target in targets { back[target].append(node) } }
    seen = []
    return order.reversed().compactMap { node in
      guard !seen.contains(node) else { return nil }
      var group: [Int] = []
      walk(from: node, along: back, into: &group)
      return Set(group)
    }
  }
}
