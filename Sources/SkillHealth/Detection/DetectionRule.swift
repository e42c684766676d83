/// What the detector holds a series against. The figures were chosen on simulated series and held against others (ADR-031,
/// `make measure-health`).
enum DetectionRule {
  /// A stable series raises, on average, no alarm in so many days: the threshold of a Shiryaev-Roberts sum (Pollak 1985: the mean time
  /// to a false alarm is at least the threshold). Measured, it is several times as long, as days are clipped and small drops left out.
  static let daysToFalseAlarm = 550.0
  /// The drops that are looked for, in points of 100; each is as likely as the others.
  static let drops = [5.0, 10, 20]
  /// A smaller difference is none, however sure it is.
  static let smallestDrop = 2.5
  /// A day counts at most so many standard deviations, so that one bad day is no change ...
  static let clip = 2.0
  /// ... and at least this many points, so that in a quiet series a lasting drop can show.
  static let smallestClip = 4.0
  /// A change began at most so many days with invocations ago.
  static let window = 60
  /// The fewest days that a change is told by, and the fewest that it is held against.
  static let fewestDays = 2
  static let fewestReferenceDays = 7
  /// A drop is over, or was none, when the last days speak against it: at least so many, and so many that their mean has about this
  /// standard error.
  static let daysToRefute = 21
  static let errorToRefute = 1.0
  /// A model or prompt is a segment's where it was there for so many days; those that take turns are none.
  static let daysOfSegment = 7
  /// How much likelier a change is on a day on which the model or the prompt changed than on any other.
  static let weightOfSegment = 10.0
  /// A third of the way to an alarm is worth a word.
  static let worthAWord = daysToFalseAlarm / 3
  /// A day that lies this far under the level, in standard deviations and in points, is an incident.
  static let incidentDeviations = 4.0
  static let incidentPoints = 5.0

  // MARK: What is thought of a skill before anything is known of it

  /// The standard deviation of single invocations' scores, with the weight of so many invocations.
  static let spread = 20.0
  static let weightOfSpread = 5.0
  /// By how much the level itself goes up and down from day to day.
  static let dailySpread = 1.5
  /// That noise is what spread and daily spread say, with the weight of so many days.
  static let weightOfNoise = 30.0
  static let smallestNoise = 0.7
  /// The same where no spread of single scores is known.
  static let weightOfUnknownNoise = 5.0
  static let smallestUnknownNoise = 0.1
  static let marginOfUnknownNoise = 1.25
  /// Noise of more than so many days ago is forgotten.
  static let longestMemory = 90.0
}
