import Foundation
import Reports

extension TextStyle {
  /// What standard output takes: colours on a terminal alone, and none where `--no-color` or NO_COLOR says so.
  static func ofOutput(noColor: Bool) -> TextStyle {
    let isColoured = Standard.output.isTerminal && !noColor && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    return TextStyle(isColoured: isColoured)
  }
}

extension HealthSigns {
  /// What standard output shows: ASCII alone on a terminal whose locale is not UTF-8. Files and pipes take UTF-8.
  static var ofOutput: HealthSigns {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let isUTF8 = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
    return Standard.output.isTerminal && !isUTF8 ? .ascii : .unicode
  }
}

extension Standard {
  /// Nil where it is no terminal, or one that does not say.
  var columns: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
