import JudgeTypes
import Markdown

/// A demand as it was found in a section.
struct Statement: Sendable, Hashable {
  let level: Level
  let line: Int
  let endLine: Int
  let text: String
  /// The sentence it stands in, where what it speaks of may be named.
  let context: String
  let rule: String
}

/// Walks the blocks of a section and gathers its demands; a list or table is read under the sentence before it.
struct SectionReader {
  let place: Place
  var found: [Statement] = []

  init(place: Place) { self.place = place }

  /// Reads a section under the stem that the section around it ends with; returns the stem it ends with itself.
  ///
  /// "The services must do the following:" before subsections speaks of the lists in them, past names such as "Logs:".
  mutating func read(_ blocks: [Block], under stem: Lead?) -> Lead? {
    if Self.isUndecided(blocks, in: place) { return nil }
    var lead = stem ?? place.stem
    var last = stem
    for block in blocks {
      switch block.kind {
      case .paragraph:
        lead = read(paragraph: block)
        if case .level? = stem, lead == .heading || Self.isName(block) { lead = stem }
        last = lead
      case .list:
        if Self.isMetadata(block) { continue }
        for item in block.children { read(item: item, under: lead) }
        last = stem
      case .quotation where Self.isAlert(block): lead = read(Self.blocks(ofAlert: block), under: nil)
      case .quotation where place.authority == .specification: lead = read(specification: block)
      case .table:
        read(table: block, under: lead)
        lead = stem
        last = stem
      case .html:
        lead = nil
        for paragraph in block.children { lead = read(paragraph: paragraph) }
      default: lead = nil  // quotations, code and HTML say nothing of ours, and cut a list from its stem
      }
    }
    if case .level? = last { return last }
    return nil
  }

  /// "None yet. The board did not choose.": a decision that says of itself that it was not made.
  private static func isUndecided(_ blocks: [Block], in place: Place) -> Bool {
    guard place.authority == .decision, let first = blocks.first, first.kind == .paragraph,
      let sentence = first.prose.sentences.first
    else { return false }
    let words = sentence.tokens.filter { $0.kind != .punctuation }.map(\.lowercased)
    if words.starts(with: ["none", "yet"]) || words.starts(with: ["not", "yet"]) || words == ["none"] { return true }
    if words.starts(with: ["no", "decision"]) { return true }
    guard words.count <= 8, let word = words.first(where: { undecided.contains($0) }) else { return false }
    return words.count <= 2 || word == "undecided" || words.starts(with: ["the", "decision"])
      || words.starts(with: ["this", "is"])
  }

  private static let undecided = Words.set("undecided deferred postponed tbd pending open adjourned")

  /// Specifications set what they say of a field in quotations; the words of RFC 2119 in capitals tell it from what others said.
  private mutating func read(specification quotation: Block) -> Lead? {
    for paragraph in quotation.children where paragraph.kind == .paragraph {
      for sentence in paragraph.prose.sentences {
        gather(sentence, signals: CapitalKeyword.signals(in: sentence))
      }
    }
    return nil
  }

  /// "- Status: draft", "- Date: …": front matter written as a list.
  private static func isMetadata(_ list: Block) -> Bool {
    let keys = list.children.compactMap { item -> String? in
      let parts = item.children.first?.text.split(separator: ":", maxSplits: 1) ?? []
      return parts.count == 2 ? parts[0].lowercased().split(separator: " ").last.map(String.init) : nil
    }
    return keys.count { ["status", "date", "deciders", "author", "authors", "supersedes", "pr"].contains($0) } >= 2
  }

  /// "> [!WARNING]": what the author stresses, not what someone else said.
  private static func isAlert(_ quotation: Block) -> Bool {
    let start = quotation.children.first?.text.uppercased() ?? ""
    if isCallout(quotation) { return true }
    return ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"].contains { start.hasPrefix("[!\($0)]") }
  }

  /// "> Important: …", as documentation comments put it.
  private static func isCallout(_ quotation: Block) -> Bool {
    let tokens = quotation.children.first?.prose.tokens.prefix(2) ?? []
    return tokens.first?.isOne(of: ["important", "warning", "caution", "attention"]) == true
      && tokens.last?.is(":") == true && tokens.count == 2
  }

