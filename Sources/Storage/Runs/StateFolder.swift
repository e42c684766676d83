import Foundation

/// Makes the state folder, and keeps a new one out of git: runs hold what was judged, and `git add -A` is to take none along.
///
/// A folder of another name that was there before may be anybody's, such as the project itself, and stays as it is.
func makeStateFolder(_ state: String) throws(StorageError) {
  let isOwn = access(state, F_OK) != 0 || state == ".moe-judge" || state.hasSuffix("/.moe-judge")
  try makeFolder(state)
  if isOwn { ignoreAll(in: state) }
}

/// A file that is there stays, whatever it says. A folder that takes no file is none the worse for it here, so nothing is thrown.
private func ignoreAll(in folder: String) {
  guard let file = try? OpenFile(folder + "/.gitignore", O_WRONLY | O_CREAT | O_EXCL, action: "make it") else { return }
  try? file.write(Array("# Runs hold what was judged.\n*\n".utf8))
}
