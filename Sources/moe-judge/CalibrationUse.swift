import ArgumentParser
import Evals
import JudgeTypes
import Personas
import Provenance
import YAMLFiles

/// What of a calibration file is used for a panel, and what is to be said of the rest.
struct CalibrationUse {
  private(set) var seats: [SeatCalibration] = []
  private(set) var banners: [String] = []

  /// What an offline panel says of it.
  static let unusedOffline =
    "the calibration file of \(Configuration.fileName) is of models' verdicts; offline it is not used"

  /// An entry is used where persona, model and the hash of what the persona judges by are its own. Under another hash it is
  /// stale, which is said; of other personas and models nothing is.
  init(
    of file: CalibrationFile, for personas: [Persona], _ rubrics: [Rubric], on routes: [Persona.ID: Route]
  ) {
    for persona in personas {
      let hash = Dimension.sha256(of: persona.everyDimension(in: rubrics))
      let models = routes[persona.id].map { [$0.primary, $0.backup].compactMap(\.self) } ?? []
      for model in models {
        let entries = file.judges.filter { $0.persona == persona.id && $0.model == model }
        if let entry = entries.first(where: { $0.rubricSHA256 == hash }) {
          seats.append(SeatCalibration(seat: .init(persona.id.rawValue), model: model, curve: entry.curve))
        } else if let stale = entries.first {
          banners.append(
            "stale calibration of \(persona.id) on \(model): \(file.path) is of rubric_sha256 \(stale.rubricSHA256.prefix(12)), and "
              + "it judges by \(hash.prefix(12)) now; its confidence is not calibrated, and the verdict is advisory until it is measured "
              + "anew (moe-judge eval calibrate)")
        }
      }
    }
  }
}

extension Composition {
  /// The hash of what each persona could judge by, as a calibration file names it.
  static func rubricHashes(of personas: [Persona]) throws -> [Persona.ID: String] {
    let files = TeamFiles()
    let configuration = try reading { () throws(FileProblems) in try files.configuration() }
    let taxonomy = try reading { () throws(FileProblems) in try TeamFiles.taxonomy() }
    let (rubrics, _) = try rubrics(files, try PanelOptions.parse([]), configuration, taxonomy: taxonomy)
    return Dictionary(
      personas.map { ($0.id, Dimension.sha256(of: $0.everyDimension(in: rubrics))) },
      uniquingKeysWith: { first, _ in first })
  }
}
