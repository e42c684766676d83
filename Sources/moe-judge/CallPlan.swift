import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Reports

/// What a run would ask, and whom it would show what: `judge --dry-run`.
struct CallPlan {
  /// One seat before one artifact.
  struct SeatPlan {
    let seat: Seat
    /// Estimated from the bytes of the prompt, rather too many; nil for a seat that is not asked.
    let tokens: Int?
  }

  struct ArtifactPlan {
    let artifact: Artifact
    let seats: [SeatPlan]
    var calls: Int { seats.count { $0.tokens != nil } }
  }

  let artifacts: [ArtifactPlan]
  let banners: [String]
  let isOffline: Bool
  /// The address of each provider, by its name.
  let addresses: [String: String]
  let outputLimit: Int

  var calls: Int { artifacts.reduce(0) { $0 + $1.calls } }
  private var tokens: Int { artifacts.flatMap(\.seats).compactMap(\.tokens).reduce(0) { $0.adding($1) } }

  /// The files that each provider would get to see, by its name; `ofBackups`: where the seats' own models fail.
  private func readers(ofBackups: Bool) -> [(provider: String, files: [String])] {
    var files: [String: Set<String>] = [:]
    for plan in artifacts {
      for seat in plan.seats where seat.tokens != nil {
        guard let model = ofBackups ? seat.seat.backup : seat.seat.model else { continue }
        files[model.provider, default: []].formUnion(plan.artifact.files.map(\.path))
      }
    }
    return files.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
  }
}

// MARK: - For people

extension CallPlan {
  var text: String {
    var text = artifacts.map(Self.text).joined(separator: "\n") + "\n"
    for banner in banners { text += "\(banner)\n" }
    guard !isOffline else {
      return text + "A dry run: nothing was judged. Offline no model is asked and nothing leaves this machine.\n"
    }
    text +=
      "\(counted(calls, "call")) for \(counted(artifacts.count, "artifact")), about \(Self.grouped(tokens)) tokens to read and at "
      + "most \(Self.grouped(calls * outputLimit)) to write, without retries and repairs.\n"
    for (provider, files) in readers(ofBackups: false) { text += "to \(place(provider)): \(Self.listed(files))\n" }
    for (provider, files) in readers(ofBackups: true) {
      text += "where a seat's own model fails, to \(place(provider)): \(Self.listed(files))\n"
    }
    return text + "A dry run: nothing was asked and nothing left this machine.\n"
  }

  private static func text(of plan: ArtifactPlan) -> String {
    var columns = TextTable()
    columns.add(["  seat", "model", "backup", "dimensions", "tokens to read"])
    for entry in plan.seats {
      let seat = entry.seat
      if let reason = seat.notApplicable {
        columns.add(["  \(seat.id)", "does not judge: \(reason)"])
      } else {
        columns.add([
          "  \(seat.id)", seat.model.description, seat.backup?.description ?? "-", "\(seat.dimensions.count)",
          entry.tokens.map { "about \(grouped($0))" } ?? "-",
        ])
      }
    }
    let skipped = plan.artifact.coverage.filter { $0.state != .judged }.map { file in
      "  not shown: \(file.path) (\(file.reason ?? file.state.rawValue))\n"
    }
    return
      "\(plan.artifact.path) (\(plan.artifact.kind.rawValue), \(counted(plan.artifact.files.count, "file")))\n"
      + columns.text + skipped.joined()
  }

  private func place(_ provider: String) -> String { addresses[provider].map { "\(provider) (\($0))" } ?? provider }

  private static func listed(_ files: [String]) -> String {
    let shown = files.prefix(20).joined(separator: ", ")
    return files.count > 20 ? "\(shown) and \(files.count - 20) more" : shown
  }

  /// 41,000.
  private static func grouped(_ number: Int) -> String {
    var digits = "\(number)"
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return digits
  }
}

// MARK: - For programs

extension CallPlan {
  var json: JSONValue {
    [
      "calls": .integer(calls), "input_tokens": .integer(tokens), "output_tokens_limit": .integer(calls * outputLimit),
      "artifacts": .array(artifacts.map(Self.json)), "banners": .texts(banners),
      "egress": .array(readers(ofBackups: false).map(json)),
      "backup_egress": .array(readers(ofBackups: true).map(json)),
    ]
  }

  private func json(of reader: (provider: String, files: [String])) -> JSONValue {
    [
      "provider": .string(reader.provider), "address": .optional(addresses[reader.provider]),
      "files": .texts(reader.files),
    ]
  }

  private static func json(of plan: ArtifactPlan) -> JSONValue {
    [
      "path": .string(plan.artifact.path), "kind": .string(plan.artifact.kind.rawValue), "calls": .integer(plan.calls),
      "seats": .array(
        plan.seats.map { entry in
          [
            "persona": .string(entry.seat.id.rawValue), "model": .string(entry.seat.model.description),
            "backup": .optional(entry.seat.backup?.description), "dimensions": .integer(entry.seat.dimensions.count),
            "input_tokens": entry.tokens.map { .integer($0) } ?? .null,
            "not_applicable": .optional(entry.seat.notApplicable),
          ]
        }),
    ]
  }
}
