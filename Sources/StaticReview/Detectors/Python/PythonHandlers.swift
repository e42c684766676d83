internal import JudgeTypes

/// One function of a Python file, with what its decorators and parameters say of it.
struct PythonFunction: Sendable {
  let block: Block
  let name: String
  /// From the first decorator to the declaration.
  let decorators: Range<Int>
  /// From the declaration to its colon.
  let head: Range<Int>
  let parameters: [PythonParameter]
  /// Whether a web framework calls it with what a client sends.
  let isHandler: Bool
}

struct PythonParameter: Sendable {
  let name: String
  /// The annotation, empty where there is none.
  let type: String
  /// The whole parameter, its default included.
  let text: String
}

/// What a Python file declares, found once for one detector.
struct PythonFile: Sendable {
  let source: Source
  let functions: [PythonFunction]
  private let byBody: [Int: Int]

  init(_ source: Source) {
    self.source = source
    functions = source.functions.map { Self.function($0, in: source) }
    byBody = Dictionary(
      functions.enumerated().map { ($1.block.body.lowerBound, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The innermost function around `offset`.
  func function(around offset: Int) -> PythonFunction? {
    source.function(around: offset).flatMap { byBody[$0.body.lowerBound] }.map { functions[$0] }
  }

  private static let declared = Pattern.fixed(#"\bdef[ \t]+(\w+)[ \t]*(\()"#)
  private static let routed = Pattern.fixed(
    #"@(?:[\w.]+\.)?(?:route|get|post|put|patch|delete|head|api_route|websocket|view|expose)\s*\(|@(?:api_view|action|view_config|require_(?:POST|GET|http_methods|safe)|csrf_exempt|login_required|expose)\b"#
  )
  private static let takesRequest = Pattern.fixed(
    #"\(\s*(?:self\s*,\s*)?(?:request|req)\b|\(\s*event\s*(?::\s*\w+\s*)?,\s*_?context\b|\(\s*\w+\s*:\s*(?:\w+\.)*(?:Request|HttpRequest)\b"#
  )
  private static let served = Pattern.fixed(
    #"\((?:[\w., ]*\b)?(?:Resource|MethodView|RequestHandler|HTTPEndpoint|HTTPMethodView|APIHandler|BaseHandler)\b"#)
  private static let verb = Pattern.fixed(#"\A(?:get|post|put|patch|delete)\z"#)

  private static func function(_ block: Block, in source: Source) -> PythonFunction {
    let header = block.range.lowerBound..<block.body.lowerBound
    let match = declared.allMatches(in: source.code, range: header, limit: 1).first
    let name = match?.groups[0].map { source.string($0) } ?? ""
    let open = match?.groups[1]?.lowerBound
    let close = open.flatMap { source.closing(of: $0) }
    var parameters: [PythonParameter] = []
    if let open, let close { parameters = source.arguments(in: (open + 1)..<close).map { parameter($0, in: source) } }
    let first = source.range(ofLines: source.line(at: source.trimmed(block.range).lowerBound)...source.lastLine)
      .lowerBound
    let decorators = startOfDecorators(above: first, in: source)..<first
    let isHandler =
      source.has(routed, in: decorators) || source.has(takesRequest, in: header)
      || verb.matches(Array(name.utf8)) && isServed(header.lowerBound, in: source)
    return PythonFunction(
      block: block, name: name, decorators: decorators, head: header, parameters: parameters, isHandler: isHandler)
  }

  private static func isServed(_ offset: Int, in source: Source) -> Bool {
    let near = max(0, offset - 4_000)..<offset
    guard let last = classHead.allMatches(in: source.code, range: near).last else { return false }
    return source.has(served, in: last.range)
  }

  private static let classHead = Pattern.fixed(#"(?m)^[ \t]*class[ \t]+\w+[^\n]*"#)
  private static let shape = Pattern.fixed(#"\A\*{0,2}(\w+)\s*(?::\s*([^=]+))?"#)

  private static func parameter(_ range: Range<Int>, in source: Source) -> PythonParameter {
    let match = shape.allMatches(in: source.text, range: range, limit: 1).first
    return PythonParameter(
      name: match?.groups.first.flatMap { $0 }.map { source.string($0) } ?? "",
      type: match.flatMap { $0.groups.count > 1 ? $0.groups[1] : nil }.map { source.string($0) } ?? "",
      text: source.string(range))
  }

  /// The first byte of the decorators that end above `offset`, those that go over several lines included.
  private static func startOfDecorators(above offset: Int, in source: Source) -> Int {
    var first = source.line(at: offset)
    let own = source.indentation(ofLine: first)
    var candidate = first - 1
    while candidate >= source.firstLine, first - candidate <= 12 {
      let bytes = source.trimmed(source.range(ofLines: candidate...candidate))
      guard !bytes.isEmpty else { break }
      let begins = source.code[bytes.lowerBound]
      if source.indentation(ofLine: candidate) == own, begins == UInt8(ascii: "@") {
        first = candidate
      } else if source.indentation(ofLine: candidate) <= own, begins != UInt8(ascii: ")") {
        break
      }
      candidate -= 1
    }
    return source.range(ofLines: first...first).lowerBound
  }
}
