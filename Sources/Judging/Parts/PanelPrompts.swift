public import JudgeTypes
public import LanguageModels

/// What the seats of a panel are asked about one artifact, in as many calls as it takes.
///
/// All seats see the same parts, so that each can be kept by a provider's cache: the smallest context among the models that
/// may answer decides. Where everything fits, and no seat has more dimensions than it can well answer, each seat is asked once.
public struct PanelPrompts: Sendable {
  /// The most dimensions of one call, when the answer may take 8,192 tokens: with its checks the answer to one takes 100 to
  /// 170 tokens, so that thirty leave room for some twenty findings.
  public static let mostDimensions = 30
  private static let tokensOfMost = 8_192

  /// The artifact, where coverage says of which lines the models see only the beginning.
  public let artifact: Artifact
  public let division: Division
  private let writer: PromptWriter
  private let windows: ContextWindows
  /// By the number of the part.
  private let envelopes: [(text: String, digest: String)]
  /// The models that may be asked and have room for it, by seat.
  private let answering: [Seat.ID: [ModelName]]
  /// The models that are too small even for a part, by seat.
  private let tooSmall: [Seat.ID: Set<ModelName>]

  /// - Parameters:
  ///   - seats: those of the panel.
  ///   - artifact: as it may leave the machine.
  ///   - nonce: the run's.
  ///   - deadline: for one call, retries included.
  ///   - parts: what the prompts of the run's artifacts share.
  ///   - claims: what tools say of the artifact.
  ///   - withholding: why a model may not be sent the artifact; what may not be asked does not decide what is shown.
  ///   - division: how it was divided when the run began; nil to divide it now.
  public init(
    for seats: [Seat], on artifact: Artifact, nonce: String, deadline: Duration = .seconds(180),
    parts: PromptParts = PromptParts(), claims: ToolClaims = .none, windows: ContextWindows = .unknown,
    withholding: (ModelName) -> String? = { _ in nil }, division: Division? = nil
  ) {
    let writer = PromptWriter(nonce: nonce, deadline: deadline, parts: parts)
    let whole = writer.envelope(artifact, claims: claims)
    let seats = seats.filter { $0.notApplicable == nil }
    let allowed = Dictionary(
      seats.map { ($0.id, $0.models.filter { withholding($0) == nil }) }, uniquingKeysWith: { first, _ in first })
    self.writer = writer
    self.windows = windows
    guard
      (division ?? Division.none) != Division.none
        || !Self.isSmall(whole, for: seats, asking: allowed, windows, limit: writer.outputLimit)
    else {
      self.artifact = artifact
      self.division = .none
      envelopes = [(whole, writer.digest(whole))]
      answering = allowed
      tooSmall = [:]
      return
    }
    let frame = writer.envelope(
      artifact, showing: ArtifactPart(number: 9_999, count: 9_999, slices: []), claims: claims)
    let rooms = Rooms(
      for: seats, asking: allowed, on: artifact, writer: writer, windows: windows, whole: whole.utf8.count,
      frame: frame.utf8.count)
    let tooSmall = rooms.tooSmall
    let answering = Dictionary(
      allowed.map { seat, models in (seat, models.filter { tooSmall[seat]?.contains($0) != true }) },
      uniquingKeysWith: { first, _ in first })
    self.tooSmall = tooSmall
    self.answering = answering
    let groups = division?.groups ?? Self.groups(of: seats, asking: answering, windows, limit: writer.outputLimit)
    let size = division.map(\.partSize) ?? rooms.partSize
    guard let size else {
      self.artifact = artifact
      self.division = Division(partSize: nil, parts: 1, groups: groups)
      envelopes = [(whole, writer.digest(whole))]
      return
    }
    let split = ArtifactSplit(size: size)
    let shown = split.marked(artifact)
    envelopes = split.parts(of: shown).map { part in
      let envelope = writer.envelope(shown, showing: part, claims: claims)
      return (envelope, writer.digest(envelope))
    }
    self.artifact = shown
    self.division = Division(partSize: size, parts: envelopes.count, groups: groups)
  }

  /// What the seat is asked in `call`, which is one of the division's.
  public func prompt(for seat: Seat, in call: SeatCall) throws(TemplateError) -> Prompt {
    let envelope = envelopes[call.part - 1]
    return try writer.prompt(
      for: seat.asked(in: call), on: artifact, shared: envelope.text, sharedDigest: envelope.digest,
      outputLimit: windows.outputLimit(of: answering[seat.id] ?? seat.models, standard: writer.outputLimit)
    ).with(call: call.number)
  }

