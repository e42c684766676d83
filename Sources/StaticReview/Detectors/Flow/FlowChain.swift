internal import JudgeTypes

/// A name with its members, calls and subscripts, such as `r.URL.Query().Get("id")`.
struct FlowChain {
  private struct Call {
    let callee: Range<Int>
    let arguments: Range<Int>
  }

  private let source: Source
  private let start: Int
  private let root: String
  private var calls: [Call] = []
  private(set) var end: Int
  /// Where its names stop; a call's parentheses lie behind that.
  private var isLabel = false

  private static let generic = Pattern.fixed(#"\A<[\w<>?, .]{1,80}>\("#)

  init(at start: Int, before limit: Int, in source: Source) {
    self.source = source
    self.start = start
    var index = start
    let code = source.code
    while index < limit, isWord(code[index]) { index += 1 }
    root = source.string(start..<index)
    end = index
    while index < limit {
      switch code[index] {
      case UInt8(ascii: "("):
        guard let close = source.closing(of: index), close < limit else { return }
        calls.append(Call(callee: start..<index, arguments: (index + 1)..<close))
        index = close + 1
      case UInt8(ascii: "["):
        guard let close = source.closing(of: index), close < limit else { return }
        index = close + 1
      case UInt8(ascii: "<"):
        guard let match = Self.generic.allMatches(in: code, range: index..<limit, limit: 1).first,
          match.range.lowerBound == index
        else { return }
        index = match.range.upperBound - 1
      case UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: ":"):
        guard let member = Self.member(at: index, before: limit, in: code) else {
          isLabel =
            code[index] == UInt8(ascii: ":") && calls.isEmpty && index + 1 < limit && code[index + 1] != code[index]
          return
        }
        index = member
        while index < limit, isWord(code[index]) { index += 1 }
      case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        // A chain may go on with a dot on the next line.
        var next = index
        while next < limit, isBlank(code[next]) { next += 1 }
        guard next < limit, code[next] == UInt8(ascii: ".") || code[next] == UInt8(ascii: "?"),
          Self.member(at: next, before: limit, in: code) != nil
        else { return }
        index = next
        continue
      default: return
      }
      end = index
    }
  }

  /// The start of the member's name behind `.`, `?.`, `!!.` or `::`.
  private static func member(at index: Int, before limit: Int, in code: [UInt8]) -> Int? {
    var next = index
    while next < limit, "?!.:".utf8.contains(code[next]) { next += 1 }
    let mark = code[index..<next]
    guard mark.contains(UInt8(ascii: ".")) || mark.elementsEqual("::".utf8) else { return nil }
    return next < limit && isWord(code[next]) ? next : nil
  }

  mutating func origin(in flow: Flow, depth: Int) -> Flow.Origin {
    if isLabel || Self.keywords.contains(root) || root.utf8.first.map({ (48...57).contains($0) }) == true {
      return .program
    }
    let whole = start..<end
    guard let request = FlowWords.requests[source.language] else { return .outside }
    var result: Flow.Origin
    var remaining = calls[...]
    if let first = calls.first, source.string(first.callee).allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
      result = originOfCall(first, receiver: nil, in: flow, request, depth: depth)
      remaining = calls.dropFirst()
    } else {
      let head = start..<(calls.first?.callee.upperBound ?? end)
      result = originOfHead(head, in: flow, request, depth: depth)
    }
    for call in remaining { result = originOfCall(call, receiver: result, in: flow, request, depth: depth) }
    if result == .outside, calls.isEmpty, source.has(FlowWords.constant, in: whole) { return .program }
    return result
  }

  private func originOfHead(_ head: Range<Int>, in flow: Flow, _ request: FlowWords.Request, depth: Int) -> Flow.Origin
  {
    if source.has(request.member, in: head), isRequestObject(head, flow, request) { return .request }
    return flow.origin(ofName: root, at: start, in: source, depth: depth)
  }

  /// `r` and its like are the request only where a parameter says so.
  private func isRequestObject(_ range: Range<Int>, _ flow: Flow, _ request: FlowWords.Request) -> Bool {
    guard source.has(request.doubtful, in: range) else { return true }
    return flow.function(around: start)?.parameters.contains {
      $0.name == root && request.type.matches(Array($0.text.utf8))
    } ?? false
  }

  private func originOfCall(
    _ call: Call, receiver: Flow.Origin?, in flow: Flow, _ request: FlowWords.Request, depth: Int
  ) -> Flow.Origin {
    if source.has(FlowWords.harmless, in: call.callee) { return .program }
    if source.has(request.call, in: call.callee), isRequestObject(call.callee, flow, request) { return .request }
    if source.has(FlowWords.handsOn, in: call.callee) {
      let given = flow.origin(of: call.arguments, in: source, depth: depth + 1)
      // A type or package is no value: `filepath.Join`, `Paths.get`.
      let isPackage = receiver == .outside && source.has(FlowWords.package, in: call.callee)
      return max(given, isPackage ? .program : receiver ?? .program)
    }
    if receiver == .request { return .request }
    let handedOn = source.localFunctions.handedOn(by: call.callee, in: source)
    guard !handedOn.isEmpty else { return .outside }
    let arguments = source.arguments(in: call.arguments)
    return handedOn.filter { arguments.indices.contains($0) }.reduce(.outside) {
      max($0, flow.origin(of: arguments[$1], in: source, depth: depth + 1))
    }
  }

  private static let keywords: Set<String> = [
    "new", "return", "await", "range", "if", "else", "true", "false", "nil", "null", "val", "var", "when", "as", "is",
    "in", "not", "instanceof", "final", "for", "func", "fun", "switch", "case", "default", "throw", "const", "let",
    "byte",
    "string", "char", "int", "long", "double", "float", "bool", "boolean",
  ]
}
