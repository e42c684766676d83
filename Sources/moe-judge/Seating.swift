import Artifacts
import JudgeTypes
import LanguageModels
import Personas
import Rubrics
import Synchronization

/// Who sits for an artifact, and by which dimensions.
struct Seating: Sendable {
  let personas: [Persona]
  let rubrics: [Rubric]
  let rule: ConsensusRule
  let debate: DebateRule
  let banners: [String]
  /// Nil for the offline panel.
  let routes: [Persona.ID: Route]?
  let catalogue: ModelCatalogue
  /// The rubrics that were asked for by name; what is asked for must not be passed over in silence.
  let named: Set<Rubric.ID>
  /// What the shipped dimensions are called: the offline detectors were written for these, and for no others of their ids.
  let shippedNames: [Dimension.ID: String]

  /// The fewest seats that make a panel.
  private static let fewestSeats = 3

  /// Of the seats whose confidence was measured.
  let calibration: [SeatCalibration]

  /// The dimensions of every rubric that rest on a clause of a decision record.
  var clauseDimensions: [Dimension] { rubrics.flatMap(\.dimensions).filter { $0.clause != nil } }

  /// Of the seats' own models, each once, sorted; none for the offline panel.
  var modelNames: [String] { Set((routes ?? [:]).values.map(\.primary.description)).sorted() }

  /// The panels of models that sat before in the run, by what of personas and rubrics concerned the artifact.
  private let seated = SeatedPanels()

  /// - Parameters:
  ///   - assessable: the dimensions that the offline panel can look at in this artifact; nil with models.
  ///   - isFaulty: whether the offline panel found a grave fault.
  func panel(
    for artifact: Artifact, assessable: Set<Dimension.ID>?, isFaulty: Bool = false
  ) -> (panel: Panel, unassessed: [String]) {
    guard assessable == nil, artifact.emptiness == nil else {
      return newPanel(for: artifact, assessable: assessable, isFaulty: isFaulty)
    }
    let key =
      personas.map { applies($0.triggers, to: artifact) }
      + rubrics.flatMap { $0.dimensions.map { $0.applicability.applies(to: artifact) } }
    if let panel = seated[key] { return (panel, []) }
    let (panel, unassessed) = newPanel(for: artifact, assessable: nil, isFaulty: false)
    // Where nobody judges the reasons are the artifact's own.
    if unassessed.isEmpty, panel.seats.contains(where: { $0.notApplicable == nil }) { seated[key] = panel }
    return (panel, unassessed)
  }

  private func newPanel(
    for artifact: Artifact, assessable: Set<Dimension.ID>?, isFaulty: Bool
  ) -> (panel: Panel, unassessed: [String]) {
    var unassessed: Set<String> = []
    let emptiness = artifact.emptiness
    let seats = personas.map { persona in
      let dimensions = dimensions(of: persona, for: artifact)
      let looked = Self.each(dimensions.filter { canLook(at: $0, assessable) })
      let isTriggered = applies(persona.triggers, to: artifact)
      if isTriggered, !looked.isEmpty || assessable == nil {
        unassessed.formUnion(dimensions.filter { !canLook(at: $0, assessable) }.map(words))
      }
      let reason: String? =
        if let emptiness {
          emptiness
        } else if !isTriggered {
          "its triggers name neither this kind nor a file of it"
        } else if looked.isEmpty {
          "no offline detector reads a \(artifact.contentWords) for its dimensions"
        } else {
          nil
        }
      return seat(of: persona, dimensions: reweighted(looked), notApplicable: reason)
    }
    let reason = objection(
      to: seats, for: artifact, assessable: assessable, isEmpty: emptiness != nil, isFaulty: isFaulty)
    let isIdle = seats.allSatisfy { $0.notApplicable != nil }
    let seated = reason.map { reason in
      seats.map { $0.notApplicable == nil || isIdle ? $0.leaving(reason) : $0 }
    }
    let panel = Panel(
      seats: seated ?? seats, rule: rule, debate: debate, banners: banners, calibration: calibration)
    return (panel, unassessed.sorted())
  }

  private func canLook(at dimension: Dimension, _ assessable: Set<Dimension.ID>?) -> Bool {
    guard let assessable else { return true }
    return assessable.contains(dimension.id) && isOfShippedName(dimension)
  }

  /// Clauses have no shipped name; the rest is known by it.
  private func isOfShippedName(_ dimension: Dimension) -> Bool {
    shippedNames[dimension.id].map { $0 == dimension.name } ?? (dimension.clause != nil)
  }

  /// By its id, and its name where the id is that of another thing.
  private func words(of dimension: Dimension) -> String {
    let isOther = shippedNames[dimension.id].map { $0 != dimension.name } ?? false
    return isOther ? "\(dimension.id) (\(dimension.name))" : dimension.id.rawValue
  }

