import Foundation

/// Turns departures into the three columns of the lobby board.
public struct DepartureFormatter {
    public struct Row: Equatable {
        public let line: String
        public let destination: String
        public let due: String
    }

    private static let maxDestination = 22

    private let clock: DateFormatter

    public init(timeZone: TimeZone) {
        clock = DateFormatter()
        clock.locale = Locale(identifier: "en_US_POSIX")
        clock.timeZone = timeZone
        clock.dateFormat = "HH:mm"
    }

    public func row(for departure: Departure, now: Date) -> Row? {
        let time = departure.estimated ?? departure.planned
        let seconds = time.timeIntervalSince(now)
        // Vehicles that left more than half a minute ago disappear from the board.
        guard seconds > -30 else { return nil }
        return Row(
            line: departure.line,
            destination: shorten(departure.destination),
            due: due(seconds: seconds, at: time)
        )
    }

    private func due(seconds: TimeInterval, at time: Date) -> String {
        switch seconds {
        case ..<45:
            return "now"
        case ..<(20 * 60):
            return "\(Int((seconds / 60).rounded())) min"
        default:
            return clock.string(from: time)
        }
    }

    private func shorten(_ name: String) -> String {
        guard name.count > Self.maxDestination else { return name }
        return name.prefix(Self.maxDestination - 1).trimmingCharacters(in: .whitespaces) + "…"
    }
}
