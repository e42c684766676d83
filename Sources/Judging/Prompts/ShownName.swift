extension String {
  /// A file's name as judges are shown it, on one line: what cannot be seen, or is taken for a plain blank, is written out.
  ///
  /// Judges name files by this. A name that has nothing of the kind is shown as it is.
  var shownName: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isSeen { text.unicodeScalars.append(scalar) } else { text += "\\u{\(String(scalar.value, radix: 16))}" }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isSeen: Bool {
    guard self != " " else { return true }
    let unseen: [Unicode.GeneralCategory] = [
      .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator,
    ]
    return !properties.isDefaultIgnorableCodePoint && !unseen.contains(properties.generalCategory)
  }
}
