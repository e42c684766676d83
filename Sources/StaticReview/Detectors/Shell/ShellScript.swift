internal import JudgeTypes

/// A shell script, or the script of a pipeline's step, as its commands.
struct ShellScript: Sendable {
  /// What the shell does when a command fails, unless the script says otherwise.
  struct Options: Sendable, Hashable {
    var stopsAtErrors = false
    var stopsAtUnset = false
    var failsInPipes = false
  }

  let bytes: [UInt8]
  let path: String
  /// Whether it is a step of a pipeline, on a machine that is gone afterwards.
  let isStep: Bool
  let commands: [ShellCommand]
  let groups: [Int: Int]
  /// Whether some of it nests too deep to be read.
  let isCut: Bool
  let options: Options
  /// Where errors are switched to be fatal; nil where they are from the start, or never.
  private let lineStarts: [Int]
  private let firstLine: Int
  let variables: ShellVariables

  init(_ bytes: [UInt8], path: String, firstLine: Int = 1, options: Options = Options(), isStep: Bool = false) {
    self.bytes = bytes
    self.path = path
    self.firstLine = firstLine
    self.isStep = isStep
    let parser = ShellParser.read(bytes)
    (commands, groups, isCut) = (parser.commands, parser.groups, parser.isCut)
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    self.options = Self.options(of: commands, bytes, from: options)
    variables = ShellVariables(commands)
  }

  private static let flags = Pattern.fixed(#"\A#![^\n]*sh[ \t]+(-[a-zA-Z]+)"#)

  private static func options(of commands: [ShellCommand], _ bytes: [UInt8], from start: Options) -> Options {
    var options = start
    if let found = flags.allMatches(in: bytes, limit: 1).first?.groups[0] {
      apply(String(decoding: bytes[found], as: UTF8.self), next: nil, to: &options)
    }
    for command in commands where command.name == "set" && command.depth == 0 {
      let words = command.words.map(\.text)
      for (index, word) in words.enumerated() where word.hasPrefix("-") {
        apply(word, next: index + 1 < words.count ? words[index + 1] : nil, to: &options)
      }
    }
    return options
  }

  private static func apply(_ flag: String, next: String?, to options: inout Options) {
    if flag.contains("e") { options.stopsAtErrors = true }
    if flag.contains("u") { options.stopsAtUnset = true }
    guard flag.hasSuffix("o") else { return }
    switch next {
    case "errexit": options.stopsAtErrors = true
    case "nounset": options.stopsAtUnset = true
    case "pipefail": options.failsInPipes = true
    default: break
    }
  }

  func line(at offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + firstLine
  }

  func lines(of range: Range<Int>) -> ClosedRange<Int> {
    let first = line(at: range.lowerBound)
    return first...max(first, line(at: max(range.lowerBound, range.upperBound - 1)))
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  func has(_ pattern: Pattern, in range: Range<Int>) -> Bool { pattern.matches(bytes, in: range) }

  /// The range of a command together with those it is piped to.
  func pipeline(from index: Int) -> (indices: [Int], range: Range<Int>) {
    var indices = [index]
    var current = index
    while commands[current].after == .pipe, let next = next(after: current) {
      indices.append(next)
      current = next
    }
    return (
      indices,
      commands[index].range.lowerBound..<max(commands[index].range.upperBound, commands[current].range.upperBound)
    )
  }

  /// The next command that is no part of this one.
  func next(after index: Int) -> Int? {
    var next = index + 1
    while next < commands.count, commands[next].depth > commands[index].depth { next += 1 }
    return next < commands.count && commands[next].depth == commands[index].depth ? next : nil
  }

  /// The commands that run when the one at `index` fails: those behind its `||`.
  func alternatives(of index: Int) -> [ShellCommand] {
    let last = pipeline(from: index).indices.last ?? index
    guard commands[last].after == .or, let first = next(after: last) else { return [] }
    if let end = groups[first], end > first { return Array(commands[first..<end]) }
    var found = [commands[first]]
    var current = first
    while commands[current].after == .and || commands[current].after == .pipe, let next = next(after: current) {
      found.append(commands[next])
      current = next
    }
    return found
  }

  /// The words of a command without what only says how it is run, such as `sudo -u app`.
  func program(_ command: ShellCommand) -> ArraySlice<ShellWord> {
    var words = command.words[...]
    let runners: Set = [
      "sudo", "env", "nohup", "exec", "command", "doas", "nice", "ionice", "time", "timeout", "builtin",
    ]
    while let first = words.first, runners.contains(first.text), words.count > 1 {
      words = words.dropFirst()
      while let flag = words.first, words.count > 1,
        flag.text.hasPrefix("-") || flag.text.contains("=") || flag.text.first?.isNumber == true
      {
        words = words.dropFirst()
        if ["-u", "-g", "-n", "-s", "-k"].contains(flag.text), first.text != "env", words.count > 1 {
          words = words.dropFirst()
        }
      }
    }
    return words
  }
}

extension Source {
  /// The file as a shell script.
  var shell: ShellScript { cache.reading("shell") { ShellScript(bytes, path: path, firstLine: firstLine) } }
}
