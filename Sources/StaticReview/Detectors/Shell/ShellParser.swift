/// Reads the commands of a shell script: quotes, substitutions, groups, functions, here-documents.
///
/// It never fails: what it cannot make out it passes over, byte by byte.
struct ShellParser {
  let bytes: [UInt8]
  let end: Int
  var position: Int
  var commands: [ShellCommand] = []
  /// By the index of a group's first command, the index behind its last.
  var groups: [Int: Int] = [:]
  var waiting: [(word: String, isQuoted: Bool, command: Int)] = []
  private var depth = 0
  private var isCondition = false
  private var cases = 0
  /// The open braces: where the group began, and the function that it is the body of.
  private var braces: [(start: Int, function: String?)] = []
  private var announced: String?
  /// Whether substitutions lie deeper than `deepest`, and were passed over.
  private(set) var isCut = false

  /// Deeper substitutions are passed over.
  static let deepest = 30

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    end = bytes.count
    position = 0
  }

  /// The same, read to the end.
  static func read(_ bytes: [UInt8]) -> ShellParser {
    var parser = ShellParser(bytes)
    parser.readList(until: nil)
    return parser
  }

  func at(_ offset: Int) -> UInt8 { offset < end ? bytes[offset] : 0 }
  func isAt(_ text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= end else { return false }
    for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] { return false }
    return true
  }

  mutating func skipBlanks() {
    while position < end {
      if bytes[position] == 0x20 || bytes[position] == 0x09 || bytes[position] == 0x0D {
        position += 1
      } else if bytes[position] == UInt8(ascii: "\\"), at(position + 1) == UInt8(ascii: "\n") {
        position += 2
      } else {
        return
      }
    }
  }

  mutating func skipLine() { while position < end, bytes[position] != UInt8(ascii: "\n") { position += 1 } }

  /// The commands to the closing byte, which is read too.
  mutating func readList(until close: UInt8?) {
    var link = ShellCommand.Link.none
    while position < end {
      skipBlanks()
      guard position < end else { return }
      let byte = bytes[position]
      if let close, byte == close {
        position += 1
        return
      }
      switch byte {
      case UInt8(ascii: "\n"):
        position += 1
        readDocuments()
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: ";"):
        position += 1
        link = .none
        if cases > 0, at(position) == UInt8(ascii: ";") || at(position) == UInt8(ascii: "&") {
          position += at(position + 1) == UInt8(ascii: "&") ? 2 : 1
          skipCasePattern()
        }
      case UInt8(ascii: "&"), UInt8(ascii: "|"): link = readLink()
      case UInt8(ascii: "("):
        if at(position + 1) == UInt8(ascii: "(") {
          skipArithmetic()
        } else {
          position += 1
          let start = commands.count
          let wasCondition = isCondition
          readList(until: UInt8(ascii: ")"))
          endGroup(start, link: link)
          isCondition = wasCondition
          link = followLink(from: start)
        }
      case UInt8(ascii: ")"): position += 1
      case UInt8(ascii: "{") where isBlank(at(position + 1)):
        braces.append((commands.count, announced))
        announced = nil
        // The link in front of a group is that of its first command.
        position += 1
      case UInt8(ascii: "}"):
        position += 1
        if let brace = braces.popLast() {
          endGroup(brace.start, link: .none)
          link = followLink(from: brace.start)
        }
      default:
        let start = commands.count
        let before = position
        if readCommand(link) { link = followLink(from: start, single: true) }
        if position == before { position += 1 }
      }
    }
  }

  private mutating func endGroup(_ start: Int, link: ShellCommand.Link) {
    guard start < commands.count else { return }
    groups[start] = max(groups[start] ?? 0, commands.count)
    if link != .none { commands[start].before = link }
  }

  private mutating func readLink() -> ShellCommand.Link {
    let byte = bytes[position]
    if at(position + 1) == byte {
      position += 2
      return byte == UInt8(ascii: "&") ? .and : .or
    }
    position += 1
    if byte == UInt8(ascii: "|") {
      if at(position) == UInt8(ascii: "&") { position += 1 }
      return .pipe
    }
    return .background
  }

  /// What joins the command, or the group, that was just read with the next one.
  private mutating func followLink(from start: Int, single: Bool = false) -> ShellCommand.Link {
    skipBlanks()
    while position < end, bytes[position] == UInt8(ascii: ">") || bytes[position] == UInt8(ascii: "<") {
      let index = start < commands.count ? start : commands.count - 1
      guard index >= 0, readRedirection(into: index) else { break }
      skipBlanks()
    }
    guard position < end, bytes[position] == UInt8(ascii: "&") || bytes[position] == UInt8(ascii: "|") else {
      return .none
    }
    let link = readLink()
    guard start < commands.count else { return link }
    if single {
      commands[start].after = link
    } else if let last = commands.indices.last(where: { commands[$0].depth == depth }) {
      commands[last].after = link
    }
    return link
  }

  // MARK: Commands

  /// Reads reserved words or one simple command; true when it was a command.
  private mutating func readCommand(_ link: ShellCommand.Link) -> Bool {
    let start = position
    let index = commands.count
    commands.append(
      ShellCommand(
        range: start..<start, before: link, isCondition: isCondition, depth: depth,
        function: braces.last { $0.function != nil }?.function))
    var isNegated = false
    while position < end {
      skipBlanks()
      let byte = at(position)
      if position >= end || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|") {
        break
      }
      if byte == UInt8(ascii: "&"), at(position + 1) != UInt8(ascii: ">") { break }
      if byte == UInt8(ascii: "#") {
        skipLine()
        break
      }
      if byte == UInt8(ascii: ")") { break }
      if byte == UInt8(ascii: "(") {
        guard let name = commands[index].words.first?.text, commands[index].words.count == 1 else {
          skipParentheses()
          continue
        }
        announced = name
        skipParentheses()
        commands.removeSubrange(index...)
        return false
      }
      if readRedirection(into: index) { continue }
      guard let word = readWord() else {
        position += 1
        continue
      }
      if word.isBare, commands[index].words.isEmpty, commands[index].assignments.isEmpty {
        if let outcome = reserved(word.text, at: index, isNegated: &isNegated) {
          if outcome { continue }
          return false
        }
      }
      if commands[index].words.isEmpty, let assignment = assignment(word) {
        commands[index].assignments.append(assignment)
      } else {
        commands[index].words.append(word)
      }
      if commands[index].words.count == 1, word.text == "[[" { skipTest(into: index) }
    }
    commands[index].range = start..<max(start, trimmedEnd(position, from: start))
    if isNegated { commands[index].isCondition = true }
    if commands[index].words.isEmpty, commands[index].assignments.isEmpty, commands[index].redirections.isEmpty {
      if commands.count == index + 1 { commands.removeLast() }
      return false
    }
    return true
  }

  private func trimmedEnd(_ offset: Int, from start: Int) -> Int {
    var offset = min(offset, end)
    while offset > start, isBlank(bytes[offset - 1]) { offset -= 1 }
    return offset
  }

  /// Nil when the word is none; true when the command goes on behind it, false when it stands alone.
  private mutating func reserved(_ word: String, at index: Int, isNegated: inout Bool) -> Bool? {
    switch word {
    case "if", "elif", "while", "until":
      isCondition = true
      commands[index].isCondition = true
      return true
    case "then", "do", "else":
      isCondition = false
      commands[index].isCondition = false
      return true
    case "!":
      isNegated = true
      return true
    case "time": return true
    case "fi", "done":
      commands.removeSubrange(index...)
      return false
    case "esac":
      cases = max(0, cases - 1)
      commands.removeSubrange(index...)
      return false
    case "function":
      skipBlanks()
      announced = readWord()?.text
      skipBlanks()
      if at(position) == UInt8(ascii: "(") { skipParentheses() }
      commands.removeSubrange(index...)
      return false
    case "{":
      braces.append((index, announced))
      announced = nil
      commands.removeSubrange(index...)
      return false
    case "case":
      skipBlanks()
      _ = readWord()
      while position < end, isBlank(bytes[position]) { position += 1 }
      _ = readWord()
      cases += 1
      commands.removeSubrange((index + 1)...)
      commands.remove(at: index)
      skipCasePattern()
      return false
    default: return nil
    }
  }

  private mutating func skipCasePattern() {
    while position < end {
      while position < end, isBlank(bytes[position]) { position += 1 }
      guard at(position) == UInt8(ascii: "#") else { break }
      skipLine()
    }
    if isAt("esac") { return }
    if at(position) == UInt8(ascii: "(") { position += 1 }
    while position < end, bytes[position] != UInt8(ascii: ")") {
      if bytes[position] == UInt8(ascii: "\\") { position += 1 }
      if bytes[position < end ? position : end - 1] == UInt8(ascii: "\n") { return }
      position += 1
    }
    position += 1
  }

  private func assignment(_ word: ShellWord) -> ShellAssignment? {
    guard let equals = word.text.firstIndex(of: "=") else { return nil }
    var name = word.text[..<equals]
    if name.hasSuffix("+") { name = name.dropLast() }
    guard let first = name.first, first.isLetter || first == "_",
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { return nil }
    let value = ShellWord(
      range: word.range, text: String(word.text[word.text.index(after: equals)...]), expansions: word.expansions,
      isBare: word.isBare)
    return ShellAssignment(name: String(name), value: value)
  }

  /// `[[ … ]]`: what looks like operators in it joins no commands.
  private mutating func skipTest(into index: Int) {
    while position < end, !isAt("]]") {
      if isBlank(bytes[position]) || "()<>|&;".utf8.contains(bytes[position]) {
        position += 1
      } else if let word = readWord() {
        commands[index].words.append(word)
      } else {
        position += 1
      }
    }
    position = min(end, position + 2)
  }

  private mutating func skipArithmetic() {
    while position < end, !isAt("))") { position += 1 }
    position = min(end, position + 2)
  }

  private mutating func skipParentheses() {
    var level = 0
    while position < end {
      if bytes[position] == UInt8(ascii: "(") { level += 1 }
      if bytes[position] == UInt8(ascii: ")") { level -= 1 }
      position += 1
      if level == 0 { return }
    }
  }

  /// The commands of a substitution, up to its closing byte.
  mutating func readSubstitution(until close: UInt8) {
    guard depth < Self.deepest else {
      isCut = true
      while position < end, bytes[position] != close { position += 1 }
      position += 1
      return
    }
    let saved = (isCondition, cases, braces, announced)
    (isCondition, cases, announced) = (false, 0, nil)
    braces = braces.filter { $0.function != nil }
    depth += 1
    readList(until: close)
    depth -= 1
    (isCondition, cases, braces, announced) = saved
  }
}
