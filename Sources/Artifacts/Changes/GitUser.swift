/// Who works in a folder, as git knows them.
public enum GitUser {
  /// Git's `user.name`; nil where none is set, or git is not there.
  public static func name(in folder: String) async -> String? {
    guard let answer = try? await Git(folder: folder, range: "").run(["config", "--get", "user.name"]), answer.isSuccess
    else { return nil }
    let line = answer.output.prefix { $0 != 0x0A }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
