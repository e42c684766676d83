import Deliberation
import Foundation
import JudgeTypes
import Provenance

/// Recorded votes in JSON Lines, one vote a line.
struct VoteFile {
  private static let shownProblems = 20

  /// What a file is read for.
  enum Purpose {
    /// Right answers are not read, whatever stands there.
    case aggregating
    /// Lines without a right answer are of no use, a file without any is an error.
    case training
  }

  let lines: [RecordedVote]
  /// How many lines were one judge's second on the same item; the last one counts.
  let repeated: Int

  /// - Parameter path: of a file, or - for standard input.
  /// - Throws: `CommandFailure` that names every faulty line, up to twenty.
  init(_ path: String, for purpose: Purpose) throws {
    let bytes = try Self.bytes(of: path)
    let name = path == "-" ? "standard input" : path
    var lines: [RecordedVote] = []
    var problems: [String] = []
    var golds: [ExactName: (gold: String, line: Int)] = [:]
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      do throws(VoteLineProblem) {
        let vote = try VoteLine.vote(Array(line), readingGold: purpose == .training)
        if let gold = vote.gold {
          if let earlier = golds[ExactName(vote.item)], ExactName(earlier.gold) != ExactName(gold) {
            throw VoteLineProblem(
              "'gold' is '\(gold)', but line \(earlier.line) has '\(earlier.gold)' for the same item. Keep the right one."
            )
          }
          golds[ExactName(vote.item)] = (gold, index + 1)
        }
        lines.append(vote)
      } catch {
        problems.append("\(name):\(index + 1): \(error.message)")
      }
    }
    if !problems.isEmpty {
      let more = problems.count - Self.shownProblems
      let rest = more > 0 ? ["and \(more) more lines of \(name) cannot be read."] : []
      throw CommandFailure((problems.prefix(Self.shownProblems) + rest).joined(separator: "\n"))
    }
    guard !lines.isEmpty else {
      throw CommandFailure("\(name): there is no vote in it. Write one vote a line: \(VoteLine.example)")
    }
    if purpose == .training {
      // The right answer may stand on one line of an item only.
      lines = lines.filter { golds[ExactName($0.item)] != nil }
      guard !lines.isEmpty else {
        throw CommandFailure(
          "\(name): no line has a right answer. Add \"gold\":\"...\" to the lines of labelled items.")
      }
    }
    self.lines = lines
    var seen: Set<Place> = []
    repeated = lines.count { !seen.insert(Place(item: ExactName($0.item), judge: ExactName($0.judge))).inserted }
  }

  private struct Place: Hashable {
    let item: ExactName
    let judge: ExactName
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CommandFailure("\(path): there is no such file. Name a file of recorded votes, or - for standard input.")
    }
    guard !isFolder.boolValue else {
      throw CommandFailure("\(path): this is a folder. Name a file of recorded votes in it.")
    }
    // Not by size: what a shell gives as <(...) has none.
    guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() ?? Data() else {
      throw CommandFailure("\(path): it cannot be read. Look at its permissions.")
    }
    return Array(data)
  }
}

/// What is wrong with one line, and what to do.
struct VoteLineProblem: Error {
  let message: String
  init(_ message: String) { self.message = message }
}

/// One line of a vote file. Fields that it does not know are left alone.
enum VoteLine {
  static let example = #"{"item":"q1","judge":"gpt","family":"openai","label":"A","score":0.9}"#

  static func vote(_ bytes: [UInt8], readingGold: Bool) throws(VoteLineProblem) -> RecordedVote {
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch { throw VoteLineProblem("\(error)") }
    guard let members = value.objectValue else {
      throw VoteLineProblem("a vote is a JSON object such as \(example). Write one on each line.")
    }
    return RecordedVote(
      item: try name("item", in: members, meaning: "what was judged"),
      judge: try name("judge", in: members, meaning: "who judged it"),
      family: try text("family", in: members, meaning: "the vendor of the judge's weights"),
      label: try label(in: members),
      score: try score(in: members),
      isConsistent: try flag("consistent", in: members),
      gold: readingGold ? try text("gold", in: members, meaning: "the right answer") : nil)
  }

  private static func name(_ key: String, in members: JSONObject, meaning: String) throws(VoteLineProblem)
    -> String
  {
    guard let text = try text(key, in: members, meaning: meaning), !text.isEmpty else {
      throw VoteLineProblem("'\(key)' is missing. Add \(meaning): \"\(key)\":\"...\".")
    }
    return text
  }

  private static func label(in members: JSONObject) throws(VoteLineProblem) -> String? {
    guard members["label"] != nil else {
      throw VoteLineProblem("'label' is missing. Add the vote: \"label\":\"...\"; null or \"tie\" for an abstention.")
    }
    return try text("label", in: members, meaning: "the vote")
  }

  private static func text(_ key: String, in members: JSONObject, meaning: String) throws(VoteLineProblem)
    -> String?
  {
    guard let value = members[key], !value.isNull else { return nil }
    guard let text = value.stringValue else {
      throw VoteLineProblem("'\(key)' is \(value.canonical.prefix(40)), which is no text. Write \(meaning) in quotes.")
    }
    return text
  }

  private static func score(in members: JSONObject) throws(VoteLineProblem) -> Double? {
    guard let value = members["score"], !value.isNull else { return nil }
    guard let score = value.doubleValue else {
      throw VoteLineProblem("'score' is \(value.canonical.prefix(40)), which is no number. Write a number, or null.")
    }
    return score
  }

  private static func flag(_ key: String, in members: JSONObject) throws(VoteLineProblem) -> Bool? {
    guard let value = members[key], !value.isNull else { return nil }
    guard let flag = value.boolValue else {
      throw VoteLineProblem("'\(key)' is \(value.canonical.prefix(40)). Write true, false or null.")
    }
    return flag
  }
}
