internal import CPCRE2
import Synchronization

/// A compiled regular expression over bytes, with a budget of steps so that no input can make it hang.
///
/// A class because it owns memory of the C library; immutable once made, so it can be shared between threads.
final class Pattern: @unchecked Sendable {
  /// A pattern that does not compile.
  struct CompileError: Error {
    let offset: Int
    let message: String
  }

  /// One match: byte offsets of the whole and of its groups, nil for a group that took no part.
  struct Match {
    let range: Range<Int>
    let groups: [Range<Int>?]

    /// One group, nil where it took no part: those behind the last that did are not in the list.
    func group(_ index: Int) -> Range<Int>? { index < groups.count ? groups[index] : nil }
  }

  /// Nil in a pattern that matches nowhere.
  private let code: OpaquePointer?
  private let context: OpaquePointer?
  let source: String
  /// Whether it begins where the searched range does: `\A` means the range's start, not the text's.
  private let isAnchored: Bool

  /// Steps that one search may take; sound code needs a few thousand.
  private static let matchLimit: UInt32 = 500_000
  private static let heapLimit: UInt32 = 20_000

  init(_ source: String) throws(CompileError) {
    var errorCode: Int32 = 0
    var errorOffset = 0
    let bytes = Array(source.utf8)
    let compiled = bytes.withUnsafeBufferPointer { buffer in
      pcre2_compile_8(buffer.baseAddress, buffer.count, MOE_PCRE2_OPTIONS, &errorCode, &errorOffset, nil)
    }
    guard let compiled else {
      var text = [UInt8](repeating: 0, count: 256)
      _ = pcre2_get_error_message_8(errorCode, &text, text.count)
      throw CompileError(offset: errorOffset, message: String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))
    }
    code = compiled
    _ = pcre2_jit_compile_8(compiled, MOE_PCRE2_JIT)
    context = pcre2_match_context_create_8(nil)
    pcre2_set_match_limit_8(context, Self.matchLimit)
    pcre2_set_heap_limit_8(context, Self.heapLimit)
    self.source = source
    isAnchored = source.contains("\\A")
  }

  private init(matchingNowhere source: String) {
    code = nil
    context = nil
    self.source = source
    isAnchored = false
  }

  /// A pattern written in this module. One that does not compile matches nowhere; a test goes through all of them.
  static func fixed(_ source: StaticString) -> Pattern {
    do {
      return try Pattern(source.description)
    } catch {
      unusable.withLock { $0.append("\(source): \(error.message) at \(error.offset)") }
      return Pattern(matchingNowhere: source.description)
    }
  }

  /// The patterns of this module that do not compile; a test that runs every detector holds it empty.
  static let unusable = Mutex<[String]>([])

  deinit {
    pcre2_code_free_8(code)
    pcre2_match_context_free_8(context)
  }

  /// Whether it occurs in `bytes`; a budget that is spent first is noted in the `SearchAudit`.
  func matches(_ bytes: [UInt8], in range: Range<Int>? = nil) -> Bool {
    var found = false
    search(bytes, in: range ?? 0..<bytes.count) { _ in
      found = true
      return false
    }
    return found
  }

  /// Every match that does not overlap the one before, at most `limit` of them. Stops early when the budget is spent, and
  /// notes that in the `SearchAudit`.
  func allMatches(in bytes: [UInt8], range: Range<Int>? = nil, limit: Int = .max) -> [Match] {
    var matches: [Match] = []
    search(bytes, in: range ?? 0..<bytes.count) { match in
      matches.append(match)
      return matches.count < limit
    }
    return matches
  }

  private func search(_ bytes: [UInt8], in range: Range<Int>, onMatch: (Match) -> Bool) {
    if !searchToEnd(bytes, in: range, onMatch: onMatch) { SearchAudit.noteSpent() }
  }

  /// Calls `onMatch` for each match until it returns false.
  ///
  /// - Returns: false when the budget of steps was spent before the end of the text.
  private func searchToEnd(_ bytes: [UInt8], in range: Range<Int>, onMatch: (Match) -> Bool) -> Bool {
    guard let code, let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return false }
    defer { pcre2_match_data_free_8(data) }
    return bytes.withUnsafeBufferPointer { buffer in
      let origin = isAnchored ? range.lowerBound : 0
      guard let base = buffer.baseAddress.map({ $0 + origin }) else { return true }
      var position = range.lowerBound
      while position <= range.upperBound {
        var count = pcre2_match_8(code, base, range.upperBound - origin, position - origin, 0, data, context)
        if count == PCRE2_ERROR_JIT_STACKLIMIT {
          // The compiled code has a small stack; the interpreter takes its memory from the heap.
          count = pcre2_match_8(
            code, base, range.upperBound - origin, position - origin, MOE_PCRE2_NO_JIT, data, context)
        }
        guard count > 0 else { return count == PCRE2_ERROR_NOMATCH }
        guard let offsets = pcre2_get_ovector_pointer_8(data) else { return false }
        let whole = (origin + offsets[0])..<(origin + max(offsets[0], offsets[1]))
        let groups = (1..<max(1, Int(count))).map { index -> Range<Int>? in
          let start = offsets[2 * index]
          return moe_pcre2_is_unset(start) != 0 ? nil : (origin + start)..<(origin + max(start, offsets[2 * index + 1]))
        }
        guard onMatch(Match(range: whole, groups: groups)) else { return true }
        position = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
      }
      return true
    }
  }
}
