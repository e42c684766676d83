import JudgeTypes

extension LearnedModel {
  /// What of a model that was read cannot be: a file that was edited by hand may hold anything. Nil where all is well.
  ///
  /// It names the value by its path in the file and says what it has to be.
  public var flaw: String? { flawOfNumbers ?? flawOfNames ?? flawOfSizes }

  private var flawOfNumbers: String? {
    if !(0...1).contains(coverage) { return "coverage: found \(coverage), it is from 0 to 1." }
    if !(temperature > 0) { return "temperature: found \(temperature), it is more than 0." }
    if !(1...max(1, space.count)).contains(width) { return "width: found \(width), it is from 1 to \(space.count)." }
    if let size = space.familySizes.first(where: { $0 <= 0 }) {
      return "space.familySizes: found \(size), each is at least 1."
    }
    if let scale = space.scales.compactMap({ $0 }).first(where: { !($0.deviation > 0) }) {
      return "space.scales: found the deviation \(scale.deviation), each is more than 0."
    }
    return nil
  }

  private var flawOfNames: String? {
    let lists = [("judges", space.judges), ("families", space.families), ("labels", space.labels)]
    for (key, names) in lists {
      var seen: Set<ExactName> = []
      if let name = names.first(where: { !seen.insert(ExactName($0)).inserted }) {
        return "space.\(key): '\(name)' is there twice, each name stands once."
      }
    }
    return nil
  }

  private var flawOfSizes: String? {
    let judges = space.judges.count
    let fits =
      coefficients.count == space.count && space.familyOfJudge.count == judges && space.scales.count == judges
      && space.familySizes.count == space.families.count
      && space.familyOfJudge.allSatisfy(space.families.indices.contains)
      && record.isRight.count == record.confidences.count && !record.isRight.isEmpty
    return fits ? nil : "its lists do not fit together."
  }
}
