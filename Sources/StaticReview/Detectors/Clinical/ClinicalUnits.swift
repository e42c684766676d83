/// Units of measure as payloads write them, by their UCUM form.
enum ClinicalUnits {
  /// Spellings in words and common short forms, in lower case and without blanks.
  private static let spellings: [String: String] = [
    "mmhg": "mm[Hg]", "mm[hg]": "mm[Hg]", "mmofhg": "mm[Hg]", "kpa": "kPa",
    "/min": "/min", "{beats}/min": "/min", "beats/min": "/min", "beats/minute": "/min", "bpm": "/min", "1/min": "/min",
    "perminute": "/min", "{breaths}/min": "/min", "breaths/min": "/min", "breaths/minute": "/min", "min-1": "/min",
    "cel": "Cel", "c": "Cel", "°c": "Cel", "degc": "Cel", "celsius": "Cel", "degreescelsius": "Cel", "degreec": "Cel",
    "[degf]": "[degF]", "f": "[degF]", "°f": "[degF]", "degf": "[degF]", "fahrenheit": "[degF]",
    "kg": "kg", "kilogram": "kg", "kilograms": "kg", "g": "g", "gram": "g", "grams": "g", "mg": "mg", "milligram": "mg",
    "milligrams": "mg", "ug": "ug", "mcg": "ug", "µg": "ug", "microgram": "ug", "micrograms": "ug", "ng": "ng",
    "[lb_av]": "[lb_av]", "lb": "[lb_av]", "lbs": "[lb_av]", "pounds": "[lb_av]", "[oz_av]": "[oz_av]",
    "cm": "cm", "centimeter": "cm", "centimetre": "cm", "centimeters": "cm", "m": "m", "meter": "m", "metre": "m",
    "mm": "mm", "[in_i]": "[in_i]", "in": "[in_i]", "inch": "[in_i]", "inches": "[in_i]", "[ft_i]": "[ft_i]",
    "%": "%", "percent": "%", "{inr}": "{INR}", "inr": "{INR}", "{ratio}": "{INR}", "1": "1", "ratio": "{INR}",
    "mg/dl": "mg/dL", "g/dl": "g/dL", "g/l": "g/L", "mg/l": "mg/L", "ug/l": "ug/L", "mcg/l": "ug/L", "ng/ml": "ng/mL",
    "ug/dl": "ug/dL", "ng/dl": "ng/dL", "ng/l": "ng/L", "pg/ml": "pg/mL", "ug/ml": "ug/mL", "mmol/l": "mmol/L",
    "umol/l": "umol/L",
    "µmol/l": "umol/L", "nmol/l": "nmol/L", "pmol/l": "pmol/L", "meq/l": "meq/L", "mmol/mol": "mmol/mol", "u/l": "U/L",
    "iu/l": "U/L", "[iu]/l": "U/L", "m[iu]/l": "m[IU]/L", "miu/l": "m[IU]/L", "mu/l": "m[IU]/L", "u[iu]/ml": "m[IU]/L",
    "uiu/ml": "m[IU]/L", "10*3/ul": "10*3/uL", "10^3/ul": "10*3/uL", "10*9/l": "10*9/L", "10^9/l": "10*9/L",
    "x10^9/l": "10*9/L",
    "10*6/ul": "10*6/uL", "10*12/l": "10*12/L", "10^12/l": "10*12/L", "k/ul": "10*3/uL", "kg/m2": "kg/m2",
    "kg/m²": "kg/m2",
    "fl": "fL", "pg": "pg", "mm/h": "mm/h", "ml/min/{1.73_m2}": "mL/min/{1.73_m2}", "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "ml/min/1.73m²": "mL/min/{1.73_m2}", "ml/min": "mL/min", "ml": "mL", "l": "L", "s": "s", "sec": "s", "seconds": "s",
    "h": "h", "d": "d",
    "ms": "ms", "min": "min", "{score}": "{score}", "mg/g": "mg/g", "l/min": "L/min", "mol/l": "mol/L",
    "mg/kg": "mg/kg",
    "[ph]": "[pH]", "ph": "[pH]", "mmol": "mmol", "meq": "meq", "a": "a", "mo": "mo", "wk": "wk",
  ]

  /// The UCUM form of `text`; nil where it is none that this table knows.
  static func canonical(_ text: String) -> String? {
    spellings[text.lowercased().filter { !$0.isWhitespace }.replacing("μ", with: "µ")]
  }

  /// Codes that people write under UCUM's name and that mean nothing, or something else, there.
  static let notUCUM: [String: String] = [
    "mmHg": "mm[Hg]", "mmhg": "mm[Hg]", "bpm": "/min", "beats/min": "/min", "breaths/min": "/min", "C": "Cel",
    "°C": "Cel", "degC": "Cel",
    "F": "[degF]", "°F": "[degF]", "lbs": "[lb_av]", "lb": "[lb_av]", "in": "[in_i]", "inches": "[in_i]", "mcg": "ug",
    "IU": "[IU]",
    "IU/L": "[IU]/L", "IU/mL": "[IU]/mL", "mIU/L": "m[IU]/L", "percent": "%", "cc": "mL", "sec": "s", "celsius": "Cel",
    "Celsius": "Cel",
    "pounds": "[lb_av]", "mEq/L": "meq/L", "mcg/mL": "ug/mL", "mcg/L": "ug/L", "10^9/L": "10*9/L", "x10^9/L": "10*9/L",
    "K/uL": "10*3/uL",
    "INR": "{INR}", "hr": "h", "hrs": "h", "µg": "ug",
  ]
}
