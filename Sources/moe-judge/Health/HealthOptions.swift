import ArgumentParser
import Foundation
import Reports
import SkillHealth

/// One of the words of `Value`; another one is refused with those that there are.
func oneOf<Value: RawRepresentable<String> & CaseIterable & SendableMetatype>(
  _ type: Value.Type
) -> @Sendable (String) throws -> Value {
  { text in
    guard let value = Value(rawValue: text) else {
      throw ValidationError("'\(text)' is none of \(wordsOf(Value.self)).")
    }
    return value
  }
}

/// All words of `Value`, for help and messages.
func wordsOf<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type) -> String {
  Value.allCases.map(\.rawValue).joined(separator: ", ")
}

/// A day as a person writes it, such as 2026-11-22.
func calendarDay(_ text: String) throws -> Day {
  guard text.utf8.count == 10, let day = Day(text) else {
    throw ValidationError("'\(text)' is no day. Write year, month and day, such as 2026-11-22.")
  }
  return day
}

/// A score as a person writes it, from 0 to 100.
func healthScore(_ text: String) throws -> Double {
  guard let score = Double(text), (0...100).contains(score) else {
    throw ValidationError("'\(text)' is no score. Write a number from 0 to 100, such as 72.5.")
  }
  return score
}
