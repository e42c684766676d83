/// A word as a shell takes it for one: in quotes where it holds more than letters, digits and a few marks.
public func quotedForShell(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./:=@,+".unicodeScalars.contains(scalar)
    }
  return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
