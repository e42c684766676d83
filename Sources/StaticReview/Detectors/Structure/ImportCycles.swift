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
    "import_cycles",
    reading: { source, artifact in artifact.files.count > 1 && languages.contains(source.language) },
    gathering: { source, _ in
      guard !source.isTest, !source.isPartial else { return [] }
      return source.language == .python ? pythonImports(of: source) : scriptImports(of: source)
    },
    concluding: { facts, _, rule in
      let files = facts.filter { languages.contains($0.language) && !$0.isTest && !isBarrel($0.path) }
      guard files.count > 1 else { return [] }
      let known = Dictionary(
        files.enumerated().map { (stem($0.element.reviewedPath), $0.offset) }, uniquingKeysWith: { first, _ in first })
      let targets = files.enumerated().map { index, file in
        file.notes.flatMap { edges(of: $0, known: known) }.filter { $0.target != index }
      }
      return circles(targets.map { $0.map(\.target) }).filter { $0.count > 1 }.flatMap { group in
        let names = group.sorted().map { files[$0].reviewedPath.split(separator: "/").last.map(String.init) ?? "" }
        return group.sorted().prefix(group.count == 2 ? 2 : 1).compactMap { index -> Hit? in
          guard let edge = targets[index].first(where: { group.contains($0.target) }) else { return nil }
          return Hit(
            rule, in: files[index].path, lines: edge.line...edge.line,
            message: "these import each other in a circle: \(names.joined(separator: ", "))")
        }
      }
    })

  /// The files that a note can mean: of its places, which tabs part, the first that holds any of its names.
  private static func edges(of note: FileFacts.Note, known: [String: Int]) -> [Edge] {
    for place in note.text.split(separator: "\t") {
      let found = place.split(separator: ",").compactMap { known[String($0)] ?? known["/" + $0] }
      if !found.isEmpty { return found.map { Edge(target: $0, line: note.line) } }
    }
    return []
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

  private static func scriptImports(of source: Source) -> [FileFacts.Note] {
    let folder = source.reviewedPath.split(separator: "/").dropLast().map(String.init)
    return script.allMatches(in: source.text).compactMap { match in
      guard let group = match.groups.first.flatMap({ $0 }) else { return nil }
      var parts = folder
      for part in source.string(group).split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
      }
      let path = (source.reviewedPath.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
      return FileFacts.Note(text: "\(path),\(stem(path))", line: source.line(at: group.lowerBound))
    }
  }

  private static func pythonImports(of source: Source) -> [FileFacts.Note] {
    let folder = source.reviewedPath.split(separator: "/").dropLast().map(String.init)
    var notes: [FileFacts.Note] = []
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
      } else if let own = names.first.flatMap({ folder.lastIndex(of: $0) }) {
        // A name of the file's own folders is that package, whatever is named like it on the way.
        bases = [Array(folder.prefix(own))]
      } else {
        bases = (0...folder.count).map { Array(folder.prefix(folder.count - $0)) }
      }
      let places = bases.map { base in
        let path = (base + names).joined(separator: "/")
        return ([path] + imported.map { (base + names + [$0]).joined(separator: "/") }).joined(separator: ",")
      }
      notes.append(.init(text: places.joined(separator: "\t"), line: line))
    }
    return notes
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
