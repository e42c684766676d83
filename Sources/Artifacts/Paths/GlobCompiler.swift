/// Turns the text of a pattern into the states of its automaton.
///
/// It works from the last character to the first, so that each state knows what follows it.
struct GlobCompiler {
  private(set) var states: [GlobState] = [.accept]
  private let scalars: [Unicode.Scalar]

  /// Deeper braces than these stand for themselves.
  private static let deepestBraces = 16

  private enum Part {
    case literal(Unicode.Scalar)
    case any, star, globstar, globstarSlash
    case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    case choice([[Part]])
  }

  init(_ text: String) {
    var scalars = Array(text.unicodeScalars)
    while scalars.starts(with: ["." as Unicode.Scalar, "/"]) { scalars.removeFirst(2) }
    if scalars.last == "/" { scalars += ["*", "*"] }
    self.scalars = scalars
  }

  mutating func compile() -> Int {
    let closing = Self.closingBraces(in: scalars)
    let parts = parts(from: 0, to: scalars.count, closing: closing)
    return link(parts, before: 0)
  }

  // MARK: From text to parts

  private func parts(from start: Int, to end: Int, closing: [Int: Int]) -> [Part] {
    var parts: [Part] = []
    var index = start
    var hasClassEnd = true
    while index < end {
      let scalar = scalars[index]
      if scalar == "\\", index + 1 < end {
        parts.append(.literal(scalars[index + 1]))
        index += 2
      } else if scalar == "*" {
        let (part, next) = star(at: index, end: end)
        parts.append(part)
        index = next
      } else if scalar == "?" {
        parts.append(.any)
        index += 1
      } else if scalar == "[", hasClassEnd {
        if let (part, next) = characterClass(at: index, end: end) {
          parts.append(part)
          index = next
        } else {
          hasClassEnd = false  // none further on either, so that it is looked for once
        }
      } else if scalar == "{", let close = closing[index], close < end {
        parts.append(.choice(choices(from: index + 1, to: close, closing: closing)))
        index = close + 1
      } else {
        parts.append(.literal(scalar))
        index += 1
      }
    }
    return parts
  }

  private func star(at start: Int, end: Int) -> (Part, next: Int) {
    var index = start
    while index < end, scalars[index] == "*" { index += 1 }
    guard index - start >= 2, start == 0 || "/{,".unicodeScalars.contains(scalars[start - 1]) else {
      return (.star, index)
    }
    if index < end, scalars[index] == "/" { return (.globstarSlash, index + 1) }
    let isLast = index == scalars.count || (index == end && "},".unicodeScalars.contains(scalars[index]))
    return (isLast ? .globstar : .star, index)
  }

  private func characterClass(at start: Int, end: Int) -> (Part, next: Int)? {
    var index = start + 1
    var isNegated = false
    if index < end, scalars[index] == "!" || scalars[index] == "^" {
      isNegated = true
      index += 1
    }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    let first = index
    while index < end, scalars[index] != "]" || index == first {
      if scalars[index] == "\\", index + 1 < end { index += 1 }
      let lower = scalars[index]
      if index + 2 < end, scalars[index + 1] == "-", scalars[index + 2] != "]" {
        let upper = scalars[index + 2]
        if lower <= upper { ranges.append(lower...upper) }
        index += 3
      } else {
        ranges.append(lower...lower)
        index += 1
      }
    }
    return index < end ? (.oneOf(ranges, isNegated: isNegated), index + 1) : nil
  }

  private func choices(from start: Int, to end: Int, closing: [Int: Int]) -> [[Part]] {
    var choices: [[Part]] = []
    var begin = start
    var index = start
    while index < end {
      if scalars[index] == "\\" {
        index += 2
      } else if scalars[index] == "{", let close = closing[index] {
        index = close + 1
      } else {
        if scalars[index] == "," {
          choices.append(parts(from: begin, to: index, closing: closing))
          begin = index + 1
        }
        index += 1
      }
    }
    choices.append(parts(from: begin, to: end, closing: closing))
    return choices
  }

  /// For each `{` that counts, where its `}` stands.
  private static func closingBraces(in scalars: [Unicode.Scalar]) -> [Int: Int] {
    var closing: [Int: Int] = [:]
    var open: [Int] = []
    var index = 0
    while index < scalars.count {
      if scalars[index] == "\\" {
        index += 1
      } else if scalars[index] == "{" {
        open.append(index)
      } else if scalars[index] == "}", let start = open.popLast(), open.count < deepestBraces {
        closing[start] = index
      }
      index += 1
    }
    return closing
  }

  // MARK: From parts to states

  private mutating func link(_ parts: [Part], before next: Int) -> Int {
    var next = next
    for part in parts.reversed() { next = link(part, before: next) }
    return next
  }

  private mutating func add(_ state: GlobState) -> Int {
    states.append(state)
    return states.count - 1
  }

  private mutating func link(_ part: Part, before next: Int) -> Int {
    switch part {
    case .literal(let scalar): return add(.literal(scalar, next: next))
    case .any: return add(.any(next: next))
    case .oneOf(let ranges, let isNegated): return add(.oneOf(ranges, isNegated: isNegated, next: next))
    case .star:
      let choice = add(.either([next]))
      let loop = add(.any(next: choice))
      states[choice] = .either([next, loop])
      return choice
    case .globstar:
      let choice = add(.either([next]))
      let loop = add(.anything(next: choice))
      states[choice] = .either([next, loop])
      return loop
    case .globstarSlash:
      let choice = add(.either([next]))
      let slash = add(.literal("/", next: next))
      let loop = add(.either([slash]))
      let anything = add(.anything(next: loop))
      states[loop] = .either([slash, anything])
      states[choice] = .either([next, loop])
      return choice
    case .choice(let choices):
      var starts: [Int] = []
      for choice in choices { starts.append(link(choice, before: next)) }
      return add(.either(starts))
    }
  }
}
