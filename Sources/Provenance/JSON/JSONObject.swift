/// The members of a JSON object: each key once, in the order in which RFC 8785 writes them (by UTF-16 code units).
///
/// Objects are small and are written more often than they are searched, so they are kept as they will be written.
public struct JSONObject: Sendable {
  public typealias Element = (key: String, value: JSONValue)

  private struct Member: Sendable {
    let key: String
    var value: JSONValue
  }

  private var members: [Member]

  public init() { members = [] }

  /// Asks `combine`, the value that is there first, where a key stands twice.
  public init(
    _ members: some Sequence<(String, JSONValue)>, uniquingKeysWith combine: (JSONValue, JSONValue) -> JSONValue
  ) {
    self.init()
    self.members.reserveCapacity(members.underestimatedCount)
    for (key, value) in members {
      let place = place(of: key)
      if place.isTaken {
        self.members[place.index].value = combine(self.members[place.index].value, value)
      } else {
        insert(value, under: key, at: place.index)
      }
    }
  }

  public init(_ members: [String: JSONValue]) {
    let members = members.map { (key: $0.key, value: $0.value) }
    self.init(inOrder: members.sorted { JSONKeys.order(of: $0.key, $1.key) < 0 })
  }

  /// Takes members whose keys are in order already, and each there once.
  init(inOrder members: [Element]) { self.members = members.map { Member(key: $0.key, value: $0.value) } }

  /// The value under `key`. Keys are equal when their bytes are.
  public subscript(key: String) -> JSONValue? {
    get {
      let place = place(of: key)
      guard place.isTaken else { return nil }
      return members[place.index].value
    }
    set {
      let place = place(of: key)
      switch (newValue, place.isTaken) {
      case (let value?, true): members[place.index].value = value
      case (let value?, false): insert(value, under: key, at: place.index)
      case (nil, true): members.remove(at: place.index)
      case (nil, false): break
      }
    }
  }

  public var keys: [String] { members.map(\.key) }

  public func filter(_ isKept: (Element) throws -> Bool) rethrows -> JSONObject {
    JSONObject(inOrder: try Array(self).filter(isKept))
  }

  /// With the members of `other`; `combine` chooses between the value here and the one there.
  public func merging(
    _ other: JSONObject, uniquingKeysWith combine: (JSONValue, JSONValue) -> JSONValue
  ) -> JSONObject {
    JSONObject((Array(self) + Array(other)).map { ($0.key, $0.value) }, uniquingKeysWith: combine)
  }

  /// False, and nothing done, when `key` is there already.
  mutating func insertNew(_ value: JSONValue, under key: String) -> Bool {
    let place = place(of: key)
    if !place.isTaken { insert(value, under: key, at: place.index) }
    return !place.isTaken
  }

  private mutating func insert(_ value: JSONValue, under key: String, at index: Int) {
    let member = Member(key: key, value: value)
    if index == members.count { members.append(member) } else { members.insert(member, at: index) }
  }

  /// Whether `key` comes after all that are there.
  func isBefore(_ key: String) -> Bool { members.last.map { JSONKeys.order(of: $0.key, key) < 0 } ?? true }

  /// Where `key` is, or belongs. Objects are mostly built in order, so the end is tried first.
  private func place(of key: String) -> (index: Int, isTaken: Bool) {
    guard let last = members.last else { return (0, false) }
    switch JSONKeys.order(of: last.key, key) {
    case ..<0: return (members.count, false)
    case 0: return (members.count - 1, true)
    default: break
    }
    var (low, high) = (0, members.count - 1)
    while low < high {
      let middle = (low + high) / 2
      let order = JSONKeys.order(of: members[middle].key, key)
      if order == 0 { return (middle, true) }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return (low, false)
  }
}

extension JSONObject: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { members.count }
  public subscript(position: Int) -> Element { (members[position].key, members[position].value) }
}

extension JSONObject: Hashable {
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.elementsEqual(right) { JSONKeys.order(of: $0.key, $1.key) == 0 && $0.value == $1.value }
  }

  public func hash(into hasher: inout Hasher) {
    for member in members {
      hasher.combine(member.key)
      hasher.combine(member.value)
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// The last one counts where a key stands twice.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements, uniquingKeysWith: { _, last in last })
  }
}

/// The order of keys in canonical JSON.
enum JSONKeys {
  /// Negative, zero or positive as `left` comes before `right`, is the same bytes, or comes after it, by UTF-16 code units.
  static func order(of left: String, _ right: String) -> Int {
    var (left, right) = (left, right)
    return left.withUTF8 { left in right.withUTF8 { right in order(of: left, right) } }
  }

  /// UTF-8 sorts as UTF-16 does but where one character needs a surrogate pair (first byte from 0xF0) and the other lies
  /// above the surrogates (first byte 0xEE or 0xEF): UTF-16 puts the pair first.
  private static func order(of left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      let (one, other) = (left[index], right[index])
      let isAroundSurrogates = one >= 0xEE && other >= 0xEE && (one >= 0xF0) != (other >= 0xF0)
      return (one < other) != isAroundSurrogates ? -1 : 1
    }
    return left.count - right.count
  }
}