  /// The blocks of an alert without its mark.
  private static func blocks(ofAlert alert: Block) -> [Block] {
    guard let first = alert.children.first else { return [] }
    if isCallout(alert) {
      let words = first.runs.first.map { $0.text.drop { $0 != ":" }.dropFirst() } ?? ""
      let rest = first.runs.first.map { [TextRun(text: String(words), style: $0.style, line: $0.line)] } ?? []
      let text = Block(
        kind: first.kind, line: first.line, endLine: first.endLine, runs: rest + first.runs.dropFirst(), children: [])
      return [text] + alert.children.dropFirst()
    }
    let runs = Array(first.runs.drop { $0.style != .space }.dropFirst())
    let text = Block(
      kind: first.kind, line: runs.first?.line ?? first.line, endLine: first.endLine, runs: runs, children: [])
    return (runs.isEmpty ? [] : [text]) + alert.children.dropFirst()
  }

  /// A paragraph of a few words, such as a link, that only names what follows.
  private static func isName(_ paragraph: Block) -> Bool {
    let tokens = Prose(paragraph.runs).tokens
    return tokens.count <= 4 && tokens.last?.is(".") != true
  }

  private mutating func read(paragraph: Block) -> Lead? {
    guard !DecisionRecord.adoptsKeywords(paragraph) else { return nil }
    let sentences = paragraph.prose.sentences
    // A paragraph that begins as an example is one to its end.
    if let first = sentences.first, SentenceFilter.example.drops(first, place), !place.usesCapitals {
      return sentences.last?.endsWithColon == true ? .blocked : nil
    }
    var lead: Lead?
    for sentence in sentences {
      let signals = sentence.signals(in: place)
      gather(sentence, signals: signals)
      lead = Lead(sentence, signals: signals)
    }
    return lead
  }

  private mutating func gather(_ sentence: Sentence, signals: [Signal]) {
    if sentence.isHeading { return }
    if sentence.isPointer, sentence.endsWithColon || signals.allSatisfy({ sentence.pointsOnly(after: $0.index) }) {
      return
    }
    for (signal, range) in sentence.demands(signals) {
      let tokens = sentence.tokens[range]
      let isWhole = tokens.count == sentence.tokens.count
      found.append(
        Statement(
          level: signal.level, line: range.lowerBound == 0 ? sentence.line : tokens.first?.line ?? sentence.line,
          endLine: tokens.last?.line ?? sentence.endLine, text: isWhole ? sentence.text : sentence.text(of: range),
          context: sentence.text, rule: signal.rule))
    }
  }

  private mutating func add(_ level: Level, _ sentence: Sentence, rule: String) {
    found.append(
      Statement(
        level: level, line: sentence.line, endLine: sentence.endLine, text: sentence.text, context: sentence.text,
        rule: rule))
  }
}

// MARK: - Lists

extension SectionReader {
  private mutating func read(item: Block, under lead: Lead?) {
    if lead == .blocked { return }
    var inner: Lead?
    var isFirst = true
    for block in item.children {
      switch block.kind {
      case .paragraph where isFirst:
        inner = read(firstParagraph: block, of: item, under: lead)
        isFirst = false
      case .paragraph: inner = read(paragraph: block)
      case .list:
        let stem = enumerates(block) ? inner?.asStem : inner
        for child in block.children { read(item: child, under: stem) }
      case .table: read(table: block, under: inner)
      default: inner = nil
      }
    }
  }

  /// Whether a list below an item only names things, so that it goes on with what the item demands.
  private func enumerates(_ list: Block) -> Bool {
    let naming = list.children.count { item in
      item.children.first?.prose.sentences.first.map { !$0.hasFiniteVerb && $0.label == nil } ?? false
    }
    return naming >= 2 && naming * 3 >= list.children.count * 2
  }

  private mutating func read(firstParagraph block: Block, of item: Block, under lead: Lead?) -> Lead? {
    var inner: Lead?
    for (position, sentence) in block.prose.sentences.enumerated() {
      let signals = sentence.signals(in: place)
      inner = Lead(sentence, signals: signals)
      if position > 0 {
        gather(sentence, signals: signals)
      } else if let level = itemLevel(of: sentence, signals: signals, item: item, under: lead) {
        add(level, sentence, rule: "item-under-stem")
      } else {
        gather(sentence, signals: signals)
      }
    }
    return inner
  }

