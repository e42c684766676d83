/// A path pattern: `*` and `?` stay within one part of a path, `**` spans parts, `[a-z]` and `[!a-z]` are classes,
/// `{a,b}` is either, and `\` takes the next character as it is.
///
/// `**/` at the start or after a slash stands for any number of folders, none included; `/**` at the end for
/// everything inside. What is not closed, a lone `[` or `{`, stands for itself. No pattern is refused. Matching takes
/// time in proportion to the length of the pattern times that of the path, whatever they hold.
public struct GlobPattern: Sendable, Hashable {
  /// As it was written.
  public let text: String
  /// The states of an automaton: each names the ones that may follow it.
  let states: [GlobState]
  let start: Int
  /// What stands in every path that the pattern describes, so that most others are told without running the automaton; empty
  /// where nothing does.
  private let landmark: [UInt8]

  public init(_ text: String) {
    self.text = text
    var compiler = GlobCompiler(text)
    start = compiler.compile()
    states = compiler.states
    landmark = Self.landmark(of: text)
  }

  /// The longest piece of `text` without a special character. Slashes are none of it, since `**/` may stand for nothing.
  private static func landmark(of text: String) -> [UInt8] {
    guard !text.contains(where: "[{\\".contains) else { return [] }
    let pieces = text.split(whereSeparator: "*?/".contains)
    return Array((pieces.max { $0.utf8.count < $1.utf8.count } ?? "").utf8)
  }

  /// Whether `path`, with `/` between its parts and no `./` before it, is what the pattern describes.
  public func matches(_ path: String) -> Bool {
    guard hasLandmark(path) else { return false }
    var run = GlobRun(states: states)
    run.enter(start)
    for scalar in path.unicodeScalars {
      guard run.step(over: scalar) else { return false }
    }
    return run.isAccepting
  }

  private func hasLandmark(_ path: String) -> Bool {
    guard let first = landmark.first else { return true }
    var path = path
    return path.withUTF8 { path in
      guard path.count >= landmark.count else { return false }
      return (0...path.count - landmark.count).contains { start in
        path[start] == first && path[start..<start + landmark.count].elementsEqual(landmark)
      }
    }
  }

  /// Whether `text` holds a character that means something in a pattern.
  public static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { byte in byte == 0x2A || byte == 0x3F || byte == 0x5B || byte == 0x7B }
  }
}

/// One state of a pattern's automaton.
enum GlobState: Sendable, Hashable {
  case accept
  case literal(Unicode.Scalar, next: Int)
  /// Any one character but `/`.
  case any(next: Int)
  /// Any one character.
  case anything(next: Int)
  case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool, next: Int)
  /// Taken without reading a character.
  case either([Int])
}

/// The states a pattern can be in after what it has read so far.
private struct GlobRun {
  private let states: [GlobState]
  private var current: [Int] = []
  private var seen: [Bool]

  init(states: [GlobState]) {
    self.states = states
    seen = [Bool](repeating: false, count: states.count)
  }

  var isAccepting: Bool { current.contains { states[$0] == .accept } }

  mutating func enter(_ state: Int) {
    var pending = [state]
    while let state = pending.popLast() {
      guard !seen[state] else { continue }
      seen[state] = true
      if case .either(let following) = states[state] {
        pending.append(contentsOf: following)
      } else {
        current.append(state)
      }
    }
  }

  /// False once no state is left.
  mutating func step(over scalar: Unicode.Scalar) -> Bool {
    let previous = current
    current.removeAll(keepingCapacity: true)
    for index in seen.indices { seen[index] = false }
    for state in previous {
      if let next = following(states[state], over: scalar) { enter(next) }
    }
    return !current.isEmpty
  }

  private func following(_ state: GlobState, over scalar: Unicode.Scalar) -> Int? {
    switch state {
    case .accept, .either: nil
    case .literal(let expected, let next): expected == scalar ? next : nil
    case .any(let next): scalar == "/" ? nil : next
    case .anything(let next): next
    case .oneOf(let ranges, let isNegated, let next):
      scalar != "/" && ranges.contains { $0.contains(scalar) } != isNegated ? next : nil
    }
  }
}
