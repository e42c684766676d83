extension Chain {
  /// Checks that every line is its own canonical form, stands where it was written and holds the hash of the line before,
  /// and that the closing entry counts them.
  ///
  /// Lines vouch for the ones before them, so nothing but an `expectedHead` (64 hexadecimal digits, from a report or an
  /// attestation) vouches for the last one, or tells a chain that was rewritten as a whole. One incomplete last line is no
  /// fault, because a killed run leaves one.
  public static func check(lines: [String], expectedHead: String? = nil) -> ChainReport {
    ChainCheck(lines: lines, expectedHead: expectedHead?.lowercased()).report()
  }
}

private struct ChainCheck {
  struct Line {
    let hash: String
    let entry: Result<Journal.Entry, JournalLineError>

    init(_ text: String) {
      hash = Digest.sha256(text)
      entry = Result { () throws(JournalLineError) in try Journal.Entry(line: text) }
    }

    var known: Journal.Entry? { try? entry.get() }
  }

  let lines: [Line]
  let expectedHead: String?
  /// The first line that holds each sequence number.
  let places: [Int: Int]

  init(lines: [String], expectedHead: String?) {
    self.lines = lines.map(Line.init)
    self.expectedHead = expectedHead
    let found = self.lines.enumerated().compactMap { place, line in line.known.map { ($0.sequence, place) } }
    places = Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  func report() -> ChainReport {
    var entries: [Journal.Entry] = []
    for (place, line) in lines.enumerated() {
      let isClosed = entries.last?.isClosing ?? false
      switch line.entry {
      case .failure(let error) where error.isIncompleteLine && place == lines.count - 1 && !isClosed:
        return report(entries, ending: .unfinished(line: place + 1))
      case .failure(let error):
        return report(entries, fault: fault(.altered, at: place, "\(error.errorDescription ?? "")"))
      case .success(let entry):
        if let fault = misplacement(of: entry, at: place) ?? brokenLink(of: entry, at: place) {
          // A fault that is found by the line after it takes back the entry before.
          return report(Array(entries.prefix(max(0, fault.line - 1))), fault: fault)
        }
        if isClosed { return report(entries, fault: fault(.added, at: place, "it stands after the closing entry")) }
        if let fault = wrongCount(of: entry, at: place) { return report(entries, fault: fault) }
        entries.append(entry)
      }
    }
    return report(entries, ending: entries.last?.isClosing == true ? .closed : .open)
  }

  // MARK: One line

  private func hash(before place: Int) -> String { place == 0 ? Journal.origin : lines[place - 1].hash }

  private func misplacement(of entry: Journal.Entry, at place: Int) -> ChainFault? {
    guard entry.sequence != place else { return nil }
    if let first = places[entry.sequence], first < place, lines[first].hash == lines[place].hash {
      return fault(.doubled, at: place, "it is a copy of line \(first + 1)")
    }
    if entry.previous == hash(before: place) {
      return fault(.altered, at: place, "it says it is entry \(entry.sequence) where entry \(place) was written")
    }
    if let later = places[place], later > place {
      let words = "entry \(entry.sequence) stands where entry \(place) was written, which is now on line \(later + 1)"
      return fault(.moved, at: place, words)
    }
    guard entry.sequence > place else {
      return fault(.altered, at: place, "entry \(entry.sequence) stands a second time, in place of entry \(place)")
    }
    let missing = entry.sequence - place
    let words = missing == 1 ? "entry \(place) is missing" : "entries \(place) to \(entry.sequence - 1) are missing"
    return fault(.cut, at: place, "\(words) before it")
  }

  /// Finds which of two neighbours was altered by asking whether the next line, or the expected head, knows the second.
  private func brokenLink(of entry: Journal.Entry, at place: Int) -> ChainFault? {
    guard entry.previous != hash(before: place) else { return nil }
    guard place > 0 else { return fault(.altered, at: 0, "a first entry must hold 64 zeros as 'previous'") }
    let isLast = place == lines.count - 1
    let witness = isLast ? expectedHead : lines[place + 1].known?.previous
    if witness == lines[place].hash || (isLast && witness == nil) {
      let words = "its hash is not the one that line \(place + 1) holds"
      return fault(.altered, at: place - 1, isLast && witness == nil ? words + ", unless that line was altered" : words)
    }
    return fault(.altered, at: place, "it does not hold the hash of line \(place), nor is its own hash known")
  }

  private func wrongCount(of entry: Journal.Entry, at place: Int) -> ChainFault? {
    guard entry.isClosing, entry.body != ["entries": .integer(place)] else { return nil }
    return fault(.altered, at: place, "the closing entry must count \(place) entries before it")
  }

  private func fault(_ kind: ChainFault.Kind, at place: Int, _ reason: String) -> ChainFault {
    ChainFault(kind, line: place + 1, reason: reason)
  }

  // MARK: The whole

  private func report(_ entries: [Journal.Entry], fault: ChainFault) -> ChainReport {
    ChainReport(entries: entries, head: hash(before: entries.count), ending: .open, fault: fault)
  }

  private func report(_ entries: [Journal.Entry], ending: ChainReport.Ending) -> ChainReport {
    let head = hash(before: entries.count)
    return ChainReport(entries: entries, head: head, ending: ending, fault: wrongHead(head, ending, entries.count))
  }

  private func wrongHead(_ head: String, _ ending: ChainReport.Ending, _ count: Int) -> ChainFault? {
    guard let expectedHead, expectedHead != head else { return nil }
    if let place = lines.prefix(count).firstIndex(where: { $0.hash == expectedHead }) {
      let words = "the expected head is the head of line \(place + 1) of \(lines.count): the run goes on after it"
      return fault(.added, at: place + 1, words)
    }
    if ending == .closed {
      return ChainFault(.rewritten, line: count, reason: "the head is \(head), expected was \(expectedHead)")
    }
    let words = "the expected head \(expectedHead) is on no line, and no closing entry follows: the end was cut away"
    return ChainFault(.cut, line: count, reason: words)
  }
}
