/// Codes of a system: `{"system": ..., "code": ..., "display": ...}`.
enum CodingRules {
  static func faults(of object: JSONNode) -> [ClinicalPayload.Fault] {
    guard let system = object["system"]?.string, object["value"] == nil || object["code"] != nil else { return [] }
    var faults: [ClinicalPayload.Fault] = []
    if let canonical = CodeSystems.canonical(for: system) {
      faults.append(
        .init(
          line: object.line(of: "system"),
          message: "'\(system)' is not the address of that code system; it is \(canonical)"))
    }
    guard let code = object["code"]?.string else { return faults }
    if let fault = CodeSystems.fault(of: code, in: system) {
      faults.append(.init(line: object.line(of: "code"), message: fault))
    } else if let display = object["display"]?.string, ClinicalCodes.contradicts(display: display, code: code),
      system == CodeSystems.loinc || system == CodeSystems.snomed || system.contains("icd-10")
    {
      faults.append(.init(line: object.line(of: "code"), message: "'\(code)' does not stand for '\(display)'"))
    }
    return faults
  }
}

/// Quantities by themselves, and those that belong to a code.
enum QuantityRules {
  static func faults(of object: JSONNode) -> [ClinicalPayload.Fault] {
    var faults: [ClinicalPayload.Fault] = []
    for member in object.members where member.value.isObject && isQuantity(member.key) {
      faults += unit(of: member.value)
    }
    for range in object["referenceRange"]?.items ?? [] {
      for key in ["low", "high"] { if let bound = range[key] { faults += unit(of: bound) } }
      if let low = range["low"]?["value"]?.number, let high = range["high"]?["value"]?.number, low > high {
        faults.append(
          .init(line: range.line(of: "low"), message: "a reference range whose low end is above its high end"))
      }
    }
    faults += measured(object) + pressures(object)
    return faults
  }

  private static func isQuantity(_ key: String) -> Bool { key.hasSuffix("Quantity") && key != "quantity" }

  private static func unit(of quantity: JSONNode) -> [ClinicalPayload.Fault] {
    var faults: [ClinicalPayload.Fault] = []
    let code = quantity["code"]?.string
    let system = quantity["system"]?.string
    if case .string(let text)? = quantity["value"]?.content {
      faults.append(.init(line: quantity.line(of: "value"), message: "the value '\(text)' is text, not a number"))
    }
    if code != nil, system == nil {
      faults.append(
        .init(line: quantity.line(of: "code"), message: "a unit code without its system (http://unitsofmeasure.org)"))
    }
    if system == CodeSystems.ucum, let code, let right = ClinicalUnits.notUCUM[code] {
      faults.append(
        .init(
          line: quantity.line(of: "code"), message: "'\(code)' is not the UCUM code for this unit; it is '\(right)'"))
    }
    if let code, let unit = quantity["unit"]?.string, let first = ClinicalUnits.canonical(code),
      let second = ClinicalUnits.canonical(unit),
      first != second, Set([first, second]) != ["1", "{INR}"], !isSame(first, second)
    {
      faults.append(.init(line: quantity.line(of: "unit"), message: "the unit '\(unit)' and its code '\(code)' differ"))
    } else if system == CodeSystems.ucum, let code, ClinicalUnits.canonical(code) == nil,
      let unit = quantity["unit"]?.string, let known = ClinicalUnits.canonical(unit),
      let first = UnitExpression(known), let second = UnitExpression(code), first != second
    {
      faults.append(
        .init(line: quantity.line(of: "unit"), message: "the unit '\(unit)' is not what its code '\(code)' stands for"))
    }
    return faults
  }

  private static let same: [Set<String>] = [
    ["10*3/uL", "10*9/L"], ["10*6/uL", "10*12/L"], ["ug/L", "ng/mL"], ["mg/L", "ug/mL"], ["mmol/L", "meq/L"],
    ["{INR}", "1"], ["ng/L", "pg/mL"],
  ]

  private static func isSame(_ first: String, _ second: String) -> Bool { same.contains([first, second]) }

  /// An Observation or a component of one: its code against its value.
  private static func measured(_ object: JSONNode) -> [ClinicalPayload.Fault] {
    guard let quantity = object["valueQuantity"], let codings = object["code"]?["coding"]?.items else { return [] }
    guard let value = quantity["value"]?.number else {
      let isAbsent =
        object["dataAbsentReason"] != nil || quantity["_value"] != nil || quantity["extension"] != nil
        || quantity["value"] != nil
      return isAbsent ? [] : [.init(line: object.line(of: "valueQuantity"), message: "a quantity without a value")]
    }
    let written = (quantity["code"] ?? quantity["unit"])?.string
    guard let code = codings.first(where: { $0["system"]?.string == CodeSystems.loinc })?["code"]?.string,
      let measure = ClinicalCodes.loinc[code]
    else {
      return written == nil && quantity["system"] == nil && quantity["unit"] == nil && hasDimension(object)
        ? [.init(line: object.line(of: "valueQuantity"), message: "a value without a unit")] : []
    }
    guard let written else {
      return measure.units["{INR}"] != nil
        ? [] : [.init(line: object.line(of: "valueQuantity"), message: "a value without a unit")]
    }
    guard let unit = ClinicalUnits.canonical(written) else { return [] }
    guard let range = measure.units[unit] ?? measure.units.first(where: { isSame($0.key, unit) })?.value else {
      return [
        .init(
          line: quantity.line(of: quantity["code"] == nil ? "unit" : "code"),
          message: "'\(written)' is no unit of what LOINC \(code) measures")
      ]
    }
    guard !range.contains(value), quantity["comparator"] == nil else { return [] }
    return [
      .init(
        line: quantity.line(of: "value"),
        message: "\(quantity["value"]?.number ?? 0) \(written) cannot be; look at the unit and the decimal point")
    ]
  }

  /// Whether the code is one of a laboratory or a vital sign, whose values have a unit.
  private static func hasDimension(_ object: JSONNode) -> Bool {
    object["category"]?.items.contains {
      ["laboratory", "vital-signs"].contains($0["coding"]?.items.first?["code"]?.string ?? "")
    } ?? false
  }

  private static func pressures(_ object: JSONNode) -> [ClinicalPayload.Fault] {
    func value(_ code: String) -> (Double, Int)? {
      for part in object["component"]?.items ?? []
      where part["code"]?["coding"]?.items.contains(where: { $0["code"]?.string == code }) ?? false {
        if let quantity = part["valueQuantity"], let value = quantity["value"]?.number {
          return (value, quantity.line(of: "value"))
        }
      }
      return nil
    }
    guard let systolic = value("8480-6"), let diastolic = value("8462-4"), systolic.0 < diastolic.0 else { return [] }
    return [.init(line: systolic.1, message: "the systolic pressure is below the diastolic one")]
  }
}
