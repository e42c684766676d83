/// Common laboratory and vital-sign codes of LOINC: what they measure, in which units, and what a living patient can have.
struct ClinicalMeasure: Sendable {
  /// Words of which a fitting display has one, in lower case.
  let words: [String]
  /// UCUM units with the range of values that can occur at all.
  let units: [String: ClosedRange<Double>]
}

enum ClinicalCodes {
  private static func measure(_ words: String, _ units: [String: ClosedRange<Double>]) -> ClinicalMeasure {
    ClinicalMeasure(words: words.split(separator: "|").map(String.init), units: units)
  }

  private static let glucose = measure("gluc|blood sugar|blutzucker", ["mg/dL": 5...2_500, "mmol/L": 0.3...140])
  private static let creatinine = measure(
    "creatinin|kreatinin", ["mg/dL": 0.05...40, "umol/L": 5...3_600, "mg/L": 0.5...400, "mmol/L": 0.005...3.6])
  private static let haemoglobin = measure(
    "hemoglobin|haemoglobin|hgb|hb", ["g/dL": 1...30, "g/L": 10...300, "mmol/L": 0.6...19])
  private static let potassium = measure("potassium|kalium|k ", ["mmol/L": 0.8...15, "meq/L": 0.8...15])
  private static let sodium = measure("sodium|natrium|na ", ["mmol/L": 80...220, "meq/L": 80...220])
  private static let chloride = measure("chlorid", ["mmol/L": 50...170, "meq/L": 50...170])
  private static let cholesterol = measure("cholest|ldl|hdl|lipo", ["mg/dL": 2...2_000, "mmol/L": 0.05...52])
  private static let triglycerides = measure("triglycer|lipid", ["mg/dL": 5...20_000, "mmol/L": 0.05...230])
  private static let heartRate = measure("heart|pulse|herz|puls", ["/min": 10...400])
  private static let breathing = measure("respir|breath|atem", ["/min": 2...150])
  private static let temperature = measure("temp", ["Cel": 12...47, "[degF]": 54...116])
  private static let weight = measure("weight|gewicht", ["kg": 0.2...700, "g": 200...700_000, "[lb_av]": 0.4...1_550])
  private static let height = measure(
    "height|length|größe|groesse|stature", ["cm": 15...280, "m": 0.15...2.8, "[in_i]": 6...110, "mm": 150...2_800])
  private static let pressure = measure(
    "systolic|diastolic|blood pressure|mean|bp|arterial|blutdruck", ["mm[Hg]": 10...370, "kPa": 1.3...50])
  private static let saturation = measure("oxygen|satur|spo2|o2", ["%": 10...100])
  private static let enzyme = measure(
    "aminotransferase|alt|ast|transaminase|gpt|got|phosphatase|ggt|gamma|alp|lipase|amylase|dehydrogenase|kinase",
    ["U/L": 0...100_000])
  private static let urea = measure("urea|bun", ["mg/dL": 1...400, "mmol/L": 0.3...150])

  private static let acidity = measure("ph |ph", ["[pH]": 6.2...8.3, "1": 6.2...8.3])
  private static let carbonDioxide = measure("carbon|co2", ["mm[Hg]": 2...260, "kPa": 0.3...35])
  private static let oxygen = measure("oxygen|o2", ["mm[Hg]": 4...800, "kPa": 0.5...107])
  private static let lactate = measure("lactat|lactic", ["mmol/L": 0...60, "mg/dL": 0...550])

