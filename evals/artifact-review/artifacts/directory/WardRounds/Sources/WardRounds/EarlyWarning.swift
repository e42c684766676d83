import Foundation

/// National Early Warning Score, reduced to the values the bedside monitors deliver.
public struct EarlyWarning {
    public enum Level: Int, Comparable {
        case low, medium, high

        public static func < (lhs: Level, rhs: Level) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    public let score: Int

    public var level: Level {
        switch score {
        case ..<5: return .low
        case 5...6: return .medium
        default: return .high
        }
    }

    public init(observations: [Observation]) {
        let latest = Dictionary(grouping: observations, by: \.code)
            .compactMapValues { $0.max { $0.takenAt < $1.takenAt }?.value }
        score = Self.respiration(latest["resp-rate"])
            + Self.saturation(latest["spo2"])
            + Self.pulse(latest["pulse"])
    }

    private static func respiration(_ value: Double?) -> Int {
        guard let value else { return 0 }
        switch value {
        case ..<9, 25...: return 3
        case 21..<25: return 2
        case 9..<12: return 1
        default: return 0
        }
    }

    private static func saturation(_ value: Double?) -> Int {
        guard let value else { return 0 }
        switch value {
        case ..<92: return 3
        case 92..<94: return 2
        case 94..<96: return 1
        default: return 0
        }
    }

    private static func pulse(_ value: Double?) -> Int {
        guard let value else { return 0 }
        switch value {
        case ..<41, 131...: return 3
        case 111..<131: return 2
        case 41..<51, 91..<111: return 1
        default: return 0
        }
    }
}
