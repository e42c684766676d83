import Foundation

/// The names in the folder at `path`, in no order; none where there is no such folder.
func namesInFolder(_ path: String) throws(StorageError) -> [String] {
  guard let directory = opendir(path) else {
    if errno == ENOENT { return [] }
    throw StorageError(path, errno: errno, action: "list it")
  }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}