  static let loinc: [String: ClinicalMeasure] = {
    var table: [String: ClinicalMeasure] = [
      "4548-4": measure("a1c|glycated|glyco|hemoglobin|haemoglobin", ["%": 2...25, "mmol/mol": 5...250]),
      "17856-6": measure("a1c|glycated|glyco|hemoglobin|haemoglobin", ["%": 2...25]),
      "59261-8": measure("a1c|glycated|glyco|hemoglobin|haemoglobin", ["mmol/mol": 5...250]),
      "39156-5": measure("bmi|body mass", ["kg/m2": 5...250]),
      "6301-6": measure("inr|prothrombin|coag", ["{INR}": 0.3...30, "1": 0.3...30]),
      "34714-6": measure("inr|prothrombin|coag", ["{INR}": 0.3...30, "1": 0.3...30]),
      "3016-3": measure("tsh|thyro", ["m[IU]/L": 0...1_000]),
      "6690-2": measure("leuk|wbc|white", ["10*3/uL": 0...1_500, "10*9/L": 0...1_500]),
      "26464-8": measure("leuk|wbc|white", ["10*3/uL": 0...1_500, "10*9/L": 0...1_500]),
      "777-3": measure("platelet|thromb", ["10*3/uL": 0...5_000, "10*9/L": 0...5_000]),
      "26515-7": measure("platelet|thromb", ["10*3/uL": 0...5_000, "10*9/L": 0...5_000]),
      "789-8": measure("erythro|rbc|red", ["10*6/uL": 0.2...15, "10*12/L": 0.2...15]),
      "4544-3": measure("hematocrit|haematocrit|hct", ["%": 3...85]),
      "20570-8": measure("hematocrit|haematocrit|hct", ["%": 3...85]),
      "1988-5": measure("reactive|crp", ["mg/L": 0...1_000, "mg/dL": 0...100]),
      "30522-7": measure("reactive|crp", ["mg/L": 0...1_000, "mg/dL": 0...100]),
      "17861-6": measure("calcium", ["mg/dL": 2...30, "mmol/L": 0.5...8]),
      "2000-8": measure("calcium", ["mmol/L": 0.5...8]),
      "1975-2": measure("bilirubin", ["mg/dL": 0...80, "umol/L": 0...1_400]),
      "1751-7": measure("albumin", ["g/dL": 0.3...8, "g/L": 3...80]),
      "1963-8": measure("bicarbonate|co2|carbon", ["mmol/L": 1...60, "meq/L": 1...60]),
      "33914-3": measure("filtration|gfr", ["mL/min/{1.73_m2}": 0...250, "mL/min": 0...300]),
      "62238-1": measure("filtration|gfr", ["mL/min/{1.73_m2}": 0...250, "mL/min": 0...300]),
      "2823-3": potassium, "6298-4": potassium, "2951-2": sodium, "2947-0": sodium, "2075-0": chloride,
      "3094-0": urea, "6299-2": urea, "22664-7": urea,
      "2744-1": acidity, "2745-8": acidity, "2746-6": acidity, "11558-4": acidity,
      "2019-8": carbonDioxide, "2020-6": carbonDioxide, "2021-4": carbonDioxide, "11557-6": carbonDioxide,
      "2703-7": oxygen, "2704-5": oxygen, "2705-2": oxygen, "11556-8": oxygen,
      "2518-9": lactate, "2519-7": lactate, "2524-7": lactate, "32693-4": lactate,
      "10839-9": measure("troponin", ["ng/mL": 0...1_000, "ng/L": 0...1_000_000, "ug/L": 0...1_000]),
      "2276-4": measure("ferritin", ["ng/mL": 0...200_000, "ug/L": 0...200_000]),
      "29463-7": weight, "3141-9": weight, "8302-2": height, "8306-3": height, "8867-4": heartRate, "9279-1": breathing,
      "8310-5": temperature, "8331-1": temperature, "8480-6": pressure, "8462-4": pressure, "8478-0": pressure,
      "2708-6": saturation, "59408-5": saturation, "718-7": haemoglobin, "59260-0": haemoglobin, "20509-6": haemoglobin,
      "2571-8": triglycerides, "14927-8": triglycerides, "1742-6": enzyme, "1920-8": enzyme, "6768-6": enzyme,
      "2324-2": enzyme, "3040-3": enzyme,
    ]
    for code in ["2339-0", "2345-7", "41653-7", "1558-6", "15074-8", "14749-6", "14771-0", "2340-8", "74774-1"] {
      table[code] = glucose
    }
    for code in ["2160-0", "38483-4", "14682-9"] { table[code] = creatinine }
    for code in ["2093-3", "2085-9", "13457-7", "18262-6", "2089-1", "14647-2", "14646-4", "22748-8"] {
      table[code] = cholesterol
    }
    // Codes whose property is of substance are in mmol/L or its kin alone, those of mass in mg/dL or its kin.
    for code in [
      "15074-8", "14749-6", "14771-0", "14927-8", "14647-2", "14646-4", "22748-8", "14682-9", "59260-0", "22664-7",
    ] {
      if let found = table[code] {
        table[code] = ClinicalMeasure(
          words: found.words, units: found.units.filter { $0.key.contains("mol") || $0.key == "meq/L" })
      }
    }
    for code in [
      "2339-0", "2345-7", "41653-7", "1558-6", "2340-8", "2160-0", "38483-4", "2093-3", "2085-9", "13457-7", "18262-6",
      "2089-1", "2571-8", "718-7", "3094-0",
    ] {
      if let found = table[code] {
        table[code] = ClinicalMeasure(
          words: found.words, units: found.units.filter { !$0.key.contains("mol") && $0.key != "meq/L" })
      }
    }
    return table
  }()

