import ArgumentParser
import LanguageModels

/// An age as a person writes it, such as 7d.
func age(_ text: String) throws -> Age {
  guard let age = Age(text) else {
    throw ValidationError("'\(text)' is no age. Write a number with s, m, h, d or w, such as 7d, at most ten years.")
  }
  return age
}

private let sizeUnits = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("KB", 1_000), ("B", 1)]

/// A size as a person writes it, such as 100MB.
func size(_ text: String) throws -> Int {
  let unit = sizeUnits.first { text.hasSuffix($0.0) }
  guard let unit, let count = Int(text.dropLast(unit.0.count)), (0...1_000_000_000).contains(count) else {
    throw ValidationError("'\(text)' is no size. Write a whole number with kB, MB or GB, such as 100MB.")
  }
  return count * unit.1
}
