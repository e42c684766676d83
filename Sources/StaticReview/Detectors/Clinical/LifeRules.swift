/// Times that cannot follow each other.
enum PeriodRules {
  static func faults(of object: JSONNode) -> [ClinicalPayload.Fault] {
    guard let start = object["start"]?.string, let end = object["end"]?.string, isAfter(start, end) else { return [] }
    return [.init(line: object.line(of: "start"), message: "a period that ends before it starts")]
  }

  /// By the days that both name; times of one day may be of different zones.
  static func isAfter(_ first: String, _ second: String) -> Bool {
    guard first.first?.isNumber == true, second.first?.isNumber == true else { return false }
    let sameZone = first.count == second.count && first.suffix(6) == second.suffix(6)
    if sameZone { return first > second }
    let length = min(first.count, second.count, 10)
    return first.prefix(length) > second.prefix(length)
  }
}

/// What happened before birth or after death.
enum LifeRules {
  private static let times = [
    "effectiveDateTime", "effectiveInstant", "issued", "authoredOn", "onsetDateTime", "recordedDate",
    "performedDateTime", "occurrenceDateTime",
  ]
  /// Later than this nobody of whom a payload speaks was born; the payload's own dates say it more closely.
  private static let latestBirth = "2030"
  private static let latest = "2035"

  /// What has happened, and is told before it did, or lies further ahead than any record.
  private static func later(in resource: JSONNode) -> [ClinicalPayload.Fault] {
    let recorded = [resource["recordedDate"], resource["recorded"], resource["meta"]?["lastUpdated"]].lazy.compactMap {
      $0?.string
    }.first
    let isPlanned = ["draft", "preparation", "planned", "booked", "registered"].contains(
      resource["status"]?.string ?? "")
    guard !isPlanned else { return [] }
    let happened = ["lastOccurrence", "onsetDateTime"].compactMap { key in
      resource[key]?.string.map { (text: $0, line: resource.line(of: key), recorded: recorded) }
    }
    let told = ["effectiveDateTime", "performedDateTime", "recordedDate", "issued"].compactMap { key in
      resource[key]?.string.map { (text: $0, line: resource.line(of: key), recorded: String?.none) }
    }
    return (happened + told).compactMap { time -> ClinicalPayload.Fault? in
      let isAfter =
        time.recorded.map { PeriodRules.isAfter(String(time.text.prefix(10)), String($0.prefix(10))) } ?? false
      let isAhead = time.text.first?.isNumber == true && time.text > latest
      return isAfter || isAhead
        ? ClinicalPayload.Fault(
          line: time.line, message: "this has happened, and lies after the day on which it was recorded") : nil
    }
  }

  static func faults(of resources: [JSONNode]) -> [ClinicalPayload.Fault] {
    var faults: [ClinicalPayload.Fault] = []
    let patients = resources.filter { $0["resourceType"]?.string == "Patient" }
    let known =
      (resources.flatMap { resource in
        times.compactMap { resource[$0]?.string }
          + [resource["meta"]?["lastUpdated"]?.string, resource["timestamp"]?.string].compactMap(\.self)
      })
    for patient in patients {
      guard let birth = patient["birthDate"]?.string else { continue }
      let line = patient.line(of: "birthDate")
      if birth > latestBirth || patient["meta"]?["lastUpdated"]?.string.map({ PeriodRules.isAfter(birth, $0) }) ?? false
        || !known.isEmpty && known.allSatisfy({ PeriodRules.isAfter(birth, $0) })
      {
        faults.append(.init(line: line, message: "a date of birth in the future"))
        continue
      }
      if let death = patient["deceasedDateTime"]?.string, PeriodRules.isAfter(birth, death) {
        faults.append(.init(line: patient.line(of: "deceasedDateTime"), message: "a death before the birth"))
      }
      guard patients.count == 1 else { continue }
      for resource in resources {
        for time in ["effectiveDateTime", "onsetDateTime", "performedDateTime", "occurrenceDateTime", "authoredOn"] {
          if let text = resource[time]?.string, PeriodRules.isAfter(birth, text) {
            faults.append(.init(line: resource.line(of: time), message: "this happened before the patient was born"))
          }
        }
      }
    }
    for resource in resources {
      faults += later(in: resource)
      if let taken = resource["effectiveDateTime"]?.string, let issued = resource["issued"]?.string,
        PeriodRules.isAfter(String(taken.prefix(10)), String(issued.prefix(10)))
      {
        faults.append(.init(line: resource.line(of: "issued"), message: "the result was issued before it was taken"))
      }
      if let onset = resource["onsetDateTime"]?.string, let end = resource["abatementDateTime"]?.string,
        PeriodRules.isAfter(onset, end)
      {
        faults.append(.init(line: resource.line(of: "abatementDateTime"), message: "it abated before its onset"))
      }
    }
    return faults
  }
}
