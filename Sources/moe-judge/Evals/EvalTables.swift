import Evals
import JudgeTypes
import Provenance
import Reports
import StoredRuns

extension EvalReport {
  func table(details: Bool, usage: Usage) -> String {
    var columns = TextTable()
    columns.add([
      "kind", "cases", "sound", "outcome F1", "precision", "recall", "F1", "TP", "FP", "FN", "alarms/1000 sound lines",
      "critical on sound",
    ])
    for figures in groups + [all] {
      columns.add([
        figures.name, "\(figures.cases)", "\(figures.sound)", figure(figures.outcome.f1),
        figure(figures.findings.precision),
        figure(figures.findings.recall), figure(figures.findings.f1), "\(figures.findings.truePositives)",
        "\(figures.findings.falsePositives)", "\(figures.findings.falseNegatives)",
        figure(figures.falseAlarmsPerThousandSoundLines), "\(figures.criticalFalseAlarmsOnSound)",
      ])
    }
    var text = "suite \(suite)\n" + columns.text
    text +=
      "95 % intervals (1,000 resamples): outcome F1 \(interval(all.outcomeInterval)), precision \(interval(all.precisionInterval)), "
      + "recall \(interval(all.recallInterval)), F1 \(interval(all.f1Interval))\n"
    text +=
      "kappa \(figure(all.kappa)) (\(interval(all.kappaInterval))), base rate of faulty \(all.cases - all.sound)/\(all.cases)\n"
    text +=
      "outcome macro F1 \(figure(all.macroF1)) (\(interval(all.macroF1Interval))), micro F1 \(figure(all.micro.f1)) "
      + "(\(interval(all.microF1Interval))); by expected outcome:\n"
    text += classes
    for (expected, row) in all.confusion.sorted(by: { $0.key < $1.key }) {
      let cells = row.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
      text += "expected \(expected.rawValue): \(cells)\n"
    }
    text += "coverage: \(percent(all.decided)) decided, \(percent(all.assessed)) of the applicable weight assessed\n"
    if repeats > 1 {
      text +=
        "each case judged \(repeats) times: the outcome of \(percent(flipRate)) of the cases was not the same each time\n"
    }
    text += usage.line + "\n"
    return details ? text + self.details : text
  }

  private var classes: String {
    var columns = TextTable()
    columns.add(["  outcome", "expected", "precision", "recall", "F1", "95 % interval"])
    for (one, range) in zip(all.classes, all.classIntervals) {
      columns.add([
        "  " + one.outcome.rawValue, "\(one.expected)", figure(one.counts.precision), figure(one.counts.recall),
        figure(one.counts.f1), interval(range),
      ])
    }
    return columns.text
  }

  private var details: String {
    var text = ""
    for result in results {
      guard !result.isRight || !result.falseAlarms.isEmpty || !result.missed.isEmpty else { continue }
      text +=
        "\n\(result.evalCase.id) [\(result.split.rawValue)]: expected \(result.evalCase.outcome.rawValue), came \(result.outcome.rawValue)\n"
      for miss in result.falseAlarms {
        text += "  + \(miss.rule) \(miss.severity?.rawValue ?? "") \(miss.path ?? ""):\(miss.lines.lowerBound)\n"
      }
      for miss in result.missed {
        text += "  - \(miss.rule) \(miss.path ?? ""):\(miss.lines.lowerBound)-\(miss.lines.upperBound)\n"
      }
    }
    return text
  }

  func json(usage: Usage) -> JSONValue {
    [
      "suite": .string(suite), "groups": .array(groups.map(\.json)), "all": all.json, "repeats": .integer(repeats),
      "flip_rate": .optional(flipRate), "usage": usage.json,
    ]
  }

}

extension EvalReport.Figures {
  var json: JSONValue {
    [
      "name": .string(name), "cases": .integer(cases), "sound": .integer(sound), "outcome_f1": .optional(outcome.f1),
      "precision": .optional(findings.precision), "recall": .optional(findings.recall), "f1": .optional(findings.f1),
      "true_positives": .integer(findings.truePositives), "false_positives": .integer(findings.falsePositives),
      "false_negatives": .integer(findings.falseNegatives),
      "false_alarms_per_1000_sound_lines": .optional(falseAlarmsPerThousandSoundLines),
      "critical_false_alarms_on_sound": .integer(criticalFalseAlarmsOnSound), "kappa": .optional(kappa),
      "outcome_macro_f1": .optional(macroF1), "outcome_precision": .optional(outcome.precision),
      "outcome_recall": .optional(outcome.recall), "outcome_micro": micro.json,
      "classes": .array(
        zip(classes, classIntervals).map { one, range in
          [
            "outcome": .string(one.outcome.rawValue), "expected": .integer(one.expected), "counts": one.counts.json,
            "f1_interval": intervalJSON(range),
          ]
        }),
      "intervals": [
        "outcome_f1": intervalJSON(outcomeInterval), "precision": intervalJSON(precisionInterval),
        "recall": intervalJSON(recallInterval),
        "f1": intervalJSON(f1Interval), "kappa": intervalJSON(kappaInterval),
        "outcome_macro_f1": intervalJSON(macroF1Interval),
        "outcome_micro_f1": intervalJSON(microF1Interval),
      ],
      "confusion": .object(
        JSONObject(
          confusion.map { expected, row in
            (expected.rawValue, .object(JSONObject(row.map { ($0.rawValue, .integer($1)) }, uniquingKeysWith: { $1 })))
          }, uniquingKeysWith: { $1 })),
      "decided": .optional(decided), "assessed_weight": .optional(assessed),
    ]
  }
}

extension Usage {
  /// What the calls took, in one line.
  fileprivate var line: String {
    guard calls > 0 || answers > 0 else { return "no calls" }
    let tokens =
      "\(inputTokens.map { "\($0)" } ?? "unknown") tokens in, \(outputTokens.map { "\($0)" } ?? "unknown") out"
    return
      "\(counted(calls, "call")), \(counted(answers, "answer")), \(tokens), cost \(costUSD.map(money) ?? "not known")"
  }
}

/// A figure to three decimals, or a dash where there is none.
func figure(_ value: Double?) -> String { value.map { "\(($0 * 1_000).rounded() / 1_000)" } ?? "-" }

/// Its bounds, or a dash where there is none.
func interval(_ range: ClosedRange<Double>?) -> String {
  range.map { "\(figure($0.lowerBound))-\(figure($0.upperBound))" } ?? "-"
}

private func percent(_ share: Double?) -> String {
  share.map { "\(($0 * 1_000).rounded() / 10) %" } ?? "-"
}