  /// Why these seats are no panel for the artifact, though some of them may have something to say.
  private func objection(
    to seats: [Seat], for artifact: Artifact, assessable: Set<Dimension.ID>?, isEmpty: Bool,
    isFaulty: Bool
  ) -> String? {
    let judging = seats.count { $0.notApplicable == nil }
    if judging == 0 { return isEmpty ? nil : artifact.strangeness }
    guard let assessable else { return nil }
    if let rubric = unread(for: artifact, assessable: assessable) {
      return "no detector reads any dimension of the rubric '\(rubric)'; judge it with models"
    }
    // One or two roles that find nothing are no panel: their silence must not read as a pass. What they found stands.
    guard !isFaulty, judging < min(Self.fewestSeats, personas.count) else { return nil }
    return "only \(judging) of \(seats.count) seats have detectors for a \(artifact.contentWords)"
  }

  /// The first rubric that was asked for by name, where of none of those that concern the artifact anything can be looked at.
  private func unread(for artifact: Artifact, assessable: Set<Dimension.ID>) -> Rubric.ID? {
    let concerned = rubrics.filter { named.contains($0.id) }.compactMap { rubric -> (Rubric.ID, [Dimension])? in
      let dimensions = rubric.dimensions.filter { $0.applicability.applies(to: artifact) }
      return dimensions.isEmpty ? nil : (rubric.id, dimensions)
    }
    let isRead = concerned.contains { $0.1.contains { canLook(at: $0, assessable) } }
    return isRead ? nil : concerned.first?.0
  }

  private func applies(_ triggers: Applicability, to artifact: Artifact) -> Bool {
    artifact.files.isEmpty ? triggers.kinds.isEmpty && triggers.globs.isEmpty : triggers.applies(to: artifact)
  }

  private func seat(of persona: Persona, dimensions: [Dimension], notApplicable: String?) -> Seat {
    let route = routes?[persona.id]
    let model = route?.primary ?? .offline
    return Seat(
      id: .init(persona.id.rawValue), persona: persona, model: model, backup: route?.backup,
      family: catalogue.family(of: model), weight: persona.weight, dimensions: dimensions, notApplicable: notApplicable)
  }

  /// Every seat as it is tested by canaries: by its persona's own dimensions, on its own model alone.
  var tested: Panel {
    let seats = personas.map { persona in
      let seat = seat(of: persona, dimensions: reweighted(persona.dimensions), notApplicable: nil)
      return Seat(
        id: seat.id, persona: persona, model: seat.model, family: seat.family, weight: seat.weight,
        dimensions: seat.dimensions)
    }
    // A canary is read by code, and no rule of a whole panel decides about it.
    return Panel(seats: seats, rule: rule.plain, banners: banners)
  }

  /// Every seat with every dimension that it could ever judge by.
  var everything: Panel {
    let seats = personas.map { persona in
      seat(of: persona, dimensions: persona.everyDimension(in: rubrics), notApplicable: nil)
    }
    return Panel(seats: seats, rule: rule, debate: debate, banners: banners, calibration: calibration)
  }

  /// The persona's own dimensions, and those of the rubrics that it claims and that concern the artifact.
  private func dimensions(of persona: Persona, for artifact: Artifact) -> [Dimension] {
    persona.dimensions
      + rubrics.flatMap { rubric in
        rubric.dimensions.filter { dimension in
          (dimension.personas.isEmpty || dimension.personas.contains(persona.id))
            && dimension.applicability.applies(to: artifact)
        }.map { $0.weighing($0.weight, in: rubric.id.rawValue) }
      }
  }

  /// A dimension that stands in several places counts once, as the strictest of them has it, the first of equals: no
  /// rubric takes the force from what another demands.
  private static func each(_ all: [Dimension]) -> [Dimension] {
    var places: [Dimension.ID: Int] = [:]
    var dimensions: [Dimension] = []
    for dimension in all {
      guard let place = places[dimension.id] else {
        places[dimension.id] = dimensions.count
        dimensions.append(dimension)
        continue
      }
      if dimension.level.strictness > dimensions[place].level.strictness { dimensions[place] = dimension }
    }
    return dimensions
  }

  /// Parts of 10,000 again, after some dimensions were left out and others joined.
  private func reweighted(_ dimensions: [Dimension]) -> [Dimension] {
    zip(dimensions, Rubric.parts(for: dimensions.map(\.weight))).map { $0.0.weighing($0.1) }
  }
}

/// Panels by what they came of.
private final class SeatedPanels: Sendable {
  private let panels = Mutex<[[Bool]: Panel]>([:])

  subscript(key: [Bool]) -> Panel? {
    get { panels.withLock { $0[key] } }
    set { panels.withLock { $0[key] = newValue } }
  }
}

extension Seat {
  /// The same seat, which does not judge for this reason.
  fileprivate func leaving(_ reason: String) -> Seat {
    Seat(
      id: id, persona: persona, model: model, backup: backup, family: family, weight: weight, dimensions: dimensions,
      notApplicable: reason)
  }
}
