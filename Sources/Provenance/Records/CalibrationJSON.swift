public import JudgeTypes

extension CalibrationCurve {
  /// Pairs of place and accuracy.
  var json: JSONValue { .array(points.map { [.number($0.place), .number($0.accuracy)] }) }

  init(recorded json: JSONValue?) throws(RecordError) {
    let points = json?.arrayValue?.compactMap { pair -> Point? in
      guard pair.arrayValue?.count == 2, let place = pair[0]?.doubleValue, let accuracy = pair[1]?.doubleValue else {
        return nil
      }
      return Point(place: place, accuracy: accuracy)
    }
    guard let points, points.count == json?.arrayValue?.count, let curve = CalibrationCurve(points) else {
      throw RecordError(record: "panel", problem: "its calibration has points that are none, or in no order")
    }
    self = curve
  }
}

extension AbstentionRule {
  var json: JSONValue { ["bar": .string(bar.description), "points": curve.json] }

  /// Nil where the panel's record names none.
  init?(recorded json: JSONValue?) throws(RecordError) {
    guard let json else { return nil }
    guard let bar = json["bar"]?.stringValue.flatMap({ Fraction($0) }), bar <= .one else {
      throw RecordError(record: "panel", problem: "the bar of its calibration is missing or out of range")
    }
    self.init(curve: try CalibrationCurve(recorded: json["points"]), bar: bar)
  }
}

extension SeatCalibration {
  var json: JSONValue {
    ["seat": .string(seat.rawValue), "model": .string(model.description), "points": curve.json]
  }

  init(recorded json: JSONValue) throws(RecordError) {
    guard let seat = json["seat"]?.stringValue, let model = json["model"]?.stringValue.flatMap({ ModelName($0) }) else {
      throw RecordError(record: "panel", problem: "its calibration is of no seat or no model")
    }
    self.init(seat: .init(seat), model: model, curve: try CalibrationCurve(recorded: json["points"]))
  }
}

extension Dimension {
  /// The hash of dimensions as a panel's record holds them: what a judge was calibrated by is the same as long as it is.
  public static func sha256(of dimensions: [Dimension]) -> String {
    Digest.sha256(JSONValue.array(dimensions.map(\.json)).canonical)
  }
}
