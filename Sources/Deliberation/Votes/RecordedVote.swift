/// One judge's recorded word on one item, as a line of a vote file gives it.
public struct RecordedVote: Sendable, Hashable {
  /// The labels by which a judge says that it could not tell.
  public static let abstentions: Set<String> = ["tie", "other"]

  public let item: String
  public let judge: String
  /// The vendor of the judge's base weights; nil where nobody said.
  public let family: String?
  /// Nil or one of `abstentions` for a judge that could not tell.
  public let label: String?
  /// Whatever number the judge gave beside its label; judges need not share a scale.
  public let score: Double?
  /// Whether the judge said the same in every order of presentation; nil where there was one order.
  public let isConsistent: Bool?
  /// The right answer, where it is known.
  public let gold: String?

  public init(
    item: String, judge: String, family: String? = nil, label: String?, score: Double? = nil,
    isConsistent: Bool? = nil, gold: String? = nil
  ) {
    self.item = item
    self.judge = judge
    self.family = family
    self.label = label
    self.score = score
    self.isConsistent = isConsistent
    self.gold = gold
  }
}
