internal import JudgeTypes

/// Views of Django in a file where no view asks who calls, that remove records by their id or touch people's records.
enum PythonOpenViews {
  static let detector = Detector.file("python_open_views") { source, rule in
    guard !source.isTest, !source.isPartial, requestView.matches(source.code), django.matches(source.text),
      !PrivateRoutes.speaksOfGuards(source), !asks.matches(source.text)
    else { return [] }
    return PythonFile(source).functions.compactMap { view in
      guard source.has(requestView, in: view.head), source.has(answers, in: view.block.body),
        !RoutePaths.isOpen(view.name), !entrance.occurs(in: view.name), isPrivate(view, in: source)
      else { return nil }
      return Hit(
        rule, in: source.path, lines: source.lines(of: source.trimmed(view.head)),
        message: "anybody can call the view \(view.name): nothing in this file asks who does")
    }
  }

  private static let django = Pattern.fixed(#"(?m)^from django\.(?:shortcuts|http|views)\b"#)
  private static let requestView = Pattern.fixed(#"\bdef\s+[a-zA-Z]\w*\s*\(\s*request\b"#)
  private static let answers = Pattern.fixed(#"\b(?:render|redirect|JsonResponse|HttpResponse\w*)\s*\("#)
  private static let asks = Pattern.fixed(
    #"(?i)request\.user\b|_required\b|permission|LoginRequired|UserPassesTest|request\.session\b|HTTP_AUTHORIZATION|api_?key|@\w*(?:auth|perm|login|staff)\w*"#
  )
  private static let entrance = Pattern.fixed(
    #"(?i)(?:^|_)(?:contact|feedback|subscribe|newsletter|register|signup|otp|home|index|about|search|webhook|callback)(?:_|\z)"#
  )
  private static let removes = Pattern.fixed(#"(?:\b\w+|\))\.delete\(\)"#)
  private static let byKey = Pattern.fixed(
    #"(?:get_object_or_404\(|\.objects\.(?:get|filter)\()[^()\n]*\b(?:pk|id|\w+_id|slug)\s*="#)
  private static let touches = Pattern.fixed(
    #"\b(?:\w*User|Student|Employee|Patient|Customer|Member|Teacher|Doctor|Staff|Appointment|Booking|Order|Invoice|Payment)s?\.objects\.(?:all|get|filter|order_by)\("#
  )

  private static func isPrivate(_ view: PythonFunction, in source: Source) -> Bool {
    let body = view.block.body
    if source.has(removes, in: body), source.has(byKey, in: body) { return true }
    return touches.matches(source.code, in: body)
  }
}