  /// What the seat is asked in a round of debate: the artifact once more, as a provider may have kept it, and what is disputed.
  public func prompt(for turn: DebateTurn) throws(TemplateError) -> Prompt {
    let envelope = envelopes[0]
    let prompt = try writer.prompt(
      for: turn.seat, on: artifact, shared: envelope.text, sharedDigest: envelope.digest,
      outputLimit: windows.outputLimit(of: turn.seat.models, standard: writer.outputLimit))
    return prompt.with(own: prompt.own + "\n\n" + turn.context)
      .with(subject: CallSubject(artifact: artifact.path, seat: turn.seat.id.rawValue, round: turn.round))
  }

  /// Why a model cannot be asked this; nil where it can.
  func objection(to model: ModelName, reading prompt: Prompt) -> String? {
    guard let window = windows.window(of: model), prompt.estimatedTokens.adding(prompt.outputLimit) > window else {
      return nil
    }
    return "what it would be asked again does not fit into its context of \(window) tokens"
  }

  /// Why a model cannot be asked for the seat; nil where it can.
  public func objection(to model: ModelName, for seat: Seat) -> String? {
    guard tooSmall[seat.id]?.contains(model) == true, let window = windows.window(of: model) else { return nil }
    return "what the seat is asked leaves no room for the artifact in its context of \(window) tokens"
  }

  // MARK: Whether and how to divide

  /// Whether it plainly fits, so that nobody has to count: a seat's own words with no more than the most dimensions take a
  /// few thousand tokens.
  private static func isSmall(
    _ whole: String, for seats: [Seat], asking models: [Seat.ID: [ModelName]], _ windows: ContextWindows, limit: Int
  ) -> Bool {
    let tokens = whole.utf8.count / 3 + limit
    return seats.allSatisfy { seat in
      seat.dimensions.count <= mostDimensions
        && (models[seat.id] ?? []).allSatisfy {
          windows.window(of: $0).map { $0 >= 32_768 && tokens <= $0 / 2 } ?? true
        }
    }
  }

  private static func groups(
    of seats: [Seat], asking models: [Seat.ID: [ModelName]], _ windows: ContextWindows, limit: Int
  ) -> [Seat.ID: Int] {
    seats.reduce(into: [:]) { groups, seat in
      let limit = windows.outputLimit(of: models[seat.id] ?? [], standard: limit)
      let count = Self.groups(of: seat, limit: limit)
      if count > 1 { groups[seat.id] = count }
    }
  }

  /// Over how many calls the seat's dimensions go when an answer may take `limit` tokens.
  fileprivate static func groups(of seat: Seat, limit: Int) -> Int {
    let most = max(1, limit * mostDimensions / tokensOfMost)
    return max(1, (seat.dimensions.count + most - 1) / most)
  }
}

/// How much of an artifact each model has room for beside what its seat is asked, in bytes.
private struct Rooms {
  private struct Room {
    let seat: Seat.ID
    let model: ModelName
    let bytes: Int
  }

  private let rooms: [Room]
  /// Of the envelope with the whole artifact.
  private let whole: Int
  /// Of the envelope without any file.
  private let frame: Int

  init(
    for seats: [Seat], asking models: [Seat.ID: [ModelName]], on artifact: Artifact, writer: PromptWriter,
    windows: ContextWindows, whole: Int, frame: Int
  ) {
    self.whole = whole
    self.frame = frame
    rooms = seats.flatMap { seat in
      (models[seat.id] ?? []).compactMap { model -> Room? in
        guard let window = windows.window(of: model) else { return nil }
        let limit = windows.outputLimit(of: [model], standard: writer.outputLimit)
        let groups = PanelPrompts.groups(of: seat, limit: limit)
        // A template that is no template fails its seat later on.
        let own = (1...groups).compactMap { group in
          let asked = seat.asked(in: SeatCall(part: 1, of: 1, group: group, of: groups))
          return try? writer.prompt(for: asked, on: artifact, shared: "").bytes
        }
        // A tenth is for what the estimate misses, and for the words that ask to mend an answer.
        let tokens = (window - limit) * 9 / 10
        return Room(seat: seat.id, model: model, bytes: tokens * Prompt.bytesPerToken - (own.max() ?? 0))
      }
    }
  }

  /// The least that is worth asking for.
  private var least: Int { min(whole, frame + ArtifactSplit.leastSize) }

  /// What the smallest model has room for that is asked at all; nil where the artifact goes whole.
  var partSize: Int? {
    let smallest = rooms.map(\.bytes).filter { $0 >= least }.min()
    return smallest.flatMap { $0 < whole ? $0 - frame : nil }
  }

  /// The models that are not asked, by seat.
  var tooSmall: [Seat.ID: Set<ModelName>] {
    rooms.filter { $0.bytes < least }.reduce(into: [:]) { $0[$1.seat, default: []].insert($1.model) }
  }
}
