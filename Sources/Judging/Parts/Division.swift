public import JudgeTypes
internal import Provenance

/// One of the calls in which a seat is asked about an artifact: one part of it, by some of the seat's dimensions.
public struct SeatCall: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The only call of a seat that is asked about all at once.
  public static let whole = SeatCall(part: 1, of: 1)

  /// From 1.
  public let part: Int
  public let parts: Int
  /// Of the seat's dimensions, from 1, the most binding first.
  public let group: Int
  public let groups: Int

  public init(part: Int, of parts: Int, group: Int = 1, of groups: Int = 1) {
    self.part = part
    self.parts = parts
    self.group = group
    self.groups = groups
  }

  /// Among the seat's calls, from 0.
  var number: Int { (part - 1) * groups + group - 1 }

  public static func < (left: SeatCall, right: SeatCall) -> Bool {
    (left.part, left.group) < (right.part, right.group)
  }

  public var description: String {
    let part = parts > 1 ? ["part \(part) of \(parts)"] : []
    let group = groups > 1 ? ["dimensions \(group) of \(groups)"] : []
    return (part + group).joined(separator: ", ")
  }
}

/// How an artifact, and the dimensions of its seats, are divided over calls. Every seat is asked about the same parts.
public struct Division: Sendable, Hashable {
  public static let none = Division(partSize: nil, parts: 1, groups: [:])

  /// Of the files in one part as they are shown, in bytes; nil where the artifact goes whole.
  let partSize: Int?
  public let parts: Int
  /// The number of groups of dimensions for the seats that have several.
  let groups: [Seat.ID: Int]

  init(partSize: Int?, parts: Int, groups: [Seat.ID: Int]) {
    self.partSize = partSize
    self.parts = parts
    self.groups = groups
  }

  /// In order; exactly one for a seat that is asked about all at once.
  public func calls(of seat: Seat) -> [SeatCall] {
    let groups = groups[seat.id] ?? 1
    guard parts > 1 || groups > 1 else { return [.whole] }
    return (1...parts).flatMap { part in
      (1...groups).map { SeatCall(part: part, of: parts, group: $0, of: groups) }
    }
  }
}

extension Seat {
  /// The seat with the dimensions that it is asked about in `call`: equal shares of them, the most binding first.
  func asked(in call: SeatCall) -> Seat {
    guard call.groups > 1 else { return self }
    let sorted = dimensions.enumerated().sorted {
      ($1.element.level.strictness, $0.offset) < ($0.element.level.strictness, $1.offset)
    }
    let bounds = [call.group - 1, call.group].map { $0 * sorted.count / call.groups }
    return Seat(
      id: id, persona: persona, model: model, backup: backup, family: family, weight: weight,
      dimensions: sorted[bounds[0]..<bounds[1]].map(\.element), notApplicable: notApplicable)
  }
}

// MARK: - On record

extension SeatCall {
  var json: JSONValue {
    ["part": .integer(part), "parts": .integer(parts), "group": .integer(group), "groups": .integer(groups)]
  }

  init?(json: JSONValue) {
    guard let part = json["part"]?.intValue, let parts = json["parts"]?.intValue, let group = json["group"]?.intValue,
      let groups = json["groups"]?.intValue
    else { return nil }
    self.init(part: part, of: parts, group: group, of: groups)
  }
}

extension Division {
  /// Nil where nothing is divided, so that such a record says nothing of it.
  var json: JSONValue? {
    guard self != Division.none else { return nil }
    return [
      "part_size": .optional(partSize), "parts": .integer(parts),
      "groups": .object(
        JSONObject(
          groups.map { ($0.key.rawValue, .integer($0.value)) }, uniquingKeysWith: { first, _ in first })),
    ]
  }

  /// Reads what `json` wrote, of an artifact and its panel.
  ///
  /// - Throws: `RecordError` when the artifact does not come to so many parts, or a seat has fewer dimensions than groups.
  init(recorded json: JSONValue?, of artifact: Artifact, for panel: Panel) throws(RecordError) {
    guard let json else {
      self = .none
      return
    }
    let size = json["part_size"]?.intValue
    guard size.map({ $0 > 0 }) ?? true else {
      throw RecordError(record: "artifact", problem: "its parts have no size")
    }
    let parts = size.map { ArtifactSplit(size: $0).parts(of: artifact).count } ?? 1
    let groups = (json["groups"]?.objectValue ?? [:]).compactMap { id, count in
      count.intValue.map { (Seat.ID(id), $0) }
    }
    guard json["parts"]?.intValue == parts,
      groups.allSatisfy({ id, count in
        panel.seats.contains { $0.id == id && (1...max(1, $0.dimensions.count)).contains(count) }
      })
    else {
      throw RecordError(record: "artifact", problem: "it does not come to the parts or groups that it names")
    }
    self.init(partSize: size, parts: parts, groups: Dictionary(groups, uniquingKeysWith: { first, _ in first }))
  }
}
