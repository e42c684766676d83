import Judging

/// One thing that was looked at: how it stands, and what mends it.
struct DoctorCheck: Sendable, Hashable {
  enum State: Sendable, Hashable {
    case ok
    /// Worth knowing, nothing to mend.
    case note
    /// Something works less well than it could.
    case warning
    /// Something that is needed does not work; the program ends with this code.
    case failed(ExitStatus)

    var word: String {
      switch self {
      case .ok: "ok"
      case .note: "note"
      case .warning: "warning"
      case .failed: "failed"
      }
    }
  }

  let name: String
  let state: State
  let message: String
  let mend: String?

  init(_ name: String, _ state: State, _ message: String, mend: String? = nil) {
    self.name = name
    self.state = state
    self.message = message
    self.mend = mend
  }

  var exitStatus: ExitStatus { if case .failed(let status) = state { status } else { .pass } }

  /// The same, where no model is to be asked: what only models need is worth a warning.
  var withoutModels: DoctorCheck {
    guard case .failed(.providers) = state else { return self }
    return DoctorCheck(name, .warning, message, mend: mend)
  }
}
