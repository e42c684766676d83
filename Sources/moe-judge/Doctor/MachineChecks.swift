import Foundation
import Judging

/// What of this machine the program relies on: git, a place for its state, proxies, certificates. It calls nobody.
struct MachineChecks {
  let environment: [String: String]
  let state: String

  var all: [DoctorCheck] { [git, stateFolder] + proxies + certificates }

  private var git: DoctorCheck {
    let name = "git"
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    guard let program = folders.map({ $0 + "/git" }).first(where: FileManager.default.isExecutableFile(atPath:)) else {
      return DoctorCheck(
        name, .warning, "git is not on the path, so no change can be judged.",
        mend: "Install git to use judge --diff.")
    }
    guard Self.repository(above: ".") != nil else {
      return DoctorCheck(
        name, .warning, "\(program); this folder is in no git repository, so there is no change to judge.",
        mend: "Run from inside a repository, or make one with git init.")
    }
    return DoctorCheck(name, .ok, "\(program); this folder is in a repository")
  }

  /// The nearest folder from `folder` upwards that has a `.git`; nil where none has.
  static func repository(above folder: String) -> String? {
    var folder = URL(fileURLWithPath: folder).standardizedFileURL
    while !FileManager.default.fileExists(atPath: folder.appending(path: ".git").path) {
      guard folder.path != "/" else { return nil }
      folder.deleteLastPathComponent()
    }
    return folder.path
  }

  private var stateFolder: DoctorCheck {
    let name = "state"
    var place = URL(fileURLWithPath: state).standardizedFileURL
    var isFolder: ObjCBool = false
    // What is not there yet is made in the nearest folder that is.
    while !FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), place.path != "/" {
      place.deleteLastPathComponent()
    }
    guard isFolder.boolValue else {
      return DoctorCheck(
        name, .failed(.fail), "\(place.path) is a file, so \(state) can be no folder for runs.",
        mend: "Move the file away, or name another place with --state DIRECTORY.")
    }
    guard access(place.path, W_OK | X_OK) == 0 else {
      return DoctorCheck(
        name, .failed(.fail), "nothing can be written in \(place.path): \(String(cString: strerror(errno))).",
        mend: "Allow writing there, or name another place with --state DIRECTORY.")
    }
    return DoctorCheck(name, .ok, "runs and their index are kept in \(state)")
  }

  /// As libcurl reads them.
  private var proxies: [DoctorCheck] {
    let names = ["https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"]
    let set = names.compactMap { name -> String? in
      guard let value = environment[name], !value.isEmpty else { return nil }
      return "\(name)=\(name.lowercased() == "no_proxy" ? value : Self.shownProxy(value))"
    }
    guard !set.isEmpty else { return [] }
    return [DoctorCheck("proxy", .note, "calls go by " + set.joined(separator: ", "))]
  }

  /// Without the name and password that it may hold.
  private static func shownProxy(_ address: String) -> String {
    shownAddress(address.contains("://") ? address : "http://" + address)
  }

  private var certificates: [DoctorCheck] {
    [("SSL_CERT_FILE", false), ("SSL_CERT_DIR", true)].compactMap { variable, wantsFolder in
      guard let path = environment[variable], !path.isEmpty else { return nil }
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard exists, isFolder.boolValue == wantsFolder, access(path, R_OK) == 0 else {
        return DoctorCheck(
          "certificates", .failed(.providers),
          "\(variable) names \(path), which is no \(wantsFolder ? "folder" : "file") that can be read; no https call succeeds.",
          mend: "Name one that is there, or unset \(variable).")
      }
      return DoctorCheck("certificates", .note, "\(variable)=\(path) is trusted")
    }
  }
}