  /// The level an item takes from its place in the list; nil when it speaks for itself or says nothing.
  private func itemLevel(of sentence: Sentence, signals: [Signal], item: Block, under lead: Lead?) -> Level? {
    guard SentenceFilter.first(for: sentence, in: place) == nil, !sentence.isPointer else { return nil }
    if let label = sentence.label, label.split(separator: " ").count <= 4, case .level(let level)? = Lead(name: label),
      place.takesPlain, !signals.contains(where: \.isKeyword)
    {
      return sentence.beginsWithNegation ? level.ofNegatedItem : level
    }
    switch lead {
    case .level(let level)?:
      if signals.contains(where: { $0.isKeyword }) { return nil }
      let isNegated = sentence.beginsWithNegation || signals.first?.level == .mustNot
      return isNegated ? level.ofNegatedItem : level
    case .labelled(let level)? where sentence.label != nil && signals.isEmpty && !sentence.hasFiniteVerb:
      return sentence.beginsWithNegation ? level.ofNegatedItem : level
    case .heading?, .labelled?, nil:
      if lead == .heading, signals.isEmpty, place.takesPlain, !place.usesCapitals, let level = sentence.predicateLevel {
        return level
      }
      guard signals.isEmpty, isNamedDemand(sentence, item: item, under: lead) else { return nil }
      return sentence.beginsWithNegation ? .mustNot : .must
    default: return nil
    }
  }

  /// A noun phrase or gerund that stands for a demand in a list of the decision.
  private func isNamedDemand(_ sentence: Sentence, item: Block, under lead: Lead?) -> Bool {
    guard place.takesPlain, !place.usesCapitals, item.kind == .item(isTask: false),
      !sentence.hasFiniteVerb, !sentence.tokens.isEmpty, !sentence.hasReason, !sentence.praises, !sentence.tellsCost
    else { return false }
    // "Name: a thing that …" defines.
    if sentence.label != nil, sentence.tokens[0].isOne(of: ["a", "an", "the"]) { return false }
    if let label = sentence.label, Lead(name: label) == .blocked { return false }
    if lead == .heading || sentence.label != nil { return true }
    // Without a decision, a list below a sentence may as well name what there is.
    let isRule = place.authority == .decision || !place.isInDecision || lead == nil
    return (isRule || sentence.beginsWithNegation) && sentence.tokens.count >= 2
  }
}

extension Signal {
  /// Whether a word of obligation carries it, rather than the form of the sentence.
  var isKeyword: Bool {
    rule == "rfc-2119" || rule == "preference" || Keyword.all.contains { $0.name == rule }
  }
}

extension Sentence {
  /// "Never hide …", "Not break …", "No admin APIs …", "Do not …".
  var beginsWithNegation: Bool {
    guard let first = lowercased(0) else { return false }
    if ["never", "no", "not", "don't", "avoid", "neither"].contains(first) { return true }
    return first == "do" && lowercased(1) == "not"
  }

  /// "replicates to the second region", "is not readable", below the name of what does so.
  fileprivate var predicateLevel: Level? {
    guard let first = tokens.first, first.kind == .word, first.text.first?.isLowercase == true, tokens.count >= 2 else {
      return nil
    }
    if first.isOne(of: ["is", "are", "has", "does"]) {
      return tokens[1].isOne(of: ["not", "no", "never"]) ? .mustNot : .must
    }
    return Words.isThirdPerson(first.lowercased) ? (isNoObject(after: 0) ? .mustNot : .must) : nil
  }

  /// "Loading a version takes 25 minutes": a gerund that is no demand, because it is told what comes of it.
  fileprivate var tellsCost: Bool {
    tokens.dropFirst(2).contains { $0.isOne(of: ["takes", "means", "costs", "leads", "makes", "gives", "helps"]) }
  }

  /// The demands of a sentence, each with its own words: "Clients MAY read it, but they MUST NOT write it" holds two. One
  /// that shares its clause with the demand before it keeps that one's words, because they hold its subject.
  fileprivate func demands(_ signals: [Signal]) -> [(signal: Signal, range: Range<Int>)] {
    var demands: [(signal: Signal, range: Range<Int>)] = []
    for (position, signal) in signals.enumerated() {
      var start = 0
      if let last = demands.last {
        let clause = conditionalClauseStart(of: signal.index)
        start = clause > last.signal.index ? clause : last.range.lowerBound
      }
      var end = tokens.count
      if position + 1 < signals.count {
        let next = demandEnd(before: signals[position + 1].index, after: signal.index)
        // A level that stands in the sentence twice is one demand, over both places.
        if next > signal.last { end = next }
      }
      demands.append((signal, start..<end))
    }
    return demands
  }

  /// Whether nothing but the pointer at the list follows the word that carries the level.
  func pointsOnly(after index: Int) -> Bool {
    tokens.indices.dropFirst(index).prefix(5).contains { pointsAtList($0) }
  }
}