  /// Names of things that are measured, by which a display that belongs to another code is known.
  private static let analytes = [
    "glucose", "creatinine", "hemoglobin", "haemoglobin", "potassium", "sodium", "heart rate", "respiratory rate",
    "body temperature",
    "body weight", "body height", "systolic", "diastolic", "cholesterol", "triglyceride", "oxygen saturation",
    "platelet", "bilirubin",
    "calcium", "albumin", "a1c", "inr", "chloride", "urea", "leukocyte", "troponin", "ferritin", "body mass index",
    "hematocrit",
  ]
  private static let own: [String: [String]] = ["8480-6": ["systolic", "systol"], "8462-4": ["diastolic", "diastol"]]

  /// Whether a display names another measurement than the code does.
  static func contradicts(display: String, code: String) -> Bool {
    let text = display.lowercased()
    if let words = own[code] { return !words.contains(where: text.contains) && analytes.contains(where: text.contains) }
    guard let measure = loinc[code] else { return contradictsDiagnosis(text, code) }
    return !measure.words.contains(where: text.contains) && analytes.contains(where: text.contains)
  }

  /// Diagnoses and drugs by code, with words that belong and words that belong to others.
  private static let meanings: [(prefix: String, words: [String], foreign: [String])] = [
    ("44054006", ["type 2", "type ii", "typ 2"], ["type 1", "type i ", "asthma", "hypertens"]),
    ("46635009", ["type 1", "type i"], ["type 2", "type ii", "asthma", "hypertens"]),
    ("38341003", ["hypertens"], ["diabet", "asthma", "hypotens"]),
    ("195967001", ["asthma"], ["diabet", "hypertens", "copd", "pneumonia"]),
    ("22298006", ["infarct", "heart attack"], ["diabet", "asthma", "hypertens", "stroke"]),
    ("91936005", ["penicillin"], ["aspirin", "peanut", "latex", "sulf"]),
    ("233604007", ["pneumonia"], ["asthma", "diabet"]),
    ("E11", ["type 2", "type ii", "typ 2", "diabet"], ["type 1", "asthma", "hypertens"]),
    ("E10", ["type 1", "type i", "typ 1", "diabet"], ["type 2", "asthma", "hypertens"]),
    ("I10", ["hypertens"], ["diabet", "asthma", "hypotens"]),
    ("J45", ["asthma"], ["diabet", "hypertens", "pneumonia"]),
    ("I21", ["infarct"], ["diabet", "asthma", "stroke"]), ("J44", ["chronic obstr", "copd"], ["asthma,", "diabet"]),
  ]

  private static func contradictsDiagnosis(_ text: String, _ code: String) -> Bool {
    guard
      let meaning = meanings.first(where: { code == $0.prefix || $0.prefix.count == 3 && code.hasPrefix($0.prefix) })
    else { return false }
    return meaning.foreign.contains(where: text.contains)
      && !(meaning.words.prefix(3).contains(where: text.contains) && !text.contains("type"))
  }
}
