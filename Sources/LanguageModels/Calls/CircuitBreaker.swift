/// Keeps calls from a provider that is not well, until a few of them show that it is again.
///
/// It decides; time comes in as an argument. Only what says something about the provider's health counts: neither a bad key nor
/// a request that it refuses, nor a call that was cancelled.
public struct CircuitBreaker: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    case closed
    /// No call passes before the instant.
    case open(until: ContinuousClock.Instant)
    /// One call at a time is let through to see.
    case halfOpen
  }

  public enum Admission: Sendable, Hashable {
    case pass
    /// It may be tried again after the instant.
    case refuse(until: ContinuousClock.Instant)
  }

  public struct Settings: Sendable, Hashable {
    /// How many of the last calls are looked at.
    public var window = 40
    /// The fewest calls in the window that can open it.
    public var fewest = 20
    /// The percentage of them that failed, at which it opens.
    public var percent = 60
    /// How long it stays open the first time; twice as long each time a trial fails, up to `longest`.
    public var pause = Duration.seconds(10)
    public var longest = Duration.seconds(160)
    /// The calls in a row that must succeed before it closes again.
    public var trials = 2
    public init() {}
  }

  public private(set) var state = State.closed
  private let settings: Settings
  /// Whether each of the last calls failed, the newest last.
  private var outcomes: [Bool] = []
  private var pause: Duration
  private var succeeded = 0
  private var isTrying = false
  /// Counts the openings and trials, so that a call that was sent before one is not taken for it.
  public private(set) var episode = 0

  public init(_ settings: Settings = Settings()) {
    self.settings = settings
    pause = settings.pause
  }

  private mutating func startTrial() {
    isTrying = true
    episode += 1
  }

  /// Whether a call may be sent now. One that passes must be followed by `succeeded`, `failed` or `toldNothing`, with the
  /// `episode` in which it passed.
  public mutating func admit(at now: ContinuousClock.Instant) -> Admission {
    switch state {
    case .closed: return .pass
    case .open(let until):
      guard now >= until else { return .refuse(until: until) }
      state = .halfOpen
      succeeded = 0
      startTrial()
      return .pass
    case .halfOpen:
      guard !isTrying else { return .refuse(until: now + .milliseconds(250)) }
      startTrial()
      return .pass
    }
  }

  /// A call came back with an answer, whatever it says.
  public mutating func succeeded(sentIn episode: Int, at now: ContinuousClock.Instant) {
    guard episode == self.episode else { return }
    switch state {
    case .closed: note(failed: false)
    case .open: break
    case .halfOpen:
      isTrying = false
      succeeded += 1
      guard succeeded >= settings.trials else { return }
      state = .closed
      outcomes = []
      pause = settings.pause
    }
  }

  /// A call failed in a way that says that the provider is not well.
  public mutating func failed(sentIn episode: Int, at now: ContinuousClock.Instant) {
    guard episode == self.episode else { return }
    switch state {
    case .closed:
      note(failed: true)
      let failures = outcomes.count { $0 }
      if outcomes.count >= settings.fewest, failures * 100 >= outcomes.count * settings.percent { open(at: now) }
    case .open: break
    case .halfOpen:
      pause = min(pause * 2, settings.longest)
      open(at: now)
    }
  }

  /// A call ended without a word on the provider's health.
  public mutating func toldNothing(sentIn episode: Int) {
    if episode == self.episode { isTrying = false }
  }

  private mutating func open(at now: ContinuousClock.Instant) {
    state = .open(until: now + pause)
    outcomes = []
    isTrying = false
    episode += 1
  }

  private mutating func note(failed: Bool) {
    outcomes.append(failed)
    if outcomes.count > settings.window { outcomes.removeFirst() }
  }
}
